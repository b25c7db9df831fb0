"""Text that comes from a submission, made safe to show: on a terminal, in a page, in a table."""

from __future__ import annotations

import unicodedata

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Unicode categories that draw nothing and can move, hide or reorder what is drawn: controls, bidi marks…"""
_KEPT = {"\n", "\u200c", "\u200d"}
"""A new line, and the joiners that some scripts and emojis need."""
REPLACEMENT = "\ufffd"


def printable(text: str) -> str:
    """``text`` with every control or format character shown as « � », and tabs as spaces."""
    return "".join(
        REPLACEMENT if unicodedata.category(letter) in _UNSEEN and letter not in _KEPT else letter
        for letter in text.replace("\t", "    ").replace("\r\n", "\n")
    )


def one_line(text: str) -> str:
    """``text`` as :func:`printable` gives it, on one line."""
    return " ".join(printable(text).split())


def cut(text: str, columns: int) -> str:
    """``text`` on one line of at most ``columns`` columns of a terminal, « … » where it was cut."""
    line = one_line(text)
    if width(line) <= columns:
        return line
    kept, room = "", columns - 1
    for letter in line:
        room -= width(letter)
        if room < 0:
            break
        kept += letter
    return f"{kept}…" if columns > 0 else ""


def width(text: str) -> int:
    """Columns that a terminal gives to ``text``."""
    return sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or letter in _KEPT:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
