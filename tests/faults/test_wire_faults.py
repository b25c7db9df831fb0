"""A line that fails while a lesson runs, on every wire a program can have, in real time.

Each time the error is French and comes within five seconds, and the next ``Board()`` or ``Printer()`` of the
same process works once the machine is back.
"""

from __future__ import annotations

import contextlib
import os
import random
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from hardware import LED, Board, Printer, config, transport
from hardware.devices import board, printer
from hardware.errors import BadValue, ConnectionLost, NoAnswer
from hardware.sim import plugged, rendezvous
from hardware.sim.guardian import connect
from hardware.sim.serve import Pty, Rfc2217, Server, Tcp, Wire
from hardware.transport import open_line

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pseudo-terminals and pidfd")

SOON = 5.0
"""Seconds within which an error must come."""
FAST = 40.0
"""How much faster than the wall a printer is served."""


class Socket:
    """A place where a machine can be plugged in, pulled out and plugged in again: one address for all."""

    def __init__(self, kind: str, make: Callable[[], Wire]) -> None:
        self.machine: Any = plugged.make(kind)
        self._make = make
        self.plug()

    def plug(self) -> None:
        speed = 1.0 if self.machine.kind == "uno" else FAST
        self.server = Server(self.machine, self._make(), speed).__enter__()

    def pull(self) -> None:
        self.server.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture(params=["pty", "socket", "rfc2217"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Wire]:
    """Makes a wire, at the same address each time."""
    port = free_port()
    return {
        "pty": lambda: Pty(tmp_path / "machine"),
        "socket": lambda: Tcp(port=port),
        "rfc2217": lambda: Rfc2217(port=port),
    }[request.param]


@contextmanager
def plugged_in(
    kind: str, make: Callable[[], Wire], monkeypatch: pytest.MonkeyPatch, tmp: Path
) -> Iterator[Socket]:
    place = Socket(kind, make)
    role = {"uno": "board", "marlin": "printer"}[kind]
    (tmp / "lab.toml").write_text(f'[machines]\n{role} = "{place.server.url}"\n', encoding="utf-8")
    monkeypatch.setenv(config.VARIABLE, str(tmp / "lab.toml"))
    try:
        yield place
    finally:
        board.close_all()
        printer.close_all()
        place.pull()
        place.machine.close()


@pytest.fixture
def uno(address: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Socket]:
    with plugged_in("uno", address, monkeypatch, tmp_path) as place:
        yield place


@pytest.fixture
def marlin(address: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Socket]:
    with plugged_in("marlin", address, monkeypatch, tmp_path) as place:
        yield place


@contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


def go_on(action: Callable[[], object]) -> None:
    """A lesson's loop. The first bytes after a cable was pulled may still seem to leave."""
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        action()


def test_a_board_pulled_out_in_mid_lesson(uno: Socket) -> None:
    led = LED(13)
    led.on()
    uno.pull()
    with within(SOON), pytest.raises(ConnectionLost, match=r"coupée.*câble"):
        go_on(lambda: (led.toggle(), led.board.record))
    with within(SOON), pytest.raises(ConnectionLost, match=r"n'existe pas|Rien ne répond"):
        Board()
    uno.plug()
    assert LED(13).board.is_open


def test_a_printer_pulled_out_in_mid_print(marlin: Socket) -> None:
    def progress(done: int, _total: int) -> None:
        if done == 4:
            marlin.pull()

    first = Printer()
    with within(SOON), pytest.raises(ConnectionLost, match=r"coupée.*interrupteur"):
        first.print_file("G28\nG1 Z5 F300\n" + "G4 P500\n" * 200, progress)
    assert not first.is_open
    marlin.plug()
    assert Printer().temperature.nozzle_target == 0


def test_a_machine_in_use_is_told_and_let_go(uno: Socket) -> None:
    holder = open_line(uno.server.url, 57600, timeout=SOON)
    holder.write(b"\xf9")
    assert holder.read(1) == b"\xf9"
    with within(SOON), pytest.raises(ConnectionLost, match=r"autre programme|autre carnet"):
        Board()
    holder.close()
    assert next_one_works(Board)


def next_one_works(opening: Callable[[], Any]) -> bool:
    """Whether the machine is free again as soon as the other end has seen that the line was let go."""
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        with contextlib.suppress(ConnectionLost):
            return opening().is_open
    return False


def test_a_printer_that_falls_silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with plugged_in("marlin", lambda: Pty(tmp_path / "machine"), monkeypatch, tmp_path) as place:
        first = Printer()
        place.machine.fault("silence")
        with within(SOON), pytest.raises(NoAnswer, match="ne répond plus"):
            first.temperature  # noqa: B018
        place.pull()
        place.machine = plugged.make("marlin")
        place.plug()
        assert Printer().temperature.nozzle_target == 0


# Strangers: something is there, but no machine of ours


class Stranger:
    """The other end of a pty or of a TCP port, which says ``words`` again and again, or nothing."""

    def __init__(self, words: bytes) -> None:
        self._words = words
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def on_a_pty(self) -> str:
        master, slave = os.openpty()
        self._talk(master, lambda: (os.close(master), os.close(slave)))
        return os.ttyname(slave)

    def on_tcp(self, scheme: str) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(SOON)

        def meet() -> None:
            with listener, contextlib.suppress(TimeoutError):
                connection, _ = listener.accept()
                self._talk(connection.fileno(), connection.close)

        self._run(meet)
        return f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"

    def _talk(self, file: int, close: Callable[[], object]) -> None:
        os.set_blocking(file, False)

        def talk() -> None:
            while not self._over.wait(0.001):
                with contextlib.suppress(OSError):
                    if self._words and select.select([], [file], [], 0)[1]:
                        os.write(file, self._words)
            close()

        self._run(talk)

    def _run(self, work: Callable[[], None]) -> None:
        self._threads.append(threading.Thread(target=work))
        self._threads[-1].start()

    def leave(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()


GARBAGE = random.Random(7).randbytes(997)
STRANGERS = {
    "silence": b"",
    "garbage": GARBAGE,
    "lines that mean nothing": b"hello\n",
    "a line that never ends": b"hello ",
}


@pytest.mark.parametrize(
    ("wire", "words"),
    [*(("pty", words) for words in STRANGERS), ("socket", "garbage"), ("rfc2217", "silence")],
)
def test_what_is_no_machine_is_told(wire: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The patience of a board is 5 s, of a printer that starts 12 s; the unit tests measure both."""
    monkeypatch.setattr(board, "START_TIME_OUT", 0.5)
    monkeypatch.setattr(printer, "START_TIME_OUT", 0.5)
    for opening in (Board, Printer):
        stranger = Stranger(STRANGERS[words])
        url = stranger.on_a_pty() if wire == "pty" else stranger.on_tcp(wire)
        try:
            with within(SOON), pytest.raises((NoAnswer, ConnectionLost), match="répond"):
                opening(url)
        finally:
            stranger.leave()


def test_a_line_that_takes_no_more_bytes_is_a_dead_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert transport.WRITE_TIME_OUT < SOON
    monkeypatch.setattr(transport, "WRITE_TIME_OUT", 0.2)
    master, slave = os.openpty()
    with ExitStack() as stack:
        stack.callback(os.close, master)
        stack.callback(os.close, slave)
        line = stack.enter_context(open_line(os.ttyname(slave), 57600))
        with within(SOON), pytest.raises(OSError, match="Write timeout"):
            line.write(bytes(1 << 20))


# The live machine of the lab


def test_a_guardian_that_dies_in_mid_lesson(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ATELIER_RUNTIME", str(tmp_path / "run"))
    monkeypatch.setenv("ATELIER_LINGER", "0.5")
    monkeypatch.setenv(config.VARIABLE, str(tmp_path / "lab.toml"))
    (tmp_path / "lab.toml").write_text("", encoding="utf-8")
    led = LED(13)
    place = rendezvous.read("uno")
    assert place is not None
    os.kill(place.pid, signal.SIGKILL)
    with within(SOON), pytest.raises(ConnectionLost, match="ne répond plus"):
        go_on(lambda: (led.toggle(), led.board.record))
    assert LED(13).board.is_open
    view, place = connect("uno", "view"), rendezvous.read("uno")
    assert place is not None
    handle = os.pidfd_open(place.pid)
    board.close_all()
    view.close()
    assert select.select([handle], [], [], 20)[0], "the guardian stays when nobody is there"
    os.close(handle)


# What cannot be served


def test_a_port_in_use_cannot_be_served() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as holder,
        pytest.raises(ConnectionLost, match="déjà utilisé"),
    ):
        Tcp(port=holder.getsockname()[1])


def test_only_a_link_is_ever_replaced(tmp_path: Path) -> None:
    (tmp_path / "work").write_text("mine")
    with pytest.raises(BadValue, match="Impossible de créer le lien"):
        Pty(tmp_path / "work")
    assert (tmp_path / "work").read_text() == "mine"
    (tmp_path / "link").symlink_to("gone")
    Pty(tmp_path / "link").close()
    assert not (tmp_path / "link").is_symlink()
