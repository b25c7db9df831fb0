"""`atelier build`: make the parts for the browser, in an environment start.py did not make (conda)."""

from __future__ import annotations

import sys
from pathlib import Path

from classroom.arguments import Parser
from classroom.setup import browser_parts
from classroom.setup.progress import Progress, say
from classroom.setup.trouble import SetupError


def main(arguments: list[str]) -> int:
    """Make them all again. Exit code 1 when it cannot be done."""
    Parser("build", "Assemble les vues et la carte simulée.").parse_args(arguments)
    steps = browser_parts.steps(Path(sys.prefix))
    progress = Progress(len(steps))
    try:
        for step in steps:
            progress.begin(step.title)
            step.make(progress)
            progress.end()
    except SetupError as error:
        say(str(error))
        return 1
    return 0
