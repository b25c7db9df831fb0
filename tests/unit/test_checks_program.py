"""Checks of plain programs: a variable, a function, a list; and each slip of a beginner by its name."""

from __future__ import annotations

import math
from typing import Any

import pytest

from checks import program
from checks.feedback import Outcome, grade


def mistakes(results: list[Any]) -> list[str]:
    assert all(result.outcome is not Outcome.BROKEN for result in results)
    assert all(result.constat and result.pourquoi and result.piste for result in results if not result)
    return [result.mistake for result in results if not result]


def told(answer: Any, wanted: Any, unit: str = "mm", **options: Any) -> str:
    """The mistake a variable is told; "" for none."""
    return "".join(mistakes(program.value("mesure", answer, wanted, unit, **options)))


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (24.5, 24.5),
        (3, 3.0),
        (0.1 + 0.2, 0.3),
        ("M8", "M8"),
        (True, True),
        ([1, 2.0], [1, 2]),
        ((1, 2), [1, 2]),
    ],
)
def test_a_right_value_passes_whatever_its_way_of_being_written(answer: Any, wanted: Any) -> None:
    assert told(answer, wanted) == ""


def test_a_value_passes_to_its_tolerance_and_not_beyond() -> None:
    assert told(24.54, 24.5, tolerance=0.05) == ""
    assert told(24.56, 24.5, tolerance=0.05) == "le nombre est trop grand"


@pytest.mark.parametrize(
    ("answer", "wanted", "mistake"),
    [
        (None, 24.5, "il n'y a pas encore de réponse"),
        (..., 24.5, "il n'y a pas encore de réponse"),
        ((24, 5), 24.5, "une virgule à la place du point"),
        ((8, 8, 5), 13.5, "une virgule à la place du point"),
        ("24.5 mm", 24.5, "un texte à la place d'un nombre"),
        (True, 1, "ce n'est pas un nombre"),
        ([24.5], 24.5, "ce n'est pas un nombre"),
        (print, 24.5, "ce n'est pas un nombre"),
        (2.45, 24.5, "le nombre est 10 fois trop petit"),
        (245, 24.5, "le nombre est 10 fois trop grand"),
        (2450, 24.5, "le nombre est 100 fois trop grand"),
        (24500, 24.5, "le nombre est 1000 fois trop grand"),
        (90, 1.5, "le nombre est 60 fois trop grand"),
        (-24.5, 24.5, "le signe est à l'envers"),
        (8.3, 8.25, "le nombre est trop grand"),
        (8.33, 25 / 3, "le nombre est arrondi trop tôt"),
        (20, 24.5, "le nombre est trop petit"),
        (1e300, 24.5, "le nombre est trop grand"),
        (5, 0, "le nombre est trop grand"),
        (8, "M8", "un nombre à la place d'un texte"),
        ([], "M8", "ce n'est pas un texte"),
        ("m8", "M8", "les majuscules ou les accents diffèrent"),
        ("a trier", "à trier", "les majuscules ou les accents diffèrent"),
        ("M8 ", "M8", "un espace de trop, ou un espace oublié"),
        ("M6", "M8", "ce n'est pas le texte demandé"),
        ("True", True, "ce n'est ni True ni False"),
        (1, True, "ce n'est ni True ni False"),
        (False, True, "la réponse est l'inverse de la bonne"),
    ],
)
def test_a_wrong_value_is_told_its_slip(answer: Any, wanted: Any, mistake: str) -> None:
    assert told(answer, wanted) == mistake


def test_no_value_breaks_a_check() -> None:
    for answer in (math.nan, math.inf, -math.inf, 10**5000, "\ud800", "x" * 100_000, [[10**5000]] * 1000):
        (result,) = program.value("mesure", answer, 24.5, "mm")
        assert result.outcome is Outcome.FAILED
        result.constat.encode("utf-8")
        assert len(result.constat) < 250


