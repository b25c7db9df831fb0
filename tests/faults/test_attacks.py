"""A class with honest learners between attackers, graded once by the real command in the real sandbox."""

from __future__ import annotations

import contextlib
import csv
import ctypes
import html.parser
import json
import os
import pwd
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from traitlets.config import PyFileConfigLoader

from classroom import sandbox
from classroom.grading.job import Assessment, Job
from classroom.grading.nursery import Nursery
from classroom.grading.world import Limits
from classroom.printable import one_line
from tests import made_course
from tests.faults.attacks import FULL, WORD, all_attacks
from tests.faults.attacks.course import CANARY, MODULE, Place, give_to, make_place, remove

pytestmark = pytest.mark.timeout(900)

ATTACKS = {attack.name: attack for attack in all_attacks()}
HONEST = ("a-honnete", "b-honnete", "d-honnete", "f-honnete", "mina", "n-honnete", "r-honnete", "zoe")
"""In the order of the class, so that somebody honest is graded before, between and after the attackers."""
SECONDS, JOBS = 40, 2
PROJECT = sandbox.PROJECT


@dataclass
class Graded:
    """What a grading run left: its folders, its words, what it took."""

    place: Place
    words: str
    status: int
    seconds: float
    peak: int
    """Bytes of the largest process of the trusted side."""
    before: dict[str, tuple[int, int]]
    orphans: list[str]

    @cached_property
    def table(self) -> dict[tuple[str, str], dict[str, str]]:
        with (self.place.notes / "notes.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter=";")
            return {(row["Pseudonyme"], row["Carnet"]): row for row in rows}

    def marks(self, who: str, notebook: str) -> dict[str, float]:
        """Points by exercise, as nbgrader's gradebook has them."""
        marks = dict.fromkeys(FULL[notebook], 0.0)
        with Gradebook(f"sqlite:///{self.place.notes / 'gradebook.db'}") as gradebook:
            for grade in gradebook.find_submission_notebook(notebook, MODULE, who).grades:
                marks[grade.name.rpartition("-")[0]] += grade.score
        return marks

    def autograded(self) -> list[Path]:
        return sorted((self.place.notes / "autograded").rglob("*.ipynb"))


@pytest.fixture(scope="module", params=["as whoever runs the tests", "as an ordinary user"])
def graded(request):
    """The attacked class, graded."""
    if why := sandbox.obstacle():
        pytest.skip(f"no sandbox here: {why}")
    place = make_place()
    become = None
    if request.param == "as an ordinary user":
        uid = an_unused_uid()
        become = ordinary(uid)
        give_to(place, uid)
    hand_in(place)
    yield run(place, become)
    remove(place)


def hand_in(place: Place) -> None:
    for name in FULL:
        for who in HONEST:
            content = place.answered(name, who)
            (place.remises / f"{who} - {name}.ipynb").write_bytes(content)
    for attack in ATTACKS.values():
        if attack.files:
            files = attack.files(place, attack)
        else:
            files = {f"{attack.name} - {attack.notebook}.ipynb": place.handed_in(attack)}
        for name, content in files.items():
            path = os.fsencode(place.remises) + b"/" + os.fsencode(name)
            with open(path, "wb") as file:
                file.write(content)
    os.symlink("/etc/shadow", place.remises / "lien - 1_valeurs.ipynb")
    os.mkfifo(place.remises / "tuyau - 1_valeurs.ipynb")


def run(place: Place, become) -> Graded:
    """Grade the class; everything the command leaves running becomes ours, and is counted."""
    pr_set_child_subreaper = 36
    ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1, 0, 0, 0)
    argv = [sys.executable, "-m", "classroom.cli", "grade", str(place.remises)]
    argv += ["--dossier", str(place.notes), "--solutions", str(place.solutions)]
    already = children()
    before = everything_else(place)
    started = time.monotonic()
    with (place.temporary / "mots").open("w+b") as words:
        process = subprocess.Popen(
            [*argv, "--jobs", str(JOBS), "--delai", str(SECONDS)],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ["PATH"], "HOME": str(place.temporary), "TMPDIR": str(place.temporary)}
            | {"LANG": "C.UTF-8", "ATELIER_CANARI": CANARY},
            preexec_fn=become,
            start_new_session=True,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - started
        words.seek(0)
        said = words.read().decode("utf-8", "backslashreplace")
    (place.temporary / "mots").unlink()
    orphans = ended_or_named(children() - already)
    return Graded(place, said, process.returncode, seconds, used.ru_maxrss * 1024, before, orphans)


def children() -> set[int]:
    return {
        int(pid)
        for task in Path("/proc/self/task").iterdir()
        for pid in (task / "children").read_text().split()
    }


