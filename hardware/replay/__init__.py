"""Captures of serial lines: written by :class:`Recorder`, played back by ``replay://FILE``.

One entry a line: seconds since the start, a direction, what crossed. ``>`` was sent by the host and ``<``
received; their rest is one line of text, its end of line left out. ``>>`` and ``<<`` carry bytes in
hexadecimal, for binary protocols. A line that starts with ``---`` or ``===`` names a trial; ``#`` is for
comments.

    --- blink
      0.01 << f9 02 05
      0.02 > N1 M105*38
      0.03 < ok T:21.87 /0.00
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from hardware import clock
from hardware.errors import BadValue

_ENTRY = re.compile(r"\s*(\d+(?:\.\d+)?) (>>|<<|>|<)(?: (.*))?$")


@dataclass(frozen=True)
class Entry:
    """One line of a capture: what crossed, when (seconds), which way, and where it stands in the file."""

    seconds: float
    sent: bool
    data: bytes
    line: int


def read_capture(path: Path, trial: str = "") -> list[Entry]:
    """The entries of ``path``; with ``trial``, only those under the first heading that contains this text.

    Raises :class:`BadValue` naming the line that cannot be read, and :class:`OSError` when there is no file.
    """
    entries: list[Entry] = []
    wanted = not trial
    # Captures hold what firmware really sent, garbage included: latin-1 reads every byte.
    for number, line in enumerate(path.read_text(encoding="latin-1").split("\n"), 1):
        if line.startswith(("---", "===")):
            if trial and wanted:
                break
            wanted = wanted or trial in line
        elif wanted and line.strip() and not line.startswith("#"):
            entries.append(_entry(path, number, line))
    if not wanted:
        raise BadValue(
            f"{path} : aucun essai ne s'appelle « {trial} ». Regarder les lignes qui commencent par ---."
        )
    return entries


def _entry(path: Path, number: int, line: str) -> Entry:
    found = _ENTRY.match(line)
    try:
        seconds, direction, rest = found.groups(default="")  # type: ignore[union-attr]
        data = bytes.fromhex(rest) if len(direction) == 2 else rest.encode("latin-1") + b"\n"
    except (AttributeError, ValueError):
        raise BadValue(
            f"{path}, ligne {number} : « {line.strip()} » n'est pas une ligne de capture. "
            "Exemples : « 0.52 > G28 », « 0.53 < ok », « 0.01 << f9 02 05 »."
        ) from None
    return Entry(float(seconds), direction[0] == ">", data, number)


class Recorder:
    """A serial line that writes what crosses it, in hexadecimal entries, to ``file``."""

    def __init__(self, line: Any, file: TextIO) -> None:
        self._line = line
        self._file = file
        self._clock = clock.current()
        self._start = self._clock.now()

    def read(self, size: int = 1) -> bytes:
        data = self._line.read(size)
        self._write("<<", data)
        return data

    def read_until(self, expected: bytes) -> bytes:
        data = self._line.read_until(expected)
        self._write("<<", data)
        return data

    def write(self, data: bytes) -> int:
        count = self._line.write(data)
        self._write(">>", data)  # dated when it has left: played back, a write takes no time
        return count

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, value)
        else:
            setattr(self._line, name, value)

    def _write(self, direction: str, data: bytes) -> None:
        if data:
            print(f"{self._clock.now() - self._start:8.4f} {direction} {data.hex(' ')}", file=self._file)
