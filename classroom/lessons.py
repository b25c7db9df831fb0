"""`atelier lessons`: make lessons/ from solutions/ with nbgrader's own converters, or check that they agree.

No gradebook is touched. The same sources give the same bytes, on any machine, any number of times.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearSolutions
from traitlets.config import Config

from classroom.normalise import normalise

ROOT = Path(__file__).resolve().parent.parent
SKETCH = "%%sketch"
SKETCH_STUB = "// à toi"


class ClearSolutionsByCell(ClearSolutions):
    """nbgrader's ClearSolutions, with the stub of the cell's language: C++ in a ``%%sketch`` cell."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, cell_index: int
    ) -> tuple[NotebookNode, Any]:
        python = self.code_stub
        if cell.cell_type == "code" and cell.source.startswith(SKETCH):
            self.code_stub = {"python": SKETCH_STUB}
        try:
            return super().preprocess_cell(cell, resources, cell_index)
        finally:
            self.code_stub = python


def configure(config: Config) -> Config:
    """The project's nbgrader settings, for ``nbgrader_config.py`` and for our own runs."""
    config.CourseDirectory.course_id = "coop-factory"
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.release_directory = "lessons"
    config.ClearSolutions.code_stub = {"python": "..."}
    config.ClearSolutions.text_stub = "*Écrivez votre réponse ici.*"
    config.OverwriteCells.add_missing_cells = True
    config.OverwriteCells.missing_cell_notification = (
        "La cellule {cell_id} manquait : elle a été remise avant la correction.\n\n"
    )
    # A cell of a lesson is at most a page; a flood of output helps nobody.
    config.LimitOutput.max_lines = 200
    steps: list[type] = GenerateAssignment.class_traits()["preprocessors"].default() or []
    config.GenerateAssignment.preprocessors = [
        ClearSolutionsByCell if step is ClearSolutions else step for step in steps
    ]
    return config


def generate(solutions: Path, destination: Path) -> None:
    """Write into ``destination`` the lessons made from ``solutions``. Raises nbgrader's NbGraderException."""
    for module in modules(solutions):
        config = configure(Config())
        config.CourseDirectory.source_directory = str(solutions)
        config.CourseDirectory.release_directory = str(destination)
        config.CourseDirectory.assignment_id = module.name
        config.GenerateAssignment.no_database = True
        config.SaveCells.enabled = False
        log = logging.getLogger("nbgrader.lessons")
        course = CourseDirectory(config=config, root=str(destination), log=log)
        GenerateAssignment(coursedir=course, config=config, log=log).start()
    for notebook in notebooks(destination):
        notebook.write_text(normalise(notebook.read_text("utf-8")), "utf-8", newline="\n")


def modules(solutions: Path) -> list[Path]:
    """The modules of a folder of notebooks: its folders that hold any."""
    return sorted({notebook.parent for notebook in notebooks(solutions)})


def notebooks(folder: Path) -> Iterator[Path]:
    """The notebooks of every module of a folder, in order."""
    return iter(sorted(path for path in folder.glob("*/*.ipynb") if not path.name.startswith(".")))


def unclean(solutions: Path) -> list[str]:
    """What is not in canonical form, or not as CONTRIBUTING.md asks, one line each."""
    problems = []
    for notebook in notebooks(solutions):
        text = notebook.read_text("utf-8")
        if text != normalise(text):
            problems.append(f"{_name(notebook)} : à nettoyer (sorties, identifiants ou mise en forme)")
    return problems


FOUND = ("manque dans lessons/", "n'a plus de source dans solutions/", "n'est pas à jour")
DONE = ("ajouté", "enlevé", "refait")
"""What is said of a file that was missing, one too many, or another: by a check, and once mended."""


def out_of_step(made: Path, lessons: Path, words: tuple[str, str, str] = FOUND) -> list[str]:
    """Each file of ``lessons`` that is not what was ``made``, one line each, in these ``words``."""
    wanted, present = _files(made), _files(lessons)
    other = {name for name in wanted.keys() & present.keys() if wanted[name] != present[name]}
    groups = (wanted.keys() - present.keys(), present.keys() - wanted.keys(), other)
    return sorted(f"{name} : {word}" for word, names in zip(words, groups, strict=True) for name in names)


def _files(folder: Path) -> dict[str, bytes]:
    ignored = (".ipynb_checkpoints", "__pycache__")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not any(part in ignored for part in path.parts)
    }


def _name(notebook: Path) -> str:
    return "/".join(notebook.parts[-3:])


def check(solutions: Path, lessons: Path) -> list[str]:
    """Everything that is wrong between the two folders; nothing is written."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        generate(solutions, made)
        return unclean(solutions) + out_of_step(made, lessons)


def update(solutions: Path, lessons: Path) -> list[str]:
    """Clean ``solutions`` in place, make ``lessons`` again; return what was done there, one line each."""
    for notebook in notebooks(solutions):
        text = notebook.read_text("utf-8")
        if text != (clean := normalise(text)):
            notebook.write_text(clean, "utf-8", newline="\n")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        generate(solutions, made)
        done = out_of_step(made, lessons, DONE)
        if done:
            shutil.rmtree(lessons, ignore_errors=True)
            shutil.copytree(made, lessons)
    return done


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        "atelier lessons", description="Refaire lessons/ à partir de solutions/."
    )
    parser.add_argument("--check", action="store_true", help="vérifier seulement : rien n'est écrit")
    parser.add_argument("--solutions", type=Path, default=ROOT / "solutions", help=argparse.SUPPRESS)
    parser.add_argument("--lessons", type=Path, default=ROOT / "lessons", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    try:
        return _check(options) if options.check else _update(options)
    except NbGraderException:
        print("nbgrader refuse un carnet de solutions/ : le message au-dessus dit lequel.", file=sys.stderr)
        return 1


def _check(options: argparse.Namespace) -> int:
    problems = check(options.solutions, options.lessons)
    print("\n".join(problems) or "Les leçons sont à jour.")
    if problems:
        print("Pour les refaire : atelier lessons")
    return 1 if problems else 0


def _update(options: argparse.Namespace) -> int:
    done = update(options.solutions, options.lessons)
    print("\n".join(done) or "Les leçons étaient déjà à jour.")
    return 0
