"""Where one notebook is judged, or an archive read: a process in a small world of its own.

    warm process (zygote.py)
     └─ seat: test cells, simulated machines, whatever reads hostile content     fork, own namespaces
         └─ worker: the learner's cells                                         fork, own namespaces again

The worker is started before the job is read, so no test was ever in its memory. The seat then closes its own
doors: no network, no file but the project's, bounded memory, processes and time. A program it starts
(ngspice, a compiler, node) has no more rights than it has, and can't read its memory. It ends with its job.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

from IPython.core.interactiveshell import InteractiveShell

from classroom import confine, unpacking
from classroom.child import Child, fork_plainly
from classroom.grading import learner
from classroom.grading.assess import assess
from classroom.grading.job import Job
from classroom.grading.learner import LearnerProcess
from classroom.grading.wire import Wire
from classroom.grading.world import LearnerWorld

MAX_MESSAGE = 500_000_000
"""Bytes of a job or an archive, or of the outputs of one cell, on their way."""
READY = {"ready": True}
"""A seat's first message: its doors are closed. A seat that never said so has judged nothing."""
LIMITS = confine.Limits(cpu_seconds=1200, memory=3 << 30, processes=96, open_files=512, file_size=64 << 20)
MEMORY = 4 << 30
"""Bytes that a seat and its worker, with all they start, may hold together."""


def open_confined(line: socket.socket, shell: InteractiveShell) -> Child:
    """Fork a seat alone in namespaces of its own; its job comes on ``line``."""

    def close_doors() -> None:
        confine.hide_memory()
        confine.lock(LIMITS)

    def body() -> None:
        _judge_one(line, lambda: learner.start_confined(shell), close_doors)

    return confine.fork_apart(body, {line.fileno()})


def open_plain(line: socket.socket, shell: InteractiveShell) -> Child:
    """Fork a seat that is not confined, nor its worker."""

    def body() -> None:
        _judge_one(line, lambda: learner.start_plain(shell), lambda: None)

    return fork_plainly(body, {line.fileno()})


def _judge_one(
    line: socket.socket, start: Callable[[], LearnerProcess], close_doors: Callable[[], None]
) -> None:
    process = start()
    close_doors()
    wire = Wire(line, MAX_MESSAGE)
    wire.send(READY)
    asked = wire.receive()
    if "archive" in asked:
        for message in unpacking.as_messages(unpacking.unpack(unpacking.file_from_plain(asked["archive"]))):
            wire.send(message)
        return
    job = Job.from_plain(asked)
    with contextlib.closing(LearnerWorld(job.limits, lambda: process)) as world:
        assess(job, world, wire.send)
