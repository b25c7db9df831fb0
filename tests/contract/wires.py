"""The ways from a program to a machine, for contract tests: one set of cases, run on each of them.

A *wire* is a context manager, entered once for all cases. It yields another one, entered for each case, that
yields the :class:`Hands` of whoever stands at the machine. A program in between finds the machine as a
lesson does: with ``Board()`` or ``Printer()``.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from hardware import clock, config
from hardware.devices import board, printer
from hardware.replay import Recorder
from hardware.sim import plugged, rendezvous
from hardware.sim.bench import Bench
from hardware.sim.serve import Pty, Rfc2217, Server, Tcp

ROLES = {"uno": "board", "marlin": "printer"}
MODULES = {"uno": board, "marlin": printer}
PATIENCE = 20.0
"""Seconds of the wall for a live machine to do what it was asked, on a loaded host."""

Frame = dict[str, Any]


class Hands:
    """What a person does to a machine and sees of it. These can neither touch nor see."""

    def command(self, **message: Any) -> None:
        """Do as a live view does: ``op="drive"``, ``op="volts"``, ``op="fault"``…"""

    def see(self, what: Callable[[Frame], bool]) -> None:
        """``what`` holds for the machine's frame, now or soon."""


class Near(Hands):
    """The hands of somebody who holds the machine itself, which lives in real time."""

    def __init__(self, machine: Any) -> None:
        self._machine = machine

    def command(self, **message: Any) -> None:
        self._machine.command(message)

    def see(self, what: Callable[[Frame], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not what(frame := self._machine.frame()):
            assert time.monotonic() < end, frame
            time.sleep(0.005)


class AtTheBench(Near):
    """The same in virtual time: a moment passes, and a little more for a machine whose line is closed."""

    def see(self, what: Callable[[Frame], bool]) -> None:
        clock.sleep(0.01)
        if not what(self._machine.frame()):
            now, _ = self._machine.exchange(b"", 0.0)
            self._machine.exchange(b"", now + 0.01)
        assert what(frame := self._machine.frame()), frame


class View(Hands):
    """The hands of a view in the browser: through the guardian."""

    def __init__(self, kind: str) -> None:
        self._socket = rendezvous.connect(kind, "view")
        self._socket.settimeout(PATIENCE)
        self._stream = self._socket.makefile("rwb")
        self._frame: Frame = {}

    def command(self, **message: Any) -> None:
        """Done when the machine shows something new: no case asks for what is already so."""
        self._stream.write(json.dumps(message).encode() + b"\n")
        self._stream.flush()

    def see(self, what: Callable[[Frame], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not (self._frame and what(self._frame)):
            assert time.monotonic() < end, self._frame
            self._frame = json.loads(self._stream.readline())
            assert "error" not in self._frame

    def close(self) -> None:
        self._stream.close()
        self._socket.close()


class Nobody(Hands):
    """A real machine in a test that nobody watches."""

    def command(self, **message: Any) -> None:
        pytest.skip("somebody must stand at the machine")


Case = Callable[[], AbstractContextManager[Hands]]
Wire = Callable[[str, Path], AbstractContextManager[Case]]


@contextmanager
def lab(kind: str, url: str, folder: Path) -> Iterator[None]:
    """A lab whose machine of this kind is at ``url``."""
    file = folder / "lab.toml"
    file.write_text(f'[machines]\n{ROLES[kind]} = "{url}"\n', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(config.VARIABLE, str(file))
        try:
            yield
        finally:
            board.close_all()
            printer.close_all()


@contextmanager
def on_a_bench(kind: str) -> Iterator[Hands]:
    """A machine of the case's own, in virtual time."""
    bench = Bench(kind)
    try:
        with bench:
            yield AtTheBench(bench.machine)
    finally:
        bench.close()


@contextmanager
def bench(kind: str, folder: Path) -> Iterator[Case]:
    yield lambda: on_a_bench(kind)


@contextmanager
def guardian(kind: str, folder: Path) -> Iterator[Case]:
    """A live machine, as fast as a view may ask."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATELIER_RUNTIME", str(folder / "run"))
        patch.setenv("ATELIER_LINGER", "0.5")
        view = View(kind)
        if kind != "uno":
            view.command(op="speed", factor=10)
        place = rendezvous.read(kind)
        assert place is not None
        handle = os.pidfd_open(place.pid)

        @contextmanager
        def case() -> Iterator[Hands]:
            with lab(kind, f"sim://{kind}", folder):
                yield view

        try:
            yield case
        finally:
            view.close()
            assert select.select([handle], [], [], PATIENCE)[0], "the guardian does not end"
            os.close(handle)


def served(make: Callable[[], Any]) -> Wire:
    """A machine served to other programs; a board in real time, a printer much faster."""

    @contextmanager
    def wire(kind: str, folder: Path) -> Iterator[Case]:
        machine = plugged.make(kind)
        with Server(machine, make(), 1.0 if kind == "uno" else 40.0) as server:

            @contextmanager
            def case() -> Iterator[Hands]:
                with lab(kind, server.url, folder):
                    yield Near(machine)

            yield case
        machine.close()

    return wire


@contextmanager
def real(kind: str, folder: Path) -> Iterator[Case]:
    """The machine that this lab's own ``lab.toml`` names."""
    url = config.machines().get(ROLES[kind], "")
    if not url or url.startswith(("sim://", "replay://")):
        pytest.skip(f"lab.toml names no real {ROLES[kind]}")
    yield lambda: nullcontext(Nobody())


def replayed(kind: str, folder: Path, case: Callable[[Hands], None]) -> None:
    """Record ``case`` on a bench, then play it back."""
    path = folder / "capture.txt"
    module: Any = MODULES[kind]
    open_line = module.open_line
    with path.open("w") as file, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "open_line", lambda *arguments: Recorder(open_line(*arguments), file))
        with on_a_bench(kind) as hands:
            case(hands)
            module.close_all()
    with clock.using(clock.VirtualClock()), pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "machine_url", lambda role: f"replay://{path}")
        case(Hands())
        module.close_all()


_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="watches processes with pidfd")
_NO_PTY = pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal on Windows")

WIRES = [
    pytest.param(bench, id="bench"),
    pytest.param(guardian, id="guardian", marks=_LINUX),
    pytest.param(served(Pty), id="pty", marks=_NO_PTY),
    pytest.param(served(Tcp), id="socket"),
    pytest.param(served(Rfc2217), id="rfc2217"),
    pytest.param(real, id="real", marks=pytest.mark.hardware),
]
