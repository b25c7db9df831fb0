"""The pyserial handler of ``replay://FILE`` (and ``replay://FILE?trial=NAME``): a capture played back.

What the host writes must be what the capture's host sent, byte for byte and in order; what was received comes
back with the capture's own delays after the entry it followed, on the current clock.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from serial.serialutil import PortNotOpenError, SerialBase, SerialException

from hardware import clock
from hardware.errors import ReplayMismatch
from hardware.replay import Entry, read_capture


class Serial(SerialBase):
    """A line whose other end is a file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._entries: deque[Entry] = deque()
        self._due: deque[tuple[float, bytes]] = deque()
        self._arrived = bytearray()
        self._written = 0  # bytes of the next sent entry that the host has already written
        self._clock = clock.current()
        super().__init__(*args, **kwargs)

    def open(self) -> None:
        """Raises :class:`SerialException` without a file, :class:`BadValue` when it is no capture."""
        path, _, query = str(self.port).removeprefix("replay://").partition("?")
        try:
            self._entries = deque(read_capture(Path(unquote(path)), *parse_qs(query).get("trial", [])))
        except OSError as error:
            raise SerialException(error.errno, f"could not open capture {path}: {error}") from error
        self._clock = clock.current()
        self.is_open = True
        self._schedule(0.0)

    def close(self) -> None:
        self.is_open = False

    def write(self, b: Any, /) -> int:
        """Raises :class:`ReplayMismatch` when the capture's host sent something else."""
        self._need_open()
        data = bytes(b)
        for position, byte in enumerate(data):
            if not self._entries or self._entries[0].data[self._written] != byte:
                raise ReplayMismatch(self._mismatch(data, position))
            self._written += 1
            if self._written == len(self._entries[0].data):
                self._written = 0
                self._schedule(self._entries.popleft().seconds)
        return len(data)

    def read(self, size: int = 1, /) -> bytes:
        self._need_open()
        end = None if self.timeout is None else self._clock.now() + self.timeout
        while len(self._arrived) < size:
            self._arrive()
            if len(self._arrived) >= size or (end is not None and self._clock.now() >= end):
                break
            if not self._due and end is None:
                raise SerialException("the capture is over: nothing more will come")
            following = self._due[0][0] if self._due else end
            self._clock.sleep_until(min(when for when in (following, end) if when is not None))
        data = bytes(self._arrived[:size])
        del self._arrived[:size]
        return data

    @property
    def in_waiting(self) -> int:
        self._need_open()
        self._arrive()
        return len(self._arrived)

    def reset_input_buffer(self) -> None:
        self._need_open()
        self._arrive()
        self._arrived.clear()

    def reset_output_buffer(self) -> None:
        self._need_open()

    def _reconfigure_port(self) -> None:
        """A file has no settings."""

    _update_dtr_state = _update_rts_state = _update_break_state = _reconfigure_port

    def _need_open(self) -> None:
        if not self.is_open:
            raise PortNotOpenError

    def _schedule(self, reference: float) -> None:
        """Date what was received before the next sent entry, from now, as it came after ``reference``."""
        now = self._clock.now()
        while self._entries and not self._entries[0].sent:
            entry = self._entries.popleft()
            self._due.append((now + max(0.0, entry.seconds - reference), entry.data))

    def _arrive(self) -> None:
        now = self._clock.now()
        while self._due and self._due[0][0] <= now:
            self._arrived += self._due.popleft()[1]

    def _mismatch(self, data: bytes, position: int) -> str:
        sent = _shown(data)
        if not self._entries:
            return f"{self.port} : la capture est finie, mais le programme envoie encore {sent}."
        entry = self._entries[0]
        return (
            f"{self.port}, ligne {entry.line} : la capture attend {_shown(entry.data)} "
            f"(à partir de l'octet {self._written}), "
            f"le programme envoie {sent} (à partir de l'octet {position})."
        )


def _shown(data: bytes) -> str:
    text = data.removesuffix(b"\n")
    return f"« {text.decode()} »" if text.isascii() and text.decode().isprintable() else data.hex(" ")
