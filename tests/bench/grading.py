"""Grading: notebooks a minute of `atelier grade` over those of stock `nbgrader autograde`, the same class.

A hundred notebooks of a made class (right, wrong and untouched ones, shuffled, no two alike), graded in one
run by stock nbgrader, by stock nbgrader as two processes, by `atelier grade`, and as bare work: the same
cells and checks in one warm interpreter with no sandbox. All must give the same marks. In stock nbgrader's
kernels a cell that talks to a simulated board outside a check waits in real time, as in the lab.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from nbgrader.api import Gradebook

from classroom.grading.assess import locked_of
from classroom.grading.repair import read, repair
from tests import made_class
from tests.bench import Measurement, Side, _memory
from tests.made_class import ROOT, Work

SUBMISSIONS = 100
Points = dict[tuple[str, str], float]
"""By learner and notebook."""


@dataclass
class Run:
    """A way of grading the class once."""

    label: str
    seconds: float
    memory: int
    points: Points

    def per_minute(self) -> float:
        return 60 * len(self.points) / self.seconds


def measure(submissions: int = SUBMISSIONS) -> Measurement:
    works = class_of(submissions)
    with tempfile.TemporaryDirectory(prefix="correction-") as folder:
        place = Path(folder)
        ours = atelier(place / "atelier", works)
        bare, spent = bare_work(place / "nu", works)
        one = stock(place / "un", [works])
        two = stock(place / "deux", [works[::2], works[1::2]])
    for run in (bare, one, two):
        if run.points != ours.points:
            odd = {who: (run.points.get(who), mark) for who, mark in ours.points.items()}
            odd = {who: pair for who, pair in odd.items() if pair[0] != pair[1]}
            raise RuntimeError(f"{run.label} and {ours.label} disagree: {odd}")
    sides = [Side(run.label, (run.per_minute(),), "/min") for run in (one, two, ours, bare)]
    return Measurement(
        "grading",
        one.seconds / ours.seconds,
        f"notebooks a minute, `atelier grade` over stock `nbgrader autograde` ({len(works)} notebooks, same "
        f"marks). Over two stock processes: {two.seconds / ours.seconds:.1f}. Time of `atelier grade` over "
        f"bare work, one interpreter: {ours.seconds / bare.seconds:.2f}. {shares(ours, bare, spent)} "
        f"Peak memory: {_gigabytes(one)} stock, {_gigabytes(ours)} atelier, {_gigabytes(bare)} bare.",
        tuple(sides),
    )


def class_of(submissions: int) -> list[Work]:
    """Works of ordinary qualities: stock nbgrader has no mark for a file that is not JSON."""
    notebooks = len(list((ROOT / "solutions").glob("*/*.ipynb")))
    learners = 2 + submissions * 3 // 2 // notebooks
    ordinary = [work for work in made_class.make(learners, 7) if work.quality in made_class.ORDINARY]
    return ordinary[:submissions]


def shares(ours: Run, bare: Run, spent: dict[str, float]) -> str:
    """Where the processor time of `atelier grade` goes, as far as the bare work tells."""
    total = ours.seconds * (psutil.cpu_count() or 1)
    learner, checks = spent["learner"] / total, spent["checks"] / total
    return (
        f"Of its processors' time: {learner:.0%} learners' cells, {checks:.0%} checks, "
        f"{1 - learner - checks:.0%} all else."
    )


# --- the four ways ------------------------------------------------------------------------------------------


def stock(root: Path, parts: Sequence[Sequence[Work]]) -> Run:
    """`nbgrader autograde`, one process for each part of the class, each in a course of its own."""
    courses = [_stock_course(root / str(number), works) for number, works in enumerate(parts)]
    began = time.monotonic()
    with _memory.peak() as peak:
        command = [sys.executable, "-c", AUTOGRADE]
        processes = [subprocess.Popen(command, cwd=course, stderr=subprocess.DEVNULL) for course in courses]
        if any(process.wait() for process in processes):
            raise RuntimeError("nbgrader autograde failed")
    seconds = time.monotonic() - began
    points = {who: mark for course in courses for who, mark in _points(course / "gradebook.db").items()}
    return Run(f"nbgrader autograde × {len(parts)}", seconds, peak[0], points)


AUTOGRADE = """
import os, subprocess, sys
path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
for module in sorted(os.listdir("source")):
    command = [sys.executable, "-m", "nbgrader", "autograde", module, "--create", "--log-level=ERROR"]
    subprocess.run(command, check=True, env={**os.environ, "PATH": path})
