"""One notebook to judge, and what came of it: all that crosses between the grader and its seats.

Both are plain data. A :class:`Job` goes out as one message; what comes back is one message when the notebook
has been read, one for each code cell as it is done, and a last one. So what was judged before a notebook was
stopped is kept.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from classroom.grading.outputs import error_output
from classroom.grading.repair import Notebook
from classroom.grading.world import Limits

Locked = dict[str, tuple[str, float | None]]
"""The source of each locked cell by its grade_id, with its points if it is graded."""
Outputs = list[dict[str, Any]]


@dataclass(frozen=True)
class Job:
    """A file as it was handed in, the lesson it should be, and what the gradebook holds of that lesson.

    ``files`` come with the lesson (path from the notebook: content). ``after`` are trusted sources to run
    last. ``limits.notebook`` is the wall time of the whole.
    """

    content: bytes
    lesson: Notebook
    locked: Locked
    files: dict[str, bytes] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    after: tuple[str, ...] = ()

    def as_plain(self) -> dict[str, Any]:
        return {
            "content": _base64(self.content),
            "lesson": self.lesson,
            "locked": self.locked,
            "files": {name: _base64(data) for name, data in self.files.items()},
            "limits": asdict(self.limits),
            "after": self.after,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Job:
        return cls(
            base64.b64decode(plain["content"]),
            plain["lesson"],
            {name: (source, points) for name, (source, points) in plain["locked"].items()},
            {name: base64.b64decode(data) for name, data in plain["files"].items()},
            Limits(**plain["limits"]),
            tuple(plain["after"]),
        )

    def digest(self) -> str:
        """The same for jobs that must be judged alike."""
        return hashlib.sha256(json.dumps(self.as_plain(), sort_keys=True).encode()).hexdigest()


@dataclass
class Assessment:
    """A notebook with the outputs of its cells and facts for the trainer, in French; or why it is unreadable.

    ``after`` holds the outputs of the job's last sources.
    """

    notebook: Notebook | None = None
    facts: list[str] = field(default_factory=list)
    unreadable: str = ""
    after: list[Outputs] = field(default_factory=list)


def assemble(messages: Iterable[dict[str, Any]], why_stopped: str) -> Assessment:
    """The assessment that a seat's messages make. Without the last one, the notebook ``why_stopped``."""
    made = Assessment()
    outputs: list[Outputs] = []
    tests: list[bool] = []
    done = False
    for message in messages:
        match message:
            case {"unreadable": why}:
                return Assessment(unreadable=why)
            case {"opened": notebook, "facts": facts, "tests": tests}:
                made.notebook, made.facts = notebook, facts
            case {"outputs": shown}:
                outputs.append(shown)
            case {"facts": facts}:
                made.facts, done = made.facts + facts, True
    if made.notebook is None:
        return Assessment(unreadable=f"sa lecture a été arrêtée : {why_stopped}")
    if not done:
        made.facts.append(why_stopped)
        stopped = [error_output("CarnetArrêté", why_stopped)]
        outputs += [stopped if test else [] for test in tests[len(outputs) :]]
    cells = [cell for cell in made.notebook["cells"] if cell["cell_type"] == "code"]
    for cell, shown in zip(cells, outputs, strict=False):
        cell["outputs"] = shown
    made.after = outputs[len(cells) :]
    return made


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
