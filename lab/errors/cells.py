"""The cells a kernel has run, and the notebook they come from: which cell makes a name, and was it run."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Cell:
    """A cell that was run: its number in the kernel, and its code as Python got it."""

    number: int
    code: str
    shift: int = 0
    """Blank lines at its top, which IPython leaves out: the learner counts them."""

    @classmethod
    def of(cls, number: int, code: str, raw: str) -> Cell:
        """A cell from its code and from what the learner wrote."""
        return cls(number, code, max(0, _blank_lines(raw) - _blank_lines(code)))


@dataclass
class Cells:
    """What the kernel has run, by the file name that tracebacks give it, oldest first."""

    notebook: Path | None = None
    run: dict[str, Cell] = field(default_factory=dict)
    stopped: list[Cell] = field(default_factory=list)
    """Those that an error stopped on the way."""
    latest: str = ""
    """What the learner wrote in the cell that runs now."""
    latest_id: str = ""
    """The id of that cell in the notebook."""

    def begin(self, raw: str, cell_id: str = "") -> None:
        """A cell is about to run."""
        self.latest, self.latest_id = raw, cell_id

    def keep(self, filename: str, cell: Cell) -> None:
        """Remember a cell under its file name, as the last one run."""
        self.run.pop(filename, None)
        self.run[filename] = cell

    def stop(self) -> None:
        """An error stopped the last cell run."""
        self.stopped.append(next(reversed(self.run.values())))

    def making(self, name: str) -> Cell | None:
        """The last cell run whose code gives a value to ``name``, whether it got there or not."""
        return next((cell for cell in reversed(self.run.values()) if name in names_made(cell.code)), None)

    def function_making(self, name: str) -> str:
        """A function of the cells run that gives ``name`` a value of its own; empty if there is none."""
        trees = [parsed(cell.code) for cell in reversed(self.run.values())]
        functions = (
            node for tree in trees if tree for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
        )
        return next((one.name for one in functions if name in {made for made, _ in _made(one)}), "")

    def not_run_making(self, name: str) -> Written | None:
        """The first cell of the notebook that makes ``name``, when no cell that does was run here."""
        if self.making(name):
            return None
        return next((cell for cell in written_cells(self.notebook) if name in names_made(cell.code)), None)

    def latest_hides_a_mistake(self) -> bool:
        """Whether the cell that runs now is an exercise of finding the mistake: it is not to be told."""
        written = (cell for cell in _json_cells(self.notebook) if cell.get("id") == self.latest_id)
        return any(FIND_THE_MISTAKE in cell.get("metadata", {}).get("tags", []) for cell in written)


FIND_THE_MISTAKE = "trouve-l-erreur"
"""The tag of a cell whose exercise is to find a mistake."""


@dataclass(frozen=True)
class Written:
    """A cell of the notebook's file."""

    code: str
    heading: str
    """The title it stands under, without its signs."""
    was_run: bool
    """It carries a number: it was run when the file was saved, here or in an earlier kernel."""


def written_cells(notebook: Path | None) -> Iterator[Written]:
    """The code cells of a notebook's file, in order; none when it cannot be read."""
    heading = ""
    for cell in _json_cells(notebook):
        source = "".join(cell.get("source", ""))
        if cell.get("cell_type") == "markdown":
            titles = [line for line in source.splitlines() if line.startswith("#")]
            heading = titles[-1].lstrip("#").strip().replace("`", "") if titles else heading
        elif cell.get("cell_type") == "code":
            yield Written(source, heading, cell.get("execution_count") is not None)


def _json_cells(notebook: Path | None) -> list[Mapping[str, Any]]:
    try:
        return json.loads(notebook.read_text(encoding="utf-8"))["cells"] if notebook else []
    except (OSError, ValueError, KeyError, TypeError):
        return []


def names_made(code: str) -> set[str]:
    """The names that ``code`` makes outside functions: variables, functions, imports."""
    tree = parsed(code)
    return {name for name, _ in _made(tree)} if tree else set()


def line_making(code: str, name: str) -> int | None:
    """The first line of ``code`` that makes ``name``, outside functions; None if none does."""
    tree = parsed(code)
    return next((line for made, line in _made(tree) if made == name), None) if tree else None


def parsed(code: str) -> ast.Module | None:
    """A cell as a tree; None if it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(_MAGIC.sub("pass", code))
    except (SyntaxError, ValueError):
        return None


_MAGIC = re.compile(r"^[%!?].*", re.MULTILINE)
"""A line for IPython, not for Python."""


def _made(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Each name that ``node`` makes, with its line."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name, child.lineno
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, child.lineno
            case ast.alias(name=name, asname=alias):
                yield alias or name.partition(".")[0], child.lineno
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp() | ast.Lambda():
                pass  # their names live no longer than they do
            case _:
                yield from _made(child)


def _blank_lines(text: str) -> int:
    """How many blank lines begin a text."""
    lines = text.splitlines()
    return next((index for index, line in enumerate(lines) if line.strip()), 0)
