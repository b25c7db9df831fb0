"""An error on the learner's own line, and what explains it: the words every recogniser works with."""

from __future__ import annotations

import ast
import linecache
import re
import warnings
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from types import TracebackType
from typing import Any

from lab.errors.cells import Cell, Cells, parsed


@dataclass(frozen=True)
class Place:
    """Where a fault is: a line as the learner counts it, its text, and the part of it to underline."""

    line: int
    text: str
    start: int = 0
    end: int = 0
    """Characters ``start`` to ``end`` are at fault; none when they are equal."""
    cell: int | None = None
    """The number of the cell, when it is not the one that was just run."""


@dataclass(frozen=True)
class Explanation:
    """What is told of an error, in French, in the three parts of a failed check.

    ``mistake`` names the error in a few words and holds no value. ``corrected`` is the learner's line as it
    should be, when that is certain enough.
    """

    mistake: str
    constat: str = ""
    pourquoi: str = ""
    piste: str = ""
    place: Place | None = None
    corrected: str = ""


@dataclass(frozen=True)
class Fault:
    """An error, seen from the learner's code."""

    error: BaseException
    message: str
    cell: Cell | None
    """The learner's cell that failed; None when no line of theirs took part."""
    place: Place | None
    node: ast.AST | None
    """The expression that failed, where Python knows it."""
    names: Mapping[str, Any]
    """What the names held there."""
    tool: str
    """The library that stopped, called from the learner's line; empty when that line itself failed."""
    tool_line: str
    """The line of the library that raised the error."""
    cells: Cells

    @property
    def text(self) -> str:
        """The learner's line."""
        return self.place.text if self.place else ""

    @property
    def bare(self) -> str:
        """The learner's line without what its texts and comments say, column for column."""
        return masked(self.text)

    def explain(
        self, mistake: str, constat: str, pourquoi: str, piste: str, corrected: str = ""
    ) -> Explanation:
        """An explanation at this fault's place; a corrected line that Python would refuse is left out."""
        if corrected and not self._is_better(corrected):
            corrected = ""
        return Explanation(mistake, constat, pourquoi, piste, self.place, corrected.rstrip())

    def at(self, line: int, start: int = 0, end: int = 0) -> Fault:
        """The same fault, seen on another line of its cell (or on other columns of its line)."""
        if not self.cell or not self.place:
            return self
        lines = self.cell.code.splitlines()
        row = line - self.cell.shift - 1
        text = lines[row] if 0 <= row < len(lines) else self.text
        return replace(self, place=replace(self.place, line=line, text=text, start=start, end=end))

    def on(self, found: re.Match[str]) -> Fault:
        """The same fault, on what a pattern found in its line."""
        return self.at(self.place.line, *found.span()) if self.place else self

    def source(self, node: ast.AST | None) -> str:
        """What the learner wrote for an expression; empty if unknown."""
        return (ast.get_source_segment(self.cell.code, node) or "") if self.cell and node else ""

    def value(self, node: ast.AST | None) -> Any:
        """What a name or a constant was worth; None for anything else."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self.names.get(name)
        return None

    def _is_better(self, corrected: str) -> bool:
        """Whether Python would read ``corrected`` in the place of the line."""
        if not self.cell or not self.place or corrected == self.text:
            return False
        row = self.place.line - self.cell.shift
        lines = self.cell.code.splitlines()
        lines[row - 1 : row] = [corrected]
        refused = syntax_error("\n".join(lines) + "\n")
        return refused is None or (refused.lineno or 0) > row


Recogniser = Callable[[Fault, re.Match[str]], Explanation | None]


class Recognisers:
    """The mistakes that one module knows, in the order it tries them.

    Each is a function that gets the fault and the match of its pattern in the error's text, and returns an
    explanation, or None when it is another mistake.
    """

    def __init__(self) -> None:
        self._known: list[tuple[type[BaseException], re.Pattern[str], bool, Recogniser]] = []

    def __call__(
        self, kind: type[BaseException], message: str = "", in_tools: bool = False
    ) -> Callable[[Recogniser], Recogniser]:
        """Add a function: for errors of ``kind`` whose text holds ``message``.

        Errors inside a library are other mistakes, but for a function that says ``in_tools``.
        """

        def add(function: Recogniser) -> Recogniser:
            self._known.append((kind, re.compile(message), in_tools, function))
            return function

        return add

    def explanations(self, fault: Fault) -> Iterator[Explanation]:
        """What the functions that know this fault say, in order."""
        for kind, message, in_tools, function in self._known:
            if not isinstance(fault.error, kind) or (fault.tool and not in_tools):
                continue
            match = message.search(fault.message)
            explanation = function(fault, match) if match else None
            if explanation:
                yield explanation


def find_fault(error: BaseException, cells: Cells, namespace: Mapping[str, Any]) -> Fault:
    """Where ``error`` meets the learner's code: their deepest line, or the line Python could not read."""
    steps = list(_steps(error.__traceback__))
    own = [step for step in steps if step.tb_frame.f_code.co_filename in cells.run]
    if own:
        return _run_fault(error, own[-1], steps[-1], cells)
    if isinstance(error, SyntaxError):
        return _syntax_fault(error, cells, namespace)
    return Fault(error, str(error), None, None, None, namespace, "", "", cells)


