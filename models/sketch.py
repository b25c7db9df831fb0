"""A sketch for an Arduino board: its source, nothing run and nothing compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LONGEST = 200_000
"""Characters: a board's 32 kB of program come from far fewer."""


@dataclass(frozen=True)
class Sketch:
    """Un croquis Arduino : son texte en C++. ``name`` is what the compiler calls it in its messages."""

    source: str
    name: str = "croquis"

    @classmethod
    def of(cls, thing: Any) -> Sketch:
        """A Sketch itself, a text, or plain data made by :meth:`as_plain`."""
        if isinstance(thing, Sketch):
            return thing
        return cls(thing) if isinstance(thing, str) else cls.from_plain(thing)

    def as_plain(self) -> dict[str, str]:
        return {"source": self.source, "name": self.name}

    @classmethod
    def from_plain(cls, data: Any) -> Sketch:
        """Raises ValueError for anything that :meth:`as_plain` does not give."""
        match data:
            case {"source": str(source), "name": str(name)} if len(data) == 2 and len(source) <= LONGEST:
                return cls(source, name[:100])
        raise ValueError("this is not a sketch")
