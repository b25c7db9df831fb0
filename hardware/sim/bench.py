"""A bench: one simulated machine of a check's own, on a virtual clock of its own.

Inside it, ``Board()`` and ``sim://uno`` mean its machine::

    with Bench("uno") as bench:
        faire_clignoter(LED(13), 3)
    bench.machine.edges(13)
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from hardware import clock
from hardware.sim import plugged
from hardware.sim.machine import Machine


@dataclass(frozen=True)
class DeviceSpec:
    """A device as plain data: the name of its class in ``hardware`` and its arguments (pins, numbers)."""

    device: str
    arguments: tuple[int | float | str, ...] = ()


class Bench:
    """Inside the ``with``, `sim://KIND` is ``machine`` and time is virtual; leaving it keeps the record."""

    def __init__(self, machine: Machine | str) -> None:
        self.machine: Machine = plugged.make(machine) if isinstance(machine, str) else machine
        self.clock = clock.VirtualClock()
        self._stack = ExitStack()

    def __enter__(self) -> Bench:
        self._stack.enter_context(clock.using(self.clock))
        self._stack.enter_context(plugged.using(self.machine))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def close(self) -> None:
        self.machine.close()
