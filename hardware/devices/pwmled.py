"""A light whose brightness varies, on a PWM pin."""

from __future__ import annotations

from typing import ClassVar

from hardware.devices.device import check_number
from hardware.devices.led import LED, Step, _turns
from hardware.errors import BadValue
from hardware.protocols.firmata import Mode

STEPS_PER_SECOND = 25


class PWMLED(LED):
    """Une lampe dont on règle la lumière : ``lampe = PWMLED(9)`` puis ``lampe.value = 0.5``.

    Les broches qui savent le faire portent un ~ : 3, 5, 6, 9, 10 et 11.
    """

    __slots__ = ()
    _MODE: ClassVar[Mode] = Mode.PWM

    def pulse(
        self, fade_in: float = 1.0, fade_out: float = 1.0, n: int | None = None, background: bool = True
    ) -> None:
        """Respirer ``n`` fois, ou sans fin : monter en ``fade_in`` secondes, descendre en ``fade_out``."""
        fade_in = check_number(fade_in, 0, float("inf"), "pulse, durée de la montée")
        fade_out = check_number(fade_out, 0, float("inf"), "pulse, durée de la descente")
        if fade_in + fade_out == 0:
            raise BadValue("pulse : les deux durées sont nulles. En donner au moins une, par exemple 1.")
        up, down = _ramp(fade_in), [(1 - value, seconds) for value, seconds in _ramp(fade_out)]
        self._play((*up, *down) for _ in _turns(n, background))
        if not background:
            self.board.wait(lambda: self._event is None, None)

    def _write(self, value: float) -> None:
        self.board.write_pwm(self.pin, round(value * 255))

    def _checked(self, value: float) -> float:
        return check_number(value, 0, 1, "La lumière d'une PWMLED (value)")

    def _state(self) -> str:
        return f"lumière {self._value:.0%}".replace("%", " %")


def _ramp(seconds: float) -> list[Step]:
    count = round(seconds * STEPS_PER_SECOND)
    return [(step / count, seconds / count) for step in range(1, count + 1)]
