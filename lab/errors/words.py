"""French words for Python's values, and the nearest of the names that are known."""

from __future__ import annotations

import builtins
import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

_KINDS = {
    "int": "un nombre",
    "float": "un nombre",
    "bool": "vrai ou faux",
    "str": "un texte",
    "list": "une liste",
    "tuple": "un groupe de valeurs",
    "dict": "un dictionnaire",
    "set": "un ensemble",
    "range": "une suite de nombres",
    "NoneType": "rien (None)",
    "function": "une fonction",
    "builtin_function_or_method": "une fonction",
    "method": "une fonction",
    "type": "une fonction",
    "module": "un module",
}
ON_THE_SPOT = ("sort", "append", "extend", "insert", "remove", "reverse", "clear", "update")
"""Methods that change a list or a dictionary on the spot and return nothing."""
_MOST = 40
"""Characters shown of a value."""


def kind(name: str) -> str:
    """A kind of value in French, from the name of its Python type."""
    return _KINDS.get(name, f"un objet {name}")


def shown(value: Any) -> str:
    """A value as the learner would write it, cut if long; only its kind when it is not a plain one."""
    if not isinstance(value, (int, float, str, list, tuple, dict, type(None))):
        return kind(type(value).__name__)
    text = repr(value)
    return f"`{text}`" if len(text) <= _MOST else f"`{text[:_MOST]}…`"


def count(number: int, word: str) -> str:
    """« 1 valeur », « 2 valeurs »."""
    return f"{number} {word}{'s' if number >= 2 else ''}"


def own_names(names: Mapping[str, Any]) -> list[str]:
    """The names the learner may mean: not IPython's, nor hidden ones."""
    hidden = {"In", "Out", "get_ipython", "exit", "quit", "open"}
    return [name for name in names if not name.startswith("_") and name not in hidden]


def python_names() -> list[str]:
    """The words of Python itself: its functions and constants."""
    return [name for name in dir(builtins) if name.islower()] + ["True", "False", "None"]


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that ``name`` most likely stands for; empty if none is near."""
    others = [other for other in known if other != name]
    same = [other for other in others if plain(other) == plain(name)]
    if same:
        return same[0]
    if len(name) < 3:
        return ""
    mixed = [other for other in others if len(other) > 2 and sorted(plain(other)) == sorted(plain(name))]
    close = difflib.get_close_matches(plain(name), [plain(other) for other in others], 1, 0.7)
    return next(iter(mixed or [other for other in others if plain(other) in close]), "")


def plain(name: str) -> str:
    """A name without accents, capitals and underscores."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter) and letter != "_")
