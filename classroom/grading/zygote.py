"""The warm process: imports done once, one confined worker forked for each submission.

    python -m classroom.grading.zygote FD [FD …]

It runs inside one sandbox (:mod:`classroom.sandbox`). Each FD is a control socket of one grading process: a
message that carries the worker's end of a private line asks for a worker; the answer carries a pidfd of it.
It ends when the last control socket is closed.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import socket
import sys
from importlib import import_module

from IPython.core.interactiveshell import InteractiveShell

from classroom import confine
from classroom.grading import worker

WARM = (
    "numpy",
    "matplotlib.pyplot",
    "solid2",
    "openscad_evaluator",
    "openscad_lalr_parser",
    "manifold3d",
    "trimesh",
    "shapely",
    "schemdraw",
    "hardware",
    "hardware.sim.bench",
    "checks.feedback",
    "checks.board",
    "checks.solid",
    "checks.circuit",
    "checks.toolpath",
    "models.solid",
    "models.circuit",
    "models.toolpath",
    "views.part",
    "views.board",
    "views.circuit",
    "views.toolpath",
)
"""What lessons import. A name that is not there yet costs nothing: the lesson will say so itself."""
HEAVY = ("cadquery",)
"""Seconds and hundreds of megabytes: imported only if a lesson of this run asks for it (``--heavy``)."""


def main(argv: list[str]) -> int:
    names = WARM + HEAVY if "--heavy" in argv else WARM
    shell = _warm_up(names)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are never waited for
    with selectors.DefaultSelector() as selector:
        for descriptor in argv:
            if descriptor.isdigit():
                selector.register(socket.socket(fileno=int(descriptor)), selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                control: socket.socket = key.fileobj  # type: ignore[assignment]
                message, lines, _, _ = socket.recv_fds(control, 16, 1)
                if not message:
                    selector.unregister(control)
                    control.close()
                    continue
                if os.fork() == 0:
                    _raise_worker(control, lines[0], shell)
                os.close(lines[0])
    return 0


def _warm_up(names: tuple[str, ...]) -> InteractiveShell:
    for name in names:
        try:
            import_module(name)
        except ImportError:
            continue
    shell = worker.make_shell()
    gc.collect()
    gc.freeze()  # the forks share these pages: the collector must not write to them
    return shell


def _raise_worker(control: socket.socket, line: int, shell: InteractiveShell) -> None:
    """In the first fork: make the confined one, tell who it is, and end with it."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        pid = confine.fork_confined(
            confine.Limits(), lambda: worker.live(socket.socket(fileno=line), shell), {line}
        )
        socket.send_fds(control, [b"worker"], [os.pidfd_open(pid)])
        os.close(line)
        os.waitpid(pid, 0)
    finally:
        os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
