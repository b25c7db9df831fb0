"""The promise of every notebook: the reference earns all, an untouched copy nothing, a mistake is named."""

import pytest

from tests.lessons.conftest import EXERCISES, is_test, stubs, wrong_answers

pytestmark = pytest.mark.timeout(900)
each_notebook = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)


@each_notebook
def test_the_reference_earns_every_point_without_an_error(exercise):
    graded = exercise.grade({})
    assert graded.errors == []
    assert [result for result in graded.results if result["outcome"] != "passed"] == []
    assert graded.earned == graded.possible > 0
    assert graded.incidents == []


@each_notebook
def test_an_untouched_copy_earns_nothing_without_an_error(exercise, made_lessons):
    graded = exercise.grade(stubs(exercise, made_lessons))
    assert graded.errors == []
    assert {name: earned for name, (earned, _) in graded.marks.items() if earned} == {}
    assert [result["constat"] for result in graded.results if result["outcome"] == "broken"] == []


@each_notebook
def test_each_exercise_has_two_wrong_answers(exercise):
    graded = {cell["id"].rsplit("-", 1)[0] for cell in exercise.cells() if is_test(cell)}
    tried = [wrong["cell"] for of, wrong in (param.values for param in wrong_answers()) if of == exercise]
    assert {name for name in graded if tried.count(name) < 2} == set()


@pytest.mark.parametrize(("exercise", "wrong"), list(wrong_answers()))
def test_a_wrong_answer_loses_points_and_is_told_its_mistake(exercise, wrong):
    graded = exercise.grade(
        {wrong["cell"]: wrong["code"]}, keep=lambda name: name.startswith(wrong["cell"] + "-")
    )
    assert graded.possible > 0, f"aucune vérification ne commence par {wrong['cell']}-"
    assert graded.earned < graded.possible
    assert wrong["mistake"] in [result["mistake"] for result in graded.results]
    assert [result["constat"] for result in graded.results if result["outcome"] == "broken"] == []
