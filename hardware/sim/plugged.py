"""Which machine a ``sim://`` URL means right now.

Outside any bench a ``sim://`` URL is a live machine, owned by a guardian process (``guardian.py``). Inside a
bench, or in the grader's worker, it is the machine that was plugged in for the occasion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

from hardware.sim.machine import Machine

# kind -> "module:class", imported when first needed.
KINDS = {"uno": "hardware.sim.uno:Uno", "marlin": "hardware.sim.marlin:Marlin"}

_plugged: list[Callable[[str], Machine | None]] = []


def make(kind: str) -> Machine:
    """Switch on a new simulated machine of this kind."""
    module, name = KINDS[kind].split(":")
    return getattr(import_module(module), name)()


def find(kind: str) -> Machine | None:
    """The machine plugged in for ``sim://kind``, or None when a live one is meant."""
    for source in reversed(_plugged):
        if (machine := source(kind)) is not None:
            return machine
    return None


@contextmanager
def using(machine: Machine | Callable[[str], Machine | None]) -> Iterator[None]:
    """Plug a machine, or a function that gives one by kind, inside a ``with``."""
    if isinstance(machine, Machine):
        plugged = machine

        def source(kind: str) -> Machine | None:
            return plugged if kind == plugged.kind else None
    else:
        source = machine
    _plugged.append(source)
    try:
        yield
    finally:
        _plugged.remove(source)
