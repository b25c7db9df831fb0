"""Telling the slip behind a wrong value: another unit, a text for a number, a French comma, another order.

A wanted value says its own kind: a number, a text, ``True`` or ``False``, or a list (or tuple) of them.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

LARGEST = 1e12
"""No quantity of the workshop comes near it; a number beyond is not written out."""
_LONGEST = 60
"""Characters of a learner's text that a message quotes."""

Slips = Mapping[str, Any]
"""By the words that name a mistake, what it leads to: a value, or a function of the arguments (or parts)."""


@dataclass(frozen=True)
class Slip:
    """A way in which an answer is wrong; the texts are those of a failed result."""

    mistake: str
    pourquoi: str
    piste: str


def compare(
    answer: Any,
    wanted: Any,
    unit: str = "",
    tolerance: float | None = None,
    kind: type | None = None,
    slips: Slips | None = None,
) -> Slip | None:
    """Why ``answer`` is not ``wanted``; None when it is."""
    slip = of_kind(answer, wanted, kind) or _differs(answer, wanted, unit, tolerance, kind)
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
    if slip := of_kind(answer, like, None):
        return slip
    if not answer:
        return _EMPTY
    return next((slip for item in answer if (slip := of_kind(item, like[0], None))), None)


def _differs(answer: Any, wanted: Any, unit: str, tolerance: float | None, kind: type | None) -> Slip | None:
    """The answer, of the wanted kind, is another value."""
    if isinstance(wanted, list | tuple):
        return _of_list(answer, wanted, unit, tolerance, kind)
    if isinstance(wanted, bool):
        return None if answer == wanted else _OPPOSITE
    if isinstance(wanted, str):
        return None if answer == wanted else _of_text(answer, wanted)
    return None if _close(answer, wanted, tolerance) else _of_number(answer, wanted, unit)


def of_kind(answer: Any, wanted: Any, kind: type | None) -> Slip | None:
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
        return FLOAT_FOR_INT
    if kind is float and isinstance(answer, int):
        return _INT_FOR_FLOAT
    return None


def _of_number(answer: Any, wanted: float, unit: str) -> Slip:
    if wanted and 0 < abs(answer) < LARGEST:
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
        return of_length(answer, wanted, tolerance)
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


def of_length(answer: Sequence[Any], wanted: Sequence[Any], tolerance: float | None) -> Slip:
    """The answer has more or fewer values than what is wanted: which ones, where it can be told."""

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


def _close(answer: float, wanted: float, tolerance: float | None) -> bool:
    if not abs(answer) < LARGEST:
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
    if not abs(answer) < LARGEST:
        return "un nombre immense"
    number = str(answer) if isinstance(answer, int) else f"{float(answer):.10g}"
    return number.replace(".", ",") + _after(unit)


def _after(unit: str) -> str:
    """The unit behind a number, with a space that no line breaks at."""
    return f"\N{NO-BREAK SPACE}{unit}" if unit else ""


# --- the slips ---------------------------------------------------------------------------------

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

TOO_LARGE = Slip(
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
FLOAT_FOR_INT = Slip(
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
RETURNS_NOTHING = Slip(
    "la fonction ne rend rien",
    "print montre une valeur à l'écran. Seul return la rend à qui appelle la fonction.",
    "Terminez la fonction par return, puis le résultat. Avec un if, chaque chemin a son return.",
)
ALWAYS_THE_SAME = Slip(
    "la fonction rend toujours la même chose",
    "Le résultat ne change pas quand les valeurs reçues changent.",
    "Servez-vous des noms écrits entre les parenthèses du def.",
)
