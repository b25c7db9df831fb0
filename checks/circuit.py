"""Judging circuits by what they do: their solved currents and voltages, and what would burn.

``work`` is a Circuit, the plain data of one, or a learner's function that returns one when called with
``args``. Parts are chosen by kind, never by name, so that any equivalent circuit is as good. ``battery``
multiplies the voltage of its batteries: 0.9 asks for the same work on worn ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.learner import LearnerError, call
from models.circuit import LED, Battery, Burn, Circuit, CircuitError, Part, Problem, Solution
from models.circuit import format_value as french
from models.circuit import parse_value as value

_BURNS = "Limites des pièces"
_LIT = "LED allumées"
_CURRENT = "Courant"
_SUPPLY = "Tension de la pile"
_LASTING = "Courant de la pile"
_RESISTANCE = "Résistance calculée"
_CONDITION = 0.25


@check(_BURNS)
def nothing_burns(work: Any, args: Sequence[Any] = (), *, battery: float = 1.0) -> Result:
    """Current flows, and no part is over its limit."""
    solution = _solve(_BURNS, work, args, battery)
    if isinstance(solution, Result):
        return solution
    if burns := solution.burns():
        return _burnt(_BURNS, burns)
    return passed(_BURNS, "Chaque pièce reste sous sa limite.")


@check(_LIT)
def leds_lit(
    work: Any,
    args: Sequence[Any] = (),
    *,
    count: int = 1,
    at_least: float | str = "2 mA",
    battery: float = 1.0,
) -> Result:
    """``count`` LEDs or more, and every one of them gets ``at_least`` amperes without burning."""
    solution = _solve(_LIT, work, args, battery)
    if isinstance(solution, Result):
        return solution
    if burns := [burn for burn in solution.burns() if isinstance(burn.part, LED)]:
        return _burnt(_LIT, burns)
    leds = [part for part in solution.parts if isinstance(part, LED)]
    if len(leds) < count:
        return failed(
            _LIT,
            mistake="pas assez de LED",
            constat=f"Le montage a {len(leds)} LED, il en faut au moins {count}.",
            pourquoi="Chaque LED demandée compte.",
            piste='Ajoutez une LED : montage.led("D2", "red", anode="C", cathode="masse").',
        )
    weakest = min(leds, key=lambda led: solution.currents[led.name])
    if (current := solution.currents[weakest.name]) < value(at_least, "A"):
        return failed(
            _LIT,
            mistake="LED trop faible",
            constat=f"La LED « {weakest.name} » reçoit {french(current, 'A')}. On la voit à partir de "
            f"{french(value(at_least, 'A'), 'A')}.",
            pourquoi="Moins il passe de courant, moins la LED éclaire.",
            piste="Prenez une résistance plus petite, ou moins de LED l'une derrière l'autre.",
            place=[weakest.name],
        )
    return passed(_LIT, f"{len(leds)} LED allumée{'s' if len(leds) > 1 else ''}.")


@check(_CURRENT)
def current_within(
    work: Any,
    low: float | str,
    high: float | str,
    args: Sequence[Any] = (),
    *,
    kind: str = "led",
    battery: float = 1.0,
) -> Result:
    """The current through every part of this ``kind`` is between ``low`` and ``high`` amperes."""
    solution = _solve(_CURRENT, work, args, battery)
    if isinstance(solution, Result):
        return solution
    if burns := [burn for burn in solution.burns() if burn.part.kind == kind]:
        return _burnt(_CURRENT, burns)
    chosen = [part for part in solution.parts if part.kind == kind]
    if not chosen:
        return _missing(kind)
    low, high = value(low, "A"), value(high, "A")
    for part in chosen:
        if not low <= solution.currents[part.name] <= high:
            return _off_range(part, solution.currents[part.name], low, high)
    figures = ", ".join(french(solution.currents[part.name], "A") for part in chosen)
    return passed(_CURRENT, f"Courant trouvé : {figures}.")


@check(_SUPPLY)
def supplied_by(work: Any, voltage: float | str, args: Sequence[Any] = ()) -> Result:
    """The batteries bring ``voltage`` volts between their two farthest ends, whatever their number.

    A condition: the untouched circuit meets it, so it weighs a quarter of another check.
    """
    solution = _solve(_SUPPLY, work, args, 1.0)
    if isinstance(solution, Result):
        return solution
    ends = [
        solution.voltages[node] for part in solution.parts if isinstance(part, Battery) for node in part.nodes
    ]
    found, wanted = max(ends) - min(ends), value(voltage, "V")
    if not math.isclose(found, wanted, rel_tol=0.01):
        return failed(
            _SUPPLY,
            mistake="la pile n'est pas celle demandée",
            constat=f"La pile fournit {french(found, 'V')}, il faut {french(wanted, 'V')}.",
            pourquoi="On ne choisit pas toujours sa pile : c'est le montage qui s'adapte.",
            piste="Remettez la tension demandée, puis changez la résistance.",
            weight=_CONDITION,
            essential=False,
        )
    return passed(_SUPPLY, f"La pile fournit {french(found, 'V')}.", _CONDITION)


@check(_LASTING)
def battery_current_at_most(
    work: Any, limit: float | str, args: Sequence[Any] = (), *, battery: float = 1.0
) -> Result:
    """No battery delivers more than ``limit`` amperes (a condition)."""
    solution = _solve(_LASTING, work, args, battery)
    if isinstance(solution, Result):
        return solution
    most = max(abs(solution.currents[part.name]) for part in solution.parts if isinstance(part, Battery))
    if most > value(limit, "A") * 1.001:
        return failed(
            _LASTING,
            mistake="la pile se vide trop vite",
            constat=f"La pile débite {french(most, 'A')}, on veut {french(value(limit, 'A'), 'A')} au plus.",
            pourquoi="Plus le courant est fort, plus vite la pile est vide.",
            piste="Mettez des LED l'une derrière l'autre : le même courant sert plusieurs fois. "
            "Ou prenez des résistances plus grandes.",
            essential=False,
        )
    return passed(_LASTING, f"La pile débite {french(most, 'A')}.")


@check(_RESISTANCE)
def series_resistance(function: Callable[..., Any], supply: float, led: float, current: float) -> Result:
    """``function(supply, led, current)`` returns the ohms that leave ``current`` amperes to a LED.

    ``supply`` and ``led`` are volts. The answer is right within 1 %.
    """
    found = _number(call(function, supply, led, current))
    expected = (supply - led) / current
    if math.isclose(found, expected, rel_tol=0.01):
        return passed(_RESISTANCE, f"Pour {french(supply, 'V')}, la fonction rend {french(found, 'Ω')}.")
    mistake, piste = _calculation_mistake(found, supply, led, current)
    return failed(
        _RESISTANCE,
        mistake=mistake,
        constat=f"Pour une pile de {french(supply, 'V')}, une LED de {french(led, 'V')} et un courant de "
        f"{french(current, 'A')}, votre fonction rend {found:g}.",
        pourquoi="La résistance reçoit seulement la tension que la LED ne prend pas.",
        piste=piste,
    )


def _calculation_mistake(found: float, supply: float, led: float, current: float) -> tuple[str, str]:
    """The usual slip that gives ``found``: its name and what to try."""
    rest = supply - led
    slips = [
        (supply / current, "tension de la LED oubliée", "Retirez d'abord la tension de la LED."),
        (-rest / current, "soustraction à l'envers", "Partez de la pile, puis retirez la LED."),
        ((supply + led) / current, "tensions ajoutées", "La LED prend sa part : il faut soustraire."),
        (rest * current, "multiplication à la place de la division", "R = U ÷ I : divisez par le courant."),
        (supply - led / current, "parenthèses oubliées", "Calculez la différence entre parenthèses."),
        (led / current, "tension de la LED prise pour celle de la résistance", "Prenez ce qui reste."),
        (rest / current * 1e3, "milliampères et ampères mélangés", "Le courant est déjà en ampères."),
        (rest / current / 1e3, "milliampères et ampères mélangés", "Le courant est déjà en ampères."),
    ]
    for value_of_slip, mistake, piste in slips:
        if math.isclose(found, value_of_slip, rel_tol=0.01):
            return mistake, piste
    return "résistance fausse", "Refaites l'exemple pas à pas : la tension qui reste, puis R = U ÷ I."


def _number(answer: Any) -> float:
    if isinstance(answer, Real) and not isinstance(answer, bool) and math.isfinite(answer):
        return float(answer)
    raise LearnerError(
        "la fonction ne rend pas un nombre",
        f"Votre fonction rend : {answer!r}.",
        "La vérification attend un nombre d'ohms.",
        "Terminez la fonction par return, suivi de votre calcul.",
    )


def _circuit(work: Any, args: Sequence[Any]) -> Circuit:
    """The circuit to judge. Raises LearnerError when there is none."""
    made = call(work, *args) if callable(work) else work
    if made is None or made is ...:
        raise LearnerError(
            "le montage n'est pas encore décrit",
            "Il n'y a pas encore de montage.",
            "La vérification calcule les courants de votre montage.",
            "Décrivez-le dans la cellule de réponse, exécutez-la, puis revenez ici."
            if not callable(work)
            else "Dans la fonction, construisez le montage. Terminez par return montage.",
        )
    try:
        return Circuit.of(made)
    except CircuitError as error:
        raise LearnerError(
            "ce n'est pas un montage",
            f"À la place d'un montage, il y a : {str(made)[:80]}. {error}",
            "La vérification calcule les courants d'un montage fait avec Circuit().",
            "Commencez par montage = Circuit(), puis ajoutez vos pièces.",
        ) from error


def _solve(title: str, work: Any, args: Sequence[Any], battery: float) -> Solution | Result:
    """The solved circuit, or the failed result of its gravest fault of wiring."""
    circuit = _circuit(work, args).batteries_scaled(battery)
    if problems := circuit.problems():
        return _wrong_wiring(title, problems[0])
    return circuit.solve()


def _wrong_wiring(title: str, problem: Problem) -> Result:
    return failed(
        title,
        mistake=problem.mistake,
        constat=problem.constat,
        pourquoi=problem.pourquoi,
        piste=problem.piste,
        place=list(problem.place),
    )


def _burnt(title: str, burns: Sequence[Burn]) -> Result:
    mistake, pourquoi, piste = _burn_texts(burns[0])
    return failed(
        title,
        mistake=mistake,
        constat=" ; ".join(map(str, burns)) + ".",
        pourquoi=pourquoi,
        piste=piste,
        place=[burn.part.name for burn in burns],
    )


def _burn_texts(burn: Burn) -> tuple[str, str, str]:
    """The mistake behind a burn, why it burns, what to try."""
    if burn.unprotected:
        return (
            "LED sans résistance",
            "Une LED ne freine presque pas le courant. Sans résistance, il monte d'un coup et la LED brûle.",
            "Mettez une résistance sur le chemin de la LED, avant ou après elle.",
        )
    if burn.part.kind == "led":
        return (
            "courant trop fort dans la LED",
            "Une LED supporte un courant limité. Au-dessus, elle chauffe et s'éteint pour toujours.",
            "Prenez une résistance plus grande : elle laisse passer moins de courant.",
        )
    if burn.part.kind == "battery":
        return (
            "la pile débite trop",
            "Une pile qui donne trop de courant chauffe et peut fuir.",
            "Cherchez le chemin le plus facile du + au −. Mettez-y une résistance plus grande.",
        )
    return (
        "une résistance chauffe trop",
        "La résistance change la puissance en chaleur. Trop de chaleur, et elle noircit.",
        "Prenez une résistance plus grande, ou baissez la tension qu'elle reçoit.",
    )


_NONE_OF = {
    "led": "pas de LED",
    "resistor": "pas de résistance",
    "switch": "pas d'interrupteur",
    "potentiometer": "pas de potentiomètre",
}


def _missing(kind: str) -> Result:
    return failed(
        _CURRENT,
        mistake=_NONE_OF[kind],
        constat=f"Dans le montage, il n'y a {_NONE_OF[kind]}.",
        pourquoi="C'est le courant de cette pièce que l'on mesure.",
        piste=f"Ajoutez-la : montage.{kind}(…).",
    )


def _off_range(part: Part, current: float, low: float, high: float) -> Result:
    weak = current < low
    return failed(
        _CURRENT,
        mistake="courant trop faible" if weak else "courant trop fort",
        constat=f"Dans « {part.name} », il passe {french(current, 'A')}. On veut de {french(low, 'A')} à "
        f"{french(high, 'A')}.",
        pourquoi="Trop peu de courant : on ne voit rien."
        if weak
        else "Trop de courant : la pièce s'use et la pile aussi.",
        piste=f"Prenez une résistance plus {'petite' if weak else 'grande'}.",
        place=[part.name],
    )
