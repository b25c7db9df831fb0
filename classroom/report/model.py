"""A graded class as its readers see it: learners, their notebooks, exercises and the results of checks."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from checks.feedback import Outcome
from lab.competences import Competence


@dataclass(frozen=True)
class Picture:
    """A picture that is safe to show: a ``data:`` address and its text alternative."""

    address: str
    alt: str


@dataclass(frozen=True)
class Line:
    """One result of a check, as a learner may see it. ``where`` is the place of the fault in words, ``plan``
    a drawing of it.
    """

    outcome: str
    title: str
    mistake: str = ""
    constat: str = ""
    pourquoi: str = ""
    piste: str = ""
    where: str = ""
    plan: Picture | None = None


class State(StrEnum):
    """How an exercise went."""

    DONE = "done"
    MOSTLY = "mostly"
    """Half of the points or more."""
    PARTLY = "partly"
    NONE = "none"
    """Tried, and no point."""
    EMPTY = "empty"
    """The answer is as it was given."""
    WAITING = "waiting"
    """A person must still mark it."""
    BROKEN = "broken"
    """A check itself broke: not the learner's fault."""
    UNREADABLE = "unreadable"


@dataclass
class Exercise:
    """An exercise of one learner: all its graded cells together.

    ``written`` is what the learner wrote, made comparable (see :mod:`classroom.report.likeness`).
    """

    id: str
    title: str
    score: float = 0.0
    max_score: float = 0.0
    by_hand: bool = False
    untouched: bool = False
    unreadable: bool = False
    comments: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    picture: Picture | None = None
    written: str = ""

    @property
    def state(self) -> State:
        if self.unreadable:
            return State.UNREADABLE
        if self.by_hand:
            return State.WAITING
        if self.score >= self.max_score:
            return State.DONE
        if any(line.outcome == Outcome.BROKEN for line in self.lines):
            return State.BROKEN
        if self.untouched:
            return State.EMPTY
        if self.score > 0:
            return State.MOSTLY if 2 * self.score >= self.max_score else State.PARTLY
        return State.NONE

    @property
    def mistakes(self) -> list[str]:
        """The mistakes made, each once, in order; an answer left as it was given makes none."""
        named = () if self.untouched else (line.mistake for line in self.lines if line.mistake)
        return list(dict.fromkeys(named))


@dataclass
class Work:
    """One notebook of one learner. ``hand_in`` names what it was handed in with; pairs share it."""

    module: str
    notebook: str
    title: str
    exercises: list[Exercise]
    facts: list[str] = field(default_factory=list)
    unreadable: str = ""
    handed_in: str = ""
    hand_in: str = ""
    penalty: float = 0.0
    competences: list[Competence] = field(default_factory=list)

    @property
    def familiar(self) -> bool:
        """The découverte track says « tu »."""
        return self.module.startswith("00_")

    @property
    def score(self) -> float:
        """Points earned, the penalty of a late hand-in taken off."""
        return max(0.0, total(exercise.score for exercise in self.exercises) - self.penalty)

    @property
    def max_score(self) -> float:
        return total(exercise.max_score for exercise in self.exercises)


@dataclass
class Learner:
    """A learner and the notebooks handed in, in order of modules."""

    pseudonym: str
    works: list[Work]

    @property
    def exercises(self) -> list[Exercise]:
        return [exercise for work in self.works for exercise in work.exercises]

    @property
    def score(self) -> float:
        return total(work.score for work in self.works)

    @property
    def max_score(self) -> float:
        return total(work.max_score for work in self.works)

    @property
    def share(self) -> float:
        """Points earned of the points possible, 0 to 1; what a person must still mark is left out."""
        waiting = [exercise for exercise in self.exercises if exercise.by_hand]
        possible = self.max_score - total(exercise.max_score for exercise in waiting)
        earned = self.score - total(exercise.score for exercise in waiting)
        return min(1.0, max(0.0, earned / possible)) if possible > 0 else 1.0


def total(points: Iterable[float]) -> float:
    """A sum of points, to a hundredth."""
    return round(math.fsum(points), 2)
