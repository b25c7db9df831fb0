"""A voltage read on an analogue pin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from hardware.devices.board import Board
from hardware.devices.device import Device
from hardware.errors import BadValue
from hardware.protocols.firmata import Mode

FULL_SCALE = 1023
"""Highest value of the ATmega328P's 10-bit converter."""
REFERENCE_VOLTS = 5.0


class AnalogInput(Device):
    """Une tension lue sur une broche A0 à A5 : ``capteur = AnalogInput("A0")``, puis ``capteur.value``."""

    __slots__ = ()
    _FRENCH: ClassVar[Mapping[str, str]] = {
        "valeur": "value",
        "mesure": "value",
        "tension": "voltage",
        "brut": "raw",
    }

    def __init__(self, pin: str, board: Board | None = None) -> None:
        if not isinstance(pin, str):
            raise BadValue(
                f'AnalogInput({pin!r}) : écrire le nom de la broche, de "A0" à "A5", entre guillemets.'
            )
        super().__init__(pin, board)
        self.board.set_mode(self.pin, Mode.ANALOG)
        self.board.watch_analog(self.pin)

    @property
    def raw(self) -> int:
        """La valeur du convertisseur, de 0 à 1023."""
        return self.board.analog(self.pin)

    @property
    def value(self) -> float:
        """La mesure, de 0 (0 V) à 1 (5 V)."""
        return self.raw / FULL_SCALE

    @property
    def voltage(self) -> float:
        """La tension, en volts, de 0 à 5."""
        return self.value * REFERENCE_VOLTS

    def _release(self) -> None:
        self.board.stop_analog(self.pin)

    def _state(self) -> str:
        return f"{self.voltage:.2f} V".replace(".", ",")
