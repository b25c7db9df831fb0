"""Work taken up again from a hand-in: brought back whole, nothing lost here, nothing believed unchecked."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from lab import archive
from lab.handin import make_hand_in
from lab.progress import read_progress
from lab.resume import NotAHandIn, bring_back, read_hand_in, remember, remembered
from lab.work import WorkingCopy
from tests import made_zip

NAME = "00_decouverte/1_objet.ipynb"
NOON = datetime(2025, 3, 12, 12, tzinfo=UTC)


def notebook(source: str, **metadata: Any) -> bytes:
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "id": "plaque-indices", "metadata": metadata, "source": "<details>"},
        {
            "cell_type": "code",
            "id": "plaque-verification",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        },
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def a_copy(folder: Path, lesson: bytes = notebook("...")) -> WorkingCopy:
    copy = WorkingCopy(folder / "lessons", folder / "mon-travail")
    path = copy.lessons / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(lesson)
    copy.refresh()
    return copy


@pytest.fixture
def here(tmp_path: Path) -> WorkingCopy:
    return a_copy(tmp_path / "here")


@pytest.fixture
def hand_in(tmp_path: Path) -> bytes:
    """Made on another PC, with one exercise begun and two hints opened."""
    other = a_copy(tmp_path / "other")
    (other.work / NAME).write_bytes(notebook("mine", coop={"hints": 2}))
    return make_hand_in(other, ["Lina", "Noah"], NOON)


def zipped(files: dict[str, bytes], label: bytes = b'{"format": 1, "pseudonyms": ["Lina"]}') -> bytes:
    return made_zip.zipped({"remise.json": label, **files})


@pytest.mark.parametrize("keep", [False, True])
def test_work_comes_back_with_its_progress_hints_and_names(
    here: WorkingCopy, hand_in: bytes, keep: bool
) -> None:
    work = read_hand_in(hand_in, here.notebooks())
    assert work.label.pseudonyms == ("Lina", "Noah")
    assert work.left == []
    brought = bring_back(here, work, keep=keep)
    assert brought[NAME].place == NAME
    assert (here.work / NAME).read_bytes() == notebook("mine", coop={"hints": 2})
    assert read_progress(here.work / NAME).exercises[0].hints == 2
    assert here.begun() == {NAME: here.work / NAME}
    assert here.newer_versions() == {}


@pytest.mark.parametrize("keep", [False, True])
def test_work_begun_here_is_never_lost(here: WorkingCopy, hand_in: bytes, keep: bool) -> None:
    (here.work / NAME).write_bytes(notebook("theirs"))
    work = read_hand_in(hand_in, here.notebooks())
    for _ in range(2):  # the same file once more changes nothing
        one = bring_back(here, work, keep=keep)[NAME]
    (aside,) = here.set_aside()
    mine, theirs = notebook("mine", coop={"hints": 2}), notebook("theirs")
    assert (here.work / NAME).read_bytes() == (theirs if keep else mine)
    assert (here.work / aside).read_bytes() == (mine if keep else theirs)
    assert here.begun() == {NAME: here.work / NAME}, "work set aside is not handed in"
    assert one.place == (aside if keep else NAME)


def test_two_works_set_aside_have_each_a_name(here: WorkingCopy, hand_in: bytes) -> None:
    work = read_hand_in(hand_in, here.notebooks())
    for other in ("theirs", "theirs too"):
        (here.work / NAME).write_bytes(notebook(other))
        bring_back(here, work, keep=False)
    assert {(here.work / path).read_bytes() for path in here.set_aside()} == {
        notebook("theirs"),
        notebook("theirs too"),
    }


def test_the_lesson_that_changed_meanwhile_is_laid_beside(tmp_path: Path, hand_in: bytes) -> None:
    here = a_copy(tmp_path / "here", notebook("... # version 2"))
    bring_back(here, read_hand_in(hand_in, here.notebooks()), keep=False)
    assert (here.work / NAME).read_bytes() == notebook("mine", coop={"hints": 2})
    beside = here.newer_versions()[NAME]
    assert (here.work / beside).read_bytes() == notebook("... # version 2")
    assert here.begun() == {NAME: here.work / NAME}


def test_a_work_on_a_newer_version_takes_its_place_back(here: WorkingCopy, hand_in: bytes) -> None:
    (here.work / NAME).write_bytes(notebook("old"))
    (here.lessons / NAME).write_bytes(notebook("... # version 2"))
    (beside,) = here.refresh()
    (here.work / beside).write_bytes(notebook("new"))
    bring_back(here, read_hand_in(hand_in, here.notebooks()), keep=False)
    assert here.begun() == {NAME: here.work / NAME}
    assert len(here.set_aside()) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a zip",
        zipped({NAME: notebook("mine")}, label=b"{}"),
        zipped({}, label=b'{"format": 2, "pseudonyms": ["Lina"]}'),
    ],
)
def test_another_file_is_refused_in_french(content: bytes) -> None:
    with pytest.raises(NotAHandIn, match="Rendre mon travail"):
        read_hand_in(content, [NAME])


def test_a_zip_without_a_label_is_refused() -> None:
    with pytest.raises(NotAHandIn):
        read_hand_in(made_zip.zipped({NAME: notebook("mine")}), [NAME])


@pytest.mark.parametrize(
    "name",
    [
        "../../1_objet.ipynb",
        "/etc/1_objet.ipynb",
        "C:/1_objet.ipynb",
        "00_decouverte\\..\\..\\1_objet.ipynb",
        "00_decouverte/9_autre.ipynb",
        "remises/1_objet.ipynb",
    ],
)
def test_only_notebooks_of_the_course_are_taken(here: WorkingCopy, name: str) -> None:
    work = read_hand_in(zipped({name: notebook("mine"), "virus.exe": b"x"}), here.notebooks())
    assert work.notebooks == {}
    assert any(name.rpartition("/")[2].rpartition("\\")[2] in line for line in work.left)


def test_a_link_is_not_followed(here: WorkingCopy) -> None:
    made = io.BytesIO(zipped({}))
    link = zipfile.ZipInfo(NAME)
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(made, "a") as bundle:
        bundle.writestr(link, "/etc/passwd")
    work = read_hand_in(made.getvalue(), here.notebooks())
    assert work.notebooks == {}
    assert "lien" in work.left[0]


@pytest.mark.parametrize(
    "content", [b"", b"3", b"{}", b"[" * 100_000, b'{"cells": [3], "nbformat": 4}', notebook("x")[:-9]]
)
def test_what_is_no_notebook_is_left(here: WorkingCopy, content: bytes) -> None:
    work = read_hand_in(zipped({NAME: content}), here.notebooks())
    assert work.notebooks == {}
    assert work.left == [f"{NAME} : ce carnet est abîmé."]


def test_a_bomb_is_not_unpacked(here: WorkingCopy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_FILE", 1_000)
    with pytest.raises(NotAHandIn):
        read_hand_in(zipped({NAME: b"0" * 1_000_000}), here.notebooks())


def test_names_are_remembered_for_the_day(here: WorkingCopy) -> None:
    assert remembered(here, date(2025, 3, 12)) == []
    remember(here, ["Lina"], date(2025, 3, 12))
    assert remembered(here, date(2025, 3, 12)) == ["Lina"]
    assert remembered(here, date(2025, 3, 13)) == [], "someone else may sit here tomorrow"
