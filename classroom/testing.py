"""`atelier test`: the whole suite, or what is named on the line for pytest.

The tests that drive a browser run apart, one at a time: beside others they would wait for the processor.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

from classroom.setup.places import ROOT

PARTS = (("-m", "not browser", "-n", "2", "--dist", "worksteal"), ("-m", "browser"))
_NO_TEST = 5  # pytest's exit code


def main(arguments: list[str]) -> int:
    """Run pytest with ``arguments``, or on everything. Returns an exit code."""
    if find_spec("pytest") is None:
        print("Les outils de test ne sont pas installés. Lancez :  python3 start.py test", file=sys.stderr)
        return 1
    if arguments:
        return _pytest(*arguments)
    with tempfile.TemporaryDirectory() as folder:
        reports = [Path(folder, f"{number}.xml") for number in range(len(PARTS))]
        codes = [_pytest(*part, f"--junitxml={path}") for part, path in zip(PARTS, reports, strict=True)]
        total = sum((count(path) for path in reports if path.exists()), Counter())
    print("\n" + closing_line(total), flush=True)
    return verdict(codes)


def _pytest(*arguments: str) -> int:
    return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=ROOT)


def verdict(codes: list[int]) -> int:
    """One exit code for several runs. A part without any test is no failure; no test at all is one."""
    ran = [code for code in codes if code != _NO_TEST]
    return next((code for code in ran if code), 0) if ran else _NO_TEST


def count(report: Path) -> Counter[str]:
    """How many tests passed, failed and were skipped, from pytest's JUnit file."""
    total: Counter[str] = Counter()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        passed = int(suite.get("tests", 0)) - failed - skipped
        total.update(passed=passed, failed=failed, skipped=skipped)
    return total


def closing_line(total: Counter[str]) -> str:
    return f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped"
