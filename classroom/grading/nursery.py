"""Seats to judge notebooks in, from a warm process: the grader's end of :mod:`classroom.grading.zygote`."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from classroom import confine, sandbox, unpacking
from classroom.cgroup import Group
from classroom.grading.job import Assessment, Job, assemble
from classroom.grading.seat import LIMITS, MAX_MESSAGE, MEMORY, READY
from classroom.grading.values import NotPlain
from classroom.grading.wire import Wire
from classroom.grading.zygote import ASK
from classroom.unpacking import Unpacked
from lab.archive import File

SPARE = 120.0
"""Seconds to start the warm process, beyond what a notebook may take."""

UNPACK_SECONDS = 60.0
"""Seconds that an archive may take to be read."""


class NurseryLost(RuntimeError):
    """The warm process is gone; the text says why."""


class Nursery:
    """A warm process. With ``confined`` it lives in a sandbox and confines each seat and worker further;
    where the system delegates a control group, that bounds it and its ``seats`` at once together.

    Raises :class:`classroom.sandbox.NoSandbox` when none can be had here. ``judge`` may be called from
    several threads at once.
    """

    def __init__(self, *, confined: bool = True, heavy: bool = False, seats: int = 1) -> None:
        if confined and (why := sandbox.obstacle()) is not None:
            raise sandbox.NoSandbox(why)
        self._control, theirs = socket.socketpair()
        argv = [sys.executable, "-P", "-m", "classroom.grading.zygote", str(theirs.fileno())]
        argv += ["--heavy"] * heavy + ["--plain"] * (not confined)
        self._group = Group.make(_bounds(seats)) if confined else None
        with theirs:
            self._process = _start(argv, theirs.fileno(), confined, self._group)
        self._asking = threading.Lock()
        self._warming = threading.Lock()
        self._is_warm = False
        self._ending = threading.Lock()
        self._words: str | None = None

    def wait(self) -> None:
        """Wait until it is warm, or gone."""
        with self._warming, contextlib.suppress(OSError):
            self._is_warm = self._is_warm or bool(self._control.recv(1))

    def judge(self, job: Job) -> Assessment:
        """Have a notebook judged, and wait for it. Raises :class:`NurseryLost`."""
        messages, why = self._ask(job.as_plain(), job.limits.notebook)
        return assemble(messages, why or "la correction de ce carnet s'est arrêtée sans réponse")

    def unpack(self, file: File) -> Unpacked:
        """Have an archive read, and wait for it. Raises :class:`NurseryLost`."""
        messages, why = self._ask({"archive": unpacking.file_as_plain(file)}, UNPACK_SECONDS)
        try:
            return unpacking.from_messages(messages, file)
        except ValueError:
            why = why or "sa lecture s'est arrêtée"
            return Unpacked(problems=[unpacking.unreadable(file, why)])

    def _ask(self, request: dict[str, Any], seconds: float) -> tuple[list[dict[str, Any]], str]:
        """What a new seat says to a request, and why it was ended; "" when it ended by itself."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs, self._asking, contextlib.suppress(OSError):
                socket.send_fds(self._control, [ASK.pack(seconds)], [theirs.fileno()])
            wire = Wire(ours, MAX_MESSAGE)
            with contextlib.suppress(OSError):  # nobody there: the next line finds out
                wire.send(request)
            messages = list(_messages(wire, time.monotonic() + seconds + SPARE))
        if len(messages) < 2 or messages[0] != READY or "ended" not in messages[-1]:
            raise NurseryLost(self._last_words())
        return messages[1:-1], messages[-1]["ended"]

    def close(self) -> None:
        """End the warm process and all its seats."""
        self._control.close()
        self._last_words()

    def _last_words(self) -> str:
        """End the warm process; what it said on its error stream."""
        self._process.kill()
        with self._ending:  # each thread that waits for a notebook comes here
            if self._words is None:
                if self._group:
                    self._group.end()
                said = self._process.communicate()[1].decode(errors="replace").strip()
                self._words = said[-500:] or "sans un mot"
        return self._words


def _bounds(seats: int) -> dict[str, int]:
    """What a warm process and its seats may hold together, in the words of control groups."""
    return {
        "memory.max": MEMORY * (seats + 1),
        "memory.swap.max": 0,
        "pids.max": (LIMITS.processes + confine.Limits.processes) * seats + 64,
    }


def _start(argv: list[str], control: int, confined: bool, group: Group | None) -> subprocess.Popen[bytes]:
    if confined:
        return sandbox.start(
            argv,
            sandbox.python_paths(),
            pass_fds=[control],
            environment=ENVIRONMENT,
            tmp_bytes=256 << 20,
            group=group,
        )
    return subprocess.Popen(
        argv,
        env={**os.environ, **ENVIRONMENT},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=[control],
        start_new_session=True,
    )


def _messages(wire: Wire, deadline: float) -> Iterator[dict[str, Any]]:
    """All that is said on a seat's line until it is closed; what was cut is left out."""
    while True:
        try:
            yield wire.receive(deadline)
        except NotPlain:
            continue
        except (EOFError, OSError):
            return


ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # one submission, one core; and a fork wants a single thread
    # mallopt(3): memory freed is kept for the next part, a third of the page faults.
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "268435456",
    "MALLOC_TOP_PAD_": "8388608",
    "IPYTHONDIR": "/tmp",
    "MPLCONFIGDIR": "/tmp",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "NBGRADER_EXECUTION": "autograde",
}
