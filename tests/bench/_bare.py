"""The bare work of grading: the same cells and checks, warm, in one interpreter, with no sandbox.

    python -m tests.bench._bare FOLDER

FOLDER holds works as JSON files: a notebook of the course with a learner's answers. The last line printed is
JSON: seconds of the learner's cells and of the test cells, and the points of each work.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbgrader.utils import determine_grade, is_grade

import hardware
from classroom.grading import worker
from classroom.grading.judge import private_machines
from classroom.grading.zygote import HEAVY, WARM, _warm_up


def main(folder: Path) -> None:
    shell = _warm_up(WARM + HEAVY)
    time.sleep = hardware.sleep
    spent: dict[str, float] = {"learner": 0.0, "checks": 0.0}
    points = {}
    for path in sorted(folder.glob("*.json")):
        points[path.stem] = _grade(json.loads(path.read_text("utf-8")), shell, spent)
    sys.__stdout__.write(json.dumps({"spent": spent, "points": points}) + "\n")  # type: ignore[union-attr]


def _grade(cells: list[dict[str, Any]], shell: Any, spent: dict[str, float]) -> float:
    total = 0.0
    with private_machines():
        for plain in cells:
            cell: Any = from_dict(plain)
            began = time.perf_counter()
            worker.capture.start()
            shell.run_cell(cell.source, store_history=True)
            cell.outputs = [from_dict(output) for output in worker.capture.finish()]
            spent["checks" if is_grade(cell) else "learner"] += time.perf_counter() - began
            if is_grade(cell):
                total += determine_grade(cell)[0] or 0.0
    shell.reset(new_session=False)
    return total


if __name__ == "__main__":
    main(Path(sys.argv[1]))