def test_a_number_of_the_wrong_type_is_told_apart_when_asked() -> None:
    assert told(3.0, 3, kind=int) == "un nombre à virgule à la place d'un nombre entier"
    assert told(8, 8.0, kind=float) == "un nombre entier à la place d'un nombre à virgule"
    (result,) = program.value("pieces", 3.0, 3, kind=int)
    assert "3.0" in result.constat
    assert told(3, 3, kind=int) == told(8.0, 8.0, kind=float) == ""


def test_the_slip_of_one_exercise_comes_before_the_general_ones() -> None:
    slips = {"le rayon à la place du diamètre": 4.0}
    assert told(4.0, 8.0, slips=slips) == "le rayon à la place du diamètre"
    assert told(8.0, 8.0, slips=slips) == ""
    slips = {"les vis courtes sont gardées": [10, 12, 40]}
    assert told([10, 12, 40], [40], slips=slips) == "les vis courtes sont gardées"


def test_a_message_has_the_figure_with_its_unit_and_not_the_answer() -> None:
    (result,) = program.value("prix", 245.0, 2.45, "€")
    assert "« prix » vaut 245\u00a0€." in result.constat
    assert "100 centimes" in result.pourquoi
    assert "2,45" not in result.constat + result.pourquoi + result.piste


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        ([4, 6, 8], ""),
        (5, "ce n'est pas une liste"),
        ([4, 6], "la dernière valeur manque"),
        ([6, 8], "la première valeur manque"),
        ([], "la liste est vide"),
        ([8], "une seule valeur est gardée"),
        ([4, 6, 8, 10], "il y a des valeurs en trop dans la liste"),
        ([8, 6, 4], "les valeurs ne sont pas dans le bon ordre"),
        ([4, 60, 8], "le nombre est 10 fois trop grand"),
        ([4, "6", 8], "un texte à la place d'un nombre"),
        ([[4], 6, 8], "ce n'est pas un nombre"),
    ],
)
def test_a_list_is_told_its_length_its_order_or_its_first_wrong_place(answer: Any, mistake: str) -> None:
    assert told(answer, [4, 6, 8]) == mistake


def test_a_list_says_which_place_is_wrong() -> None:
    (result,) = program.value("trous", [10, 20, 35], [10, 20, 30], "mm")
    assert "numéro 2" in result.pourquoi


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        ([4, 6, 8, 9], ""),
        ((4, 6, 10, 11), ""),
        (None, "il n'y a pas encore de réponse"),
        (4, "ce n'est pas une liste"),
        ([], "la liste est vide"),
        ([9], "une seule valeur est gardée"),
        ([4, 6, 8], "il manque des valeurs dans la liste"),
        ([4, 6, 8, 9, 10], "il y a des valeurs en trop dans la liste"),
        ([4, 60, 8, 9], "le nombre est 10 fois trop grand"),
    ],
)
def test_the_beginning_of_a_list_and_its_length_are_judged(answer: Any, mistake: str) -> None:
    assert "".join(mistakes(program.begins("trous", answer, [4, 6], 4, "mm"))) == mistake


def test_the_beginning_of_a_list_is_told_the_slip_of_its_exercise() -> None:
    slips = {"0,4 n'est pas ajouté": [3, 4]}
    found = program.begins("trous", [3, 4, 5], [3.4, 4.4], 3, "mm", slips=slips)
    assert mistakes(found) == ["0,4 n'est pas ajouté"]


def test_an_empty_list_has_no_unit() -> None:
    (result,) = program.value("trous", [], [4, 6], "mm")
    assert result.constat == "« trous » vaut []."


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        ([2.8, 2.9, 3.0], ""),
        ([2.9], "les limites ne sont pas comprises"),
        ([2.5, 2.8, 2.9, 3.0], "la limite du bas est oubliée"),
        ([2.8, 2.9, 3.9, 3.0], "la limite du haut est oubliée"),
        ([2.9, 2.8, 3.0], "les valeurs ne sont pas dans le bon ordre"),
        ([], "la liste est vide"),
        (None, "il n'y a pas encore de réponse"),
    ],
)
def test_what_is_picked_from_a_list_is_told_its_limits(answer: Any, mistake: str) -> None:
    told = program.picked("m3", answer, [2.5, 2.8, 2.9, 3.9, 3.0], 2.8, 3, "mm")
    assert "".join(mistakes(told)) == mistake


