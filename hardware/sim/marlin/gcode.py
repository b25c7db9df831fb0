"""Lines as the firmware reads them: comments, line numbers, checksums, then a command and its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LONGEST_LINE = 95

_NUMBERED = re.compile(r"N\s*([-+]?\d*)")
_HEAD = re.compile(r"([GMT]) *(\d+)(?:\.\d+)?")
_WORD = re.compile(r"([A-Z]) *([-+]?(?:\d+\.?\d*|\.\d+))?")
_EMERGENCY = re.compile(r" *(?:N *-?\d+ *)?(M112|M108|M410)(?!\d)")


class LineError(Exception):
    """A line that must be sent again; the message is the firmware's."""


def strip_comment(raw: str) -> str:
    return raw.split(";", 1)[0].strip(" \r\n")[:LONGEST_LINE]


def accept(line: str, last: int) -> int | None:
    """The new last line number once ``line`` is accepted, or None for a line to ignore without an answer.

    Raises :class:`LineError` for a wrong number or checksum. A line without a number passes as it is.
    """
    if not line.startswith("N"):
        return last
    renumbers = "M110" in line
    source = line[line.rfind("N") :] if renumbers else line
    match = _NUMBERED.match(source)
    number = int(match[1]) if match and match[1].strip("+-") else 0
    if not renumbers and number != last + 1:
        if last - 1 <= number <= last:
            return None
        raise LineError("Line Number is not Last Line Number+1")
    body, star, checksum = line.rpartition("*")
    if not star:
        raise LineError("No Checksum with line number")
    digits = re.match(r" *[-+]?\d+", checksum)
    if int(digits[0] if digits else 0) != xor(body):
        raise LineError("checksum mismatch")
    return number


def xor(text: str) -> int:
    total = 0
    for byte in text.encode("latin-1"):
        total ^= byte
    return total


@dataclass(frozen=True)
class Command:
    """``name`` is like ``G28`` (empty when unknown), ``words`` its letters and their numbers, None without
    one.
    """

    name: str
    text: str
    words: dict[str, float | None] = field(default_factory=dict)
    tail: str = ""

    def has(self, letter: str) -> bool:
        return letter in self.words

    def number(self, letter: str, default: float = 0.0) -> float:
        """The number after a letter; 0 for a letter alone, ``default`` for a letter that is not there."""
        return self.words[letter] or 0.0 if letter in self.words else default


def parse(line: str) -> Command:
    """The command in an accepted line; only capitals count."""
    text = re.sub(r"^N[-+]?\d+ *", "", line).split("*", 1)[0].rstrip()
    head = _HEAD.match(text)
    if not head:
        return Command("", text)
    tail = text[head.end() :].strip()
    words = {letter: float(value) if value else None for letter, value in _WORD.findall(tail)}
    return Command(f"{head[1]}{int(head[2])}", text, words, tail)


def emergency(raw: str) -> str | None:
    """M112, M108 or M410 when the emergency parser sees one at the start of a line."""
    match = _EMERGENCY.match(raw)
    return match[1] if match else None
