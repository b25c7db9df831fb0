"""The pages as HTML: each one file that opens offline and asks nothing of any host.

Every text is escaped, and a policy in the page itself (CSP) lets in only its own style and script, by their
digests. A text that would slip through could still run nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from checks.feedback import Outcome
from classroom.printable import one_line, printable
from classroom.report import findings, likeness, words
from classroom.report.model import Exercise, Learner, Line, State, Work
from lab.curriculum import titles

_EMBEDDED = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)


def feedback(learner: Learner) -> str:
    """The page of a learner."""
    return render(
        "retour.html",
        learner=learner,
        say=words.TU if all(work.familiar for work in learner.works) else words.VOUS,
        mood=_mood(learner),
        first=_to_do_first(learner),
        competences=findings.by_competence(learner.works),
    )


def class_page(learners: Sequence[Learner], problems: Sequence[str], *, protected: bool) -> str:
    """The page of the class."""
    columns = _columns(learners)
    return render(
        "classe.html",
        learners=learners,
        columns=columns,
        cells={learner.pseudonym: _by_column(learner) for learner in learners},
        needs=findings.help_first(learners),
        mistakes=findings.frequent_mistakes(learners),
        unreadable=[(learner, work) for learner in learners for work in learner.works if work.unreadable],
        told=[(learner, work) for learner in learners for work in learner.works if work.facts],
        alike=likeness.identical(learners),
        shortest=likeness.SHORTEST,
        problems=problems,
        protected=protected,
    )


def _mood(learner: Learner) -> str:
    if learner.share >= 1:
        return "all"
    if learner.share >= findings.HELP_BELOW:
        return "most"
    return "some" if learner.share > 0 else "none"


def _to_do_first(learner: Learner) -> tuple[int, int, Exercise] | None:
    """The first exercise to take up again, with the numbers of its notebook and of itself on the page."""
    again = (State.MOSTLY, State.PARTLY, State.NONE, State.EMPTY)
    for i, work in enumerate(learner.works, start=1):
        for j, exercise in enumerate(work.exercises, start=1):
            if exercise.state in again:
                return i, j, exercise
    return None


def _columns(learners: Sequence[Learner]) -> list[Work]:
    """One work for each notebook of the class: its exercises are the columns of the table."""
    found = {(work.module, work.notebook): work for learner in learners for work in learner.works}
    return [found[key] for key in sorted(found)]


def _by_column(learner: Learner) -> dict[tuple[str, str], tuple[Work, dict[str, Exercise]]]:
    return {
        (work.module, work.notebook): (work, {exercise.id: exercise for exercise in work.exercises})
        for work in learner.works
    }


# --- jinja --------------------------------------------------------------------------------------------------


def render(name: str, **values: Any) -> str:
    """A page from a template of ``classroom/templates``: escaped, with its policy."""
    page = _environment().get_template(name).render(**values)
    return page.replace("POLICY", _policy(page), 1)


def _policy(page: str) -> str:
    """The Content-Security-Policy of a page: its own style and script, pictures in the page, nothing else."""
    allowed: dict[str, list[str]] = {"style": [], "script": []}
    for kind, text in _EMBEDDED.findall(page):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
        allowed[kind].append(f"'sha256-{digest}'")
    sources = {"default": "'none'", "img": "data:", **{kind: " ".join(d) for kind, d in allowed.items() if d}}
    rules = [f"{kind}-src {source}" for kind, source in sources.items()]
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("classroom"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": words.number,
        "points": words.points,
        "percent": words.percent,
        "moment": words.moment,
        "plural": lambda count: "s" if count > 1 else "",
        "line": one_line,
        "told": _told,
    }
    environment.globals |= {
        "STATES": words.STATES,
        "TU": words.TU,
        "VOUS": words.VOUS,
        "module_title": _module_title,
    }
    return environment


def _shown(value: Any) -> Any:
    """Each value on its way into a page: no control or bidi character of a submission goes further."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _told(lines: Sequence[Line]) -> list[Line]:
    """The lines with those that say the same of several mistakes in one."""
    same: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        alone = line.title if line.outcome == Outcome.PASSED else ""
        key = (line.outcome, alone, line.constat, line.pourquoi, line.piste, line.where)
        same.setdefault(key, []).append(line)
    return [
        replace(
            group[0],
            title=", ".join(dict.fromkeys(line.title for line in group)),
            mistake=" ; ".join(dict.fromkeys(line.mistake for line in group if line.mistake)),
        )
        for group in same.values()
    ]


def _module_title(module: str) -> str:
    return titles().get(module, module)
