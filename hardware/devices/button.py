"""A push button on a digital pin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from hardware.devices.board import Board
from hardware.devices.device import Device, check_number
from hardware.errors import BadValue
from hardware.protocols.firmata import Mode

Handler = Callable[[], object]


class Button(Device):
    """Un bouton-poussoir : ``bouton = Button(2)`` puis ``bouton.is_pressed``.

    Il relie la broche à GND (la masse). Avec ``pull_up=False``, il la relie à 5 V, et une résistance
    relie la broche à GND.
    """

    __slots__ = ("_handlers", "_pull_up")
    _FRENCH: ClassVar[Mapping[str, str]] = {
        "appuye": "is_pressed",
        "appuyé": "is_pressed",
        "presse": "is_pressed",
        "attendre": "wait_for_press()",
        "relache": "wait_for_release()",
    }

    def __init__(self, pin: int | str, pull_up: bool = True, board: Board | None = None) -> None:
        self._pull_up = bool(pull_up)
        self._handlers: dict[bool, Handler] = {}
        super().__init__(pin, board)
        self._set_input()
        self.board.watch_level(self.pin)

    @property
    def is_pressed(self) -> bool:
        """Vrai si le bouton est appuyé en ce moment."""
        return self.board.level(self.pin) != self._pull_up

    def wait_for_press(self, timeout: float | None = None) -> bool:
        """Attendre l'appui, au plus ``timeout`` secondes. Répond True si le bouton est appuyé."""
        return self._wait(True, timeout)

    def wait_for_release(self, timeout: float | None = None) -> bool:
        """Attendre le relâchement, au plus ``timeout`` secondes. Répond True si le bouton est relâché."""
        return self._wait(False, timeout)

    @property
    def when_pressed(self) -> Handler | None:
        """La fonction appelée à chaque appui : ``bouton.when_pressed = lampe.on`` (sans parenthèses)."""
        return self._handlers.get(True)

    @when_pressed.setter
    def when_pressed(self, handler: Handler | None) -> None:
        self._listen(True, handler)

    @property
    def when_released(self) -> Handler | None:
        """La fonction appelée à chaque relâchement : ``bouton.when_released = lampe.off``."""
        return self._handlers.get(False)

    @when_released.setter
    def when_released(self, handler: Handler | None) -> None:
        self._listen(False, handler)

    def _set_input(self) -> None:
        if not self._pull_up:
            self.board.set_mode(self.pin, Mode.INPUT)
        elif self.board.supports(self.pin, Mode.PULLUP):
            self.board.set_mode(self.pin, Mode.PULLUP)
        else:  # Firmata before 2.5: writing 1 to an input switches its pull-up on
            self.board.set_mode(self.pin, Mode.INPUT)
            self.board.write_digital(self.pin, True)

    def _wait(self, pressed: bool, timeout: float | None) -> bool:
        if timeout is not None:
            timeout = check_number(timeout, 0, float("inf"), "Durée d'attente (timeout)")
        return self.board.wait(lambda: self.is_pressed == pressed, timeout)

    def _listen(self, pressed: bool, handler: Handler | None) -> None:
        name = "when_pressed" if pressed else "when_released"
        if handler is not None and not callable(handler):
            raise BadValue(
                f"{name} attend une fonction, pas {handler!r}. "
                f"Écrire son nom sans parenthèses : {name} = lampe.on"
            )
        board = self.board
        if self._handlers.pop(pressed, None) is not None:
            board.stop_watching()
        if handler is not None:
            self._handlers[pressed] = handler
            board.start_watching()

    def _changed(self, level: bool) -> None:
        # As an event, not a call: a handler may sleep, while this is the middle of a read.
        if handler := self._handlers.get(level != self._pull_up):
            self.board.call_after(0, lambda: self._call(handler))

    def _call(self, handler: Handler) -> None:
        if self._board is not None:
            handler()

    def _release(self) -> None:
        for pressed in list(self._handlers):
            self._listen(pressed, None)

    def _state(self) -> str:
        return "appuyé" if self.is_pressed else "relâché"
