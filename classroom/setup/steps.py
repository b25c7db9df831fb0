"""A step of the set-up, and the memory of those done.

A step's fingerprint is everything its result depends on. When the one remembered is the same and the result
is still there, the step is skipped. Steps to do are forgotten before the work and each remembered after its
own, so that an interruption at any moment only means that a step is done again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from classroom.setup.places import ROOT, VENV
from classroom.setup.progress import Progress

MEMORY = VENV / "coop-factory.json"


@dataclass(frozen=True)
class Step:
    """One thing to set up. ``title`` is French, for the screen."""

    name: str
    title: str
    fingerprint: Callable[[], str]
    present: Callable[[], bool]
    make: Callable[[Progress], None]


class Memory:
    """Which step was done with which fingerprint: a small JSON file in the .venv, gone when it goes."""

    def __init__(self, path: Path = MEMORY) -> None:
        self._path = path
        try:
            self._known: dict[str, str] = dict(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            self._known = {}

    def get(self, name: str) -> str | None:
        return self._known.get(name)

    def put(self, **values: str) -> None:
        """Remember, all or nothing."""
        self._known.update(values)
        self._write()

    def all(self) -> dict[str, str]:
        return dict(self._known)

    def forget(self, *names: str) -> None:
        for name in names:
            self._known.pop(name, None)
        self._write()

    def _write(self) -> None:
        if self._path.parent.is_dir():
            draft = self._path.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps(self._known, indent=1, sort_keys=True), "utf-8")
            draft.replace(self._path)

    def todo(self, chain: list[Step]) -> list[Step]:
        """What is to do of steps that build on each other: all, from the first that is not done."""
        for number, step in enumerate(chain):
            if not step.present() or self._known.get(step.name) != step.fingerprint():
                return chain[number:]
        return []

    def do(self, steps: list[Step], progress: Progress) -> None:
        """Do ``steps``. What one of them raises ends the work; those done stay remembered."""
        self.forget(*(step.name for step in steps))
        for step in steps:
            progress.begin(step.title)
            try:
                step.make(progress)
            except BaseException:
                progress.abandon()
                raise
            self.put(**{step.name: step.fingerprint()})
            progress.end()


def digest(paths: Iterable[Path], *more: str) -> str:
    """A fingerprint of the names and contents of ``paths`` (those that exist) and of ``more``."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        if path.is_file():
            total.update(f"\0{path.relative_to(ROOT).as_posix()}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()
