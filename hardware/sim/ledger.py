"""The incident ledger: what would have gone wrong on a real machine, though the firmware often answers a
plain ``ok``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Incident:
    """One thing gone wrong. ``time`` is the machine's (s), ``line`` the G-code that caused it, ``text`` is
    French.
    """

    time: float
    kind: str
    line: str
    text: str


class Ledger:
    """The incidents of one machine, in order. An identical repeat (same kind, same line) is counted, not
    listed.
    """

    def __init__(self) -> None:
        self.incidents: list[Incident] = []
        self.repeats: dict[tuple[str, str], int] = {}

    def note(self, time: float, kind: str, line: str, text: str) -> None:
        """Write an incident down."""
        key = (kind, line)
        self.repeats[key] = self.repeats.get(key, 0) + 1
        if self.repeats[key] == 1:
            self.incidents.append(Incident(round(time, 3), kind, line, text))

    def kinds(self) -> set[str]:
        return {incident.kind for incident in self.incidents}

    def __iter__(self) -> Iterator[Incident]:
        return iter(self.incidents)

    def __len__(self) -> int:
        return len(self.incidents)
