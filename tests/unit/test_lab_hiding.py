"""Reference solutions can't be read from a learner's kernel."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from classroom.hiding import hiding_command

PROBE = """
import glob, os, sys
project = sys.argv[1]
seen = [path for name in ("solutions", "notes") for path in os.listdir(f"{project}/{name}")]
for root in ["", *glob.glob("/proc/[0-9]*/root")]:  # other processes see the disk as it is
    try:
        seen += [open(f"{root}{project}/gradebook.db").read()]
    except OSError:
        pass
    try:
        seen += os.listdir(f"{root}{project}/solutions")
    except OSError:
        pass
print([one for one in seen if one])
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("solutions/secret.ipynb", "notes/secret.csv", "gradebook.db", "lessons/public.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("secret")
    return tmp_path


@pytest.fixture
def command(project: Path) -> list[str]:
    command = hiding_command(project)
    if not command:
        pytest.skip("no bubblewrap, or user namespaces are forbidden here")
    return command


def run(command: list[str], *argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*command, *argv], capture_output=True, text=True, check=False)


def test_secrets_are_hidden_even_through_other_processes(command: list[str], project: Path) -> None:
    assert run([], sys.executable, "-c", PROBE, str(project)).stdout.count("secret") >= 3
    hidden = run(command, sys.executable, "-c", PROBE, str(project))
    assert hidden.stdout == "[]\n", hidden.stderr


def test_hiding_cannot_be_undone(command: list[str], project: Path) -> None:
    umount = f"umount {project}/solutions; ls {project}/solutions"
    assert "secret" not in run(command, "sh", "-c", umount).stdout
    assert "secret" not in run(command, "unshare", "-Urm", "sh", "-c", umount).stdout


def test_the_rest_of_the_disk_stays(command: list[str], project: Path) -> None:
    result = run(command, "sh", "-c", f"cat {project}/lessons/public.ipynb; echo x > {project}/new; id -u")
    assert result.stdout == f"secret{os.getuid()}\n"
    assert (project / "new").read_text() == "x\n"


def test_without_bubblewrap_nothing_is_promised(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert hiding_command(project) == []
