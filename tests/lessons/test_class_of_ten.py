"""A class of ten over the real lessons, in every shape a trainer receives, graded in one confined run."""

import csv
import html

import pytest

from classroom import grading, sandbox
from tests import made_class
from tests.lessons.conftest import EXERCISES as NOTEBOOKS

pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module")
def works():
    return made_class.make(10)


def test_the_class_has_work_of_every_quality_and_no_two_alike(works):
    assert {work.quality for work in works} == {*made_class.ORDINARY, *made_class.RARE}
    assert len({work.content for work in works}) == len(works) == 10 * len(NOTEBOOKS)


def test_each_work_gets_its_mark_and_each_learner_a_page(works, tmp_path):
    """One test, so that the class is graded once however the suite is spread."""
    if obstacle := sandbox.obstacle():
        pytest.skip(f"no sandbox here: {obstacle}")
    made_class.write(tmp_path / "remises", works)
    assert grading.main([str(tmp_path / "remises"), "--dossier", str(tmp_path / "notes")]) == 0
    table = read_table(tmp_path / "notes" / "notes.csv")
    assert set(table) == {(work.pseudonym, work.notebook) for work in works}
    pages = {work.pseudonym: read_page(tmp_path / "notes", work.pseudonym) for work in works}
    faults = [fault for work in works for fault in faults_of(work, table, pages[work.pseudonym])]
    assert faults == []


def read_table(path):
    """The lines of notes.csv, by learner and notebook."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {(line["Pseudonyme"], line["Carnet"]): line for line in csv.DictReader(file, delimiter=";")}


def read_page(notes, pseudonym):
    return html.unescape((notes / "retours" / f"{pseudonym}.html").read_text("utf-8"))


def faults_of(work, table, page):
    """What is not as expected of one work, one line each."""
    line, due = table[work.pseudonym, work.notebook], work.expected
    who = f"{work.pseudonym}, {work.notebook}, {work.quality}"
    mark = float(line["Note"].replace(",", "."))
    if not due.least <= mark <= due.most:
        yield f"{who}: {mark:g} points, not {due.least:g} to {due.most:g}"
    if due.mistake not in page:
        yield f"{who}: the page does not name « {due.mistake} »"
    if due.remark not in line["Remarques"]:
        yield f"{who}: no « {due.remark} » in « {line['Remarques']} »"