def ended_or_named(pids: set[int]) -> list[str]:
    """The command lines of those that are still there five seconds later; they are ended."""
    names = []
    for pid in pids:
        descriptor = os.pidfd_open(pid)
        try:
            if not wait_for(descriptor, 5):
                names.append(Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace"))
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        finally:
            os.close(descriptor)
    return names


def wait_for(descriptor: int, seconds: float) -> bool:
    import select

    return bool(select.select([descriptor], [], [], seconds)[0])


# --- an ordinary user -------------------------------------------------------------------------------------


def an_unused_uid() -> int:
    if os.getuid() != 0:
        pytest.skip("only root can become another user")
    return next(uid for uid in range(62_000, 63_000) if uid not in {entry.pw_uid for entry in pwd.getpwall()})


def ordinary(uid: int):
    """What makes a child an ordinary user who sees the project and the interpreter; skips if nothing does."""

    def become() -> None:
        show_to_all([PROJECT, Path(sys.base_prefix)])
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)

    tried = subprocess.run(
        [sys.executable, "-c", "from classroom.grading import command; from classroom import sandbox\n"
         "print(sandbox.obstacle() or '')"],
        cwd=PROJECT, preexec_fn=become, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if tried.returncode or tried.stdout.strip():
        pytest.skip(f"no ordinary user can grade here: {tried.stdout} {tried.stderr[-300:]}")
    return become


def show_to_all(paths: list[Path]) -> None:
    """In a mount namespace of our own, put these folders where closed folders above them don't hide them."""
    libc = ctypes.CDLL(None, use_errno=True)

    def mount(source: str, target: Path, kind: bytes | None, flags: int, data: bytes | None = None) -> None:
        if libc.mount(source.encode(), bytes(target), kind, ctypes.c_ulong(flags), data):
            raise OSError(ctypes.get_errno(), f"mount {target}")

    clone_newns, ms_bind, ms_rec, ms_private = 0x00020000, 0x1000, 0x4000, 0x40000
    if libc.unshare(clone_newns):
        raise OSError(ctypes.get_errno(), "unshare")
    mount("none", Path("/"), None, ms_rec | ms_private)
    opened = {path: os.open(path, os.O_PATH) for path in paths}
    closed = {
        next((above for above in reversed(path.parents) if not above.stat().st_mode & 0o001), None)
        for path in paths
    }
    for folder in closed - {None}:
        mount("tmpfs", folder, b"tmpfs", 0, b"mode=755")
        for path in paths:
            if path.is_relative_to(folder):
                path.mkdir(parents=True)
                mount(f"/proc/self/fd/{opened[path]}", path, None, ms_bind | ms_rec)


# --- what must not change ---------------------------------------------------------------------------------


def everything_else(place: Place) -> dict[str, tuple[int, int]]:
    """Size and time of every file that grading has no business with."""
    ours = ("classroom", "checks", "models", "hardware", "lessons", "solutions")
    tops = [place.remises, place.solutions, place.canaries, *(PROJECT / name for name in ours)]
    return {
        os.path.join(folder, name): (about.st_size, about.st_mtime_ns)
        for top in tops
        for folder, folders, names in os.walk(top)
        if not folder.endswith(("__pycache__", "static"))  # static: parts that other tests build again
        for name in [*names, *folders]
        if name != "__pycache__" and (about := os.lstat(os.path.join(folder, name))) and name in names
    }


# --- the tests --------------------------------------------------------------------------------------------


def test_the_class_is_graded_in_spite_of_the_attacks(graded):
    print(f"{len(graded.table)} notebooks, {graded.seconds:.0f} s, {graded.peak >> 20} MB at most")
    assert graded.status == 0, graded.words[-3000:]
    for who in HONEST:
        for notebook, full in FULL.items():
            assert graded.marks(who, notebook) == full, who
            assert graded.table[who, notebook]["Remarques"] == "", who


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_attack_earns_what_honest_work_earns(graded, attack):
    if attack.graded:
        assert graded.marks(attack.name, attack.notebook) == attack.marks, graded.table.get(
            (attack.name, attack.notebook)
        )


@pytest.mark.parametrize("attack", [a for a in ATTACKS.values() if a.said], ids=lambda attack: attack.name)
def test_attack_has_a_line_in_the_report(graded, attack):
    row = graded.table.get((attack.name, attack.notebook), {"Remarques": ""})
    names = [attack.name, *(attack.files(graded.place, attack) if attack.files else ())]
    lines = [line for line in graded.words.splitlines() if any(one_line(name) in line for name in names)]
    assert attack.said in "\n".join([row["Remarques"], *lines])


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_attack_reaches_nothing(graded, attack):
    path = graded.place.notes / "autograded" / attack.name / MODULE / f"{attack.notebook}.ipynb"
    if not path.exists():
        pytest.skip("not graded: nothing of it was run")
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code" and not cell["metadata"].get("nbgrader", {}).get("grade"):
            shown = json.dumps(cell["outputs"])
            assert WORD not in shown, shown[:500]
            assert CANARY not in shown


def test_no_attack_reads_a_secret_into_a_page_or_the_terminal(graded):
    assert CANARY not in graded.words
    for page in (graded.place.notes / "retours").glob("*.html"):
        assert CANARY not in page.read_text("utf-8"), page.name


def test_no_attack_writes_outside(graded):
    after = everything_else(graded.place)
    assert after.keys() == graded.before.keys()
    assert [name for name in after if after[name] != graded.before[name]] == []
    links = [path for path in graded.place.notes.rglob("*") if path.is_symlink()]
    assert links == []
    assert not list(graded.place.notes.rglob("core*"))


def test_no_attack_leaves_a_process_or_a_file(graded):
    assert graded.orphans == []
    assert running(graded.place.marker) == []
    left = [path.name for path in graded.place.temporary.iterdir() if not path.name.startswith(".")]
    assert left == []


def command(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def test_attacks_take_bounded_time_and_memory(graded):
    assert graded.seconds < 600  # two minutes where nothing else runs
    assert graded.peak < 2 << 30


def test_no_attack_writes_on_the_terminal_as_it_likes(graded):
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", graded.words)
    assert all(len(line) < 500 for line in graded.words.splitlines())


def test_no_attack_puts_a_formula_in_the_table(graded):
    for row in graded.table.values():
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t"))
            assert len(cell) < 5_000


def test_no_attack_runs_a_script_in_a_page(graded):
    for page in graded.place.notes.rglob("*.html"):
        assert Active.of(page.read_text("utf-8")) == [], page.name


@pytest.mark.parametrize(
    "attack", [a for a in ATTACKS.values() if "script" in a.name], ids=lambda attack: attack.name
)
def test_attack_by_script_does_not_reach_the_trainers_browser(graded, attack):
    """As formgrader shows a notebook: nbconvert's HTML, with the settings of the folder of marks."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(graded.place.notes)).load_config()
    path = graded.place.notes / "autograded" / attack.name / MODULE / f"{attack.notebook}.ipynb"
    page, _ = HTMLExporter(config=config, template_name="classic").from_filename(str(path))
    assert Active.of(page) == []


@pytest.fixture(scope="module")
def nursery():
    if why := sandbox.obstacle():
        pytest.skip(f"no sandbox here: {why}")
    with contextlib.closing(Nursery()) as started:
        yield started


def judged(nursery: Nursery, source: str, seconds: float) -> Assessment:
    """A notebook of one free cell, judged in a seat."""
    content = made_course.notebook(made_course.code("libre", source)).encode()
    return nursery.judge(Job(content, {"cells": []}, {}, limits=Limits(notebook=seconds)))


def test_an_attack_that_outlasts_its_notebook_is_ended_with_it(nursery):
    """While the warm process still serves the others."""
    marker = f"marque-{os.getpid()}-{time.monotonic_ns()}"
    source = (
        "import subprocess, sys\n"
        f"argv = [sys.executable, '-S', '-c', 'while True: pass', {marker!r}]\n"
        "subprocess.Popen(argv, start_new_session=True)\n"
        "while True: pass"
    )
    assert "dépassé 10 secondes" in judged(nursery, source, 10).facts[0]
    assert running(marker) == []


def test_an_attack_by_many_small_processes_is_ended_when_they_take_too_much_together(nursery):
    source = (
        "import os, select\nfor _ in range(12):\n    if os.fork() == 0:\n"
        "        block = bytearray(b'x') * (400 << 20)\n        select.select([], [], [], 600)\n"
        "select.select([], [], [], 600)"
    )
    assert "Go de mémoire" in judged(nursery, source, 200).facts[0]


def running(marker: str) -> list[str]:
    return [pid for pid in os.listdir("/proc") if pid.isdigit() and marker in command(pid)]


class Active(html.parser.HTMLParser):
    """What would run, of the attackers' making: it says MALIN."""

    @classmethod
    def of(cls, page: str) -> list[str]:
        reader = cls()
        reader.found, reader.inside = [], False
        reader.feed(page)
        return reader.found

    def handle_starttag(self, tag, attrs):
        self.inside = tag == "script"
        for name, value in attrs:
            caged = name == "srcdoc" and ("sandbox", "") in attrs
            if "MALIN(" in (value or "") and not caged:
                self.found.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside and "MALIN" in data:
            self.found.append(data[:200])
