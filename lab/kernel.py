"""What every kernel of the lab has more: errors explained, time that passes between cells, a warm start.

IPython loads it as an extension (``--ext=lab.kernel`` in the lab's kernel specification).
"""

from __future__ import annotations

import contextlib
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult, InteractiveShell
from IPython.display import display
from tornado.ioloop import IOLoop, PeriodicCallback

from hardware import clock
from lab import warm
from lab.errors import Cell, Cells, Explanation, explain, notices
from lab.errors.panel import as_text, error_panel, notice_panel

TICK_MS = 20
"""How often, in milliseconds, events of the wall clock (a LED that blinks) are looked at between cells."""


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Explain errors in French and keep events going between cells (called by IPython)."""
    cells = Cells(_notebook())
    _follow_cells(shell, cells)
    _explain_errors(shell, cells)
    shell.events.register("post_run_cell", lambda result: _end_cell(shell, cells, result))
    if getattr(shell, "kernel", None) is not None:
        PeriodicCallback(clock.WALL.run_due_events, TICK_MS).start()
        _warm_up(shell, cells.notebook)


def _warm_up(shell: InteractiveShell, notebook: Path | None) -> None:
    """Load what the notebook will need while nothing runs, and what a cell needs before it runs."""
    with contextlib.suppress(OSError):
        warm.start(notebook.read_text(encoding="utf-8") if notebook else "", IOLoop.current().call_later)
    shell.events.register("pre_run_cell", lambda info: warm.before_a_cell(info.raw_cell or ""))


def _follow_cells(shell: InteractiveShell, cells: Cells) -> None:
    """Remember each cell that runs under the file name that its tracebacks give."""
    name_of: Callable[..., str] = shell.compile.cache

    def name_and_keep(code: str, number: int = 0, raw_code: str | None = None) -> str:
        name = name_of(code, number, raw_code)
        cells.keep(name, Cell.of(number, code, raw_code or code))
        return name

    def begin(info: ExecutionInfo) -> None:
        cells.begin(info.raw_cell or "", info.cell_id or "")

    shell.compile.cache = name_and_keep  # type: ignore[method-assign]
    shell.events.register("pre_run_cell", begin)


def _explain_errors(shell: InteractiveShell, cells: Cells) -> None:
    report: Callable[[type, BaseException, list[str]], None] = shell._showtraceback

    def explain_and_report(kind: type, error: BaseException, lines: list[str]) -> None:
        try:
            told = explain(error, cells, shell.user_ns)
            _show(told, error_panel(told, lines))
        except Exception:  # noqa: BLE001 - an explanation that fails must not hide the error
            report(kind, error, lines)
        else:
            report(kind, error, [_last_line(error)])  # still an `error` output, for every tool that reads one

    shell._showtraceback = explain_and_report  # type: ignore[method-assign]


def _end_cell(shell: InteractiveShell, cells: Cells, result: ExecutionResult) -> None:
    """Remember a cell that an error stopped; tell what is surely wrong in one that ran to its end."""
    if result.error_in_exec is not None:
        cells.stop()
    if not result.success or not cells.run:
        return
    found = notices(next(reversed(cells.run.values())), shell.user_ns)
    if found and not cells.latest_hides_a_mistake():
        for told in found:
            _show(told, notice_panel(told))


def _show(told: Explanation, panel: str) -> None:
    display({"text/html": panel, "text/plain": as_text(told)}, raw=True)


def _notebook() -> Path | None:
    """The notebook this kernel was started for, where Jupyter says so."""
    name = os.environ.get("JPY_SESSION_NAME", "")
    return Path(name) if name.endswith(".ipynb") else None


def _last_line(error: Any) -> str:
    return "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
