"""Judging a plain program by its values: what a variable holds, what a function gives back.

A wanted value says its own kind: a number, a text, ``True`` or ``False``, or a list (or tuple) of them. A
wrong answer is told its likely slip: another unit, a text for a number, a French comma, a list in another
order. ``slips`` adds those of one exercise: the words that name a mistake, and what it leads to.

What a function prints, or does to a list of its caller's, is not judged: it does not cross between the two
worlds of grading. ``None`` stands for « not answered yet ».
"""

from __future__ import annotations

import copy
import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from numbers import Real
from typing import Any

from checks.feedback import Result, check, counted, failed, passed
from checks.learner import call

_VALUE = "Valeur"
_FUNCTION = "Fonction"
_RANGE = "Limites"
_LONGEST = 60
"""Characters of a learner's text that a message quotes."""
_LARGEST = 1e12
"""No quantity of the workshop comes near it; a number beyond is not written out."""

_NOISE = 1e-9
"""What a calculation with floats may add or lose."""

_Answer = tuple[tuple[Any, ...], float]
"""The arguments of a function, and the number it gave back."""
Slips = Mapping[str, Any]
"""By the words that name a mistake, what it leads to: a value, or a function of the arguments (or parts)."""


@dataclass(frozen=True)
class Slip:
    """A way in which an answer is wrong; the texts are those of a failed result."""

    mistake: str
    pourquoi: str
    piste: str


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
        if slip := _of_kind(number, 0.0, None) or (None if abs(number) < _LARGEST else _TOO_LARGE):
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
    if slip := _of_kind(answer, low, None):
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
    slip = _of_kind(answer, wanted, None)
    if slip is None and len(answer) != length:
        slip = _of_length(answer, [*wanted, *[math.nan] * (length - len(wanted))], tolerance)
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
            slip = _RETURNS_NOTHING
        elif len(found) > 1 and all(same is not None and same == answer for _, same, _ in found):
            slip = _ALWAYS_THE_SAME
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
        slip = _RETURNS_NOTHING if answer is None else _of_kind(answer, 0, None)
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
        found = repr(answer) if slip is _FLOAT_FOR_INT else said(answer, unit)  # 3.0 would be said « 3 »
        return _failed(title, slip, f"« {name} » vaut {found}.")
    return passed(title, f"{said(answer, unit)}, c'est juste.")


# --- telling a slip -------------------------------------------------------------------------------


def compare(
    answer: Any,
    wanted: Any,
    unit: str = "",
    tolerance: float | None = None,
    kind: type | None = None,
    slips: Slips | None = None,
) -> Slip | None:
    """Why ``answer`` is not ``wanted``; None when it is."""
    slip = _of_kind(answer, wanted, kind) or _differs(answer, wanted, unit, tolerance, kind)
    if slip is None:
        return None
    for words, result in (slips or {}).items():
        if compare(answer, result, unit, tolerance) is None:
            return Slip(
                words,
                "C'est la valeur que l'on trouve avec cette erreur.",
                "Relisez la consigne. Refaites chaque étape sur papier, et comparez avec vos lignes.",
            )
    return slip


def slip_of(answer: Any, like: Sequence[Any]) -> Slip | None:
    """Why ``answer`` is not a list, with one value at least, of the same kind as the first of ``like``."""
    if slip := _of_kind(answer, like, None):
        return slip
    if not answer:
        return _EMPTY
    return next((slip for item in answer if (slip := _of_kind(item, like[0], None))), None)


def _differs(answer: Any, wanted: Any, unit: str, tolerance: float | None, kind: type | None) -> Slip | None:
    """The answer, of the wanted kind, is another value."""
    if isinstance(wanted, list | tuple):
        return _of_list(answer, wanted, unit, tolerance, kind)
    if isinstance(wanted, bool):
        return None if answer == wanted else _OPPOSITE
    if isinstance(wanted, str):
        return None if answer == wanted else _of_text(answer, wanted)
    return None if _close(answer, wanted, tolerance) else _of_number(answer, wanted, unit)


