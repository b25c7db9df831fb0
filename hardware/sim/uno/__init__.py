"""The simulated Arduino Uno: real machine code on an emulated ATmega328P, in a process of its own."""

from __future__ import annotations

import base64
import itertools
from pathlib import Path
from typing import Any, NamedTuple

from hardware.errors import BadValue
from hardware.sim.machine import SimulatedMachine, Stop
from hardware.sim.uno.process import Emulator

FREQUENCY = 16_000_000
"""Cycles in a second."""
FIRMWARE = Path(__file__).parents[2] / "firmware" / "atelier_firmata" / "atelier_firmata.hex"
_SLICE = FREQUENCY // 10
"""Cycles asked of the emulator at once: an interrupted cell leaves the board ahead by that much at most."""


class Edge(NamedTuple):
    """A pin changed to ``level`` (0 or 1) at ``cycle``, counted at 16 MHz since power-on."""

    cycle: int
    level: int

    @property
    def time(self) -> float:
        """Seconds since power-on."""
        return self.cycle / FREQUENCY


class Uno(SimulatedMachine):
    """An Uno, switched on, with our Firmata sketch or the program of ``hex_text`` (Intel HEX).

    Pins are numbered 0–13, then 14–19 for A0–A5. An input nobody drives reads its pull-up, or else 0.
    """

    kind = "uno"
    baud = 57600
    byte_time = 2940 / FREQUENCY
    """Seconds a byte takes at 57600 baud as the chip divides it (2800 cycles), and half a bit of rest."""

    def __init__(self, hex_text: str | None = None) -> None:
        super().__init__()
        self._emulator = Emulator()
        self._to_send = b""
        self.load(FIRMWARE.read_text("ascii") if hex_text is None else hex_text)

    # ---- what a check reads ----

    @property
    def time(self) -> float:
        """Seconds since power-on."""
        return self._emulator.cycle / FREQUENCY

    def edges(self, pin: int, since: float = 0.0) -> list[Edge]:
        """Every change of level of ``pin`` from the moment ``since`` (seconds), oldest first.

        The levels are those on the pin itself, PWM and outside drives included; before the first edge a pin
        is at 0. The last two million edges or more are kept.
        """
        answer = self._emulator.ask("edges", pin=_pin(pin), since=round(since * FREQUENCY))
        return [Edge(cycle, (answer["first"] + i) % 2) for i, cycle in enumerate(answer["cycles"])]

    def level(self, pin: int) -> int:
        """The level on ``pin`` now, 0 or 1."""
        return self._emulator.ask("level", pin=_pin(pin))["level"]

    def duty(self, pin: int, since: float, until: float) -> float:
        """The share of the time (0–1) that ``pin`` is high between two moments, in seconds.

        Exact over whole periods of a PWM signal, 16384 cycles on pins 5 and 6, 32640 on 3, 9, 10 and 11; an
        edge may be late by the length of an instruction, 4 cycles at most.
        """
        start, end = round(since * FREQUENCY), round(until * FREQUENCY)
        if not 0 <= start < end <= self._emulator.cycle:
            raise ValueError(f"no time between {since} s and {until} s in a record of {self.time} s")
        edges = self.edges(pin, since)
        level = 1 - edges[0].level if edges else self.level(pin)
        high, last = 0, start
        for edge in itertools.takewhile(lambda edge: edge.cycle < end, edges):
            high += level * (edge.cycle - last)
            level, last = edge.level, edge.cycle
        return (high + level * (end - last)) / (end - start)

    # ---- what a check or a view does ----

    def drive(self, pin: int, level: int | None) -> None:
        """Hold ``pin`` at ``level`` from outside (a button, another device), or let go of it with None.

        An output keeps its own level.
        """
        if level not in (0, 1, None):
            raise BadValue(f"drive({pin}, {level!r}) : le niveau est 0, 1 ou None (plus rien de branché).")
        self._emulator.ask("drive", pin=_pin(pin), level=None if level is None else int(level))

    def volts(self, channel: int, volts: float | None) -> None:
        """Put ``volts`` (0–5) on analogue input A0–A5 (``channel`` 0–5), or disconnect it with None."""
        if isinstance(channel, bool) or channel not in range(6):
            raise BadValue(f"volts({channel!r}, …) : une entrée analogique est un nombre entier de 0 à 5.")
        if volts is not None and not 0 <= volts <= 5:
            raise BadValue(f"volts({channel}, {volts!r}) : la tension est un nombre de 0 à 5 volts.")
        self._emulator.ask("volts", channel=channel, volts=None if volts is None else float(volts))

    def load(self, hex_text: str) -> None:
        """Put a program (Intel HEX) in the chip and restart it. Raises ValueError when it is not one."""
        self._emulator.ask("load", hex=hex_text)

    def reset(self) -> None:
        """Press the reset button: the program starts again; time and the record of the pins go on."""
        self._emulator.ask("reset")

    # ---- a live view ----

    def frame(self) -> dict[str, Any]:
        """``pins``, ``modes``, ``duty`` and ``analog``, as the view protocol of the guardian says."""
        return self._emulator.ask("frame")["frame"]

    def command(self, message: dict[str, Any]) -> None:
        match message:
            case {"op": "drive", "pin": int(pin), "level": 0 | 1 | None as level}:
                self.drive(pin, level)
            case {"op": "volts", "channel": int(channel), "volts": float() | int() | None as volts}:
                self.volts(channel, volts)
            case {"op": "reset"}:
                self.reset()
            case _:
                super().command(message)

    # ---- the serial line ----

    def _receive(self, data: bytes) -> None:
        self._to_send += data

    def _run(self, until: float, stop_on_output: Stop) -> tuple[float, bytes]:
        target = round(until * FREQUENCY)
        stop = list(stop_on_output) if isinstance(stop_on_output, bytes) else stop_on_output
        while True:
            rx, self._to_send = base64.b64encode(self._to_send).decode("ascii"), b""
            step = min(target, self._emulator.cycle + _SLICE)
            answer = self._emulator.ask("run", rx=rx, until=step, stop=stop)
            if self._emulator.cycle >= target or answer["stopped"]:
                break
        sent = bytes(self._emulator.output)
        self._emulator.output.clear()
        return self.time, sent

    def close(self) -> None:
        self._emulator.close()


def _pin(pin: int) -> int:
    if isinstance(pin, bool) or pin not in range(20):
        raise BadValue(f"Broche {pin!r} : une broche est un nombre entier de 0 à 19 (A0 est 14, A5 est 19).")
    return pin
