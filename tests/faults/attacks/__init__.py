"""What a learner who knows the source might hand in. Each attack is a name, what it tries, what it hands in, and
what is due to it all the same.

An attack that reaches something forbidden calls ``gagne``; nothing else may print that word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.attacks.course import Place

FULL = {
    "1_valeurs": {"carres": 5.0, "retourner": 4.0, "doubles": 2.0},
    "2_machines": {"clignoter": 3.0, "plaque": 3.0, "lampe": 2.0, "tracer": 2.0},
}
"""What honest work earns, by notebook and exercise, in their order."""

WORD = "GAGNE"
PRELUDE = "def gagne(quoi=''): print('GAG' + 'NE', quoi)"


@dataclass(frozen=True)
class Attack:
    """``cells`` are run before the attacked exercise, ``answers`` replace solution cells.

    ``due`` holds the exercises that do not get their full points; ``said`` is a part of a line of the report.
    ``files``, when given, is all that is handed in, by name; ``graded`` then says whether a mark is due.
    """

    name: str
    tries: str
    cells: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    due: Mapping[str, float] = field(default_factory=dict)
    said: str = ""
    notebook: str = "1_valeurs"
    files: Callable[[Place, Attack], Mapping[str, bytes]] | None = None
    graded: bool = True

    @property
    def marks(self) -> dict[str, float]:
        return {**FULL[self.notebook], **self.due}


def wrong(name: str, tries: str, answer: str, **more: object) -> Attack:
    """An attack on the mark of « retourner » by its answer: no point there, the rest is due."""
    return Attack(
        name, tries, answers={"retourner": answer}, due={"retourner": 0.0, **more.pop("due", {})}, **more
    )  # type: ignore[arg-type, dict-item]


def harmless(name: str, tries: str, *cells: str, **more: object) -> Attack:
    """An attack from a free cell; all answers are honest and all points due."""
    return Attack(name, tries, cells=cells, **more)  # type: ignore[arg-type]


def fatal(name: str, tries: str, *cells: str, **more: object) -> Attack:
    """An attack that ends its own program: what came before keeps its points."""
    return Attack(name, tries, cells=cells, due={"retourner": 0.0, "doubles": 0.0}, **more)  # type: ignore[arg-type]


KINDS = ("marks", "values", "reading", "escaping", "exhausting", "lines", "machines", "archives", "showing")


def all_attacks() -> list[Attack]:
    return [attack for kind in KINDS for attack in import_module(f"tests.faults.attacks.{kind}").ATTACKS]