def _of_kind(answer: Any, wanted: Any, kind: type | None) -> Slip | None:
    """The answer is of another kind than what is wanted."""
    if isinstance(wanted, bool):
        return None if isinstance(answer, bool) else _NO_BOOLEAN
    if isinstance(wanted, str):
        if isinstance(answer, str):
            return None
        return _NUMBER_FOR_TEXT if _is_number(answer) else _NO_TEXT
    if isinstance(wanted, list | tuple):
        return None if isinstance(answer, list | tuple) else _NO_LIST
    if isinstance(answer, str):
        return _TEXT_FOR_NUMBER
    if isinstance(answer, tuple) and len(answer) > 1 and all(map(_is_number, answer)):
        return _COMMA
    if not _is_number(answer):
        return _NO_NUMBER
    if kind is int and isinstance(answer, float):
        return _FLOAT_FOR_INT
    if kind is float and isinstance(answer, int):
        return _INT_FOR_FLOAT
    return None


def _of_number(answer: Any, wanted: float, unit: str) -> Slip:
    if wanted and 0 < abs(answer) < _LARGEST:
        ratio = abs(answer / wanted)
        for factor in (10, 100, 1000, 60, 3600):
            for times, word in ((factor, "grand"), (1 / factor, "petit")):
                if math.isclose(ratio, times, rel_tol=1e-3):
                    return Slip(
                        f"le nombre est {factor} fois trop {word}",
                        "Il y a sans doute une erreur d'unité. "
                        + _FACTORS.get((unit, factor), "Chaque nombre a son unité : mm ou cm, g ou kg…"),
                        "Mettez toutes les valeurs dans la même unité avant le calcul.",
                    )
        if math.isclose(ratio, 1, rel_tol=1e-9):
            return Slip(
                "le signe est à l'envers",
                "Le nombre est le bon, mais plus et moins sont échangés.",
                "Dans une soustraction, l'ordre compte : que retire-t-on de quoi ?",
            )
        if any(round(wanted, digits) == answer for digits in range(3)):
            return _ROUNDED
    high = answer > wanted
    return Slip(
        f"le nombre est trop {'grand' if high else 'petit'}",
        "Le calcul ne donne pas ce que la consigne demande.",
        "Refaites le calcul sur papier, étape par étape. Comparez avec vos lignes.",
    )


def _of_text(answer: str, wanted: str) -> Slip:
    if answer.strip() == wanted.strip():
        return Slip(
            "un espace de trop, ou un espace oublié",
            "Pour Python, un espace est un caractère comme un autre.",
            "Regardez juste après le premier guillemet, et juste avant le dernier.",
        )
    if _bare(answer) == _bare(wanted):
        return Slip(
            "les majuscules ou les accents diffèrent",
            "Pour Python, « A », « a » et « à » sont trois lettres différentes.",
            "Recopiez le mot exactement comme dans la consigne.",
        )
    return Slip(
        "ce n'est pas le texte demandé",
        "La consigne demande un texte précis, à la lettre près.",
        "Comparez votre texte avec la consigne, mot par mot.",
    )


def _of_list(
    answer: Sequence[Any],
    wanted: Sequence[Any],
    unit: str,
    tolerance: float | None,
    kind: type | None,
) -> Slip | None:
    """The first place that differs, unless the length or the order says more."""
    if len(answer) != len(wanted):
        return _of_length(answer, wanted, tolerance)
    for place, (item, right) in enumerate(zip(answer, wanted, strict=True)):
        if slip := compare(item, right, unit, tolerance, kind):
            if _same_in_another_order(answer, wanted):
                return _ORDER
            return Slip(
                slip.mistake,
                f"C'est la valeur numéro {place} de la liste (Python compte à partir de 0). {slip.pourquoi}",
                slip.piste,
            )
    return None


