"""A learner's work, judged and told: results, their three outcomes, and their points.

A check is a function that returns one or more :class:`Result`. The last line of a test cell is
``grade(points, check(...), check(...))``: its ``repr`` is the points earned, which nbgrader reads as partial
credit, and its panel is what the learner sees. No check ends in a traceback.
"""

from __future__ import annotations

import functools
import html
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from checks.learner import LearnerError

MAX_CONSTAT = 2_000
"""Characters of a constat: it may quote what the learner's program gave, however long."""
MIME = "application/vnd.coop-factory.grade+json"
"""The panel's data in a notebook: read by the home page, the feedback page and the class page."""


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"
    """The check itself broke: not the learner's fault, a trainer looks at it."""


@dataclass(frozen=True)
class Result:
    """One property of the work, judged. All texts are French, for the learner.

    ``mistake`` names the error in a few words and never holds a value: it is what a hidden test shows and
    what the class page counts. ``constat`` says what was found, with the figures; ``pourquoi`` why it
    matters; ``piste`` what to try (neither holds values of a hidden test). ``place`` is plain data: where
    the fault is, for a view to draw. ``weight`` is this property's share of the points. ``essential``: the
    exercise is about it, so that missing it costs half of the points at least; a condition is not.
    """

    title: str
    outcome: Outcome
    mistake: str = ""
    constat: str = ""
    pourquoi: str = ""
    piste: str = ""
    place: Any = None
    weight: float = 1.0
    essential: bool = True

    def __post_init__(self) -> None:
        if len(self.constat) > MAX_CONSTAT:
            object.__setattr__(self, "constat", f"{self.constat[:MAX_CONSTAT]}…")

    def __bool__(self) -> bool:
        return self.outcome is Outcome.PASSED


def passed(title: str, constat: str = "", weight: float = 1.0) -> Result:
    return Result(title, Outcome.PASSED, constat=constat, weight=weight)


def failed(
    title: str,
    *,
    mistake: str,
    constat: str,
    pourquoi: str,
    piste: str,
    place: Any = None,
    weight: float = 1.0,
    essential: bool = True,
) -> Result:
    return Result(title, Outcome.FAILED, mistake, constat, pourquoi, piste, place, weight, essential)


def check(title: str) -> Callable[[Callable[..., Any]], Callable[..., list[Result]]]:
    """Make a function that returns a Result, or several, one that never raises.

    What the learner's code raises is a failed result that explains it; all else is the check's own fault.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., list[Result]]:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> list[Result]:
            try:
                return list(_flatten([function(*args, **kwargs)]))
            except LearnerError as error:
                return [
                    failed(
                        title,
                        mistake=error.mistake,
                        constat=error.constat,
                        pourquoi=error.pourquoi,
                        piste=error.piste,
                    )
                ]
            except Exception as error:  # noqa: BLE001 - the third outcome is exactly this
                return [
                    Result(
                        title,
                        Outcome.BROKEN,
                        constat=f"La vérification elle-même est en panne ({type(error).__name__}: {error}).",
                        piste="La réponse n'y est pour rien : appeler la formatrice ou le formateur.",
                    )
                ]

        return run

    return decorate


def _flatten(results: Iterable[Any]) -> Iterator[Result]:
    for result in results:
        if isinstance(result, Result):
            yield result
        else:
            yield from _flatten(result)


class Grade:
    """Results and the points they earn. ``repr`` is for nbgrader; the panel is for the learner."""

    def __init__(self, points: float, results: Iterable[Result]) -> None:
        self.points = float(points)
        self.results = list(results)

    @property
    def earned(self) -> float:
        """Points earned, between 0 and ``points``, to a hundredth: at most half without an essential."""
        total = sum(result.weight for result in self.results)
        share = sum(result.weight for result in self.results if result) / total if total else 0.0
        if any(result.essential and result.outcome is Outcome.FAILED for result in self.results):
            share = min(share, 0.5)
        return round(self.points * share, 2)

    def __repr__(self) -> str:
        return f"{self.earned:g}"

    def as_dict(self) -> dict[str, Any]:
        return {
            "points": self.points,
            "earned": self.earned,
            "results": [asdict(result) for result in self.results],
        }

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/plain": repr(self), "text/html": self._repr_html_(), MIME: self.as_dict()}

    def _repr_html_(self) -> str:
        head = f"{_number(self.earned)} point{'s' if self.earned >= 2 else ''} sur {_number(self.points)}"
        done = self.earned == self.points
        return (
            f'<section class="coop-grade" aria-label="Résultat : {head}">'
            f"<p><strong>{'✔ Réussi' if done else '✘ Pas encore'} — {head}</strong></p>"
            + "".join(_panel(result) for result in self.results)
            + "</section>"
        )


def grade(points: float, *results: Any) -> Grade:
    """Join the results of checks into the mark of one test cell worth ``points``.

    What several checks say in the same words is said once, under all their titles, with their joint weight.
    """
    said: dict[tuple[str, ...], list[Result]] = {}
    for result in _flatten(results):
        words = (result.outcome, result.mistake, result.constat, result.pourquoi, result.piste)
        said.setdefault(words, []).append(result)
    return Grade(points, map(_joined, said.values()))


def _joined(same: list[Result]) -> Result:
    """Results that say the same, as one."""
    return replace(
        same[0],
        title=", ".join(dict.fromkeys(result.title for result in same)),
        weight=sum(result.weight for result in same),
        essential=any(result.essential for result in same),
    )


_MARK = {
    Outcome.PASSED: ("✔", "#2e8b57", "réussi"),
    Outcome.FAILED: ("✘", "#d0454c", "à revoir"),
    Outcome.BROKEN: ("!", "#a86b00", "vérification en panne"),
}
"""Sign, colour of the edge (3:1 on a light and on a dark notebook: no text can be 4.5:1 on both) and word."""


def _panel(result: Result) -> str:
    """One result: a single line for a good one, three parts for a mistake."""
    sign, colour, word = _MARK[result.outcome]
    said = {"Constat": result.constat, "Pourquoi": result.pourquoi, "Piste": result.piste}
    title = f"{result.title} : {result.mistake}" if result.mistake else result.title
    if result:
        title, said = f"{title}. {said['Constat']}".rstrip(), {}
    body = "".join(
        f"<dt><strong>{label}</strong></dt><dd>{html.escape(text)}</dd>"
        for label, text in said.items()
        if text
    )
    return (
        f'<div style="border-left:4px solid {colour};padding:.2em .8em;margin:.4em 0">'
        f'<p style="margin:.2em 0"><strong>{sign} {word}</strong>'
        f" — {html.escape(title)}</p>"
        + (f'<dl style="margin:.2em 0">{body}</dl>' if body else "")
        + _spot(result)
        + "</div>"
    )


def _spot(result: Result) -> str:
    """A button that opens the live view of the part at the place of a mistake.

    Hidden: a live view in the same page shows it and listens to it (views/src/part/spot.js).
    """
    match result:
        case Result(outcome=Outcome.FAILED, place={"kind": "point" | "box" | "segment"}):
            try:
                place = json.dumps(result.place, allow_nan=False)
            except (TypeError, ValueError):
                return ""
        case _:
            return ""
    return (
        f'<button type="button" class="coop-spot" data-place="{html.escape(place)}" '
        f'data-words="{html.escape(result.constat)}" hidden>Voir l\'endroit</button>'
    )


def counted(number: int, word: str) -> str:
    """« 1 trou », « 2 trous »: for a word whose plural takes an s."""
    return f"{number} {word}{'s' if number >= 2 else ''}"


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")
