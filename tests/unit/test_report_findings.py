"""Facts about a class: identical answers, marks, tables that a spreadsheet may open."""

import csv

import pytest

from checks.feedback import Outcome
from classroom.report import tables
from classroom.report.likeness import SHORTEST, identical, written
from classroom.report.model import Exercise, Learner, Line, State, Work

ANSWER = "a" * SHORTEST
GIVEN = "def carres(n):\n    # à vous\n    ...\n"


def test_spaces_blank_lines_and_comments_do_not_count():
    one = "def carres(n):\n    # mon idée\n    return [i*i for i in range(1, n+1)]\n"
    other = "def carres( n ):\n\n    return [ i * i for i in range(1, n + 1) ]   \n"
    assert written(one, GIVEN) == written(other, GIVEN) == "return[i*iforiinrange(1,n+1)]"
    assert written(GIVEN, GIVEN) == ""
    assert written("int a; // x\n// y\n", "") == "inta;//x"


def a_class(*answers, hand_ins=None):
    """Learners A, B, C… with one answer each in each of the given exercises."""
    names = "ABCDEFGH"[: len(answers)]
    learners = []
    for name, texts in zip(names, answers, strict=True):
        exercises = [Exercise(f"ex{i}", f"Exercice {i}", written=text) for i, text in enumerate(texts)]
        work = Work("m", "n", "Carnet", exercises, hand_in=(hand_ins or {}).get(name, name))
        learners.append(Learner(name, [work]))
    return learners


def found(learners):
    return [
        (group.learners, [title for _, title in group.exercises], group.together)
        for group in identical(learners)
    ]


def test_learners_with_the_same_answers_are_grouped_the_most_alike_first():
    class_ = a_class(
        [ANSWER, "x" * 60], [ANSWER, "x" * 60], ["y" * 60, "z" * 60], [ANSWER * 2, "z" * 60], ["", ""]
    )
    assert found(class_) == [
        (("A", "B"), ["Exercice 0", "Exercice 1"], ()),
        (("C", "D"), ["Exercice 1"], ()),
    ]


def test_short_answers_and_answers_left_empty_mean_nothing():
    assert found(a_class([ANSWER[1:]], [ANSWER[1:]])) == []
    assert found(a_class([""], [""])) == []


def test_an_answer_of_most_of_the_class_is_the_natural_one():
    assert found(a_class([ANSWER], [ANSWER], [ANSWER], ["b" * 60])) == []
    assert len(found(a_class([ANSWER], [ANSWER], ["c" * 60], ["b" * 60]))) == 1


def test_a_pair_that_handed_in_together_is_told_only_beside_others():
    together = {"A": "duo.zip", "B": "duo.zip"}
    assert found(a_class([ANSWER], [ANSWER], hand_ins=together)) == []
    assert found(a_class([ANSWER], [ANSWER], [ANSWER], hand_ins=together)) == [
        (("A", "B", "C"), ["Exercice 0"], (("A", "B"),))
    ]


@pytest.mark.parametrize(
    ("exercise", "state"),
    [
        (Exercise("e", "E", 3, 3), State.DONE),
        (Exercise("e", "E", 1.5, 3), State.MOSTLY),
        (Exercise("e", "E", 1, 3), State.PARTLY),
        (Exercise("e", "E", 0, 3), State.NONE),
        (Exercise("e", "E", 0, 3, untouched=True), State.EMPTY),
        (Exercise("e", "E", 0, 3, by_hand=True), State.WAITING),
        (Exercise("e", "E", 0, 3, lines=[Line(Outcome.BROKEN, "t")]), State.BROKEN),
        (Exercise("e", "E", 0, 3, unreadable=True), State.UNREADABLE),
    ],
)
def test_the_state_of_an_exercise(exercise, state):
    assert exercise.state is state


def test_no_cell_of_a_table_is_run_by_a_spreadsheet(tmp_path):
    formula = '=HYPERLINK("http://x";A1)'
    line = Line(Outcome.FAILED, "t", "+1\t@x")
    work = Work("-m", "@n", "t", [Exercise("＝e", formula, 0.5, 3, lines=[line])], facts=[formula, "deux"])
    work.handed_in = "2026-03-12T09:30:00+00:00"
    learners = [Learner("Ada", [work])]
    tables.write_notebooks(tmp_path / "notes.csv", learners)
    tables.write_exercises(tmp_path / "exercices.csv", learners)
    for name in ("notes.csv", "exercices.csv"):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝", "\t", "\r"))]
        assert "0,5" in cells
        assert "'-m" in cells
    assert f"'{formula} ; deux" in (tmp_path / "notes.csv").read_text("utf-8-sig").replace('""', '"')