def _of_length(answer: Sequence[Any], wanted: Sequence[Any], tolerance: float | None) -> Slip:
    def same(some: Sequence[Any], others: Sequence[Any]) -> bool:
        return len(some) == len(others) and compare(list(some), list(others), "", tolerance) is None

    if not answer:
        return _EMPTY
    if len(answer) == 1 and len(wanted) > 2:
        return _ONLY_ONE
    if len(answer) < len(wanted):
        which = (
            "la dernière valeur manque"
            if same(answer, wanted[:-1])
            else "la première valeur manque"
            if same(answer, wanted[1:])
            else "il manque des valeurs dans la liste"
        )
        return Slip(which, "La liste est plus courte que prévu.", "Comptez les valeurs. Laquelle manque ?")
    return Slip(
        "il y a des valeurs en trop dans la liste",
        "La liste est plus longue que prévu.",
        "Comptez les valeurs. Laquelle ne devrait pas y être ?",
    )


def _same_in_another_order(answer: Sequence[Any], wanted: Sequence[Any]) -> bool:
    left = list(wanted)
    for item in answer:
        if not isinstance(item, Real | str) or item not in left:
            return False
        left.remove(item)
    return True


def _led_to(slips: Slips | None, args: Sequence[Any]) -> Slips:
    """What each slip leads to with these arguments."""
    return {words: gives(*args) if callable(gives) else gives for words, gives in (slips or {}).items()}


def _close(answer: float, wanted: float, tolerance: float | None) -> bool:
    if not abs(answer) < _LARGEST:
        return False
    return math.isclose(answer, wanted, rel_tol=1e-9, abs_tol=1e-9 if tolerance is None else tolerance)


def _is_number(answer: Any) -> bool:
    return isinstance(answer, Real) and not isinstance(answer, bool)


def _bare(text: str) -> str:
    """Without capitals, accents or outer spaces."""
    letters = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# --- the words ------------------------------------------------------------------------------------


def said(answer: Any, unit: str = "") -> str:
    """A value in French: « 24,5 mm »."""
    if isinstance(answer, str):
        text = answer if len(answer) <= _LONGEST else f"{answer[:_LONGEST]}…"
        return f"le texte {text!r}"
    if answer is None:
        return "rien (None)"
    if isinstance(answer, bool):
        return str(answer)
    if isinstance(answer, list | tuple):
        items = "; ".join(said(item) for item in answer[:10])
        brackets = "[]" if isinstance(answer, list) else "()"
        behind = _after(unit) if answer else ""
        return f"{brackets[0]}{items}{'; …' if len(answer) > 10 else ''}{brackets[1]}{behind}"
    if not _is_number(answer):
        return "une valeur qui n'est ni un nombre ni un texte"
    if not abs(answer) < _LARGEST:
        return "un nombre immense"
    number = str(answer) if isinstance(answer, int) else f"{float(answer):.10g}"
    return number.replace(".", ",") + _after(unit)


def _after(unit: str) -> str:
    """The unit behind a number, with a space that no line breaks at."""
    return f"\N{NO-BREAK SPACE}{unit}" if unit else ""


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


_FACTORS = {
    ("mm", 10): "1 cm vaut 10 mm.",
    ("cm", 10): "1 cm vaut 10 mm.",
    ("m", 1000): "1 m vaut 1000 mm.",
    ("mm", 1000): "1 m vaut 1000 mm.",
    ("€", 100): "1 € vaut 100 centimes.",
    ("€", 1000): "1 kg vaut 1000 g, et 1 kWh vaut 1000 Wh.",
    ("g", 1000): "1 kg vaut 1000 g.",
    ("kg", 1000): "1 kg vaut 1000 g.",
    ("h", 60): "1 h vaut 60 min.",
    ("min", 60): "1 h vaut 60 min.",
    ("s", 60): "1 min vaut 60 s.",
    ("kWh", 1000): "1 kWh vaut 1000 Wh.",
}
"""What a factor between two numbers in a unit most often means."""

