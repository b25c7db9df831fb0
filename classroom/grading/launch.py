"""A worker as a plain process, not confined: for the trainer's own tests (`--unsafe`). See nursery.py."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Protocol

_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH")


class WorkerProcess(Protocol):
    """A running worker: this end of its line, and the two things that can be done to it."""

    line: socket.socket

    def interrupt(self) -> None:
        """Ask it to stop what it does (SIGINT)."""

    def end(self) -> None:
        """End it and what it started, at once, and wait until it is gone."""


class PlainProcess:
    """A worker that is an ordinary process of ours, first of a process group."""

    def __init__(self, process: subprocess.Popen[bytes], line: socket.socket) -> None:
        self._process, self.line = process, line

    def interrupt(self) -> None:
        self._process.send_signal(signal.SIGINT)

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.line.close()


def start_worker(directory: Path) -> PlainProcess:
    """Start the learner's world in ``directory``, the only place it is meant to write."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "classroom.grading.worker", str(theirs.fileno())],
            cwd=directory,
            env=_environment(directory),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
    return PlainProcess(process, ours)


def _environment(directory: Path) -> dict[str, str]:
    here = str(directory)
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {
        "HOME": here,
        "TMPDIR": here,
        "IPYTHONDIR": here,
        "MPLCONFIGDIR": here,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONHASHSEED": "0",
        "NBGRADER_EXECUTION": "autograde",
    }