def total(matiere: float, machine: float) -> float:
    return matiere + machine


def test_a_total_follows_the_learners_own_parts() -> None:
    assert mistakes(program.follows("total", 3.5, total, "€", matiere=1.5, machine=2.0)) == []
    wrong = program.follows("total", 1.5, total, "€", matiere=1.5, machine=2.0)
    assert mistakes(wrong) == ["le nombre est trop petit"]


def test_the_slips_of_a_total_follow_its_parts() -> None:
    slips = {"la machine est oubliée": lambda matiere, machine: matiere}
    wrong = program.follows("total", 1.5, total, "€", slips=slips, matiere=1.5, machine=2.0)
    assert mistakes(wrong) == ["la machine est oubliée"]


def test_a_sum_names_the_part_that_is_left_out() -> None:
    parts = {"matiere": 1.5, "machine": 2.0, "participation": 0.5}
    assert mistakes(program.adds_up("total", 4.0, "€", **parts)) == []
    assert mistakes(program.adds_up("total", 3.5, "€", **parts)) == ["« participation » manque dans le total"]
    assert mistakes(program.adds_up("total", 9.0, "€", **parts)) == ["le nombre est trop grand"]
    assert mistakes(program.adds_up("total", 4.0, "€", matiere=None)) == ["il n'y a pas encore de réponse"]


def test_a_total_of_parts_that_are_not_there_is_not_judged() -> None:
    unanswered = "il n'y a pas encore de réponse"
    assert mistakes(program.follows("total", 0, total, "€", matiere=None, machine=2.0)) == [unanswered]
    assert mistakes(program.follows("total", None, total, "€", matiere=1, machine=2.0)) == [unanswered]
    (result,) = program.follows("total", 0, total, "€", matiere="1.5", machine=2.0)
    assert result.mistake == "un texte à la place d'un nombre"
    assert "« matiere »" in result.constat


@pytest.mark.parametrize("huge", [10**400, math.nan, -math.inf])
def test_no_part_breaks_the_rule_of_a_total(huge: float) -> None:
    told = program.follows("prix", 1.0, lambda grams: grams / 1000, "€", grams=huge)
    assert mistakes(told) == ["un nombre impossible à l'atelier"]


def test_answers_that_are_not_there_are_told_once() -> None:
    graded = grade(2, program.value("masse", None, 3, "g"), program.within("prix", None, 1, 9, "€"))
    assert [result.title for result in graded.results] == ["« masse », « prix »"]


def test_a_chosen_value_stays_within_limits() -> None:
    assert mistakes(program.within("masse", 5, 5, 200, "g")) == []
    for answer, mistake in [
        (None, "il n'y a pas encore de réponse"),
        (0.02, "une valeur hors des limites"),
        (math.nan, "une valeur hors des limites"),
        (10**400, "une valeur hors des limites"),
        ("20", "un texte à la place d'un nombre"),
    ]:
        assert mistakes(program.within("masse", answer, 5, 200, "g")) == [mistake]


CASES = [((20, 25), 0.5), ((100, 25), 2.5)]


def price(grams: float, per_kg: float) -> float:
    return grams * per_kg / 1000


@pytest.mark.parametrize(
    ("function", "mistake"),
    [
        (price, ""),
        (lambda grams, per_kg: print(price(grams, per_kg)), "la fonction ne rend rien"),
        (lambda grams, per_kg: 0.5, "la fonction rend toujours la même chose"),
        (lambda grams, per_kg: grams * per_kg, "le nombre est 1000 fois trop grand"),
        (lambda grams, per_kg: f"{price(grams, per_kg)} €", "un texte à la place d'un nombre"),
        (lambda grams, per_kg: grams + per_kg, "le nombre est trop grand"),
        (lambda grams: grams, "le programme s'arrête sur une erreur TypeError"),
        (None, "la fonction n'existe pas"),
    ],
)
def test_a_function_is_told_by_what_it_gives_back(function: Any, mistake: str) -> None:
    assert "".join(mistakes(program.returns(function, CASES, "€"))) == mistake


