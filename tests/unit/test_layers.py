"""The habits of the code, as tests: who imports whom, style, types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ("lint-imports",),
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("pyright",),
    ],
    ids=" ".join,
)
def test_habit(command: tuple[str, ...]):
    program, *arguments = command
    result = subprocess.run(
        [PROGRAMS / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
