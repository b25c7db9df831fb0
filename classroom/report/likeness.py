"""Answers made comparable, and the learners whose answers are the same: facts, never a verdict."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from classroom.report.model import Learner

SHORTEST = 40
"""Characters a learner must have written for an answer to be compared: short ones are alike by nature."""
COMMON = 0.5
"""An answer that more than this share of the class gives is the natural one."""
Names = tuple[str, ...]
_COMMENT = re.compile(r"^(#|//)")


@dataclass(frozen=True)
class Alike:
    """Learners who gave the same answers, and where: (title of the notebook, title of the exercise).

    ``together`` are those of them who handed in together.
    """

    learners: Names
    exercises: tuple[tuple[str, str], ...]
    together: tuple[Names, ...]


def written(answer: str, given: str) -> str:
    """What a learner added to the cell as ``given``, without spaces, blank lines and lines of comment."""
    known = Counter(_lines(given))
    mine = []
    for line in _lines(answer):
        if known[line]:
            known[line] -= 1
        else:
            mine.append(line)
    return "\n".join(mine)


def _lines(source: str) -> Iterable[str]:
    squeezed = ("".join(line.split()) for line in source.splitlines())
    return (line for line in squeezed if line and not _COMMENT.match(line))


def identical(learners: Sequence[Learner]) -> list[Alike]:
    """Groups of learners with the same answers, those with the most first.

    Left out: short answers, answers that more than half of at least four learners gave, and learners who all
    handed in together.
    """
    groups: dict[tuple[Names, tuple[Names, ...]], list[tuple[str, str]]] = defaultdict(list)
    for title, by_text in _answers(learners):
        answered = sum(map(len, by_text.values()))
        for text, givers in by_text.items():
            natural = answered >= 4 and len(givers) > COMMON * answered
            if len(text) >= SHORTEST and len(set(givers.values())) > 1 and not natural:
                groups[tuple(givers), tuple(_together(givers))].append(title)
    alike = [Alike(names, tuple(titles), together) for (names, together), titles in groups.items()]
    return sorted(alike, key=lambda one: (-len(one.exercises), one.learners))


def _answers(learners: Sequence[Learner]) -> Iterable[tuple[tuple[str, str], dict[str, dict[str, str]]]]:
    """Of each exercise: its title, and by text of answer who gave it and in which hand-in."""
    answers: dict[tuple[str, str, str], dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    titles: dict[tuple[str, str, str], tuple[str, str]] = {}
    for learner in learners:
        for work in learner.works:
            for exercise in work.exercises:
                if exercise.written:
                    where = (work.module, work.notebook, exercise.id)
                    titles[where] = (work.title, exercise.title)
                    answers[where][exercise.written][learner.pseudonym] = work.hand_in
    return ((titles[where], by_text) for where, by_text in answers.items())


def _together(givers: dict[str, str]) -> Iterable[Names]:
    """The learners of one hand-in, for each hand-in of several."""
    shared: dict[str, list[str]] = defaultdict(list)
    for name, hand_in in givers.items():
        shared[hand_in].append(name)
    return (tuple(names) for names in shared.values() if len(names) > 1)
