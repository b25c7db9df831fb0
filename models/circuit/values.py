"""Values as people write them on a resistor bag, and back: « 4,7k », « 220 Ω », « 4k7 », « 100n »."""

from __future__ import annotations

import math
import re
from numbers import Real

from models.circuit.errors import CircuitError

_PREFIXES = {"p": 1e-12, "n": 1e-9, "u": 1e-6, "m": 1e-3, "": 1.0, "k": 1e3, "M": 1e6, "G": 1e9}
_SAME_PREFIX = {"µ": "u", "μ": "u", "K": "k"}
_UNIT_WORDS = {"Ω": r"Ω|Ω|ohms?|R", "V": "V|volts?", "A": "A|ampères?|amperes?", "F": "F|farads?"}
_QUANTITIES = {"Ω": "une résistance", "V": "une tension", "A": "un courant", "F": "une capacité"}
_EXAMPLES = {"Ω": '"470 Ω" ou "4,7k"', "V": '"9 V"', "A": '"20 mA"', "F": '"100n"'}

_SPACE_IN_NUMBER = re.compile(r"(?<=\d)[\s\u00a0\u202f]+(?=\d)")
_LETTER_AS_COMMA = re.compile(r"(\d+)([RkKMG])(\d+)")


def parse_value(value: float | str, unit: str) -> float:
    """A value in ``unit`` (``Ω``, ``V``, ``A`` or ``F``), from a number or from text.

    Text may use a comma, a prefix, the letter code (``4k7``, IEC 60062) and the unit or not. ``M`` is a
    million, ``m`` a thousandth. Raises :class:`CircuitError` for anything else.
    """
    if isinstance(value, Real) and not isinstance(value, bool):
        number = _as_float(value)
    elif isinstance(value, str) and len(value) <= 40:
        number = _read(value, unit)
    else:
        number = math.nan
    if not math.isfinite(number):
        raise CircuitError(
            f"{value!r} n'est pas {_QUANTITIES[unit]}. Écrivez par exemple {_EXAMPLES[unit]}, ou un nombre."
        )
    return number


def _as_float(value: Real) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.nan


def _read(text: str, unit: str) -> float:
    text = _SPACE_IN_NUMBER.sub("", text.strip())
    if unit == "Ω" and (code := _LETTER_AS_COMMA.fullmatch(text)):
        whole, letter, rest = code.groups()
        return float(f"{whole}.{rest}") * _PREFIXES["" if letter == "R" else _SAME_PREFIX.get(letter, letter)]
    match = re.fullmatch(
        rf"([+-]?\d+(?:[.,]\d+)?)[\s\u00a0\u202f]*([pnuµμmkKMG]?)(?:{_UNIT_WORDS[unit]})?", text
    )
    if not match:
        return math.nan
    number, prefix = match.groups()
    return float(number.replace(",", ".")) * _PREFIXES[_SAME_PREFIX.get(prefix, prefix)]


def format_value(value: float, unit: str) -> str:
    """``value`` in French with three digits and a prefix: ``format_value(0.01523, "A")`` is « 15,2 mA »."""
    prefix, factor = "", 1.0
    for sign, candidate in sorted(_PREFIXES.items(), key=lambda item: item[1]):
        # Half of the last digit is added first, so that 999.9 mA reads 1 A.
        if abs(value) * 1.0005 >= candidate:
            prefix, factor = sign, candidate
    if abs(value) < 1e-12:
        value, prefix, factor = 0.0, "", 1.0
    number = f"{value / factor:.3g}" if abs(value / factor) < 999.5 else f"{value / factor:.0f}"
    return f"{number.replace('.', ',')}\u00a0{'µ' if prefix == 'u' else prefix}{unit}"
