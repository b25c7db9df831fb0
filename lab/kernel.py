"""What every kernel of the lab has more: errors explained in French, and time that passes between cells.

IPython loads it as an extension (``--ext=lab.kernel`` in the lab's kernel specification).
"""

from __future__ import annotations

import html
import linecache
import re
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any, cast

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import HTML, display
from tornado.ioloop import PeriodicCallback

from hardware import clock
from hardware.errors import HardwareError

TICK_MS = 20
"""How often, in milliseconds, events of the wall clock (a LED that blinks) are looked at between cells."""
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_LINE = "margin:.3em 0"
_UNKNOWN = ("github.com/friendly-traceback", "Je ne reconnais pas ce message")
"""In friendly's text when it knows nothing about an error."""


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Explain errors in French and keep events going between cells (called by IPython)."""
    report: Callable[[type, BaseException, list[str]], None] = shell._showtraceback

    def explain_and_report(kind: type, error: BaseException, lines: list[str]) -> None:
        try:
            display(HTML(explanation(error, lines)))
        except Exception:  # noqa: BLE001 - an explanation that fails must not hide the error
            report(kind, error, lines)
        else:
            report(kind, error, [_last_line(error)])  # still an `error` output, for every tool that reads one

    shell._showtraceback = explain_and_report  # type: ignore[method-assign]
    if getattr(shell, "kernel", None) is not None:
        PeriodicCallback(clock.WALL.run_due_events, TICK_MS).start()


def explanation(error: BaseException, lines: list[str]) -> str:
    """The panel shown above an error: what happened, on which line of the learner's, the raw text folded."""
    raw = html.escape(_ANSI.sub("", "\n".join(lines)))
    title, body = _words(error)
    return (
        '<section class="coop-error" style="border-left:4px solid #a4262c;padding:.2em .8em;margin:.2em 0">'
        f'<p style="{_LINE}"><strong>{html.escape(title)}</strong></p>'
        + _own_line(error)
        + "".join(f'<p style="{_LINE};white-space:pre-line">{_code(text)}</p>' for text in body if text)
        + f"<details><summary>Message complet de Python</summary><pre>{raw}</pre></details></section>"
    )


def _words(error: BaseException) -> tuple[str, list[str]]:
    """A title and paragraphs about an error, in French."""
    if isinstance(error, KeyboardInterrupt):
        return "Programme arrêté à la demande.", []
    if isinstance(error, HardwareError):
        return str(error), []
    info = _friendly(error)
    cause, hint = info.get("cause", "").strip(), info.get("suggest", "").strip()
    if not cause or any(mark in cause for mark in _UNKNOWN):
        cause, hint = info.get("generic", "").strip(), f"Python dit : {error}"
    return f"Erreur {type(error).__name__}", [cause, hint]


def _friendly(error: BaseException) -> dict[str, str]:
    import friendly_traceback  # 0.4 s to import: only when a first error asks for it
    from friendly_traceback.core import FriendlyTraceback

    if friendly_traceback.get_lang() != "fr":
        friendly_traceback.set_lang("fr")
    explained = FriendlyTraceback(type(error), error, cast(TracebackType, error.__traceback__))
    explained.compile_info()
    return cast(dict[str, str], explained.info)


def _own_line(error: BaseException) -> str:
    """The learner's line an error comes from, with its number in the cell; nothing if there is none."""
    if isinstance(error, SyntaxError):
        number, text = error.lineno, error.text
    else:
        number, text = _deepest_line(error.__traceback__)
    if not number or not (text and text.strip()):
        return ""
    return (
        f'<p style="{_LINE}">Ligne {number} :</p>'
        f'<pre style="background:rgba(128,128,128,.15);padding:.3em .8em">{html.escape(text.rstrip())}</pre>'
    )


def _deepest_line(trace: TracebackType | None) -> tuple[int | None, str]:
    """Number and text of the deepest line of a traceback that is in a cell."""
    for frame in reversed(traceback.extract_tb(trace)):
        if is_cell(frame.filename):
            return frame.lineno, linecache.getline(frame.filename, frame.lineno or 0)
    return None, ""


def is_cell(filename: str) -> bool:
    """Whether a file name of a traceback is that of a cell (ipykernel's, or plain IPython's)."""
    return "ipykernel_" in filename or filename.startswith("<ipython-input")


def _code(text: str) -> str:
    """French text with `code` between backquotes, as HTML."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def _last_line(error: Any) -> str:
    return "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
