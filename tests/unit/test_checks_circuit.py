"""Checks of circuits: right work passes whatever its names; each wrong circuit has its own message."""

import shutil

import pytest

from checks.circuit import (
    battery_current_at_most,
    current_within,
    leds_lit,
    nothing_burns,
    series_resistance,
    supplied_by,
)
from checks.feedback import Outcome, grade
from models.circuit import Circuit, ngspice

pytestmark = pytest.mark.skipif(shutil.which("ngspice") is None, reason="ngspice is not installed")

ALL = [
    nothing_burns,
    leds_lit,
    lambda work: current_within(work, "5 mA", "20 mA"),
    lambda work: supplied_by(work, "9 V"),
    lambda work: battery_current_at_most(work, "50 mA"),
]


def make(*parts):
    """A 9 V battery and ``parts``: (kind, arguments…)."""
    circuit = Circuit()
    circuit.battery("pile", "9 V", "A", "masse")
    for kind, *arguments in parts:
        getattr(circuit, kind)(*arguments)
    return circuit


GOOD = make(("resistor", "R1", "470 Ω", "A", "B"), ("led", "D1", "red", "B", "masse"))
EQUIVALENTS = [
    GOOD,
    GOOD.as_plain(),
    lambda: GOOD,
    make(("led", "lampe", "red", "A", "x"), ("resistor", "r", "470", "x", "masse")),
    make(
        ("resistor", "Ra", "220 Ω", "A", "1"), ("resistor", "Rb", "250 Ω", "1", "2"),
        ("led", "D", "red", "2", "masse"),
    ),
]  # fmt: skip

WRONG = {
    "montage vide": Circuit(),
    "pas de pile": Circuit(GOOD.parts[1:]),
    "LED sans résistance": make(("led", "D1", "red", "A", "masse")),
    "courant trop fort dans la LED": make(
        ("resistor", "R", "47 Ω", "A", "B"), ("led", "D", "red", "B", "masse")
    ),
    "LED à l'envers": make(("resistor", "R", "470 Ω", "A", "B"), ("led", "D", "red", "masse", "B")),
    "court-circuit": Circuit([*GOOD.parts, *make(("switch", "S", "A", "masse")).parts[1:]]),
    "patte en l'air": make(("resistor", "R", "470 Ω", "A", "B"), ("led", "D", "red", "B", "C")),
    "interrupteur ouvert": make(
        ("switch", "S", "A", "Z", False), ("resistor", "R", "470 Ω", "Z", "B"),
        ("led", "D", "red", "B", "masse"),
    ),
    "circuit ouvert": make(
        ("resistor", "R1", "470 Ω", "A", "B"), ("resistor", "R2", "470 Ω", "A", "B"),
        ("led", "D", "red", "C", "masse"), ("led", "E", "red", "C", "masse"),
    ),
    "une résistance chauffe trop": make(("resistor", "R", "100 Ω", "A", "masse")),
    "la pile débite trop": make(*(("resistor", f"R{i}", "330 Ω", "A", "masse") for i in range(40))),
}  # fmt: skip


@pytest.mark.parametrize("check", ALL)
@pytest.mark.parametrize("work", EQUIVALENTS, ids=range(len(EQUIVALENTS)))
def test_equivalent_circuits_all_pass(check, work):
    assert all(check(work)), check(work)


@pytest.mark.parametrize("mistake", WRONG)
def test_each_wrong_circuit_is_caught_with_its_own_message(mistake):
    results = nothing_burns(WRONG[mistake])
    assert [result.mistake for result in results] == [mistake]
    assert all(result.constat and result.pourquoi and result.piste for result in results)
    assert not any(character.isdigit() for character in results[0].mistake)


@pytest.mark.parametrize("check", ALL)
@pytest.mark.parametrize("work", [None, ..., lambda: None, 5, "LED", {"kind": "circuit"}, lambda: 1 / 0])
def test_no_work_is_no_point_and_never_breaks_the_check(check, work):
    results = check(work)
    assert [result.outcome for result in results] == [Outcome.FAILED]


def test_a_check_says_where_and_how_much():
    (result,) = nothing_burns(WRONG["LED sans résistance"])
    assert result.place == ["D1"]
    assert "mA" in result.constat
    assert "20" in result.constat


def test_the_current_has_two_sides():
    assert current_within(GOOD, "16 mA", "20 mA")[0].mistake == "courant trop faible"
    assert current_within(GOOD, "1 mA", "10 mA")[0].mistake == "courant trop fort"
    assert current_within(GOOD, "1 mA", "10 mA", kind="switch")[0].mistake == "pas d'interrupteur"
    assert current_within(WRONG["LED sans résistance"], "1 mA", "20 mA")[0].mistake == "LED sans résistance"


def test_leds_are_counted_and_each_must_be_seen():
    assert leds_lit(GOOD, count=2)[0].mistake == "pas assez de LED"
    dim = make(("resistor", "R", "100k", "A", "B"), ("led", "D", "red", "B", "masse"))
    assert leds_lit(dim)[0].mistake == "LED trop faible"


def test_worn_and_fresh_batteries_change_the_judgement():
    edge = make(("resistor", "R", "360 Ω", "A", "B"), ("led", "D", "red", "B", "masse"))
    assert nothing_burns(edge)[0]
    assert nothing_burns(edge, battery=1.1)[0].mistake == "courant trop fort dans la LED"
    assert leds_lit(edge, battery=0.2)[0].mistake == "LED trop faible"


def test_the_battery_must_be_the_one_asked_for_in_one_piece_or_several():
    assert supplied_by(GOOD, "12 V")[0].mistake == "la pile n'est pas celle demandée"
    pair = Circuit(GOOD.parts[1:])
    pair.battery("p1", "4,5 V", "A", "M")
    pair.battery("p2", "4,5 V", "M", "masse")
    assert supplied_by(pair, "9 V")[0]


def test_a_thirsty_circuit_is_told():
    assert battery_current_at_most(GOOD, "10 mA")[0].mistake == "la pile se vide trop vite"


@pytest.mark.parametrize(
    ("function", "mistake"),
    [
        (lambda u, led, i: u / i, "tension de la LED oubliée"),
        (lambda u, led, i: (led - u) / i, "soustraction à l'envers"),
        (lambda u, led, i: (u + led) / i, "tensions ajoutées"),
        (lambda u, led, i: (u - led) * i, "multiplication à la place de la division"),
        (lambda u, led, i: u - led / i, "parenthèses oubliées"),
        (lambda u, led, i: (u - led) / (i * 1000), "milliampères et ampères mélangés"),
        (lambda u, led, i: 470, "résistance fausse"),
        (lambda u, led, i: None, "la fonction ne rend pas un nombre"),
        (lambda u, led, i: True, "la fonction ne rend pas un nombre"),
        (lambda u, led: 1, "le programme s'arrête sur une erreur TypeError"),
        (..., "la fonction n'existe pas"),
    ],
)
def test_slips_of_calculation_are_named(function, mistake):
    assert series_resistance(function, 12, 3.2, 0.01)[0].mistake == mistake


def test_a_right_calculation_passes():
    assert series_resistance(lambda u, led, i: (u - led) / i, 12, 3.2, 0.01)[0]


def test_a_missing_solver_is_not_the_learners_fault(monkeypatch):
    monkeypatch.setattr(ngspice.shutil, "which", lambda _: None)
    assert nothing_burns(GOOD)[0].outcome is Outcome.BROKEN


def test_a_grade_adds_the_checks_up():
    assert repr(grade(4, nothing_burns(GOOD), leds_lit(GOOD, count=2))) == "2"