_TOO_LARGE = Slip(
    "un nombre impossible à l'atelier",
    "Aucune mesure ni aucun prix de l'atelier n'est aussi grand.",
    "Relisez le nombre : a-t-il des chiffres de trop ?",
)
_COMMA = Slip(
    "une virgule à la place du point",
    "En Python, la virgule sépare deux valeurs : il y a donc plusieurs nombres ici.",
    "Dans un nombre, écrivez un point : 24.5 et non 24,5. Pour additionner, écrivez +.",
)
_TEXT_FOR_NUMBER = Slip(
    "un texte à la place d'un nombre",
    "Entre guillemets, Python voit des lettres. On ne calcule pas avec des lettres.",
    "Enlevez les guillemets et l'unité. Ne gardez que le nombre.",
)
_NUMBER_FOR_TEXT = Slip(
    "un nombre à la place d'un texte",
    "Un texte s'écrit entre guillemets.",
    'Ajoutez un guillemet avant et un après : "…".',
)
_FLOAT_FOR_INT = Slip(
    "un nombre à virgule à la place d'un nombre entier",
    "On compte des objets : il faut un nombre entier, sans point.",
    "Écrivez-le sans point : 3 et non 3.0. Une division donne toujours un nombre à virgule.",
)
_INT_FOR_FLOAT = Slip(
    "un nombre entier à la place d'un nombre à virgule",
    "Une mesure garde ses chiffres après la virgule, même un zéro.",
    "Écrivez le point et le chiffre qui suit : 8.0 et non 8.",
)
_NO_NUMBER = Slip(
    "ce n'est pas un nombre",
    "La consigne demande un nombre.",
    "Écrivez un nombre, ou un calcul qui donne un nombre.",
)
_NO_TEXT = Slip(
    "ce n'est pas un texte",
    "La consigne demande un texte, entre guillemets.",
    'Écrivez le texte entre guillemets : "…".',
)
_NO_BOOLEAN = Slip(
    "ce n'est ni True ni False",
    "La réponse attendue est vraie ou fausse : True ou False, sans guillemets.",
    "Une comparaison comme 3 < 5 donne True ou False.",
)
_NO_LIST = Slip(
    "ce n'est pas une liste",
    "La consigne demande plusieurs valeurs, rangées dans une liste.",
    "Une liste s'écrit entre crochets : [3, 5, 8].",
)
_EMPTY = Slip(
    "la liste est vide",
    "Aucune valeur n'a été ajoutée : append ajoute une valeur au bout d'une liste.",
    "Regardez si la ligne avec append existe, sans #, et si elle est bien exécutée.",
)
_ONLY_ONE = Slip(
    "une seule valeur est gardée",
    "Soit append est hors de la boucle, soit la liste est vidée à chaque tour.",
    "Décalez la ligne avec append sous le for. La liste vide, elle, vient avant le for.",
)
_OPPOSITE = Slip(
    "la réponse est l'inverse de la bonne",
    "True et False sont échangés.",
    "Relisez la condition : faut-il < ou > ? Et que se passe-t-il à la limite ?",
)
_ROUNDED = Slip(
    "le nombre est arrondi trop tôt",
    "Un arrondi au milieu du calcul change le résultat.",
    "Gardez tous les chiffres pendant le calcul. Arrondissez à la fin, si on le demande.",
)
_ORDER = Slip(
    "les valeurs ne sont pas dans le bon ordre",
    "Toutes les valeurs sont là, mais pas à leur place.",
    "Dans quel ordre la consigne les demande-t-elle ?",
)
_RETURNS_NOTHING = Slip(
    "la fonction ne rend rien",
    "print montre une valeur à l'écran. Seul return la rend à qui appelle la fonction.",
    "Terminez la fonction par return, puis le résultat. Avec un if, chaque chemin a son return.",
)
_ALWAYS_THE_SAME = Slip(
    "la fonction rend toujours la même chose",
    "Le résultat ne change pas quand les valeurs reçues changent.",
    "Servez-vous des noms écrits entre les parenthèses du def.",
)