"""


def _stock_course(root: Path, works: Sequence[Work]) -> Path:
    for module in {work.module for work in works}:
        shutil.copytree(ROOT / "solutions" / module, root / "source" / module)
    # Our stub, so that an untouched answer is known; the rest is nbgrader's own.
    config = 'c = get_config()\nc.ClearSolutions.code_stub = {"python": "..."}\n'
    (root / "nbgrader_config.py").write_text(config)
    path = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(root)}
    for module in sorted({work.module for work in works}):
        command = [sys.executable, "-m", "nbgrader", "generate_assignment", module, "--log-level=ERROR"]
        subprocess.run(command, cwd=root, env=path, check=True)
    for work in works:
        folder = root / "submitted" / work.pseudonym / work.module
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{work.notebook}.ipynb").write_bytes(work.content)
    return root


def atelier(root: Path, works: Sequence[Work]) -> Run:
    """`atelier grade` on the same files, pages and all."""
    made_class.write(root / "remises", works)
    command = [sys.executable, "-m", "classroom.cli", "grade", str(root / "remises"), "--dossier"]
    began = time.monotonic()
    with _memory.peak() as peak:
        subprocess.run([*command, str(root / "notes")], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - began
    with (root / "notes" / "notes.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    points = {
        (line["Pseudonyme"], line["Carnet"]): round(float(line["Note"].replace(",", ".")), 2)
        for line in lines
    }
    return Run("atelier grade", seconds, peak[0], points)


def bare_work(root: Path, works: Sequence[Work]) -> tuple[Run, dict[str, float]]:
    """The same cells in one warm interpreter; also the seconds of the learners' cells and of the checks."""
    root.mkdir()
    for number, work in enumerate(works):
        (root / f"{number:04}.json").write_text(json.dumps(_cells(work)), "utf-8")
    with _memory.peak() as peak:
        command = [sys.executable, "-m", "tests.bench._bare", str(root)]
        said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    told = json.loads(said.splitlines()[-1])
    marks = [round(told["points"][f"{number:04}"], 2) for number in range(len(works))]
    points = {(work.pseudonym, work.notebook): mark for work, mark in zip(works, marks, strict=True)}
    seconds = sum(told["spent"].values())
    return Run("bare work, one interpreter", seconds, peak[0], points), told["spent"]


def _cells(work: Work) -> list[dict[str, Any]]:
    """The code cells to run for a work, hidden tests in their place."""
    source = json.loads((ROOT / "solutions" / work.module / f"{work.notebook}.ipynb").read_text("utf-8"))
    lesson = json.loads((ROOT / "lessons" / work.module / f"{work.notebook}.ipynb").read_text("utf-8"))
    locked = locked_of(source["cells"])
    notebook, _ = repair(read(work.content), lesson)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in code:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in locked:
            cell["source"] = locked[name][0]
    return code


# --- helpers ------------------------------------------------------------------------------------------------


def _points(database: Path) -> Points:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Gradebook(f"sqlite:///{database}") as gradebook:
            return {
                (submission.student.id, notebook.name): round(notebook.score, 2)
                for assignment in gradebook.assignments
                for submission in assignment.submissions
                for notebook in submission.notebooks
                if (database.parent / "submitted" / submission.student.id / assignment.name)
                .joinpath(f"{notebook.name}.ipynb")
                .exists()
            }


def _gigabytes(run: Run) -> str:
    return f"{run.memory / 1e9:.1f} GB"
