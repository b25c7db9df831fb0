"""What a trainer sees while a class is graded: a live block on a terminal, a line now and then elsewhere.

Nothing here runs by itself: the view changes when a notebook is done.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import TextIO

from classroom.printable import cut
from classroom.submissions import Submission

UNEVENTFUL = ("corrigé", "inchangé")
"""Outcomes that are no problem."""
BAR = 24
"""Columns of the bar, where there is room for it."""
LAST_PROBLEMS = 3
REDRAW = 0.1
"""Seconds between two drawings on a terminal, at least."""
INTERVAL = 10.0
"""Seconds between two lines in a log, at least."""


class Progress:
    """Counts what is done of ``submissions`` and shows it on ``out``. ``counts`` is the tally by outcome."""

    def __init__(
        self,
        submissions: Sequence[Submission],
        out: TextIO,
        *,
        now: Callable[[], float] = time.monotonic,
        columns: Callable[[], int] = lambda: shutil.get_terminal_size().columns,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._waiting = dict.fromkeys(map(_name, submissions))
        self._total = len(self._waiting)
        self._out, self._now, self._columns = out, now, columns
        self._live = out.isatty() and os.environ.get("TERM") != "dumb"
        self._problems: deque[str] = deque(maxlen=LAST_PROBLEMS)
        self._started = self._shown = now()
        self._height = 0
        if self._live:
            self._draw()

    def step(self, submission: Submission, what: str) -> None:
        """A submission is done; ``what`` says how, in French."""
        self._waiting.pop(_name(submission), None)
        self.counts[what] += 1
        if what not in UNEVENTFUL:
            self._tell(f"! {_name(submission)} : {what}")
        if self._now() - self._shown >= (REDRAW if self._live else INTERVAL):
            self._shown = self._now()
            if self._live:
                self._draw()
            else:
                self._write(f"{self._summary()}\n")

    def end(self) -> None:
        """Leave the terminal clean."""
        if self._live:
            self._write(self._erasing())
            self._height = 0

    def _tell(self, problem: str) -> None:
        self._problems.append(problem)
        if not self._live:
            self._write(f"{cut(problem, 200)}\n")

    def _draw(self) -> None:
        room = self._columns() - 1
        now = next(iter(self._waiting), "")
        lines = [self._bar(room) + self._summary(), f"en cours : {now}" if now else "", *self._problems]
        text = "\n".join(cut(line, room) for line in lines if line)
        # The terminal must not wrap a line on its own: the block would be taller than it is remembered.
        self._write(f"{self._erasing()}\x1b[?7l{text}\x1b[?7h")
        self._height = text.count("\n") + 1

    def _erasing(self) -> str:
        up = f"\x1b[{self._height - 1}A" if self._height > 1 else ""
        return f"\r{up}\x1b[J"

    def _bar(self, room: int) -> str:
        if room < BAR + len(self._summary()) + 3:
            return ""
        filled = BAR * self._done // max(1, self._total)
        return f"[{'█' * filled}{'·' * (BAR - filled)}] "

    def _summary(self) -> str:
        """``12/100 · 34/min · reste 2 min 35 s``"""
        worked, elapsed = self._done - self.counts["inchangé"], self._now() - self._started
        parts = [f"{self._done}/{self._total}"]
        if worked and elapsed > 0:
            parts.append(f"{60 * worked / elapsed:.0f}/min")
            if self._waiting:
                parts.append(f"reste {duration(len(self._waiting) * elapsed / worked)}")
        return " · ".join(parts)

    @property
    def _done(self) -> int:
        return self._total - len(self._waiting)

    def _write(self, text: str) -> None:
        encoding = self._out.encoding or "utf-8"
        self._out.write(text.encode(encoding, "replace").decode(encoding))
        self._out.flush()


def _name(submission: Submission) -> str:
    return f"{submission.pseudonym} · {submission.module} · {submission.notebook}"


def duration(seconds: float) -> str:
    """``42 s``, ``2 min 35 s``, ``1 h 05 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
