"""`atelier grade` killed at any moment, then run again: the same marks, a sound gradebook, nothing left."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from classroom import grading, lessons, sandbox
from tests import made_course
from tests.made_course import MODULE, NOTEBOOK, RIGHT, WRONG

LEARNERS = 16
PROJECT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.skipif(sandbox.obstacle() is not None, reason="no sandbox here"),
    pytest.mark.timeout(900),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A course, and a class whose learners are right, wrong or unreadable in turn."""
    folder = tmp_path_factory.mktemp("cours")
    solutions = made_course.write_solutions(folder)
    lessons.update(solutions, folder / "lessons")
    lesson = folder / "lessons" / MODULE / f"{NOTEBOOK}.ipynb"
    remises = folder / "remises"
    remises.mkdir()
    for number in range(LEARNERS):
        name = f"eleve-{number:02}"
        answer = f"{(RIGHT, WRONG)[number % 2]}\n# {name}"
        content = made_course.answered(lesson, answer) if number % 5 else b"pas du JSON"
        (remises / f"{name} - {NOTEBOOK}.ipynb").write_bytes(content)
    return folder


def arguments(place, notes):
    return [str(place / "remises"), "--dossier", str(notes), "--solutions", str(place / "solutions")]


def results(notes):
    """The marks and the pages: all that a run leaves for people."""
    pages = {path.name: path.read_bytes() for path in sorted((notes / "retours").glob("*.html"))}
    return pages | {name: (notes / name).read_bytes() for name in ("notes.csv", "classe.html")}


@pytest.fixture(scope="module")
def whole(place, tmp_path_factory):
    """What an undisturbed run gives, one notebook at a time."""
    notes = tmp_path_factory.mktemp("entier") / "notes"
    assert grading.main([*arguments(place, notes), "--jobs", "1"]) == 0
    return results(notes)


def test_the_class_has_every_kind_of_mark(whole):
    assert len(whole) == LEARNERS + 2
    marks = [line.split(";")[3] for line in whole["notes.csv"].decode("utf-8-sig").splitlines()[1:]]
    assert set(marks) == {"0", "5"}


def test_the_number_of_jobs_changes_no_byte(place, whole, tmp_path):
    assert grading.main([*arguments(place, tmp_path / "notes"), "--jobs", "3"]) == 0
    assert results(tmp_path / "notes") == whole


def test_a_loaded_host_changes_no_byte(place, whole, tmp_path):
    spin = [sys.executable, "-c", "while True: pass"]
    busy = [subprocess.Popen(spin) for _ in range(2 * (os.cpu_count() or 1))]
    try:
        assert grading.main(arguments(place, tmp_path / "notes")) == 0
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert results(tmp_path / "notes") == whole


MOMENTS = (
    "nothing yet",
    "nbgrader_config.py",
    "gradebook.db",
    "gradebook.db-journal",
    "release",
    "submitted/eleve-01",
    "autograded/eleve-03",
    "submitted/eleve-06",
    "autograded/eleve-12",
    "etat.json",
    "retours/eleve-02.html",
)
"""What is there when the kill comes."""


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_killed_and_run_again_ends_the_same(place, whole, tmp_path, moment):
    notes = tmp_path / "notes"
    command = [sys.executable, "-m", "classroom.cli", "grade", *arguments(place, notes)]
    run = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: moment == "nothing yet" or (notes / moment).exists() or run.poll() is not None)
    descendants = tree_of(run.pid)
    run.send_signal(signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL, "it had ended before"
    wait_for(lambda: not any(map(alive, descendants)))
    assert grading.main(arguments(place, notes)) == 0
    assert results(notes) == whole
    with sqlite3.connect(notes / "gradebook.db") as gradebook:
        assert gradebook.execute("pragma integrity_check").fetchall() == [("ok",)]


def wait_for(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        os.sched_yield()


def tree_of(pid):
    """The processes that ``pid`` has started, and theirs."""
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            found += [child, *tree_of(child)]
    return found


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
