"""The learner's process, from the side that starts it: a fork, at the end of a private line."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable

from IPython.core.interactiveshell import InteractiveShell

from classroom import confine
from classroom.child import Child, Fork, fork_plainly
from classroom.grading import worker
from classroom.grading.wire import Wire


class LearnerProcess:
    """A running worker and this end of its line."""

    def __init__(self, child: Child, line: socket.socket, clean_up: Callable[[], None]) -> None:
        self._child, self._clean_up = child, clean_up
        self.wire = Wire(line)

    def interrupt(self) -> None:
        """Ask it to stop what it does."""
        self._child.signal(signal.SIGINT)

    def cpu_seconds(self) -> float:
        """Processor time it has used."""
        return self._child.cpu_seconds()

    def end(self) -> None:
        """End it and what it started, at once, and wait until it is gone."""
        self._child.end()
        self.wire.close()
        self._clean_up()


def start_confined(shell: InteractiveShell) -> LearnerProcess:
    """A learner's process alone in namespaces of its own, every door closed."""

    def body(line: socket.socket) -> None:
        confine.lock(confine.Limits())
        worker.live(line, shell)

    return _start(confine.fork_apart, body, lambda: None)


def start_plain(shell: InteractiveShell | None = None) -> LearnerProcess:
    """A learner's process with our own rights, in a folder of its own."""
    folder = tempfile.mkdtemp(prefix="atelier-")

    def body(line: socket.socket) -> None:
        os.chdir(folder)
        worker.live(line, shell or worker.make_shell())

    return _start(fork_plainly, body, lambda: shutil.rmtree(folder, ignore_errors=True))


def _start(fork: Fork, body: Callable[[socket.socket], None], clean_up: Callable[[], None]) -> LearnerProcess:
    ours, theirs = socket.socketpair()
    with theirs:
        child = fork(lambda: body(theirs), {theirs.fileno()})
    return LearnerProcess(child, ours, clean_up)
