"""The hand-in zip: what is in it, and nothing else."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lab.handin import (
    LABEL,
    BadLabel,
    BadPseudonym,
    NothingBegun,
    file_name,
    make_hand_in,
    read_label,
    read_pseudonyms,
)
from lab.work import WorkingCopy

NOON = datetime(2025, 3, 12, 14, 5, 9, tzinfo=UTC)


@pytest.fixture
def copy(tmp_path: Path) -> WorkingCopy:
    copy = WorkingCopy(tmp_path / "lessons", tmp_path / "mon-travail")
    for name in ("1_a", "2_b"):
        path = copy.lessons / "00_decouverte" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"cells": [{"source": "..."}]}))
    copy.refresh()
    return copy


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def begin(copy: WorkingCopy, name: str) -> str:
    text = json.dumps({"cells": [{"source": f"fait : {name}"}]})
    (copy.work / name).write_text(text)
    return text


def test_the_zip_holds_what_was_begun_and_nothing_else(copy: WorkingCopy) -> None:
    text = begin(copy, "00_decouverte/1_a.ipynb")
    (copy.work / "photo.jpg").write_bytes(b"private")
    with zipfile.ZipFile(io.BytesIO(make_hand_in(copy, ["Lina", "Noah"], NOON))) as bundle:
        assert bundle.namelist() == ["remise.json", "00_decouverte/1_a.ipynb"]
        assert bundle.read("00_decouverte/1_a.ipynb").decode() == text
        assert json.loads(bundle.read("remise.json")) == {
            "format": 1,
            "pseudonyms": ["Lina", "Noah"],
            "lessons_version": copy.lessons_version(),
            "handed_in": "2025-03-12T14:05:09+00:00",
            "copied_from": {"00_decouverte/1_a.ipynb": digest(copy.lessons / "00_decouverte/1_a.ipynb")},
        }


def test_a_newer_version_is_handed_in_under_the_name_of_its_lesson(copy: WorkingCopy) -> None:
    begin(copy, "00_decouverte/1_a.ipynb")
    (copy.lessons / "00_decouverte/1_a.ipynb").write_text(json.dumps({"cells": [{"source": "v2"}]}))
    (beside,) = copy.refresh()
    newest = begin(copy, beside)
    with zipfile.ZipFile(io.BytesIO(make_hand_in(copy, ["Lina"], NOON))) as bundle:
        assert bundle.read("00_decouverte/1_a.ipynb").decode() == newest


def test_same_work_and_moment_give_the_same_bytes(copy: WorkingCopy) -> None:
    begin(copy, "00_decouverte/2_b.ipynb")
    assert make_hand_in(copy, ["Lina"], NOON) == make_hand_in(copy, ["Lina"], NOON)


def test_nothing_begun_is_said(copy: WorkingCopy) -> None:
    with pytest.raises(NothingBegun, match="Aucun carnet"):
        make_hand_in(copy, ["Lina"], NOON)


@pytest.mark.parametrize(
    ("typed", "names"),
    [(["Lina"], ["Lina"]), ([" Robot-62 ", ""], ["Robot-62"]), (["Zoé", "Noah"], ["Zoé", "Noah"])],
)
def test_good_pseudonyms(typed: list[str], names: list[str]) -> None:
    assert read_pseudonyms(typed) == names


@pytest.mark.parametrize(
    "typed",
    [
        [],
        ["", " "],
        ["a"],
        ["lina@exemple.fr"],
        ["Lina Dupont"],
        ["-lina"],
        ["../x"],
        ["x" * 21],
        ["Lina", "lina"],
    ],
)
def test_bad_pseudonyms_are_refused_in_french(typed: list[str]) -> None:
    with pytest.raises(BadPseudonym, match=r"pseudonyme|convient"):
        read_pseudonyms(typed)


def test_file_name() -> None:
    assert file_name(["Lina", "Noah"], NOON) == "remise_Lina+Noah_2025-03-12_14h05m09.zip"


def test_a_label_is_read_as_it_was_made(copy: WorkingCopy) -> None:
    begin(copy, "00_decouverte/1_a.ipynb")
    with zipfile.ZipFile(io.BytesIO(make_hand_in(copy, ["Lina"], NOON))) as bundle:
        label = read_label(bundle.read(LABEL))
    assert label.pseudonyms == ("Lina",)
    assert label.when == NOON
    assert label.version == copy.lessons_version()
    assert list(label.copied_from) == ["00_decouverte/1_a.ipynb"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        '{"format": 2, "pseudonyms": ["Lina"]}',
        '{"format": 1, "pseudonyms": "Lina"}',
        '{"format": 1, "pseudonyms": ["/"]}',
        '{"format": 1, "pseudonyms": ["Lina"], "copied_from": 3}',
    ],
)
def test_a_label_of_another_making_is_refused(text: str) -> None:
    with pytest.raises(BadLabel):
        read_label(text.encode())
