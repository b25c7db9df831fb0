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
    place: Place = Place(0, "")
    corrected: str = ""


_NO_CELL = Cell(0, "")


@dataclass(frozen=True)
class Fault:
    """An error, seen from the learner's code."""

    error: BaseException
    message: str
    names: Mapping[str, Any]
    """What the names held there."""
    cells: Cells
    cell: Cell = _NO_CELL
    """The learner's cell that failed; without code when no line of theirs took part."""
    place: Place = Place(0, "")
    node: ast.AST | None = None
    """The expression that failed, where Python knows it."""
    tool: str = ""
    """The library that stopped, called from the learner's line; empty when that line itself failed."""
    tool_line: str = ""
    """The line of the library that raised the error."""

    @property
    def text(self) -> str:
        """The learner's line."""
        return self.place.text

    @property
    def bare(self) -> str:
        """The learner's line without what its texts and comments say, column for column."""
        return masked(self.text)

    def explain(
        self,
        mistake: str,
        constat: str = "",
        pourquoi: str = "",
        piste: str = "",
        corrected: str = "",
        instead: str | None = None,
    ) -> Explanation:
        """An explanation at this fault's place.

        The corrected line is ``corrected``, or the learner's with ``instead`` for the part at fault; one that
        Python would refuse is left out.
        """
        if instead is not None:
            corrected = self.text[: self.place.start] + instead + self.text[self.place.end :]
        if corrected and not self._is_better(corrected):
            corrected = ""
        return Explanation(mistake, constat, pourquoi, piste, self.place, corrected.rstrip())

    def at(self, start: int = 0, end: int = 0) -> Fault:
        """The same fault, on other columns of its line."""
        return replace(self, place=replace(self.place, start=start, end=end))

    def on_line(self, line: int) -> Fault:
        """The same fault, on another line of its cell, as the learner counts it."""
        text = self.cell.code.splitlines()[line - self.cell.shift - 1]
        return replace(self, place=replace(self.place, line=line, text=text, start=0, end=0))

    def on(self, found: re.Match[str], group: int = 0) -> Fault:
        """The same fault, on what a pattern (or a group of it) found in its line."""
        return self.at(*found.span(group))

    def source(self, node: ast.AST | None) -> str:
        """What the learner wrote for an expression; empty if unknown."""
        return (ast.get_source_segment(self.cell.code, node) or "") if node else ""

    def part(self, name: str) -> ast.AST | None:
        """A part of the expression that failed, by its name in :mod:`ast`; None if it has none."""
        part = getattr(self.node, name, None)
        return part if isinstance(part, ast.AST) else None

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
        if corrected == self.text:
            return False
        row = self.place.line - self.cell.shift
        lines = self.cell.code.splitlines()
        lines[row - 1 : row] = [corrected]
        refused = syntax_error("\n".join(lines) + "\n")
        return refused is None or (refused.lineno or 0) > row


Recogniser = Callable[[Fault, re.Match[str]], Explanation | None]


class Recognisers:
    """The mistakes that one module knows, in the order it tries them: rows of texts, or functions.

    A function gets the fault and a match, and returns an explanation, or None when it is another mistake.
    """

    def __init__(self) -> None:
        self._known: list[tuple[type[BaseException], re.Pattern[str], re.Pattern[str], bool, Recogniser]] = []

    def __call__(
        self, kind: type[BaseException], message: str = "", line: str = "", in_tools: bool = False
    ) -> Callable[[Recogniser], Recogniser]:
        """Add a function: for errors of ``kind`` whose text holds ``message``, on a line that holds ``line``.

        Both are regular expressions; ``line`` is looked for outside texts and comments. The function gets the
        match of ``line``, or of ``message`` when there is no ``line``. Errors inside a library are other
        mistakes, but for a function that says ``in_tools``.
        """

        def add(function: Recogniser) -> Recogniser:
            self._known.append((kind, re.compile(message), re.compile(line), in_tools, function))
            return function

        return add

    def mistake(
        self,
        kind: type[BaseException],
        message: str,
        mistake: str,
        constat: str,
        pourquoi: str,
        piste: str,
        *,
        line: str = "",
        instead: str | None = None,
        in_tools: bool = False,
    ) -> None:
        """Add a row: the error as above, the four parts told, and what to write ``instead`` of ``line``.

        In each text ``{0}`` is the match, ``{1}``, ``{2}``… its groups.
        """

        @self(kind, message, line, in_tools)
        def _(fault: Fault, found: re.Match[str]) -> Explanation:
            groups = (found[0], *found.groups(""))
            told = [text.format(*groups) for text in (mistake, constat, pourquoi, piste)]
            there = fault.on(found) if line else fault
            return there.explain(*told, instead=None if instead is None else instead.format(*groups))

    def explanations(self, fault: Fault) -> Iterator[Explanation]:
        """What the rows and functions that know this fault say, in order."""
        for kind, message, line, in_tools, function in self._known:
            if not isinstance(fault.error, kind) or (fault.tool and not in_tools):
                continue
            found = message.search(fault.message)
            if found and line.pattern:
                found = line.search(fault.bare)
            explanation = function(fault, found) if found else None
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
    return Fault(error, str(error), namespace, cells)


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
        ChainMap(dict(own.tb_frame.f_locals), own.tb_frame.f_globals),
        cells,
        cell,
        _place(cell, own.tb_lineno, positions, cells),
        _node(cell.code, positions),
        tool,
        tool_line,
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
    return Fault(error, error.msg or "", namespace, cells, cell, place)


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
