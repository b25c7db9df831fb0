"""Marlin's protocol, seen from the host: numbered lines out, answers in. No I/O, no waiting.

A line is ``N<number> <command>*<checksum>``; the firmware answers each with ``ok``, or asks for it again with
``Resend: <number>``. Source: Marlin's own answers (``tests/captures``) and its G-code reference.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

BAUD = 115200
RECEIVE_BUFFER = 127
"""Bytes the firmware can hold before it reads them: never more than this are sent without an answer."""

HISTORY = 64
"""Lines kept after their ok, in case the firmware turns out to have missed one."""

MOST_RESENDS = 10
LONGEST_LINE = 4096
"""Bytes kept of a line that does not end: garbage."""


def checksum(text: str) -> int:
    """The exclusive or of the bytes of a line."""
    total = 0
    for byte in text.encode("ascii"):
        total ^= byte
    return total


def frame(number: int, command: str) -> bytes:
    """The bytes of a numbered line with its checksum."""
    text = f"N{number} {command}"
    return f"{text}*{checksum(text)}\n".encode("ascii")


RESTART_NUMBERS = frame(0, "M110 N0")
"""Makes the next number 1."""


class Kind(StrEnum):
    OK = "ok"
    RESEND = "resend"
    BUSY = "busy"
    START = "start"
    KILLED = "killed"
    ERROR = "error"
    UNKNOWN = "unknown"
    ACTION = "action"
    REPORT = "report"
    """Temperatures while it heats (M109, M190) or by themselves (M155)."""
    OTHER = "other"


@dataclass(frozen=True)
class Answer:
    """One line from the machine. ``number`` is that of a Resend; ``text`` is the line, or what a quote
    holds.
    """

    kind: Kind
    text: str
    number: int = 0

    @property
    def temperatures(self) -> Temperatures | None:
        """The temperatures in this line, or None."""
        return temperatures(self.text)

    @property
    def position(self) -> tuple[float, float, float] | None:
        """The position (mm) in an answer to M114 or G28, or None."""
        match = _POSITION.match(self.text)
        return (float(match[1]), float(match[2]), float(match[3])) if match else None


@dataclass(frozen=True)
class Temperatures:
    """Les températures en °C : celle de la buse et celle du plateau, et ce qui leur est demandé."""

    nozzle: float
    nozzle_target: float
    bed: float
    bed_target: float


_NUMBER = r"(-?\d+\.?\d*)"
_TEMPERATURES = re.compile(rf"\bT:{_NUMBER} */{_NUMBER} +B:{_NUMBER} */{_NUMBER}")
_POSITION = re.compile(rf"X:{_NUMBER} Y:{_NUMBER} Z:{_NUMBER} ")
_PATTERNS = [
    (Kind.OK, re.compile(r"ok\b")),
    (Kind.RESEND, re.compile(r"(?:Resend|rs)[: ] *(?:N)?(\d+)")),
    (Kind.BUSY, re.compile(r"(?:echo:)?busy:")),
    (Kind.START, re.compile(r"start$")),
    (Kind.KILLED, re.compile(r"Error:Printer halted")),
    (Kind.ERROR, re.compile(r"Error:")),
    (Kind.UNKNOWN, re.compile(r'echo:Unknown command: "(.*)"')),
    (Kind.ACTION, re.compile(r"//")),
    (Kind.REPORT, re.compile(r" *T:-?\d")),
]


def parse(line: str) -> Answer:
    """What a line from the machine means."""
    for kind, pattern in _PATTERNS:
        if match := pattern.match(line):
            if kind is Kind.RESEND:
                return Answer(kind, line, int(match[1]))
            return Answer(kind, match[1] if kind is Kind.UNKNOWN else line)
    return Answer(Kind.OTHER, line)


def temperatures(text: str) -> Temperatures | None:
    match = _TEMPERATURES.search(text)
    return Temperatures(*(float(value) for value in match.groups())) if match else None


class Lines:
    """Bytes in, whole lines out."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Answer]:
        *lines, rest = (self._rest + data).split(b"\n")
        self._rest = rest[-LONGEST_LINE:]
        for line in lines:
            yield parse(line.decode("latin-1").rstrip("\r"))


class Desynchronised(Exception):
    """The machine asks for a line that is not known any more, or for the same one again and again."""


class Sender:
    """Which lines to send, which to send again, and how many bytes the machine may hold.

    Feed it commands with :meth:`put` and answers with :meth:`hear`; :meth:`take` gives the bytes to write
    now.
    Lines must begin after ``RESTART_NUMBERS`` was accepted.
    """

    def __init__(self, window: int = RECEIVE_BUFFER) -> None:
        self.window = window
        self._commands: dict[int, str] = {}
        self._last = 0
        self._next = 1
        self._unanswered: deque[int] = deque()
        self._bytes = 0
        self._extra_oks = 0
        self._damaged = False
        self._resends: dict[int, int] = {}

    @property
    def idle(self) -> bool:
        """True when every line was sent and answered."""
        return self._next > self._last and not self._unanswered

    @property
    def has_room(self) -> bool:
        """True when a new line could be sent at once."""
        return self._next > self._last and self._bytes < self.window // 2

    @property
    def answered(self) -> int:
        """How many lines are done with."""
        return (self._unanswered[0] if self._unanswered else self._next) - 1

    def put(self, command: str) -> None:
        """Queue a command (no comment, no number)."""
        self._last += 1
        self._commands[self._last] = command

    def take(self) -> bytes:
        """The lines that may be sent now. One line may always be under way, however long."""
        data = b""
        while self._next <= self._last:
            line = self._frame(self._next)
            if self._unanswered and self._bytes + len(line) > self.window:
                break
            data += line
            self._unanswered.append(self._next)
            self._bytes += len(line)
            self._next += 1
        return data

    def hear(self, answer: Answer) -> None:
        """Take an answer into account. Raises :class:`Desynchronised`."""
        match answer.kind:
            case Kind.RESEND:
                self._extra_oks = 1
                self._rewind(answer.number)
            case Kind.UNKNOWN:
                # A damaged "N" makes the whole line an unknown command, answered ok: send it again.
                self._damaged = bool(self._unanswered) and answer.text != self._commands[self._unanswered[0]]
            case Kind.OK:
                self._ok()

    def forgive(self) -> None:
        """The machine has answered a later question: what is unanswered was done, or will be asked again."""
        while self._unanswered:
            self._done(self._unanswered.popleft())
        self._extra_oks = 0
        self._damaged = False

    def _ok(self) -> None:
        if self._extra_oks:
            self._extra_oks = 0
        elif self._damaged:
            self._damaged = False
            self._rewind(self._unanswered[0])
        elif self._unanswered:
            self._done(self._unanswered.popleft())

    def _done(self, number: int) -> None:
        self._bytes -= len(self._frame(number))
        self._commands.pop(number - HISTORY, None)

    def _rewind(self, number: int) -> None:
        if number > self._last or number not in self._commands:
            raise Desynchronised(f"line {number} is not known")
        self._resends[number] = self._resends.get(number, 0) + 1
        if self._resends[number] > MOST_RESENDS:
            raise Desynchronised(f"line {number} never gets through")
        while self._unanswered and self._unanswered[-1] >= number:
            self._bytes -= len(self._frame(self._unanswered.pop()))
        self._next = number

    def _frame(self, number: int) -> bytes:
        return frame(number, self._commands[number])
