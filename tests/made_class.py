"""A class made by code over the real lessons: what its learners hand in, and the marks to expect.

    python -m tests.made_class FOLDER [--learners 10] [--seed 1]

writes the class as a trainer may receive it, for ``python3 start.py grade FOLDER``, and prints each mark to
expect. Those come from how the work was made, never from a run of the grader. The same numbers give the same
class; no two works of it are the same.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import re
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import cycle, groupby, islice
from pathlib import Path
from typing import Any

from classroom import lessons
from lab.handin import file_name, make_hand_in
from lab.work import WorkingCopy
from tests.made_course import code

ROOT = Path(__file__).resolve().parents[1]
MORNING = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
CENT = 0.01
"""The smallest step of a mark."""
Notebook = dict[str, Any]


@dataclass(frozen=True)
class Expected:
    """The right mark, between ``least`` and ``most`` points; the mistake that the learner's page must name;
    a word of the remark that the trainer must read.
    """

    least: float
    most: float
    mistake: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Work:
    """One notebook of one learner, as handed in."""

    pseudonym: str
    module: str
    notebook: str
    quality: str
    content: bytes
    expected: Expected


@dataclass(frozen=True)
class Lesson:
    """A notebook of solutions/, with all that may be answered in it."""

    source: Path

    @property
    def module(self) -> str:
        return self.source.parent.name

    @property
    def name(self) -> str:
        return self.source.stem

    @cached_property
    def untouched(self) -> Notebook:
        """What the learner was given."""
        return json.loads((ROOT / "lessons" / self.module / self.source.name).read_text("utf-8"))

    @cached_property
    def answers(self) -> dict[str, str]:
        """The reference answer of each exercise, by the id of its cell."""
        cells = json.loads(self.source.read_text("utf-8"))["cells"]
        return {
            cell["id"]: "".join(line for line in cell["source"] if "### " not in line)
            for cell in cells
            if cell["metadata"].get("nbgrader", {}).get("solution")
        }

    @cached_property
    def wrong(self) -> list[dict[str, str]]:
        """The tables of its wrong answers."""
        path = ROOT / "tests" / "wrong_answers" / self.module / f"{self.name}.toml"
        return tomllib.loads(path.read_text("utf-8"))["wrong"]

    def points(self, exercise: str = "") -> float:
        """Of the whole notebook, or of one exercise."""
        marks = [cell["metadata"].get("nbgrader", {}) for cell in self.untouched["cells"]]
        return sum(
            mark["points"]
            for mark in marks
            if mark.get("grade") and (not exercise or mark["grade_id"].startswith(f"{exercise}-"))
        )

    def spoilt_by(self, exercise: str) -> list[str]:
        """The exercises that a wrong answer to ``exercise`` makes wrong: it, and those that call it."""
        made = re.findall(r"^def (\w+)", self.answers[exercise], re.M)
        return [
            name
            for name, answer in self.answers.items()
            if name == exercise or any(re.search(rf"\b{function}\(", answer) for function in made)
        ]

    def copy_of(self, pseudonym: str) -> Notebook:
        """An untouched copy that a learner has signed."""
        mine = copy.deepcopy(self.untouched)
        mine["cells"].insert(1, code("signature", f"pseudonyme = {pseudonym!r}"))
        return mine

    def answered(self, pseudonym: str, answers: dict[str, str]) -> bytes:
        """The file of a copy with ``answers`` in some cells."""
        mine = self.copy_of(pseudonym)
        _fill(mine, answers)
        return _file(mine)


# --- the qualities of work: each fills a signed copy in and says what to expect -----------------------------

Recipe = Callable[[Lesson, Notebook, random.Random], Expected]


def _right(lesson: Lesson, mine: Notebook, _: random.Random) -> Expected:
    _fill(mine, lesson.answers)
    return Expected(lesson.points(), lesson.points())


def _untouched(lesson: Lesson, mine: Notebook, _: random.Random) -> Expected:
    return Expected(0, 0)


def _wrong(lesson: Lesson, mine: Notebook, chance: random.Random) -> Expected:
    wrong = chance.choice(lesson.wrong)
    _fill(mine, {**lesson.answers, wrong["cell"]: wrong["code"]})
    full, lost = lesson.points(), sum(map(lesson.points, lesson.spoilt_by(wrong["cell"])))
    return Expected(full - lost, full - CENT, mistake=wrong["mistake"])


def _endless(lesson: Lesson, mine: Notebook, _: random.Random) -> Expected:
    last = list(lesson.answers)[-1]
    _fill(mine, {**lesson.answers, last: "while True:\n    pass"})
    rest = lesson.points() - lesson.points(last)
    return Expected(rest, rest, remark="trop long")


def _without_a_test(lesson: Lesson, mine: Notebook, chance: random.Random) -> Expected:
    expected = _right(lesson, mine, chance)
    gone = f"{chance.choice(list(lesson.answers))}-verification"
    mine["cells"] = [cell for cell in mine["cells"] if cell["id"] != gone]
    return Expected(expected.least, expected.most, remark=gone)


def _on_stderr(lesson: Lesson, mine: Notebook, _: random.Random) -> Expected:
    chatty = "import sys\nprint('je travaille', file=sys.stderr)\n"
    _fill(mine, {name: chatty + answer for name, answer in lesson.answers.items()})
    return Expected(lesson.points(), lesson.points())


def _cut(lesson: Lesson, mine: Notebook, chance: random.Random) -> Expected:
    """A file whose transfer stopped half-way: :func:`_work` keeps its first half."""
    _right(lesson, mine, chance)
    return Expected(0, 0, remark="JSON")


ORDINARY: dict[str, Recipe] = {"right": _right, "untouched": _untouched, "wrong": _wrong}
RARE: dict[str, Recipe] = {
    "endless": _endless,
    "not JSON": _cut,
    "without a test": _without_a_test,
    "on stderr": _on_stderr,
}
RARE_EVERY = 10
"""Learners for one of each rare quality."""


def _fill(mine: Notebook, answers: dict[str, str]) -> None:
    for cell in mine["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]


def _file(mine: Notebook) -> bytes:
    return json.dumps(mine, ensure_ascii=False, indent=1).encode("utf-8")


# --- the class ----------------------------------------------------------------------------------------------

ANIMALS = [
    "Loutre",
    "Castor",
    "Renard",
    "Chouette",
    "Martre",
    "Hermine",
    "Loriot",
    "Fouine",
    "Lynx",
    "Cigale",
]


def make(learners: int = 10, seed: int = 1) -> list[Work]:
    """The works of a class: every notebook by every learner, its qualities shuffled by ``seed``."""
    chance = random.Random(seed)
    course = [Lesson(path) for path in lessons.notebooks(ROOT / "solutions")]
    total = learners * len(course)
    rare = list(islice(cycle(RARE), len(RARE) * max(1, learners // RARE_EVERY)))
    qualities = [*rare, *islice(cycle(ORDINARY), total)][:total]
    chance.shuffle(qualities)
    names = [f"{ANIMALS[number % len(ANIMALS)]}-{number + 1:02}" for number in range(learners)]
    pairs = [(name, lesson) for name in names for lesson in course]
    return [
        _work(name, lesson, quality, chance) for (name, lesson), quality in zip(pairs, qualities, strict=True)
    ]


def _work(pseudonym: str, lesson: Lesson, quality: str, chance: random.Random) -> Work:
    mine = lesson.copy_of(pseudonym)
    expected = {**ORDINARY, **RARE}[quality](lesson, mine, chance)
    content = _file(mine)
    if quality == "not JSON":
        content = content[: len(content) // 2]
    return Work(pseudonym, lesson.module, lesson.name, quality, content, expected)


# --- the shapes it arrives in: each gives the path and content of the files of one learner ------------------

Files = Iterator[tuple[str, bytes]]


def _by_the_lab(pseudonym: str, works: list[Work]) -> Files:
    """The zip of the button « Rendre mon travail », from a working copy."""
    with tempfile.TemporaryDirectory() as folder:
        mine = WorkingCopy(ROOT / "lessons", Path(folder))
        mine.refresh()
        for work in works:
            (mine.work / work.module / f"{work.notebook}.ipynb").write_bytes(work.content)
        yield file_name([pseudonym], MORNING), make_hand_in(mine, [pseudonym], MORNING)


def _by_mail(pseudonym: str, works: list[Work]) -> Files:
    for work in works:
        yield f"{pseudonym} - {work.notebook}.ipynb", work.content


def _by_moodle(pseudonym: str, works: list[Work]) -> Files:
    for work in works:
        yield f"{pseudonym}_48213_assignsubmission_file_/{work.notebook}.ipynb", work.content


def _by_nbgrader(pseudonym: str, works: list[Work]) -> Files:
    for work in works:
        yield f"submitted/{pseudonym}/{work.module}/{work.notebook}.ipynb", work.content


SHAPES = (_by_the_lab, _by_mail, _by_moodle, _by_nbgrader)


def write(folder: Path, works: Iterable[Work]) -> None:
    """Write a class into ``folder``, its learners in each shape in turn."""
    by_learner = groupby(works, key=lambda work: work.pseudonym)
    for (pseudonym, theirs), shape in zip(by_learner, cycle(SHAPES), strict=False):
        for name, content in shape(pseudonym, list(theirs)):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.made_class", description="Write a made class.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--learners", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    works = make(options.learners, options.seed)
    write(options.folder, works)
    for work in works:
        due = work.expected
        marks = f"{due.least:g}" if due.least == due.most else f"{due.least:g} to {due.most:g}"
        print(f"{work.pseudonym:14}{work.notebook:28}{work.quality:16}{marks:14}{due.mistake or due.remark}")


if __name__ == "__main__":
    main()
