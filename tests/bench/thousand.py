"""A thousand submissions in one run of `atelier grade`: memory late in the run over memory early on.

Every submission differs. The run must leave no process, no temporary file and no namespace of its own.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from classroom import lessons
from tests import made_course
from tests.bench import Measurement, Side
from tests.bench._memory import held_by_descendants
from tests.bench.grading import ROOT
from tests.made_course import MODULE, NOTEBOOK, RIGHT, WRONG

SUBMISSIONS = 1_000
LOOK = 1.0
"""Seconds between two looks at the memory."""


def measure(submissions: int = SUBMISSIONS) -> Measurement:
    with tempfile.TemporaryDirectory(prefix="mille-") as folder:
        place = Path(folder)
        remises = _class(place, submissions)
        before = _traces()
        held, seconds = _grade(place, remises)
        left = _traces() - before
        _check_marks(place / "notes" / "notes.csv", submissions)
    if left:
        raise RuntimeError(f"the run left something behind: {sorted(left)}")
    fifth = max(1, len(held) // 5)
    early, late = held[fifth : 2 * fifth], held[-fifth:]
    return Measurement(
        "thousand",
        max(late) / max(early),
        f"peak memory in the last fifth of {submissions} submissions over the second fifth; right marks, "
        f"nothing left behind, {60 * submissions / seconds:.0f} a minute",
        (Side("early", tuple(early), "GB"), Side("late", tuple(late), "GB")),
    )


def _class(place: Path, submissions: int) -> Path:
    lessons.update(made_course.write_solutions(place), place / "lessons")
    lesson = place / "lessons" / MODULE / f"{NOTEBOOK}.ipynb"
    remises = place / "remises"
    remises.mkdir()
    for number in range(submissions):
        name = f"eleve-{number:04}"
        content = made_course.answered(lesson, f"{(RIGHT, WRONG)[number % 2]}\n# {name}")
        (remises / f"{name} - {NOTEBOOK}.ipynb").write_bytes(content)
    return remises


def _grade(place: Path, remises: Path) -> tuple[list[float], float]:
    """Gigabytes held at each look, and the seconds it took."""
    command = [
        sys.executable,
        "-m",
        "classroom.cli",
        "grade",
        str(remises),
        "--dossier",
        str(place / "notes"),
    ]
    command += ["--solutions", str(place / "solutions")]
    held: list[float] = []
    began = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        while run.poll() is None:
            held.append(held_by_descendants() / 1e9)
            time.sleep(LOOK)
    if run.returncode:
        raise RuntimeError(f"atelier grade ended with {run.returncode}")
    return held, time.monotonic() - began


def _traces() -> set[str]:
    """What a run could leave: our processes, files of /tmp, process namespaces."""
    found = {f"/tmp/{path.name}" for path in Path("/tmp").glob("atelier-*")}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            space = os.readlink(process / "ns" / "pid")
        except OSError:
            continue
        if b"classroom.grading" in command and os.fsencode(sys.prefix) in command:
            found |= {f"process {process.name}", space}
    return found


def _check_marks(table: Path, submissions: int) -> None:
    with table.open(encoding="utf-8-sig", newline="") as file:
        marks = [line["Note"] for line in csv.DictReader(file, delimiter=";")]
    if marks != ["5", "0"] * (submissions // 2):
        raise RuntimeError("some marks are wrong")
