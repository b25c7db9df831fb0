"""Which machine a ``sim://`` URL means right now.

Outside any bench a ``sim://`` URL is a live machine, owned by a guardian process (``guardian.py``). Inside a
bench, or in the grader's worker, it is the machine that was plugged in for the occasion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

from hardware.errors import BadValue
from hardware.sim.machine import Machine, SimulatedMachine

# kind -> "module:class", imported when first needed.
KINDS = {"uno": "hardware.sim.uno:Uno", "marlin": "hardware.sim.marlin:Marlin"}

_plugged: list[Callable[[str], Machine | None]] = []


def machine_class(kind: str) -> type[SimulatedMachine]:
    """The class of this kind of machine. Raises :class:`BadValue` for an unknown kind."""
    if kind not in KINDS:
        raise BadValue(f"sim://{kind} : machine simulée inconnue. Il y a : {', '.join(KINDS)}.")
    module, name = KINDS[kind].split(":")
    return getattr(import_module(module), name)


def make(kind: str) -> SimulatedMachine:
    """Switch on a new simulated machine of this kind."""
    return machine_class(kind)()


def find(kind: str) -> Machine | None:
    """The machine plugged in for ``sim://kind``, or None when a live one is meant."""
    for source in reversed(_plugged):
        if (machine := source(kind)) is not None:
            return machine
    return None


def _only(machine: Machine) -> Callable[[str], Machine | None]:
    return lambda kind: machine if kind == machine.kind else None


@contextmanager
def using(machine: Machine | Callable[[str], Machine | None]) -> Iterator[None]:
    """Plug a machine, or a function that gives one by kind, inside a ``with``."""
    source = _only(machine) if isinstance(machine, Machine) else machine
    _plugged.append(source)
    try:
        yield
    finally:
        _plugged.remove(source)
