"""A light on a digital pin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import ClassVar

from hardware.clock import Event
from hardware.devices.board import Board
from hardware.devices.device import Device, check_number
from hardware.errors import BadValue
from hardware.protocols.firmata import Mode

Step = tuple[float, float]
"""A value, and the seconds it lasts."""


class LED(Device):
    """Une lampe (LED) branchée sur une broche : ``lampe = LED(13)`` puis ``lampe.on()``."""

    __slots__ = ("_event", "_value")
    _MODE: ClassVar[Mode] = Mode.OUTPUT
    _FRENCH: ClassVar[Mapping[str, str]] = {
        "allume": "on()",
        "allumer": "on()",
        "allumee": "is_lit",
        "eteint": "off()",
        "eteindre": "off()",
        "éteindre": "off()",
        "basculer": "toggle()",
        "clignoter": "blink()",
        "valeur": "value",
    }

    def __init__(self, pin: int | str, board: Board | None = None) -> None:
        self._value = 0.0
        self._event: Event | None = None
        super().__init__(pin, board)
        self.board.set_mode(self.pin, self._MODE)
        self._show(0.0)

    @property
    def value(self) -> float:
        """La lumière, de 0 (éteinte) à 1 (allumée). Se change aussi : ``lampe.value = 1``."""
        self.board  # noqa: B018 - a closed lamp says so
        return self._value

    @value.setter
    def value(self, value: float) -> None:
        value = self._checked(value)
        self._stop()
        self._show(value)

    @property
    def is_lit(self) -> bool:
        """Vrai si la lampe est allumée."""
        return self.value > 0

    def on(self) -> None:
        """Allumer la lampe."""
        self.value = 1

    def off(self) -> None:
        """Éteindre la lampe."""
        self.value = 0

    def toggle(self) -> None:
        """Changer d'état : allumer si elle est éteinte, éteindre si elle est allumée."""
        self.value = 0 if self.is_lit else 1

    def blink(
        self, on_time: float = 1.0, off_time: float = 1.0, n: int | None = None, background: bool = True
    ) -> None:
        """Clignoter ``n`` fois (sans fin par défaut) : ``on_time`` secondes allumée, ``off_time`` éteinte.

        Le programme continue aussitôt, et la lampe clignote pendant ses pauses. Avec ``background=False``, il
        attend la fin.
        """
        on_time = check_number(on_time, 0, float("inf"), "blink, durée allumée")
        off_time = check_number(off_time, 0, float("inf"), "blink, durée éteinte")
        if on_time + off_time == 0:
            raise BadValue("blink : les deux durées sont nulles. En donner au moins une, par exemple 0.5.")
        turns = _turns(n, background)
        self._play(((1.0, on_time), (0.0, off_time)) for _ in turns)
        if not background:
            self.board.wait(lambda: self._event is None, None)

    def _play(self, turns: Iterator[tuple[Step, ...]]) -> None:
        """Show the steps of each turn, as events of the clock: nothing waits here, and no thread runs."""
        self._stop()
        steps = (step for turn in turns for step in turn)
        self._next(steps, self.board.call_after)

    def _next(self, steps: Iterator[Step], after: Callable[[float, Callable[[], None]], Event]) -> None:
        self._event = None
        if not self._ready():
            return
        step = next(steps, None)
        if step is None:
            return
        value, seconds = step
        self._event = after(seconds, lambda: self._next(steps, after))
        self._show(value)

    def _ready(self) -> bool:
        return self._board is not None and self._board.is_open

    def _stop(self) -> None:
        if self._event is not None:
            self._event.cancel()
            self._event = None

    def _show(self, value: float) -> None:
        self._write(value)
        self._value = value

    def _write(self, value: float) -> None:
        self.board.write_digital(self.pin, bool(value))

    def _checked(self, value: float) -> float:
        if value not in (0, 1):
            raise BadValue(
                f"value = {value!r} ne convient pas à une LED : 1 pour allumer, 0 pour éteindre. "
                "Pour une lumière plus faible, prendre PWMLED."
            )
        return float(value)

    def _release(self) -> None:
        self._stop()
        self._show(0.0)

    def _state(self) -> str:
        return "allumée" if self._value else "éteinte"


def _turns(n: int | None, background: bool) -> Iterator[int]:
    if n is None:
        if not background:
            raise BadValue("Sans n, le clignotement ne finit jamais : donner n, ou laisser background=True.")
        return count()
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise BadValue(f"n = {n!r} ne convient pas : le nombre de fois est un entier, 1 ou plus.")
    return iter(range(n))
