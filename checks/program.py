"""Judging a plain program by its values: what a variable holds, what a function gives back.

A wanted value says its own kind: a number, a text, ``True`` or ``False``, or a list (or tuple) of them. A
wrong answer is told its likely slip (:mod:`checks.slips`). ``slips`` adds those of one exercise: the words
that name a mistake, and what it leads to.

What a function prints, or does to a list of its caller's, is not judged: it does not cross between the two
worlds of grading. ``None`` stands for « not answered yet ».
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from checks.feedback import Result, check, counted, failed, passed
from checks.learner import call
from checks.slips import (
    ALWAYS_THE_SAME,
    FLOAT_FOR_INT,
    LARGEST,
    RETURNS_NOTHING,
    TOO_LARGE,
    Slip,
    Slips,
    compare,
    of_kind,
    of_length,
    said,
)

_VALUE = "Valeur"
_FUNCTION = "Fonction"
_RANGE = "Limites"
_NOISE = 1e-9
"""What a calculation with floats may add or lose."""

_Answer = tuple[tuple[Any, ...], float]
"""The arguments of a function, and the number it gave back."""


# --- checks ---------------------------------------------------------------------------------------


@check(_VALUE)
def value(
    name: str,
    answer: Any,
    wanted: Any,
    unit: str = "",
    *,
    tolerance: float | None = None,
    kind: type | None = None,
    slips: Slips | None = None,
) -> Result:
    """The variable called ``name`` holds ``wanted``, to ``tolerance`` (in ``unit``; by default a float's).

    ``kind``, ``int`` or ``float``, asks for numbers of this type only. The constat does not tell ``wanted``.
    """
    return _value(name, answer, wanted, unit, tolerance, kind, slips)


@check(_VALUE)
def follows(
    name: str,
    answer: Any,
    rule: Callable[..., Any],
    unit: str = "",
    *,
    tolerance: float | None = None,
    slips: Slips | None = None,
    **parts: Any,
) -> Result:
    """``answer`` is what ``rule`` makes of ``parts``, the learner's own numbers, in order."""
    title = f"« {name} »"
    for part, number in parts.items():
        if number is None or number is ...:
            return _unanswered(title)
        if slip := of_kind(number, 0.0, None) or (None if abs(number) < LARGEST else TOO_LARGE):
            return _failed(title, slip, f"« {part} » vaut {said(number)}.")
    numbers = tuple(parts.values())
    return _value(name, answer, rule(*numbers), unit, tolerance, None, _led_to(slips, numbers))


def adds_up(
    name: str, answer: Any, unit: str = "", *, tolerance: float | None = None, **parts: Any
) -> list[Result]:
    """``answer`` is the sum of ``parts``, the learner's own numbers; a part left out is named."""

    def without(place: int) -> Callable[..., float]:
        return lambda *numbers: math.fsum(numbers) - numbers[place]

    slips = {f"« {part} » manque dans le total": without(place) for place, part in enumerate(parts)}
    return follows(
        name, answer, lambda *numbers: math.fsum(numbers), unit, tolerance=tolerance, slips=slips, **parts
    )


@check(_RANGE)
def within(
    name: str, answer: Any, low: float, high: float, unit: str = "", *, essential: bool = False
) -> Result:
    """``answer``, of the learner's choice, is a number from ``low`` to ``high`` (a condition)."""
    title = f"« {name} »"
    if answer is None or answer is ...:
        return _unanswered(title)
    if slip := of_kind(answer, low, None):
        return _failed(title, slip, f"« {name} » vaut {said(answer, unit)}.")
    if low <= answer <= high:
        return passed(title, f"{said(answer, unit)}, dans les limites.")
    return failed(
        title,
        mistake="une valeur hors des limites",
        constat=f"« {name} » vaut {said(answer, unit)}. On attend de {said(low)} à {said(high, unit)}.",
        pourquoi="Une valeur impossible à l'atelier est souvent une faute de frappe, ou d'unité.",
        piste="Relisez les limites dans la consigne. Regardez l'unité.",
        essential=essential,
    )


@check(_VALUE)
def begins(
    name: str,
    answer: Any,
    wanted: Sequence[Any],
    length: int,
    unit: str = "",
    *,
    tolerance: float | None = None,
    slips: Slips | None = None,
) -> Result:
    """The list called ``name`` has ``length`` values, the first of them ``wanted``."""
    title = f"« {name} »"
    if answer is None or answer is ...:
        return _unanswered(title)
    slip = of_kind(answer, wanted, None)
    if slip is None and len(answer) != length:
        slip = of_length(answer, [*wanted, *[math.nan] * (length - len(wanted))], tolerance)
    if slip := slip or compare(answer[: len(wanted)], wanted, unit, tolerance, None, slips):
        return _failed(title, slip, f"« {name} » vaut {said(answer, unit)}.")
    first = f"{len(wanted)} premières" if len(wanted) > 1 else "première"
    return passed(title, f"{length} valeurs ; {first} : {said(answer[: len(wanted)], unit)}.")


@check(_VALUE)
def picked(
    name: str, answer: Any, values: Sequence[float], low: float, high: float, unit: str = ""
) -> Result:
    """The list called ``name`` holds, in order, those of ``values`` that are from ``low`` to ``high``."""
    wanted = [item for item in values if low <= item <= high]
    slips = {
        "les limites ne sont pas comprises": [item for item in values if low < item < high],
        "la limite du bas est oubliée": [item for item in values if item <= high],
        "la limite du haut est oubliée": [item for item in values if low <= item],
    }
    return _value(name, answer, wanted, unit, None, None, slips)


@check(_FUNCTION)
def returns(
    function: Any,
    cases: Sequence[tuple[Any, Any]],
    unit: str = "",
    *,
    tolerance: float | None = None,
    kind: type | None = None,
    slips: Slips | None = None,
) -> Result:
    """For each ``(arguments, wanted)``, the learner's ``function`` gives back ``wanted``.

    ``arguments`` is a tuple, or the one argument.
    """
    found = [(args, call(function, *copy.deepcopy(args)), wanted) for args, wanted in map(_case, cases)]
    for args, answer, wanted in found:
        slip = compare(answer, wanted, unit, tolerance, kind, _led_to(slips, args))
        if slip is None:
            continue
        if answer is None:
            slip = RETURNS_NOTHING
        elif len(found) > 1 and all(same is not None and same == answer for _, same, _ in found):
            slip = ALWAYS_THE_SAME
        return _failed(
            _FUNCTION,
            slip,
            f"Avec {_given(args)}, la fonction {_gave(answer, unit)}. On attend {said(wanted, unit)}.",
        )
    return passed(_FUNCTION, f"{counted(len(found), 'essai')}, tout est juste.")


@check(_FUNCTION)
def grows(function: Any, what: str, ladder: Sequence[Any], unit: str = "") -> Result:
    """What ``function`` gives back never falls from one case of ``ladder`` to the next, and rises in all.

    A case is a tuple of arguments, or the one argument; ``what``, « la masse », is the quantity that grows.
    """
    title = f"Quand {what} augmente"
    found = _numbers(function, ladder, title)
    if isinstance(found, Result):
        return found
    falls = [(before, after) for before, after in pairwise(found) if after[1] < before[1] - _NOISE]
    if falls:
        return failed(
            title,
            mistake=f"le résultat baisse quand {what} augmente",
            constat=_two_answers(*falls[0], unit),
            pourquoi="Demander davantage ne peut pas coûter moins.",
            piste="Cherchez la ligne qui fait baisser le résultat. "
            "Essayez juste avant et juste après la limite.",
        )
    if found[-1][1] <= found[0][1] + _NOISE:
        return failed(
            title,
            mistake=f"le résultat ne dépend pas de {what}",
            constat=_two_answers(found[0], found[-1], unit),
            pourquoi="Un nom reçu entre les parenthèses, mais jamais utilisé, ne change rien.",
            piste=f"Dans le calcul, servez-vous aussi du paramètre qui donne {what}.",
        )
    return passed(title, f"Le résultat va de {said(found[0][1])} à {said(found[-1][1], unit)}.")


@check(_FUNCTION)
def stays_between(function: Any, cases: Sequence[tuple[Any, float, float]], unit: str = "") -> Result:
    """For each ``(arguments, low, high)``, ``function`` gives back a number from ``low`` to ``high``.

    An infinite ``high`` stands for no upper limit.
    """
    found = _numbers(function, [args for args, _, _ in cases], _RANGE)
    if isinstance(found, Result):
        return found
    for (args, answer), (_, low, high) in zip(found, cases, strict=True):
        if low - _NOISE <= answer <= high + _NOISE:
            continue
        limits = f"au moins {said(low, unit)}" if high == math.inf else f"de {said(low)} à {said(high, unit)}"
        return failed(
            _RANGE,
            mistake=f"le résultat est trop {'bas' if answer < low else 'haut'}",
            constat=f"Avec {_given(args)}, la fonction rend {said(answer, unit)}. On attend {limits}.",
            pourquoi="La consigne fixe des limites, quelles que soient les valeurs reçues.",
            piste="Relisez les limites de la consigne. Calculez ce cas à la main, puis comparez.",
        )
    return passed(_RANGE, f"{counted(len(found), 'essai')}, toujours dans les limites.")


def _two_answers(one: _Answer, other: _Answer, unit: str) -> str:
    return (
        f"Avec {_given(one[0])}, la fonction rend {said(one[1], unit)}. "
        f"Avec {_given(other[0])}, elle rend {said(other[1], unit)}."
    )


def _numbers(function: Any, cases: Sequence[Any], title: str) -> list[_Answer] | Result:
    """What ``function`` gives back for each case, by its arguments; a failed result where it is no number."""
    found = []
    for args, _ in (_case((case, None)) for case in cases):
        answer = call(function, *copy.deepcopy(args))
        slip = RETURNS_NOTHING if answer is None else of_kind(answer, 0, None)
        if slip:
            return _failed(title, slip, f"Avec {_given(args)}, la fonction {_gave(answer)}.")
        found.append((args, answer))
    return found


def _value(
    name: str,
    answer: Any,
    wanted: Any,
    unit: str,
    tolerance: float | None,
    kind: type | None,
    slips: Slips | None,
) -> Result:
    title = f"« {name} »"
    if answer is None or answer is ...:
        return _unanswered(title)
    if slip := compare(answer, wanted, unit, tolerance, kind, slips):
        found = repr(answer) if slip is FLOAT_FOR_INT else said(answer, unit)  # 3.0 would be said « 3 »
        return _failed(title, slip, f"« {name} » vaut {found}.")
    return passed(title, f"{said(answer, unit)}, c'est juste.")


# --- the words ----------------------------------------------------------------------------------


def _led_to(slips: Slips | None, args: Sequence[Any]) -> Slips:
    """What each slip leads to with these arguments."""
    return {words: gives(*args) if callable(gives) else gives for words, gives in (slips or {}).items()}


def _given(args: Sequence[Any]) -> str:
    return " et ".join(said(arg) for arg in args) if args else "rien entre les parenthèses"


def _gave(answer: Any, unit: str = "") -> str:
    return "ne rend rien (None)" if answer is None else f"rend {said(answer, unit)}"


def _case(case: tuple[Any, Any]) -> tuple[tuple[Any, ...], Any]:
    args, wanted = case
    return (args if isinstance(args, tuple) else (args,)), wanted


def _failed(title: str, slip: Slip, constat: str) -> Result:
    return failed(title, mistake=slip.mistake, constat=constat, pourquoi=slip.pourquoi, piste=slip.piste)


def _unanswered(title: str) -> Result:
    """The same words for every name, so that :func:`grade` says them once."""
    return failed(
        title,
        mistake="il n'y a pas encore de réponse",
        constat="L'exercice ne donne pas encore de valeur à ce nom.",
        pourquoi="La vérification lit la valeur rangée sous ce nom. Pour l'instant, il n'y a rien.",
        piste="Dans l'exercice, écrivez le nom, le signe =, puis votre réponse. "
        "Exécutez sa cellule, puis celle-ci.",
    )
