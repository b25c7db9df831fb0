"""``sim://KIND`` for pyserial: the serial line of a simulated machine.

In a bench, where a machine of that kind is plugged in and time is virtual, the machine lives as long as the
clock says. Elsewhere the line leads to the live machine that a guardian process owns.
"""

from __future__ import annotations

import math
import select
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from serial.serialutil import PortNotOpenError, SerialBase

from hardware.clock import WALL, Clock, VirtualClock, current
from hardware.errors import ConnectionLost
from hardware.sim import plugged, rendezvous
from hardware.sim.machine import Machine, Stop

if TYPE_CHECKING:
    from typing_extensions import Buffer

WRITE_TIME_OUT = 4.0
"""Seconds after which a guardian that takes no more bytes is a dead one."""
LONGEST_WAIT = 1.0
"""Seconds between two looks at an endless read, so that Ctrl-C gets through."""


class Line(Protocol):
    """One of the two ways to a machine. ``received`` is what it sent and nobody has read."""

    received: bytearray

    @property
    def clock(self) -> Clock: ...

    def write(self, data: bytes) -> None: ...

    def wait(self, until: float, stop: Stop = True) -> None:
        """Let time pass until the machine says something, at most until ``until`` on the line's clock.

        With bytes for ``stop``, time may pass until it says one of them.
        """

    def close(self) -> None: ...


class VirtualLine:
    """A machine that follows a virtual clock.

    The machine's time and the clock's are the same, unless the machine has lived before this clock began.
    """

    def __init__(self, machine: Machine, clock: VirtualClock) -> None:
        self.clock: VirtualClock = clock
        self.received = bytearray()
        self._machine = machine
        self._reached = 0.0
        self._exchange(b"", 0.0)
        self._ahead = max(0.0, self._reached - clock.now())
        self.advance_to(clock.now())
        clock.follow(self)

    def advance_to(self, when: float) -> None:
        if when + self._ahead > self._reached:
            self._exchange(b"", when + self._ahead)

    def write(self, data: bytes) -> None:
        start = self.clock.now()
        self._exchange(data, start + self._ahead)
        self.clock.sleep_until(start + len(data) * self._machine.byte_time)

    def wait(self, until: float, stop: Stop = True) -> None:
        known = len(self.received)
        self._exchange(b"", until + self._ahead, stop)
        spoke = len(self.received) > known  # else the time is up, though a machine's time may be rounded down
        self.clock.sleep_until(min(until, self._reached - self._ahead) if spoke else until)

    def _exchange(self, data: bytes, until: float, stop_on_output: Stop = False) -> None:
        self._reached, output = self._machine.exchange(data, until, stop_on_output)
        self.received += output

    def close(self) -> None:
        self.clock.unfollow(self)


class LiveLine:
    """The line of a live machine, over loopback TCP to its guardian."""

    clock: Clock = WALL

    def __init__(self, connection: socket.socket) -> None:
        self.received = bytearray()
        self._socket = connection
        self._socket.settimeout(WRITE_TIME_OUT)

    def write(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise _lost() from error

    def wait(self, until: float, stop: Stop = True) -> None:
        try:
            if select.select([self._socket], [], [], max(0.0, until - self.clock.now()))[0]:
                if not (data := self._socket.recv(65536)):
                    raise _lost()
                self.received += data
        except (OSError, ValueError) as error:
            raise error if isinstance(error, ConnectionLost) else _lost() from error

    def close(self) -> None:
        self._socket.close()


def _lost() -> ConnectionLost:
    return ConnectionLost(
        "La machine simulée ne répond plus : son programme est arrêté, ou sa ligne a été ouverte ailleurs. "
        "Créez-la de nouveau, par exemple avec carte = Board()."
    )


def _line_to(kind: str) -> Line:
    clock = current()
    machine = plugged.find(kind)
    if machine is None and isinstance(clock, VirtualClock):
        raise ConnectionLost(
            f"Il n'y a pas de machine « {kind} » sur ce banc de vérification. "
            "Utilisez les appareils que la fonction reçoit, sans en ouvrir d'autres."
        )
    if machine is None:
        return LiveLine(rendezvous.connect(kind, "serial"))
    if not isinstance(clock, VirtualClock):
        raise RuntimeError(f"a machine plugged in as sim://{kind} needs a virtual clock")
    return VirtualLine(machine, clock)


class Serial(SerialBase):
    """pyserial's port for ``sim://KIND``. Baud rate and framing are the machine's own."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self._line: Line | None = None
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def open(self) -> None:
        """Raises :class:`ConnectionLost`, or :class:`BadValue` for an unknown kind."""
        kind = urlsplit(self.port or "").netloc
        plugged.machine_class(kind)
        self._line = _line_to(kind)
        self.is_open = True

    def close(self) -> None:
        line, self._line, self.is_open = self._line, None, False
        if line is not None:
            line.close()

    def _opened(self) -> Line:
        if self._line is None:
            raise PortNotOpenError()
        return self._line

    @property
    def in_waiting(self) -> int:
        """Bytes that can be read at once."""
        line = self._opened()
        _poll(line)
        return len(line.received)

    def read(self, size: int = 1) -> bytes:
        """Up to ``size`` bytes, waiting ``timeout`` seconds of the line's clock at most (None: as needed)."""
        received = self._opened().received
        self._wait(lambda: len(received) >= size, True)
        return self._take(size)

    def read_until(self, expected: bytes = b"\n", size: int | None = None) -> bytes:
        """Bytes up to the end of ``expected``, ``size`` of them at most, waiting as ``read`` does."""
        received = self._opened().received
        most = math.inf if size is None else size
        stop = expected[-1:] if size is None else True
        self._wait(lambda: expected in received or len(received) >= most, stop)
        end = received.find(expected) + len(expected) if expected in received else len(received)
        return self._take(end if size is None else min(end, size))

    def _wait(self, done: Callable[[], bool], stop: Stop) -> None:
        line = self._opened()
        clock = line.clock
        _poll(line)
        deadline = math.inf if self.timeout is None else clock.now() + self.timeout
        while not done() and (now := clock.now()) < deadline:
            event = clock.next_event()
            line.wait(min(deadline, now + LONGEST_WAIT, math.inf if event is None else event), stop)
            clock.run_due_events()

    def _take(self, size: int) -> bytes:
        received = self._opened().received
        data = bytes(received[:size])
        del received[:size]
        return data

    def write(self, b: Buffer, /) -> int:
        """Send all of ``b``; on a virtual clock, the time it takes on the wire passes."""
        data = bytes(b)
        self._opened().write(data)
        return len(data)

    def reset_input_buffer(self) -> None:
        line = self._opened()
        _poll(line)
        line.received.clear()

    def reset_output_buffer(self) -> None:
        self._opened()  # what is written has left

    def flush(self) -> None:
        self._opened()

    @property
    def out_waiting(self) -> int:
        return 0

    def _reconfigure_port(self) -> None: ...
    def _update_break_state(self) -> None: ...
    def _update_rts_state(self) -> None: ...
    def _update_dtr_state(self) -> None: ...


def _poll(line: Line) -> None:
    """Take what a live machine has sent; a virtual one says nothing while no time passes."""
    if line.clock is WALL:
        line.wait(line.clock.now())
