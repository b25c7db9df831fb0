"""How a program finds the guardian of a live machine, and starts it when there is none.

The file and the hello are described in ``guardian.py``.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from hardware.config import runtime_directory
from hardware.errors import ConnectionLost

HELLO_TIME_OUT = 5.0
OWNER = secrets.token_hex(8)
"""This process, for a guardian: a cell run again takes over its own line."""


@dataclass(frozen=True)
class Rendezvous:
    """Where a live machine is served: loopback ``port``, secret ``token``, process id of the guardian."""

    kind: str
    port: int
    token: str
    pid: int

    def write(self) -> None:
        """Leave word, whole or not at all, for the owner's eyes only."""
        draft = private_directory() / f"{self.kind}.{self.pid}"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(self), file)
        os.replace(draft, _file(self.kind))

    def remove(self) -> None:
        """Take the word back, unless it is another guardian's by now."""
        if read(self.kind) == self:
            _file(self.kind).unlink(missing_ok=True)


def read(kind: str) -> Rendezvous | None:
    """The word left by the guardian of this kind, or None; it may be one that died."""
    try:
        return Rendezvous(**json.loads(_file(kind).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def connect(kind: str, op: str = "serial") -> socket.socket:
    """A connection to the live machine of this kind, started if need be; the hello is done.

    ``op`` is ``"serial"`` (raw bytes follow) or ``"view"`` (JSON lines follow, see ``guardian.py``).
    Raises :class:`ConnectionLost`, in French: another notebook has the line, or the machine cannot start.
    """
    with _locked(private_directory() / f"{kind}.lock"):
        if (connection := _hello(kind, op)) is not None:
            return connection
        _start(kind)
        if (connection := _hello(kind, op)) is not None:
            return connection
    raise ConnectionLost(_CANNOT_START.format(kind=kind, why=""))


_CANNOT_START = (
    "La machine simulée « {kind} » ne démarre pas.{why} "
    "Relancez la cellule ; si cela recommence, fermez JupyterLab et relancez « python3 start.py »."
)


def private_directory() -> Path:
    """The runtime directory, made for its owner alone. Raises ConnectionLost if somebody else has it."""
    path = runtime_directory()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        if path.stat().st_uid != os.getuid():
            raise ConnectionLost(
                f"Le dossier {path} appartient à un autre compte : "
                "les machines simulées ne peuvent pas s'en servir. "
                "Supprimez ce dossier, ou donnez-en un autre dans la variable ATELIER_RUNTIME."
            )
        path.chmod(0o700)
    return path


def _file(kind: str) -> Path:
    return runtime_directory() / f"{kind}.json"


def _hello(kind: str, op: str) -> socket.socket | None:
    """Greet the guardian of the rendezvous; None when there is none alive."""
    place = read(kind)
    if place is None:
        return None
    try:
        connection = socket.create_connection(("127.0.0.1", place.port), HELLO_TIME_OUT)
    except OSError:
        return None
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        hello = {"op": op, "token": place.token, "owner": OWNER}
        connection.sendall(json.dumps(hello).encode() + b"\n")
        answer = json.loads(_line(connection))
    except (OSError, ValueError):
        connection.close()
        return None
    if "error" in answer:
        connection.close()
        raise ConnectionLost(answer["error"])
    return connection


def _line(connection: socket.socket) -> bytes:
    """One line and not a byte more: what follows is not ours."""
    line = b""
    while not line.endswith(b"\n"):
        if not (byte := connection.recv(1)):
            raise ConnectionResetError
        line += byte
    return line


def _start(kind: str) -> None:
    """Start a guardian and wait until it serves, or says in French why it can't."""
    detached = 0
    if sys.platform == "win32":
        detached = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    with open(private_directory() / f"{kind}.log", "w") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "hardware.sim.guardian", kind],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=private_directory(),
            start_new_session=True,  # out of reach of the kernel's Ctrl-C and of its death
            creationflags=detached,
        )
    threading.Thread(target=process.wait, daemon=True).start()  # leaves no zombie when it ends
    assert process.stdout is not None
    with process.stdout:
        word = process.stdout.readline().decode().strip()
    if word != "ready":
        raise ConnectionLost(_CANNOT_START.format(kind=kind, why=f" {word}" if word else ""))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold ``path`` against every other process: two kernels at once start one guardian."""
    with open(path, "a+") as file:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # released with the file
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
