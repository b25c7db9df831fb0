"""nbgrader's own documentation course gets the same gradebook from `atelier grade` as from nbgrader."""

import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import nbgrader
import pytest
from nbgrader.api import Gradebook

from classroom import grading, sandbox

COURSE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
MODULE = "ps1"
CONFIG = "c = get_config()\n"
"""nbgrader's own settings."""


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """The course graded by nbgrader's own commands."""
    root = tmp_path_factory.mktemp("nbgrader")
    for folder in ("source", "submitted"):
        shutil.copytree(COURSE / folder, root / folder)
    (root / "nbgrader_config.py").write_text(CONFIG)
    run(root, "generate_assignment", MODULE)
    run(root, "autograde", MODULE, "--create")
    return root


def run(root, *words):
    command = [sys.executable, "-m", "nbgrader", *words, "--log-level=ERROR"]
    path = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(root)}
    subprocess.run(command, cwd=root, env=path, check=True, capture_output=True)


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """The same course graded by `atelier grade`."""
    if obstacle := sandbox.obstacle():
        pytest.skip(f"no sandbox here: {obstacle}")
    root = tmp_path_factory.mktemp("atelier")
    shutil.copytree(COURSE / "source" / MODULE, root / "solutions" / MODULE)
    (root / "nbgrader_config.py").write_text(CONFIG)
    options = ["--dossier", str(root / "notes"), "--solutions", str(root / "solutions")]
    assert grading.main([str(COURSE / "submitted"), *options]) == 0
    return root / "notes"


def marks(root):
    """Everything a gradebook says of each cell of each learner."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
            return {
                (submission.student.id, notebook.name, grade.name): (
                    grade.auto_score,
                    grade.manual_score,
                    grade.score,
                    grade.max_score,
                    bool(grade.needs_manual_grade),
                )
                for submission in gradebook.assignment_submissions(MODULE)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }


def comments(root):
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return {
            (submission.student.id, notebook.name, comment.name): comment.comment
            for submission in gradebook.assignment_submissions(MODULE)
            for notebook in submission.notebooks
            for comment in notebook.comments
        }


def test_every_mark_is_the_same(stock, ours):
    expected = marks(stock)
    assert len(expected) > 10
    assert {score for score, *_ in expected.values()} > {0.0, 1.0, None}
    assert marks(ours) == expected


def test_every_comment_is_the_same(stock, ours):
    assert comments(ours) == comments(stock)


def test_nbgrader_exports_it(ours):
    run(ours, "export")
    lines = (ours / "grades.csv").read_text("utf-8").splitlines()
    assert {line.split(",")[0] for line in lines[1:]} == {MODULE}
    assert sum("hacker" in line for line in lines) == 1
