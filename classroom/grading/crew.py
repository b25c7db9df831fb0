"""Several notebooks judged at once, the same one only once.

A judgement is asked for ahead and collected later, so that the gradebook is written while the next ones run.
The result never depends on the order or the number of jobs: each notebook is judged in processes of its own,
in virtual time.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

from classroom.grading.assess import locked_of
from classroom.grading.job import Assessment, Job
from classroom.grading.nursery import Nursery, NurseryLost
from classroom.grading.zygote import HEAVY
from classroom.sandbox import NoSandbox
from classroom.unpacking import Unpacked
from lab.archive import File

HEAVY_NAMES = tuple(name.encode() for name in HEAVY)
KEPT = 64
"""Judgements remembered: untouched copies, and two pupils at one PC, are judged once."""


class NoCluster(RuntimeError):
    """Le groupe de machines ne peut pas servir ; le message dit pourquoi et quoi faire."""


class Crew(Protocol):
    """Who judges: on this machine, or on several (:mod:`classroom.grading.cluster`)."""

    jobs: int
    """How many notebooks at once."""

    def ask(self, job: Job) -> Future[Assessment]:
        """Have a notebook judged. The future's exception is NurseryLost when that can't be done."""
        ...

    def unpack(self, file: File) -> Unpacked:
        """Have an archive read, and wait for it. Raises NurseryLost."""
        ...

    def prepare(self, contents: Iterable[bytes]) -> None:
        """Get ready for notebooks with these contents."""

    def close(self) -> None:
        """End what runs and forget what waits."""


TRIAL: list[dict[str, Any]] = [
    {"cell_type": "code", "source": "reponse = 6 * 7", "metadata": {}},
    {
        "cell_type": "code",
        "source": "reponse",
        "metadata": {
            "nbgrader": {"grade_id": "essai", "grade": True, "solution": False, "locked": True, "points": 42}
        },
    },
]


def try_out(crew: Crew) -> None:
    """Judge a notebook whose mark is known: better no class graded than a class of zeros.

    Raises :class:`classroom.sandbox.NoSandbox`.
    """
    job = Job(json.dumps({"cells": TRIAL}).encode(), {"cells": TRIAL}, locked_of(TRIAL))
    try:
        made = crew.ask(job).result()
        _, test = (made.notebook or {"cells": [{}, {}]})["cells"]
        shown = [output.get("data", {}).get("text/plain") for output in test.get("outputs", [])]
        why = "" if shown == ["42"] else "; ".join([made.unreadable, *made.facts]) or "rien n'est revenu"
    except NurseryLost as error:
        why = str(error)
    if why:
        raise NoSandbox(f"Un carnet d'essai n'a pas pu être jugé ({why}).")


class LocalCrew:
    """Judges on this machine, ``jobs`` at once. Raises :class:`classroom.sandbox.NoSandbox`.

    A warm process is started ahead, and waited for when it is used.
    """

    def __init__(self, jobs: int = 1, *, confined: bool = True) -> None:
        self.jobs = jobs
        self._confined = confined
        # A fork of a process that holds cadquery takes twice the time: it has a warm process of its own.
        self._nurseries = {False: self._new_nursery(heavy=False)}
        self._opening = threading.Lock()
        self._closed = False
        # One pool a kind, so that what waits for its warm process holds up nothing else.
        self._pools = {heavy: ThreadPoolExecutor(jobs) for heavy in (False, True)}
        self._seats = threading.Semaphore(jobs)
        self._once = Once(lambda job: self._pools[_is_heavy(job.content)].submit(self._judge, job))

    def ask(self, job: Job) -> Future[Assessment]:
        return self._once.ask(job)

    def unpack(self, file: File) -> Unpacked:
        return self._nursery(heavy=False).unpack(file)

    def prepare(self, contents: Iterable[bytes]) -> None:
        if any(map(_is_heavy, contents)):
            self._nursery(heavy=True)

    def close(self) -> None:
        with self._opening:
            self._closed = True
        for nursery in self._nurseries.values():
            nursery.close()
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)

    def _judge(self, job: Job) -> Assessment:
        heavy = _is_heavy(job.content)
        nursery = self._nursery(heavy)
        nursery.wait()
        with self._seats:
            try:
                return nursery.judge(job)
            except NurseryLost:  # killed from outside: what it held is judged again, once
                return self._nursery(heavy, instead_of=nursery).judge(job)

    def _nursery(self, heavy: bool, instead_of: Nursery | None = None) -> Nursery:
        with self._opening:
            if self._closed:
                raise NurseryLost("la correction est arrêtée")
            if heavy not in self._nurseries or self._nurseries[heavy] is instead_of:
                if instead_of:
                    instead_of.close()
                self._nurseries[heavy] = self._new_nursery(heavy=heavy)
            return self._nurseries[heavy]

    def _new_nursery(self, *, heavy: bool) -> Nursery:
        return Nursery(confined=self._confined, heavy=heavy, seats=self.jobs)


def _is_heavy(content: bytes) -> bool:
    """Whether a notebook names a library that is slow to import."""
    return any(name in content for name in HEAVY_NAMES)


class Once:
    """Remembers the last judgements asked for: the same job is not judged twice."""

    def __init__(self, judge: Callable[[Job], Future[Assessment]]) -> None:
        self._judge = judge
        self._known: OrderedDict[str, Future[Assessment]] = OrderedDict()

    def ask(self, job: Job) -> Future[Assessment]:
        key = job.digest()
        if key not in self._known:
            self._known[key] = self._judge(job)
            self._known[key].add_done_callback(lambda judged: self._forget_failure(key, judged))
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return self._known[key]

    def _forget_failure(self, key: str, judged: Future[Assessment]) -> None:
        if judged.cancelled() or judged.exception():
            self._known.pop(key, None)
