"""A class graded from end to end: marks in nbgrader's gradebook, a CSV, pages; nothing done twice."""

import csv
import json
import re
import shutil
from datetime import datetime
from itertools import pairwise

import pytest
from nbgrader.api import Gradebook

from classroom import grading, lessons
from classroom.grading import grader as grader_module
from classroom.grading import nursery
from classroom.grading.crew import LocalCrew
from classroom.grading.job import Assessment
from classroom.grading.nursery import Nursery
from tests import made_course
from tests.made_course import MODULE, NOTEBOOK, RIGHT, SECRET, WRONG


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The tiny course's solutions and lessons."""
    folder = tmp_path_factory.mktemp("cours")
    solutions = made_course.write_solutions(folder)
    lessons.update(solutions, folder / "lessons")
    return folder


def lesson(course):
    return course / "lessons" / MODULE / f"{NOTEBOOK}.ipynb"


def hand_in(folder, course, **answers):
    folder.mkdir(exist_ok=True)
    for name, content in answers.items():
        if isinstance(content, str):
            content = made_course.answered(lesson(course), content)
        (folder / f"{name} - {NOTEBOOK}.ipynb").write_bytes(content)
    return folder


def grade(course, folder, notes):
    """Without a sandbox: what it protects from is tested in tests/faults."""
    solutions = str(course / "solutions")
    return grading.main([str(folder), "--dossier", str(notes), "--solutions", solutions, "--unsafe"])


