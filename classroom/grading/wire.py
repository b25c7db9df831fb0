"""JSON lines over a private socket, with a size limit and a deadline: how the two worlds talk.

The worker's end is in reach of the learner's code, so the trusted end believes nothing: a line too long, a
line that is not JSON or a line too late is an exception, never a wait or a crash.

Requests, trusted side to worker, one at a time: ``{"id": n, "op": …}``; op is run, file, get, set, delete,
attr or call. While it works on one, the worker may ask for its machines: ``{"id": n, "ask": {…}}``, answered
by ``{"answer": …}``. It ends with ``{"id": n, "value": …}`` or ``{"id": n, "raised":
{"type": built-in exception, "text": …}}``. Values have the form of :mod:`classroom.grading.values`.
"""

from __future__ import annotations

import json
import socket
import time
from typing import Any

from classroom.grading.values import NotPlain

MAX_LINE = 16_000_000
"""Bytes of one message."""


class Wire:
    """One end of the line. Deadlines are moments of ``time.monotonic()``; None waits for ever."""

    def __init__(self, sock: socket.socket, longest: int = MAX_LINE) -> None:
        self._socket, self._longest = sock, longest
        self._buffer = bytearray()

    def send(self, message: Any, deadline: float | None = None) -> None:
        """Raises TimeoutError past the deadline, OSError when nobody is there, NotPlain when too long."""
        line = json.dumps(message, allow_nan=False, separators=(",", ":")).encode("utf-8") + b"\n"
        if len(line) > self._longest:
            raise NotPlain(f"une donnée de {len(line)} octets (au plus {self._longest})")
        self._wait_until(deadline)
        self._socket.sendall(line)

    def receive(self, deadline: float | None = None) -> Any:
        """Raises TimeoutError past the deadline, EOFError when nobody is there, NotPlain for nonsense."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > self._longest:
                self._buffer.clear()
                raise NotPlain("un message sans fin")
            self._wait_until(deadline)
            data = self._socket.recv(1 << 16)
            if not data:
                raise EOFError
            self._buffer += data
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        try:
            return _without_surrogates(json.loads(line, parse_constant=_refuse), line)
        except (ValueError, RecursionError) as error:
            raise NotPlain("un message qui n'est pas du JSON") from error

    def close(self) -> None:
        self._socket.close()

    def _wait_until(self, deadline: float | None) -> None:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)


def _without_surrogates(message: Any, line: bytes) -> Any:
    """``message`` with a ``?`` for each half character: JSON lets them by, no file in UTF-8 holds one."""
    if b"\\ud" not in line.lower():
        return message
    return json.loads(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace"))


def _refuse(constant: str) -> Any:
    raise NotPlain(f"{constant} n'est pas du JSON")