def _steps(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace:
        yield trace
        trace = trace.tb_next


def _run_fault(error: BaseException, own: TracebackType, deepest: TracebackType, cells: Cells) -> Fault:
    code = own.tb_frame.f_code
    cell = cells.run[code.co_filename]
    positions = next(islice(code.co_positions(), own.tb_lasti // 2, None), (None, None, None, None))
    tool = tool_line = ""
    if deepest is not own:
        tool = deepest.tb_frame.f_globals.get("__name__", "").partition(".")[0]
        tool_line = linecache.getline(deepest.tb_frame.f_code.co_filename, deepest.tb_lineno)
    return Fault(
        error,
        # A text that `eval` cannot read is no line of the cell: what it says is not about that line.
        "" if isinstance(error, SyntaxError) else str(error),
        cell,
        _place(cell, own.tb_lineno, positions, cells),
        _node(cell.code, positions),
        ChainMap(dict(own.tb_frame.f_locals), own.tb_frame.f_globals),
        tool,
        tool_line,
        cells,
    )


def _place(
    cell: Cell, line: int, positions: tuple[int | None, int | None, int | None, int | None], cells: Cells
) -> Place:
    lines = cell.code.splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    first, last, start, end = positions
    if first != line or start is None or end is None:
        start = end = 0
    elif last != line:
        end = len(text.encode())
    latest = next(reversed(cells.run.values()), cell)
    return Place(
        line + cell.shift,
        text,
        _characters(text, start),
        _characters(text, end),
        None if cell is latest else cell.number,
    )


def _characters(text: str, offset: int) -> int:
    """How many characters of ``text`` are in its first ``offset`` bytes."""
    return len(text.encode()[:offset].decode(errors="replace"))


def _node(code: str, positions: tuple[int | None, ...]) -> ast.AST | None:
    tree = parsed(code)
    if tree is None:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and positions == (
            node.lineno,
            node.end_lineno,
            node.col_offset,
            node.end_col_offset,
        ):
            return node
    return None


def _syntax_fault(error: SyntaxError, cells: Cells, namespace: Mapping[str, Any]) -> Fault:
    """Python's own reading of the cell: IPython says « incomplete input » for an open bracket."""
    name = error.filename or ""
    cell = cells.run.get(name)
    if cell is None:  # refused before it had a file name
        cell = Cell.of(0, cells.latest, cells.latest)
    error = syntax_error(cell.code, name) or error
    lines = cell.code.splitlines() or [""]
    line = min(max(error.lineno or 1, 1), len(lines))
    text = lines[line - 1]
    start = min(max((error.offset or 1) - 1, 0), len(text))
    end = (error.end_offset or 0) - 1 if error.end_lineno == error.lineno else len(text)
    end = min(max(end, start + 1), len(text))
    if (error.msg or "").startswith("f-string: invalid"):
        start = end = 0  # Python 3.11 counts from the brace, not from the start of the line
    place = Place(line + cell.shift, text, start, max(start, end))
    return Fault(error, error.msg or "", cell, place, None, namespace, "", "", cells)


def syntax_error(code: str, filename: str = "<cell>") -> SyntaxError | None:
    """What Python, without IPython, finds wrong in the way ``code`` is written; None if nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(code, filename, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError as error:
        return error
    except ValueError:  # a null character
        return None
    return None


_TEXT = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|#.*""")


def masked(line: str) -> str:
    """A line whose texts hold only « · » and whose comment is blank: what is left is code."""

    def hide(found: re.Match[str]) -> str:
        text = found[0]
        return " " * len(text) if text.startswith("#") else f"{text[0]}{'·' * (len(text) - 2)}{text[-1]}"

    return _TEXT.sub(hide, line)
