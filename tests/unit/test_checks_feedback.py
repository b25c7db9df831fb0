"""What a mark is made of: shares, essentials, and a reason that is said once."""

from __future__ import annotations

import html
import json
import re

import pytest

from checks.feedback import MIME, check, failed, grade, passed
from checks.learner import LearnerError


def missed(title="Trou", essential=True, mistake="il n'y a pas de trou"):
    return failed(title, mistake=mistake, constat="c", pourquoi="p", piste="q", essential=essential)


def good(*titles):
    return [passed(title) for title in titles]


@pytest.mark.parametrize(
    ("results", "earned"),
    [
        (good("a", "b", "c", "d"), 4),
        ([*good("a", "b", "c"), missed()], 2),
        ([*good("a", "b", "c"), missed(essential=False)], 3),
        ([*good("a"), missed(), missed("b", mistake="m"), missed("c", mistake="n")], 1),
        ([missed()], 0),
        ([], 0),
    ],
)
def test_missing_an_essential_costs_half_at_least_and_a_condition_its_share(results, earned):
    assert grade(4, results).earned == earned


def broken_check():
    raise RuntimeError("panne")


def test_a_broken_check_is_no_missed_essential():
    assert grade(4, good("a", "b", "c"), check("d")(broken_check)()).earned == 3


def empty_answer():
    raise LearnerError("il n'y a pas encore de pièce", "c", "p", "q")


def test_a_reason_shared_by_several_checks_is_said_once_with_the_same_points():
    same = [check(title)(empty_answer)() for title in ("Trou", "Relief", "Trou")]
    mark = grade(4, same, passed("Masse"))
    assert [(result.title, result.mistake) for result in mark.results] == [
        ("Trou, Relief", "il n'y a pas encore de pièce"),
        ("Masse", ""),
    ]
    assert mark.earned == 1
    assert mark._repr_html_().count("il n&#x27;y a pas encore de pièce") == 1
    assert len(mark._repr_mimebundle_()[MIME]["results"]) == 2


def test_a_good_result_is_one_line_and_a_mistake_has_its_three_parts():
    good_panel = grade(1, passed("Trou", "Un trou de 5 mm."))._repr_html_()
    assert "Trou. Un trou de 5 mm." in good_panel
    assert "Constat" not in good_panel
    panel = grade(1, missed())._repr_html_()
    assert [panel.count(word) for word in ("Constat", "Pourquoi", "Piste")] == [1, 1, 1]


def test_a_mistake_with_a_place_opens_the_view_there():
    place = {"kind": "box", "from": [0, 0, 0], "to": [1, 2, 3], "part": [[0, 0, 0], [9, 9, 9]]}
    words = {"mistake": "m", "constat": "c", "pourquoi": "p", "piste": "q"}
    panel = grade(1, failed("Trou", **words, place=place))._repr_html_()
    button = re.search(r"<button[^>]*data-place=\"([^\"]*)\"[^>]*>", panel)
    assert button
    assert json.loads(html.unescape(button[1])) == place
    assert " hidden>" in button[0], "without a live view in the page, the button would do nothing"


@pytest.mark.parametrize(
    "place", [None, {"line": 3}, ["R1"], {"kind": "point", "at": [float("inf"), 0, 0], "part": []}]
)
def test_a_place_that_no_part_has_gives_no_button(place):
    words = {"mistake": "m", "constat": "c", "pourquoi": "p", "piste": "q"}
    assert "<button" not in grade(1, failed("Trou", **words, place=place))._repr_html_()