def marks(notes):
    with (notes / "notes.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["Pseudonyme"]: (row["Note"], row["Sur"]) for row in csv.DictReader(file, delimiter=";")}


@pytest.fixture(scope="module")
def graded(course, tmp_path_factory):
    """Learners graded: right, wrong, nothing done, not a notebook, fitted to the visible test."""
    place = tmp_path_factory.mktemp("classe")
    fitted = "def carres(n):\n    return [1, 4, 9]"
    untouched = lesson(course).read_bytes()
    folder = hand_in(
        place / "remises", course, Ada=RIGHT, Bob=WRONG, Cle=untouched, Dan=b"pas du JSON", Eve=fitted
    )
    assert grade(course, folder, place / "notes") == 0
    return place


def test_each_gets_the_right_mark(graded):
    assert marks(graded / "notes") == {
        "Ada": ("5", "5"),
        "Bob": ("0", "5"),
        "Cle": ("0", "5"),
        "Dan": ("0", "5"),
        "Eve": ("2", "5"),
    }


def test_nbgraders_own_gradebook_agrees(graded):
    with Gradebook(f"sqlite:///{graded / 'notes' / 'gradebook.db'}") as gradebook:
        assert gradebook.find_submission(MODULE, "Ada").score == 5
        assert gradebook.find_submission(MODULE, "Eve").score == 2
        assert gradebook.find_submission_notebook(NOTEBOOK, MODULE, "Dan").score == 0


def page(graded, name):
    return (graded / "notes" / "retours" / f"{name}.html").read_text("utf-8")


def test_a_feedback_page_says_what_is_wrong_and_what_to_try(graded):
    text = page(graded, "Bob")
    assert "les carrés sont faux" in text
    assert "Pour 3 : [2, 4, 6]." in text
    assert "Essayez avec 3 à la main." in text
    assert "Exercice 1 — Une liste de carrés" in text


def test_a_hidden_test_shows_its_mistake_and_nothing_else(graded):
    text = page(graded, "Eve")
    assert "les carrés sont faux" in text
    assert f"Pour {SECRET}" not in text
    assert "verifier(" not in text
    assert "range(1, n + 1)" not in text


def test_an_unreadable_file_has_a_page_too(graded):
    assert "illisible" in page(graded, "Dan")
    assert "illisible" in (graded / "notes" / "classe.html").read_text("utf-8")


def test_the_pages_ask_nothing_of_any_host_and_have_headings_in_order(graded):
    for path in (graded / "notes").rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//|@import|url\(", text), path.name
        assert 'lang="fr"' in text
        levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert str(graded) not in text


def test_the_class_page_says_it_was_not_protected(graded):
    assert "NON PROTÉGÉ" in (graded / "notes" / "classe.html").read_text("utf-8")


@pytest.fixture
def judged(monkeypatch):
    """The jobs that are judged from here on."""
    jobs = []
    judge = Nursery.judge

    def spy(self, job):
        if b"carres" in job.content:  # not the trial
            jobs.append(job)
        return judge(self, job)

    monkeypatch.setattr(Nursery, "judge", spy)
    return jobs


def test_running_again_grades_only_what_changed(graded, course, judged, monkeypatch, capsys):
    # Other work on the checks must not disturb this test.
    monkeypatch.setattr(grader_module, "JUDGES", ())
    folder = graded / "remises"
    grade(course, folder, graded / "notes")
    judged.clear()
    grade(course, folder, graded / "notes")
    assert not judged
    hand_in(folder, course, Bob=RIGHT)
    grade(course, folder, graded / "notes")
    assert len(judged) == 1
    assert marks(graded / "notes")["Bob"] == ("5", "5")
    assert "4 inchangés" in capsys.readouterr().out


def test_the_same_work_is_judged_once(course, tmp_path, judged):
    grade(course, hand_in(tmp_path / "r", course, Lina=RIGHT, Noah=RIGHT), tmp_path / "notes")
    assert len(judged) == 1
    assert marks(tmp_path / "notes") == {"Lina": ("5", "5"), "Noah": ("5", "5")}


def test_a_warm_process_that_is_killed_is_replaced(course, tmp_path, monkeypatch):
    judge = Nursery.judge

    def sabotaged(self, job):
        monkeypatch.undo()
        self._process.kill()
        return judge(self, job)

    monkeypatch.setattr(Nursery, "judge", sabotaged)
    grade(course, hand_in(tmp_path / "r", course, Ada=RIGHT, Bob=WRONG), tmp_path / "notes")
    assert marks(tmp_path / "notes") == {"Ada": ("5", "5"), "Bob": ("0", "5")}


def test_an_interruption_keeps_what_is_done(course, tmp_path, monkeypatch, capsys):
    ask = LocalCrew.ask

    def interrupted(self, job):
        if b"i + i" in job.content:
            raise KeyboardInterrupt
        return ask(self, job)

    monkeypatch.setattr(grader_module, "WINDOW", 0)  # each is recorded before the next is asked for
    monkeypatch.setattr(LocalCrew, "ask", interrupted)
    folder = hand_in(tmp_path / "r", course, Ada=RIGHT, Bob=WRONG)
    assert grade(course, folder, tmp_path / "notes") == 130
    assert marks(tmp_path / "notes") == {"Ada": ("5", "5")}
    assert "relancez" in capsys.readouterr().out
    monkeypatch.undo()
    assert grade(course, folder, tmp_path / "notes") == 0
    assert marks(tmp_path / "notes") == {"Ada": ("5", "5"), "Bob": ("0", "5")}


def test_a_manual_grade_survives_a_second_grading(course, tmp_path):
    folder = hand_in(tmp_path / "r", course, Bob=WRONG)
    grade(course, folder, tmp_path / "notes")
    with Gradebook(f"sqlite:///{tmp_path / 'notes' / 'gradebook.db'}") as gradebook:
        mark = gradebook.find_grade("carres-verification", NOTEBOOK, MODULE, "Bob")
        mark.manual_score = 1.5
        gradebook.db.commit()
    (tmp_path / "notes" / "etat.json").unlink()
    grade(course, folder, tmp_path / "notes")
    assert marks(tmp_path / "notes") == {"Bob": ("1,5", "5")}


def test_a_folder_without_work_is_said(course, tmp_path, capsys):
    (tmp_path / "r").mkdir()
    assert grade(course, tmp_path / "r", tmp_path / "notes") == 1
    assert grade(course, tmp_path / "absent", tmp_path / "notes") == 2
    assert "aucun trouvé" in capsys.readouterr().out


def test_the_book_is_plain_json(graded):
    book = json.loads((graded / "notes" / "etat.json").read_text("utf-8"))
    assert set(book["graded"]) == {
        f"{name}/{MODULE}/{NOTEBOOK}" for name in ("Ada", "Bob", "Cle", "Dan", "Eve")
    }


def test_a_judge_that_gives_everyone_nothing_grades_nobody(course, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(Nursery, "judge", lambda self, job: Assessment({"cells": [{}, {}]}))
    assert grade(course, hand_in(tmp_path / "r", course, Ada=RIGHT), tmp_path / "notes") == 3
    assert "carnet d'essai" in capsys.readouterr().err
    assert not (tmp_path / "notes").exists()


def test_a_changed_module_is_refused_and_the_earlier_marks_stay(course, tmp_path, capsys):
    place = tmp_path / "cours"
    shutil.copytree(course, place)
    folder = hand_in(tmp_path / "r", course, Ada=RIGHT)
    assert grade(place, folder, tmp_path / "notes") == 0
    module = place / "solutions" / MODULE
    shutil.copy(module / f"{NOTEBOOK}.ipynb", module / "2_autre.ipynb")
    assert grade(place, folder, tmp_path / "notes") == 0
    assert "--dossier NOUVEAU" in capsys.readouterr().out
    assert marks(tmp_path / "notes") == {"Ada": ("5", "5")}


def test_unprotected_marks_never_pass_as_protected(course, tmp_path, judged):
    grade(course, hand_in(tmp_path / "r", course, Ada=RIGHT), tmp_path / "notes")
    assert len(judged) == 1
    solutions = str(course / "solutions")
    arguments = [str(tmp_path / "r"), "--dossier", str(tmp_path / "notes"), "--solutions", solutions]
    if grading.main(arguments) == 3:
        pytest.skip("no sandbox here")
    assert len(judged) == 2


LATE = """
c = get_config()
c.ClearSolutions.code_stub = {"python": "..."}
c.LateSubmissionPlugin.penalty_method = "zero"
"""


def test_the_courses_own_late_penalty_applies(course, tmp_path):
    place = tmp_path / "cours"
    shutil.copytree(course, place)
    (place / "nbgrader_config.py").write_text(LATE)
    folder = hand_in(tmp_path / "r", course, Ada=RIGHT)
    grade(place, folder, tmp_path / "notes")
    with Gradebook(f"sqlite:///{tmp_path / 'notes' / 'gradebook.db'}") as gradebook:
        gradebook.find_assignment(MODULE).duedate = datetime(2020, 1, 1)
        gradebook.db.commit()
    hand_in(folder, course, Ada=f"{RIGHT}\n# encore")
    grade(place, folder, tmp_path / "notes")
    with Gradebook(f"sqlite:///{tmp_path / 'notes' / 'gradebook.db'}") as gradebook:
        found = gradebook.find_submission_notebook(NOTEBOOK, MODULE, "Ada")
        assert (found.score, found.late_submission_penalty) == (5, 5)


def test_a_seat_that_never_closed_its_doors_has_judged_nothing(course, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(nursery, "READY", {"ready": "never"})
    assert grade(course, hand_in(tmp_path / "r", course, Ada=RIGHT), tmp_path / "notes") == 3
    assert "carnet d'essai" in capsys.readouterr().err
