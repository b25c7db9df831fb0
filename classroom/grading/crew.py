"""Several notebooks judged at once: a pool of judging processes, each with its seat in the nursery.

A judgement is asked for ahead and collected later, so that the gradebook is written while the next ones run.
The result never depends on the order or the number of jobs: each notebook is judged in processes of its own,
in virtual time.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import signal
from collections import OrderedDict
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import TracebackType

from classroom.grading.judge import Cell, Judgement, judge_apart
from classroom.grading.launch import start_worker
from classroom.grading.lifetime import die_with_parent
from classroom.grading.nursery import Nursery
from classroom.grading.world import LearnerWorld, Limits

KEPT = 64
"""Judgements remembered: untouched copies, and two pupils at one PC, are judged once."""


class Crew:
    """Judges notebooks, ``jobs`` at once. Without a nursery the learner's code is not confined."""

    def __init__(self, limits: Limits, jobs: int = 1, nursery: Nursery | None = None) -> None:
        self.limits, self.jobs = limits, jobs
        self._nursery = nursery
        self._known: OrderedDict[str, Future[Judgement]] = OrderedDict()
        self._pool = self._new_pool()

    def ask_ahead(self, cells: list[Cell], files: Path | None) -> None:
        """Have these cells judged while other work is done."""
        self._future(cells, files)

    def judgement(self, cells: list[Cell], files: Path | None) -> Judgement:
        """The judgement of these cells; its exceptions are those of ``judge_apart``."""
        try:
            return self._future(cells, files).result()
        except BrokenProcessPool:  # a judging process was killed from outside: what it held is judged again
            self._known.clear()
            self._pool = self._new_pool()
            return self._future(cells, files).result()

    def _future(self, cells: list[Cell], files: Path | None) -> Future[Judgement]:
        key = hashlib.sha256(json.dumps([asdict(cell) for cell in cells]).encode()).hexdigest()
        if key not in self._known:
            self._known[key] = self._pool.submit(_judge, cells, files, self.limits)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return self._known[key]

    def _new_pool(self) -> ProcessPoolExecutor:
        fork = multiprocessing.get_context("fork")
        seats = fork.SimpleQueue()
        for seat in range(self.jobs):
            seats.put(seat)
        return ProcessPoolExecutor(
            self.jobs, mp_context=fork, initializer=_sit_down, initargs=(seats, self._nursery)
        )

    def stop(self) -> None:
        """End what runs and forget what waits."""
        for process in list((self._pool._processes or {}).values()):
            process.kill()

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=kind is None, cancel_futures=True)


_make_world = LearnerWorld


def _sit_down(seats: multiprocessing.SimpleQueue[int], nursery: Nursery | None) -> None:
    """In a new judging process: take a seat; the terminal's Ctrl-C and the end of the grader are its end."""
    global _make_world
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start = partial(nursery.start_worker, seat=seats.get()) if nursery else start_worker
    _make_world = partial(LearnerWorld, start=start)


def _judge(cells: list[Cell], files: Path | None, limits: Limits) -> Judgement:
    return judge_apart(cells, files, limits, _make_world)
