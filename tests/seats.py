"""Notebooks judged for tests as `atelier grade` judges them, by one crew for the whole run.

Confined where a sandbox can be had, else not: what a sandbox adds is tested in tests/faults.
"""

from __future__ import annotations

import atexit
import json
from functools import cache
from typing import Any

from classroom import sandbox
from classroom.grading.assess import locked_of
from classroom.grading.crew import LocalCrew
from classroom.grading.job import Assessment, Job
from classroom.grading.world import Limits


@cache
def crew() -> LocalCrew:
    """One notebook at a time."""
    made = LocalCrew(1, confined=sandbox.obstacle() is None)
    atexit.register(made.close)
    return made


def judge(
    submitted: list[dict[str, Any]],
    lesson: list[dict[str, Any]] | None = None,
    files: dict[str, bytes] | None = None,
    limits: Limits | None = None,
) -> Assessment:
    """The assessment of the cells ``submitted``, of a lesson with these cells (or the same)."""
    lesson = submitted if lesson is None else lesson
    content = json.dumps({"cells": submitted}).encode("utf-8")
    job = Job(content, {"cells": lesson}, locked_of(lesson), files or {}, limits or Limits())
    return crew().ask(job).result()
