"""The guardian: a small process that owns one live simulated machine, and outlives a busy or dead kernel.

    python -m hardware.sim.guardian uno

Programs rarely start it themselves: :func:`connect` finds the running guardian of a kind of machine, or
starts one.

Rendezvous
    A file ``KIND.json`` in the private runtime directory (``hardware.config.runtime_directory``, mode 0700,
    moved with the environment variable ``ATELIER_RUNTIME``), written whole, readable by its owner only::

        {"kind": "uno", "port": 40123, "token": "…", "pid": 4242}

    The guardian listens on ``127.0.0.1:port``. It ends by itself, and removes the file, when nobody has been
    connected for ``ATELIER_LINGER`` seconds (30).

Hello
    The first line a client sends is JSON and holds the token:
    ``{"op": "serial", "token": "…", "owner": "…"}`` or ``{"op": "view", "token": "…"}``.
    The guardian answers one line, ``{"ok": true, "kind": "uno"}`` or
    ``{"error": "…"}`` (French, for the learner) and closes. A wrong token is closed without an answer.

Serial line
    After the hello, raw bytes both ways. One client at a time; as on a real board, opening the line resets
    the machine. The same ``owner`` (a process) takes its own line over; another is refused while the first
    lives.

View protocol
    After the hello, JSON lines both ways, any number of views. The guardian sends a frame at once, then at
    most 30 a second, and only when something but the time has changed::

        {"t": 12.345,            emulated seconds since power-on
         "paused": false, "speed": 1.0,
         "late": 0.0,            seconds lost on a host too slow for real time
         …}                      and what the machine's own ``frame()`` says

    For ``uno`` (:meth:`hardware.sim.uno.Uno.frame`)::

        "pins": [0, 1, …]        20 levels, 0–13 then A0–A5 (14–19), the level on the pin now
        "modes": ["in", …]       20 of "in", "pullup", "out"
        "duty": {"9": 0.502}     share of the time high since the last frame, of pins that moved since then
        "analog": [0.0, …]       volts on A0–A5

    A view may send, one a line::

        {"op": "drive", "pin": 2, "level": 0}         an outside level on a pin; null lets go of it
        {"op": "volts", "channel": 0, "volts": 2.5}   a voltage (0–5) on A0–A5; null lets go of it
        {"op": "reset"}                               the reset button
        {"op": "pause", "on": true}                   stop time, or let it go on ("on" false)
        {"op": "speed", "factor": 0.1}                emulated seconds in a real one, 0.01 to 10

    A message that makes no sense is answered ``{"error": "…"}``; the connection stays.
    Another kind of machine adds its own operations through its ``command(message)``.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import selectors
import signal
import socket
import sys
import time
from typing import Any

from hardware import config
from hardware.errors import HardwareError
from hardware.sim import plugged
from hardware.sim.machine import SimulatedMachine
from hardware.sim.pace import IDLE_TICK, TICK, Pace
from hardware.sim.rendezvous import Rendezvous, connect

__all__ = ["Guardian", "connect", "main"]

FRAME = 1 / 30
OUTBOX = 1 << 20
"""Bytes kept for a client that does not read; a view that falls further behind is let go."""
INBOX = 1 << 16

BUSY = (
    "La machine simulée « {kind} » est déjà utilisée par un autre carnet. "
    "Fermez l'autre carnet (menu Noyau, « Arrêter le noyau »), puis recommencez."
)


class Client:
    """One connection: a role given by its hello, and bytes on their way in and out."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = connection
        self.role = ""
        self.owner = ""
        self.inbox = b""
        self.outbox = bytearray()

    def receive(self) -> bool:
        """Take what has come; False when the other end is gone."""
        try:
            data = self.socket.recv(INBOX)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.inbox += data
        return bool(data) and (self.role == "serial" or len(self.inbox) <= INBOX)

    def send(self, data: bytes) -> bool:
        """Send, or keep for later; False when the other end is gone, or has not read for too long."""
        self.outbox += data
        try:
            while self.outbox:
                del self.outbox[: self.socket.send(self.outbox)]
        except BlockingIOError:
            pass
        except OSError:
            return False
        return self.role == "serial" or len(self.outbox) <= OUTBOX

    def say(self, message: dict[str, Any]) -> bool:
        return self.send(json.dumps(message).encode() + b"\n")

    def lines(self) -> list[bytes]:
        """The whole lines received, taken."""
        *lines, self.inbox = self.inbox.split(b"\n")
        return lines


