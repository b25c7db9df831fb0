"""The warm process: imports done once, one seat forked for each notebook, watched until it ends.

    python -m classroom.grading.zygote FD [--heavy] [--plain]

FD is the grader's control socket. One byte is written there when the imports are done. A message of eight
bytes (wall seconds that the seat may take) that carries the seat's end of its line asks for a seat. When it
has ended, ``{"ended": why}`` is written on that line, ``why`` empty when it ended by itself, and the line is
closed. The warm process itself never reads a job, so that no fork of it can know another learner's work. It
ends with its control socket.
"""

from __future__ import annotations

import contextlib
import gc
import selectors
import signal
import socket
import struct
import sys
import time
from importlib import import_module
from pkgutil import iter_modules

from IPython.core.interactiveshell import InteractiveShell

from classroom.child import Child, memory_share
from classroom.grading import seat, worker
from classroom.grading.wire import Wire
from classroom.sandbox import PROJECT
from views import part

ASK = struct.Struct("<d")
WARMED_UP = b"!"
LOOK = 0.5
"""Seconds between two looks at the memory and the clock of the seats."""
PACKAGES = ("checks", "models", "views")
"""Ours that lessons use: all their modules are imported."""
WARM = (
    "numpy",
    "solid2",
    "openscad_evaluator",
    "openscad_lalr_parser",
    "manifold3d",
    "schemdraw",
    "serial",
    "hardware",
    "hardware.devices.board",
    "hardware.devices.button",
    "hardware.devices.led",
    "hardware.devices.pwmled",
    "hardware.devices.analog_input",
    "hardware.devices.printer",
    "hardware.sim.bench",
    "hardware.sim.protocol_sim",
    "hardware.sim.uno",
    "hardware.sim.marlin",
    *(f"{name}.{module.name}" for name in PACKAGES for module in iter_modules([str(PROJECT / name)])),
)
"""What lessons and checks import. A name that is not there costs nothing: the lesson will say so itself."""
HEAVY = ("cadquery",)
"""Seconds, hundreds of megabytes and forks twice as slow: for the notebooks that name it (``--heavy``)."""


class Watch:
    """One seat: its line, its process, and when it must have ended."""

    def __init__(self, line: socket.socket, child: Child, seconds: float) -> None:
        self.line, self.child = line, child
        self._deadline = time.monotonic() + seconds
        self._seconds = seconds

    def complaint(self) -> str:
        """Why this seat must end now, in French; empty when it may go on."""
        if time.monotonic() > self._deadline:
            return f"le carnet a dépassé {self._seconds:g} secondes : il a été arrêté"
        if memory_share(self.child.pid) > seat.MEMORY:
            return f"le carnet a pris plus de {seat.MEMORY >> 30} Go de mémoire : il a été arrêté"
        return ""

    def end(self, why: str) -> None:
        """End the seat and say why on its line."""
        self.child.end()
        with contextlib.suppress(OSError), self.line:
            # A message that was cut stays alone on its line.
            self.line.sendall(b"\n")
            Wire(self.line).send({"ended": why})


def main(argv: list[str]) -> int:
    shell = _warm_up(WARM + HEAVY if "--heavy" in argv else WARM)
    open_seat = seat.open_plain if "--plain" in argv else seat.open_confined
    control = socket.socket(fileno=int(argv[0]))
    control.send(WARMED_UP)
    watches: dict[int, Watch] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select(LOOK if watches else None):
                if key.fd in watches:
                    selector.unregister(key.fd)
                    watches.pop(key.fd).end("")
                    continue
                message, lines, _, _ = socket.recv_fds(control, ASK.size, 1)
                if not message:
                    return _end_all(watches)
                line = socket.socket(fileno=lines[0])
                child = open_seat(line, shell)
                watches[child.pidfd] = Watch(line, child, *ASK.unpack(message))
                selector.register(child.pidfd, selectors.EVENT_READ)
            for pidfd, watch in list(watches.items()):
                if why := watch.complaint():
                    selector.unregister(pidfd)
                    watches.pop(pidfd).end(why)


def _end_all(watches: dict[int, Watch]) -> int:
    for watch in watches.values():
        watch.end("la correction est arrêtée")
    return 0


def _warm_up(names: tuple[str, ...]) -> InteractiveShell:
    for name in names:
        try:
            import_module(name)
        except ImportError:
            continue
    _compute_in_one_thread()
    shell = worker.make_shell()
    part.warm()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is the grader's to handle
    gc.collect()
    gc.freeze()  # the forks share these pages: the collector must not write to them
    return shell


def _compute_in_one_thread() -> None:
    """Keep cadquery's kernel, where it is loaded, to the calling thread.

    Its pool of threads is made at the first boolean operation, one for each processor, whatever a seat may
    start; and none would be left after a fork.
    """
    if "OCP" in sys.modules:
        import_module("OCP.OSD").OSD_ThreadPool.DefaultPool_s(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
