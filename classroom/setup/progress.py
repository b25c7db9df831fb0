"""Run one command after another and show what is being done: a spinner with seconds, or lines in a log.

Commands write to a temporary file, never to the screen: their words are English and many. The file's last
line is shown while it runs, and the whole of it explains a failure.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from classroom.setup.trouble import CommandFailed

_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_TICK = 0.1


def say(text: str) -> None:
    """Tell the person. On the error stream, so that what a command prints can be piped."""
    print(text, file=sys.stderr, flush=True)


class Progress:
    """The steps of one set-up, counted: ``[2/6] Paquets Python``."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._number = 0
        self._title = ""
        self._since = 0.0
        self._live = sys.stderr.isatty()

    def begin(self, title: str) -> None:
        """A new step starts."""
        self._number += 1
        self._title = f"[{self._number}/{self.total}] {title}"
        self._since = time.monotonic()
        if not self._live:
            say(f"… {self._title}")

    def end(self) -> None:
        """The step is done."""
        self._wipe()
        say(f"✓ {self._title} : {self._seconds()} s")

    def abandon(self) -> None:
        """The step did not end well."""
        self._wipe()
        say(f"✗ {self._title}")

    def run(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        gentle: bool = False,
    ) -> str:
        """Run ``command`` to its end and return all it wrote. Raises CommandFailed.

        Ctrl-C ends the command first. A ``gentle`` command (apt) is only asked to stop, and waited for:
        killed half-way, it leaves the machine's packages broken.
        """
        with tempfile.TemporaryFile() as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                start_new_session=True,
            )
            try:
                self._follow(process, log)
            except BaseException:
                self._wipe()
                _stop(process, gentle)
                raise
            output = _text(log)
        if process.returncode != 0:
            raise CommandFailed(self._title, output)
        return output

    def _follow(self, process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
        turn = 0
        while True:
            try:
                process.wait(_TICK)
                return
            except subprocess.TimeoutExpired:
                turn += 1
                if self._live:
                    self._draw(_FRAMES[turn % len(_FRAMES)], _last_line(log))

    def _draw(self, frame: str, detail: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        line = f"{frame} {self._title} : {self._seconds()} s  {detail}"
        print(f"\r\x1b[2K{line[:width]}", end="", file=sys.stderr, flush=True)

    def _wipe(self) -> None:
        if self._live:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)

    def _seconds(self) -> int:
        return round(time.monotonic() - self._since)


def _stop(process: subprocess.Popen[bytes], gentle: bool) -> None:
    if gentle:
        say("L'installateur du système termine ce qu'il a commencé…")
        process.send_signal(signal.SIGINT)
        process.wait()
        return
    _signal_all(process, signal.SIGTERM)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        _signal_all(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()


def _signal_all(process: subprocess.Popen[bytes], number: int) -> None:
    """Signal the command and what it started."""
    try:
        if os.name == "nt":
            process.terminate()
        else:
            os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def _text(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read().decode("utf-8", "replace")


def _last_line(log: IO[bytes]) -> str:
    """The last thing written so far. The offset is the command's too, so read without moving it."""
    size = os.fstat(log.fileno()).st_size
    if not hasattr(os, "pread"):
        return ""
    tail = os.pread(log.fileno(), 400, max(0, size - 400)).decode("utf-8", "replace")
    lines = [line.strip() for line in tail.replace("\r", "\n").splitlines() if line.strip()]
    return lines[-1] if lines else ""