def test_a_function_that_gives_nothing_back_is_said_so_in_french() -> None:
    (result,) = program.returns(lambda grams, per_kg: None, [((20, 50), 1.0)], "€")
    assert result.constat == "Avec 20 et 50, la fonction ne rend rien (None). On attend 1\u00a0€."


def test_a_function_is_told_which_values_gave_what() -> None:
    (result,) = program.returns(lambda grams, per_kg: grams / 40, [*CASES, ((20, 50), 1.0)], "€")
    assert result.constat == "Avec 20 et 50, la fonction rend 0,5\u00a0€. On attend 1\u00a0€."


def test_the_slips_of_a_function_follow_its_arguments() -> None:
    slips = {"les deux prix sont échangés": lambda grams, per_kg: per_kg - grams}
    told = program.returns(lambda grams, per_kg: per_kg - grams, [((20, 25), -5 + 10)], slips=slips)
    assert mistakes(told) == []
    told = program.returns(lambda grams, per_kg: per_kg - grams, [((20, 27), 1.0)], slips=slips)
    assert mistakes(told) == ["les deux prix sont échangés"]


def test_a_function_gets_a_list_of_its_own() -> None:
    """What a function does to a list it was given changes neither the next call nor the message."""
    given = [8.1, 8.3]

    def spoil(lengths: list[float]) -> float:
        lengths.clear()
        return 0.0

    (result,) = program.returns(spoil, [(given, 8.2)], "mm")
    assert given == [8.1, 8.3]
    assert "Avec [8,1; 8,3]" in result.constat


def quote(grams: float, minutes: float) -> float:
    return 2 + grams * 0.03 + minutes * 0.01


HEAVIER = [(10, 60), (100, 60), (101, 60), (500, 60)]


@pytest.mark.parametrize(
    ("function", "mistake"),
    [
        (quote, ""),
        (lambda grams, minutes: max(5, quote(grams, minutes)), ""),
        (lambda grams, minutes: 2 + minutes, "le résultat ne dépend pas de la masse"),
        (
            lambda grams, minutes: quote(grams, minutes) * (0.5 if grams > 100 else 1),
            "le résultat baisse quand la masse augmente",
        ),
        (lambda grams, minutes: print(quote(grams, minutes)), "la fonction ne rend rien"),
        (lambda grams, minutes: f"{quote(grams, minutes)} €", "un texte à la place d'un nombre"),
        (lambda grams, minutes: 1 / 0, "le programme s'arrête sur une erreur ZeroDivisionError"),
        (None, "la fonction n'existe pas"),
    ],
)
def test_a_result_that_must_grow(function: Any, mistake: str) -> None:
    assert "".join(mistakes(program.grows(function, "la masse", HEAVIER, "€"))) == mistake


def test_a_result_that_falls_is_told_where() -> None:
    (result,) = program.grows(lambda grams: grams if grams <= 100 else 60, "la masse", range(98, 104), "€")
    assert result.constat == "Avec 100, la fonction rend 100\u00a0€. Avec 101, elle rend 60\u00a0€."


@pytest.mark.parametrize(
    ("function", "mistake"),
    [
        (quote, ""),
        (lambda grams, minutes: grams * 0.02, "le résultat est trop bas"),
        (lambda grams, minutes: 31.0, "le résultat est trop haut"),
        (lambda grams, minutes: math.nan, "le résultat est trop haut"),
        (lambda grams, minutes: None, "la fonction ne rend rien"),
    ],
)
def test_a_result_of_the_learners_choice_stays_between_limits(function: Any, mistake: str) -> None:
    cases = [((10, 60), 1, 30), ((100, 300), 2.5, 30)]
    assert "".join(mistakes(program.stays_between(function, cases, "€"))) == mistake


def test_without_an_upper_limit_only_the_least_is_told() -> None:
    (result,) = program.stays_between(lambda grams: 0.5, [(20, 1, math.inf)], "€")
    assert result.constat == "Avec 20, la fonction rend 0,5\u00a0€. On attend au moins 1\u00a0€."
