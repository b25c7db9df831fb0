"""Serve a simulated machine on a line of this computer, so that any program can drive it as a real one.

    python -m hardware.sim.serve marlin --pty /tmp/printer     a pseudo-terminal, and a link that names it
    python -m hardware.sim.serve uno --socket 127.0.0.1:4001   raw bytes on a TCP port (0: any free one)
    python -m hardware.sim.serve uno --rfc2217 127.0.0.1:4002  the same, with a serial port's settings

The first line printed is the address to open. One program has the line at a time; opening it restarts the
machine, as on a real board. Nothing is encrypted and nobody is asked who they are: stay on this computer, or
on a network that you trust.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import select
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any, Protocol, cast

from serial.rfc2217 import PortManager

from hardware.errors import BadValue, ConnectionLost, HardwareError
from hardware.sim import plugged
from hardware.sim.machine import SimulatedMachine
from hardware.sim.pace import IDLE_TICK, TICK, Pace

CHUNK = 65536
OUTBOX = 1 << 20
"""Bytes kept for a program that does not read; the rest is lost, as on a real port."""


class Wire(Protocol):
    """One way for a program to reach the machine."""

    url: str
    """What the program opens."""

    @property
    def held(self) -> bool:
        """Whether a program has the line."""
        ...

    def receive(self, seconds: float) -> tuple[bool, bytes]:
        """Wait for the program at most ``seconds``; whether it has just opened the line, and what it sent."""
        ...

    def send(self, data: bytes) -> None:
        """Give ``data`` to the program; nobody there, it is lost."""

    def close(self) -> None:
        """Pull the cable."""


class Pty:
    """A pseudo-terminal (not on Windows). ``link`` is a symbolic link to it, whose name stays the same."""

    def __init__(self, link: str | Path | None = None) -> None:
        if sys.platform == "win32":
            raise BadValue("Windows n'a pas de pseudo-terminal. Choisir --socket ou --rfc2217.")
        import tty

        self._master, slave = os.openpty()
        tty.setraw(slave)
        name = os.ttyname(slave)
        os.close(slave)  # from now on a hang-up says that no program has it open
        os.set_blocking(self._master, False)
        self._link = _linked(Path(link), name) if link else None
        self.url = str(link) if link else name
        self._poll = select.poll()
        self._poll.register(self._master, select.POLLIN)
        self.held = False
        self._outbox = bytearray()

    def receive(self, seconds: float) -> tuple[bool, bytes]:
        state = dict(self._poll.poll(seconds * 1000)).get(self._master, 0)
        before, self.held = self.held, not state & select.POLLHUP
        data = b""
        with contextlib.suppress(OSError):  # nothing there; what was said before hanging up still is
            data = os.read(self._master, CHUNK)
        if not self.held:
            self._outbox.clear()
            if not data:
                time.sleep(seconds)  # a hung-up line does not wait
        return self.held and not before, data

    def send(self, data: bytes) -> None:
        if self.held:
            self._outbox += data[: max(0, OUTBOX - len(self._outbox))]
            with contextlib.suppress(OSError):  # full: later; hung up: the next receive sees it
                while self._outbox:
                    del self._outbox[: os.write(self._master, self._outbox)]

    def close(self) -> None:
        os.close(self._master)
        if self._link:
            self._link.unlink(missing_ok=True)


def _linked(link: Path, name: str) -> Path:
    """Make ``link`` lead to ``name``. Only a link is ever replaced."""
    try:
        if link.is_symlink():
            link.unlink()
        link.symlink_to(name)
    except OSError as error:
        raise BadValue(
            f"Impossible de créer le lien {link} : {error.strerror}. En choisir un autre."
        ) from error
    return link


class Tcp:
    """Raw bytes on a TCP port. A second program is hung up on while the first is there."""

    SCHEME = "socket"

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        try:
            self._listener = socket.create_server((host, port))
        except OSError as error:
            raise _not_served(host, port, error) from error
        self._listener.setblocking(False)
        self.url = f"{self.SCHEME}://{host}:{self._listener.getsockname()[1]}"
        self._program: socket.socket | None = None
        self._outbox = bytearray()

    @property
    def held(self) -> bool:
        return self._program is not None

    def receive(self, seconds: float) -> tuple[bool, bytes]:
        known = [self._listener] if self._program is None else [self._listener, self._program]
        ready = select.select(known, [], [], seconds)[0]
        data = self._read() if self._program in ready else b""
        return self._listener in ready and self._accept(), data

    def send(self, data: bytes) -> None:
        if self._program is None:
            return
        self._outbox += data[: max(0, OUTBOX - len(self._outbox))]
        try:
            while self._outbox:
                del self._outbox[: self._program.send(self._outbox)]
        except BlockingIOError:
            pass
        except OSError:
            self._hang_up()

    def close(self) -> None:
        self._hang_up()
        self._listener.close()

    def _accept(self) -> bool:
        try:
            program, _ = self._listener.accept()
        except OSError:
            return False  # gone already
        if self._program is not None:
            program.close()
            return False
        program.setblocking(False)
        program.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._program = program
        return True

    def _read(self) -> bytes:
        assert self._program is not None
        try:
            data = self._program.recv(CHUNK)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def _hang_up(self) -> None:
        if self._program is not None:
            self._program.close()
        self._program = None
        self._outbox.clear()


def _not_served(host: str, port: int, error: OSError) -> HardwareError:
    if error.errno == errno.EADDRINUSE:
        return ConnectionLost(
            f"Le port {port} est déjà utilisé par un autre programme. En choisir un autre, ou 0."
        )
    return BadValue(f"Impossible d'écouter sur {host}:{port} : {error.strerror}. Corriger l'adresse.")


class Rfc2217(Tcp):
    """A serial port over the network (RFC 2217). The speed asked for is taken, and changes nothing."""

    SCHEME = "rfc2217"

    def receive(self, seconds: float) -> tuple[bool, bytes]:
        opened, data = super().receive(seconds)
        if opened:
            self._port = _Port()
            self._manager = PortManager(cast(Any, self._port), cast(Any, self))
        elif data:
            data = b"".join(self._manager.filter(data))
            opened = self._port.take_restart()
        return opened, data

    def send(self, data: bytes) -> None:
        if self._program is not None:
            super().send(b"".join(self._manager.escape(data)))

    def write(self, data: bytes) -> None:
        """What the manager itself has to say."""
        super().send(data)


class _Port:
    """The serial port that a remote program sets up; only raising DTR again means something: a restart."""

    baudrate, bytesize, parity, stopbits = 115200, 8, "N", 1
    xonxoff = rtscts = dsrdtr = break_condition = False
    rts = cts = dsr = True
    ri = cd = False

    def __init__(self) -> None:
        self._dtr = True
        self._restart = False

    @property
    def dtr(self) -> bool:
        return self._dtr

    @dtr.setter
    def dtr(self, level: bool) -> None:
        self._restart |= level and not self._dtr
        self._dtr = level

    def take_restart(self) -> bool:
        restart, self._restart = self._restart, False
        return restart

    def reset_input_buffer(self) -> None: ...
    def reset_output_buffer(self) -> None: ...


class Server:
    """Serves ``machine`` on ``wire``, ``speed`` times as fast as the wall.

    ``serve()`` until ``close()``; or, in a ``with``, in a thread of its own. The machine stays its owner's.
    """

    def __init__(self, machine: SimulatedMachine, wire: Wire, speed: float = 1.0) -> None:
        self.url = wire.url
        self._wire = wire
        self._pace = Pace(machine, speed)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self) -> None:
        """Serve until another thread says :meth:`close`, or Ctrl-C."""
        wire = self._wire
        try:
            while not self._over.is_set():
                opened, data = wire.receive(TICK if wire.held else IDLE_TICK)
                if opened:
                    self._pace.live()
                    self._pace.line_opened()
                wire.send(self._pace.live(data))
        finally:
            wire.close()

    def close(self) -> None:
        """Pull the cable: the program on the line loses it."""
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"« {text} » : écrire HÔTE:PORT, par exemple 127.0.0.1:4001.")
    return host or "127.0.0.1", int(port)


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m hardware.sim.serve",
        description="Offrir une machine simulée à n'importe quel programme de cet ordinateur.",
    )
    parser.add_argument("kind", choices=sorted(plugged.KINDS), help="la machine")
    wires = parser.add_mutually_exclusive_group(required=True)
    wires.add_argument("--pty", nargs="?", const="", metavar="LIEN", help="un pseudo-terminal, et son lien")
    wires.add_argument("--socket", type=_address, metavar="HÔTE:PORT", help="un port TCP, octets bruts")
    wires.add_argument(
        "--rfc2217", type=_address, metavar="HÔTE:PORT", help="un port TCP, protocole RFC 2217"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="secondes simulées par seconde (1)")
    return parser.parse_args(words)


def _wire(arguments: argparse.Namespace) -> Wire:
    if arguments.pty is not None:
        return Pty(arguments.pty or None)
    if arguments.socket is not None:
        return Tcp(*arguments.socket)
    return Rfc2217(*arguments.rfc2217)


def main(words: list[str] | None = None) -> int:
    """The command line. The address goes to stdout, the rest to stderr."""
    arguments = _arguments(words)
    try:
        machine: Any = plugged.make(arguments.kind)
        with contextlib.closing(machine):
            server = Server(machine, _wire(arguments), arguments.speed)
            print(server.url, flush=True)
            print("La machine tourne. Ctrl-C pour l'éteindre.", file=sys.stderr)
            server.serve()
    except HardwareError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