class Guardian:
    """Serves one machine until nobody has been there for ``linger`` seconds."""

    def __init__(self, machine: SimulatedMachine, linger: float) -> None:
        self._machine = machine
        self._linger = linger
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._clients: list[Client] = []
        self._pace = Pace(machine)
        self._shown: dict[str, Any] = {}
        port = self._listener.getsockname()[1]
        self.rendezvous = Rendezvous(machine.kind, port, secrets.token_urlsafe(24), os.getpid())

    def serve(self) -> None:
        """Serve until the end, then take the rendezvous back."""
        try:
            self._loop()
        finally:
            self.rendezvous.remove()
            for client in list(self._clients):
                self._drop(client)
            self._listener.close()
            self._machine.close()

    def _loop(self) -> None:
        wall = alone_since = shown_at = time.monotonic()
        while True:
            tick = TICK if self._clients else IDLE_TICK
            for key, _ in self._selector.select(max(0.0, wall + tick - time.monotonic())):
                self._hear(key.data)
            self._flush()
            wall = time.monotonic()
            self._live()
            if wall - shown_at >= FRAME:
                shown_at = wall
                self._show()
            if self._clients:
                alone_since = wall
            elif wall - alone_since >= self._linger:
                return

    # ---- the machine ----

    def _live(self) -> None:
        """Let the machine live until now, and carry its serial line."""
        serial = self._serial()
        data = b""
        if serial is not None:
            data, serial.inbox = serial.inbox, b""
        output = self._pace.live(data)
        if serial is not None and len(serial.outbox) < OUTBOX and not serial.send(output):
            self._drop(serial)  # who does not read loses bytes, as on a real port; who is gone is gone

    def _serial(self) -> Client | None:
        return next((client for client in self._clients if client.role == "serial"), None)

    # ---- clients ----

    def _hear(self, client: Client | None) -> None:
        if client is None:
            self._accept()
        elif client not in self._clients or not client.receive():
            self._drop(client)
        elif client.role == "view":
            self._obey(client)
        elif not client.role:
            self._greet(client)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            client = Client(self._listener.accept()[0])
            self._clients.append(client)
            self._selector.register(client.socket, selectors.EVENT_READ, client)

    def _drop(self, client: Client) -> None:
        if client in self._clients:
            self._clients.remove(client)
            self._selector.unregister(client.socket)
            client.socket.close()

    def _flush(self) -> None:
        for client in [client for client in self._clients if client.outbox]:
            if not client.send(b""):
                self._drop(client)

    def _greet(self, client: Client) -> None:
        """Read the hello, once it is whole, and give the client its role."""
        if b"\n" not in client.inbox:
            return
        line, client.inbox = client.inbox.split(b"\n", 1)
        match _parse(line):
            case {"op": "view" | "serial" as role, "token": str(token), **rest} if secrets.compare_digest(
                token.encode(), self.rendezvous.token.encode()
            ):
                self._welcome(client, role, str(rest.get("owner", "")))
            case _:
                self._drop(client)

    def _welcome(self, client: Client, role: str, owner: str) -> None:
        if role == "serial" and not self._free_the_line(owner):
            client.say({"error": BUSY.format(kind=self._machine.kind)})
            self._drop(client)
            return
        client.role, client.owner = role, owner
        if not client.say({"ok": True, "kind": self._machine.kind}):
            self._drop(client)
        elif role == "serial":
            self._pace.line_opened()
        else:
            self._shown = {}  # a frame for the new view at the next occasion
            self._obey(client)

    def _free_the_line(self, owner: str) -> bool:
        """Whether ``owner`` may have the serial line; one that is gone, or its own earlier one, is closed."""
        holder = self._serial()
        if holder is None:
            return True
        if (owner and holder.owner == owner) or not holder.receive():
            self._drop(holder)
            return True
        return False

    # ---- views ----

    def _obey(self, client: Client) -> None:
        for line in client.lines():
            try:
                self._command(_parse(line))
            except ValueError as error:
                if not client.say({"error": str(error)}):
                    self._drop(client)

    def _command(self, message: dict[str, Any]) -> None:
        match message:
            case {"op": "pause", "on": bool(on)}:
                self._pace.paused = on
            case {"op": "speed", "factor": float() | int() as factor} if 0.01 <= factor <= 10:
                self._pace.speed = float(factor)
            case _:
                self._machine.command(message)

    def _show(self) -> None:
        """Send a frame to every view, if it differs from the last one."""
        views = [client for client in self._clients if client.role == "view"]
        if not views:
            return
        state = {"paused": self._pace.paused, "speed": self._pace.speed, **self._machine.frame()}
        if state == self._shown:
            return
        self._shown = state
        frame = {"t": round(self._pace.now, 4), "late": round(self._pace.late, 2), **state}
        for view in views:
            if not view.say(frame):
                self._drop(view)


def _parse(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except ValueError:
        message = None
    return message if isinstance(message, dict) else {}


def main(kind: str) -> None:
    """Serve a new live machine of this ``kind``; say ``ready`` on stdout, or what went wrong in French."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the kernel's Ctrl-C is not ours
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        guardian = Guardian(plugged.make(kind), config.linger())
    except HardwareError as error:
        print(error, flush=True)
        sys.exit(1)
    guardian.rendezvous.write()
    print("ready", flush=True)
    guardian.serve()


if __name__ == "__main__":
    main(sys.argv[1])
