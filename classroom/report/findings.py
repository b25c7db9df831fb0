"""What a graded class shows: frequent mistakes, who needs help first, marks by competence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from classroom.report.model import Exercise, Learner, State, Work, total

HELP_BELOW = 0.5
"""Share of the points under which a learner is listed as needing help."""
MOST_FREQUENT = 15


@dataclass(frozen=True)
class Mistake:
    """A mistake, who made it, and in which exercises: (title of the notebook, title of the exercise)."""

    text: str
    learners: tuple[str, ...]
    exercises: tuple[tuple[str, str], ...]


def frequent_mistakes(learners: Sequence[Learner]) -> list[Mistake]:
    """The mistakes of the class, those of the most learners first. Answers left as they were given are not
    counted.
    """
    who: dict[str, dict[str, None]] = defaultdict(dict)
    where: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for learner in learners:
        for work in learner.works:
            for exercise in work.exercises:
                for mistake in exercise.mistakes:
                    who[mistake][learner.pseudonym] = None
                    where[mistake][work.title, exercise.title] = None
    found = [Mistake(text, tuple(who[text]), tuple(where[text])) for text in who]
    return sorted(found, key=lambda mistake: (-len(mistake.learners), mistake.text))[:MOST_FREQUENT]


@dataclass(frozen=True)
class Need:
    """A learner to help: exercises tried without a point, how many were left empty, unreadable notebooks."""

    learner: Learner
    stuck: tuple[tuple[Work, Exercise], ...]
    empty: int
    unreadable: tuple[Work, ...]


def help_first(learners: Sequence[Learner]) -> list[Need]:
    """Who has less than half of the points of what was handed in, the smallest share first."""
    needing = sorted(
        (learner for learner in learners if learner.share < HELP_BELOW),
        key=lambda learner: (learner.share, learner.pseudonym),
    )
    return [
        Need(
            learner,
            tuple((work, one) for work in learner.works for one in work.exercises if one.state == State.NONE),
            sum(exercise.state == State.EMPTY for exercise in learner.exercises),
            tuple(work for work in learner.works if work.unreadable),
        )
        for learner in needing
    ]


@dataclass(frozen=True)
class CompetenceMark:
    """Points earned in the exercises that work on a competence."""

    framework: str
    text: str
    score: float
    max_score: float


def by_competence(works: Sequence[Work]) -> list[CompetenceMark]:
    """The marks of each competence over some notebooks, framework by framework, in order of appearance."""
    exercises: dict[str, dict[str, list[Exercise]]] = defaultdict(lambda: defaultdict(list))
    for work in works:
        for competence in work.competences:
            covered = [exercise for exercise in work.exercises if competence.covers(exercise.id)]
            exercises[competence.framework][competence.text] += covered
    return [
        CompetenceMark(
            framework, text, total(one.score for one in covered), total(one.max_score for one in covered)
        )
        for framework, texts in exercises.items()
        for text, covered in texts.items()
        if covered
    ]
