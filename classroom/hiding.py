"""A view of the disk without what a learner must not read, by bubblewrap.

Everything else stays as it is: the learner's lab is their own, on their own account. A kernel can't undo it:
it holds no capability over these mounts, and can't enter processes that live outside (see docs/decisions).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

SECRETS = ("solutions", "tests", "notes", "submitted", "autograded", "feedback", ".git", "gradebook.db")
"""Reference solutions, wrong answers, marks, and the history of them all."""


def hiding_command(project: Path, secrets: Iterable[str] = SECRETS) -> list[str]:
    """The beginning of a command line that hides ``secrets`` of ``project``; empty where that can't be done.

    Only what exists now is hidden.
    """
    program = shutil.which("bwrap")
    if program is None:
        return []
    command = [program, "--die-with-parent", "--dev-bind", "/", "/"]
    if os.getuid() == 0:  # root would keep every right, undo the mounts, or look through bwrap's own process
        command += ["--unshare-user", "--cap-drop", "ALL"]
    for path in (project / name for name in secrets):
        if path.is_dir():
            command += ["--tmpfs", str(path), "--remount-ro", str(path)]
        elif path.exists():
            command += ["--ro-bind", os.devnull, str(path)]
    command.append("--")
    trial = subprocess.run([*command, "true"], capture_output=True, check=False)
    return command if trial.returncode == 0 else []
