"""Confined workers, from a warm process in a sandbox: the grader's end of :mod:`classroom.grading.zygote`."""

from __future__ import annotations

import base64
import contextlib
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path
from types import TracebackType

from classroom import sandbox
from classroom.grading.wire import Wire

START_SECONDS = 60.0
"""For the imports of the warm process."""


class ConfinedWorker:
    """A worker alone in its namespaces, known by a pidfd: ending it ends all it started."""

    def __init__(self, pidfd: int, line: socket.socket) -> None:
        self._pidfd, self.line = pidfd, line

    def interrupt(self) -> None:
        self._signal(signal.SIGINT)

    def end(self) -> None:
        self._signal(signal.SIGKILL)
        select.select([self._pidfd], [], [])  # readable once it is gone
        os.close(self._pidfd)
        self.line.close()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, number)


class Nursery:
    """A sandboxed warm process with ``seats`` control sockets, one for each grading process.

    Raises :class:`classroom.sandbox.NoSandbox` when none can be had here.
    """

    def __init__(self, seats: int = 1, *, heavy: bool = False) -> None:
        if (why := sandbox.obstacle()) is not None:
            raise sandbox.NoSandbox(why)
        pairs = [socket.socketpair() for _ in range(seats)]
        theirs = [their.fileno() for _, their in pairs]
        argv = [sys.executable, "-P", "-m", "classroom.grading.zygote", *map(str, theirs)]
        self._process = sandbox.start(
            [*argv, "--heavy"] if heavy else argv,
            sandbox.python_paths(),
            pass_fds=theirs,
            environment=ENVIRONMENT,
        )
        self._seats = [ours for ours, _ in pairs]
        for _, their in pairs:
            their.close()

    def start_worker(self, directory: Path, seat: int = 0) -> ConfinedWorker:
        """Fork a confined worker, with the files of ``directory`` in its own folder."""
        control = self._seats[seat]
        control.settimeout(START_SECONDS)
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(control, [b"worker"], [theirs.fileno()])
        message, pidfds, _, _ = socket.recv_fds(control, 16, 1)
        if not message:
            raise sandbox.NoSandbox(f"le bac à sable s'est arrêté : {self._last_words()}")
        worker = ConfinedWorker(pidfds[0], ours)
        _hand_over(directory, Wire(ours))
        return worker

    def close(self) -> None:
        for control in self._seats:
            control.close()
        self._process.kill()
        self._process.communicate()

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _last_words(self) -> str:
        self._process.kill()
        return self._process.communicate()[1].decode(errors="replace").strip()[-500:] or "sans un mot"


def _hand_over(directory: Path, wire: Wire) -> None:
    """Send the files that come with the notebook: the worker can't see ours."""
    deadline = time.monotonic() + START_SECONDS
    for path in sorted(directory.rglob("*")):
        if path.is_file():
            data = base64.b64encode(path.read_bytes()).decode("ascii")
            name = path.relative_to(directory).as_posix()
            wire.send({"id": 0, "op": "file", "name": name, "data": data}, deadline)
            wire.receive(deadline)


ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # one submission, one core; and a fork wants a single thread
    "IPYTHONDIR": "/tmp",
    "MPLCONFIGDIR": "/tmp",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "NBGRADER_EXECUTION": "autograde",
}
