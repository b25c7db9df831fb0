"""The learner's copy of the lessons: filled, brought up to date, never overwritten."""

import json
from pathlib import Path

import pytest

from lab.work import WorkingCopy, original_name

NAME = "00_decouverte/1_objet.ipynb"
BESIDE = "00_decouverte/1_objet (nouvelle version).ipynb"


def notebook(*sources: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": text, "outputs": []} for text in sources]})


@pytest.fixture
def copy(tmp_path: Path) -> WorkingCopy:
    copy = WorkingCopy(tmp_path / "lessons", tmp_path / "mon-travail")
    write(copy.lessons / NAME, notebook("a = 1"))
    return copy


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_lessons_are_copied_once(copy: WorkingCopy) -> None:
    write(copy.lessons / "00_decouverte/images/x.svg", "<svg/>")
    assert copy.refresh() == []
    assert (copy.work / NAME).read_text() == notebook("a = 1")
    assert (copy.work / "00_decouverte/images/x.svg").exists()
    assert copy.begun() == {}


def test_an_untouched_copy_is_replaced(copy: WorkingCopy) -> None:
    copy.refresh()
    write(copy.lessons / NAME, notebook("a = 2"))
    assert copy.refresh() == []
    assert (copy.work / NAME).read_text() == notebook("a = 2")


def test_a_newer_version_arrives_beside_work_begun(copy: WorkingCopy) -> None:
    copy.refresh()
    write(copy.work / NAME, notebook("a = 1  # moi"))
    assert copy.refresh() == []
    write(copy.lessons / NAME, notebook("a = 2"))
    assert copy.refresh() == [BESIDE]
    assert (copy.work / NAME).read_text() == notebook("a = 1  # moi")
    assert copy.newer_versions() == {NAME: BESIDE}
    assert copy.refresh() == [], "the same version arrives once"


def test_an_untouched_newer_version_is_replaced_a_begun_one_is_not(copy: WorkingCopy) -> None:
    copy.refresh()
    write(copy.work / NAME, notebook("moi"))
    for source in ("a = 2", "a = 3"):
        write(copy.lessons / NAME, notebook(source))
        assert copy.refresh() == [BESIDE]
    write(copy.work / BESIDE, notebook("moi aussi"))
    write(copy.lessons / NAME, notebook("a = 4"))
    assert copy.refresh() == ["00_decouverte/1_objet (nouvelle version 2).ipynb"]
    assert (copy.work / BESIDE).read_text() == notebook("moi aussi")


def test_a_deleted_copy_comes_back(copy: WorkingCopy) -> None:
    copy.refresh()
    (copy.work / NAME).unlink()
    copy.refresh()
    assert (copy.work / NAME).exists()


def test_a_lost_manifest_loses_no_work(copy: WorkingCopy) -> None:
    copy.refresh()
    write(copy.work / NAME, notebook("moi"))
    (copy.work / ".atelier/lessons.json").unlink()
    copy.refresh()
    assert (copy.work / NAME).read_text() == notebook("moi")


def test_begun_is_work_not_a_mere_save(copy: WorkingCopy) -> None:
    copy.refresh()
    saved = json.loads(notebook("a = 1")) | {"metadata": {"kernelspec": {"name": "python3"}}}
    write(copy.work / NAME, json.dumps(saved, indent=1))
    assert copy.begun() == {}
    write(copy.work / NAME, notebook("a = 5"))
    assert copy.begun() == {NAME: copy.work / NAME}


def test_the_newest_version_worked_in_is_the_one_that_counts(copy: WorkingCopy) -> None:
    copy.refresh()
    write(copy.work / NAME, notebook("moi"))
    write(copy.lessons / NAME, notebook("a = 2"))
    copy.refresh()
    assert copy.begun() == {NAME: copy.work / NAME}
    write(copy.work / BESIDE, notebook("moi, encore"))
    assert copy.begun() == {NAME: copy.work / BESIDE}


def test_the_version_of_the_lessons_follows_their_content(copy: WorkingCopy) -> None:
    before = copy.lessons_version()
    assert before == copy.lessons_version()
    write(copy.lessons / NAME, notebook("a = 2"))
    assert copy.lessons_version() != before


def test_original_name() -> None:
    assert original_name(BESIDE) == NAME
    assert original_name(NAME) == NAME


def test_to_open_a_hint_is_no_work(copy: WorkingCopy) -> None:
    copy.refresh()
    sheet = json.loads(notebook("a = 1"))
    sheet["cells"][0]["metadata"] = {"coop": {"hints": 3}}
    write(copy.work / NAME, json.dumps(sheet))
    assert copy.begun() == {}
