"""What every simulated machine is, seen from its serial line: one exchange.

``exchange`` is the whole interface between a program and a machine that lives in virtual time. The emulator's
process, the guardian of the live lab and the grader's worker all speak it, so that one mechanism carries a
lesson, a check and a mark.
"""

from __future__ import annotations

import heapq
import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from hardware.errors import BadValue

Stop = bool | bytes
"""Whether to stop when a machine says something, or the bytes to stop at."""


class Machine(ABC):
    """A machine at the end of a serial line. Times are seconds since it was switched on."""

    kind: str
    """The machine's name in a URL: ``uno`` for ``sim://uno``."""
    baud: int
    """Bits per second of its line; one byte takes ten."""
    byte_time: float
    """Seconds a byte takes on the line: ten bits at ``baud``, unless the machine's class says otherwise."""

    def __init_subclass__(cls) -> None:
        if "baud" in cls.__dict__ and "byte_time" not in cls.__dict__:
            cls.byte_time = 10 / cls.baud

    @abstractmethod
    def exchange(self, data: bytes, until: float, stop_on_output: Stop = False) -> tuple[float, bytes]:
        """Put ``data`` on the line, let the machine live until ``until``, or until it has said something.

        With bytes for ``stop_on_output``, it may live on until it has said one of them. Returns the
        machine's time (at least ``until`` unless it stopped on output) and all bytes it sent since the last
        exchange. A moment already past lets no time go by. The line carries ``data`` at ``baud``.
        """

    def close(self) -> None:  # noqa: B027 - most machines hold nothing
        """Switch the machine off for good."""


class SimulatedMachine(Machine):
    """A machine whose inside a check can reach: it is *here*, and scenarios can touch it at given times."""

    def __init__(self) -> None:
        self._scenario: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def at(self, seconds: float, action: Callable[[], None]) -> None:
        """Do ``action()`` when the machine's time reaches ``seconds`` (press a button, let night fall)."""
        heapq.heappush(self._scenario, (seconds, next(self._order), action))

    def exchange(self, data: bytes, until: float, stop_on_output: Stop = False) -> tuple[float, bytes]:
        self._receive(data)
        output = b""
        while self._scenario and self._scenario[0][0] <= until:
            now, sent = self._run(self._scenario[0][0], stop_on_output)
            output += sent
            if stop_on_output and output:
                return now, output
            heapq.heappop(self._scenario)[2]()
        now, sent = self._run(until, stop_on_output)
        return now, output + sent

    def frame(self) -> dict[str, Any]:
        """What a live view shows of the machine now, as plain JSON data (``guardian.py`` adds the time)."""
        return {}

    def command(self, message: dict[str, Any]) -> None:
        """Do what a live view asks: ``{"op": …}``, ``reset`` at least. ValueError for anything else."""
        raise BadValue(f"Demande inconnue pour cette machine : {message!r}.")

    @abstractmethod
    def _receive(self, data: bytes) -> None:
        """Queue ``data`` on the machine's line, from now on, at its baud rate."""

    @abstractmethod
    def _run(self, until: float, stop_on_output: Stop) -> tuple[float, bytes]:
        """Live until ``until`` or, if asked, until something was sent; return the time and what was sent."""
