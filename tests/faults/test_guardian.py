"""The guardian of a live machine: found or started, shared, exclusive, and never left behind.

These tests run in real time, because that is what a guardian is about; none of them sleeps.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from hardware.errors import ConnectionLost
from hardware.sim import rendezvous
from hardware.sim.guardian import connect
from hardware.sim.rendezvous import Rendezvous
from hardware.transport import open_line

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches processes with pidfd")

LINGER = 0.5
PATIENCE = 20  # seconds, on a loaded host

KERNEL = """
import sys
from hardware.transport import open_line
port = open_line("sim://uno", 57600, timeout=10)
assert port.read(3) == b"\\xf9\\x02\\x05"
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime directory of the test's own; whatever guardian is there at the end is ended."""
    monkeypatch.setenv("ATELIER_RUNTIME", str(tmp_path / "run"))
    monkeypatch.setenv("ATELIER_LINGER", str(LINGER))
    yield tmp_path / "run"
    place = rendezvous.read("uno")
    if place is not None:
        assert ended(place.pid), "the guardian stays when nobody is there"


def ended(pid: int) -> bool:
    """Whether this process ends before patience does."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], PATIENCE)[0])
    finally:
        os.close(handle)


def place() -> Rendezvous:
    found = rendezvous.read("uno")
    assert found is not None
    return found


def kernel() -> subprocess.Popen[bytes]:
    """A notebook's kernel that has the board."""
    process = subprocess.Popen([sys.executable, "-c", KERNEL], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"open\n"
    return process


def kill(process: subprocess.Popen[bytes]) -> None:
    with process:
        process.kill()


class View:
    """A view as the browser has it."""

    def __init__(self) -> None:
        self.socket = connect("uno", "view")
        self.socket.settimeout(PATIENCE)
        self.stream = self.socket.makefile("rwb")

    def __enter__(self) -> View:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()
        self.socket.close()

    def ask(self, **message: Any) -> None:
        self.stream.write(json.dumps(message).encode() + b"\n")
        self.stream.flush()

    def until(self, seen: Any) -> dict[str, Any]:
        """The first frame (or error) for which ``seen`` holds."""
        for line in self.stream:
            if seen(message := json.loads(line)):
                return message
        raise AssertionError("the guardian hung up")


def test_the_rendezvous_is_private(runtime: Path) -> None:
    with View():
        assert runtime.stat().st_mode & 0o777 == 0o700
        assert (runtime / "uno.json").stat().st_mode & 0o777 == 0o600
        assert json.loads((runtime / "uno.json").read_text()).keys() == {"kind", "port", "token", "pid"}


def test_a_view_sees_and_drives_while_a_program_has_the_line() -> None:
    with open_line("sim://uno", 57600, timeout=10) as port, View() as view:
        port.write(b"\xf4\x0d\x01\xf5\x0d\x01\xf4\x02\x00\xd0\x01")
        frame = view.until(lambda m: m["pins"][13] == 1)
        assert frame["modes"][13] == "out"
        view.ask(op="drive", pin=2, level=1)
        view.ask(op="volts", channel=0, volts=2.5)
        assert view.until(lambda m: m["analog"][0] == 2.5)["pins"][2] == 1
        heard = b""
        while not heard.endswith(b"\x90\x04\x00"):
            byte = port.read(1)
            assert byte, f"the level of pin 2 is not reported: {heard!r}"
            heard += byte


def test_a_view_can_stop_time_and_hears_of_its_mistakes() -> None:
    with View() as view:
        view.ask(op="pause", on=True)
        stopped = view.until(lambda m: m.get("paused"))["t"]
        view.ask(op="speed", factor=1000)
        assert "inconnue" in view.until(lambda m: "error" in m)["error"]
        view.ask(op="speed", factor=0.5)
        assert view.until(lambda m: m.get("speed") == 0.5)["t"] == stopped


def test_a_stranger_without_the_token_gets_nothing() -> None:
    with View():
        for hello in (b'{"op": "view", "token": "guess"}\n', b"GET / HTTP/1.1\r\n", b'{"op": "view"}\n'):
            with socket.create_connection(("127.0.0.1", place().port), PATIENCE) as stranger:
                stranger.sendall(hello)
                assert stranger.recv(100) == b""


def test_two_programs_at_once_start_one_guardian() -> None:
    with ThreadPoolExecutor(4) as pool:
        connections = list(pool.map(lambda _: connect("uno", "view"), range(4)))
    pid = place().pid
    logs = [json.loads(c.makefile("rb").readline())["t"] for c in connections]
    assert len(logs) == 4
    for connection in connections:
        connection.close()
    assert ended(pid)
    assert rendezvous.read("uno") is None, "the word is taken back"


def test_another_notebook_is_refused_until_the_first_is_gone() -> None:
    first = kernel()
    with pytest.raises(ConnectionLost, match="déjà utilisée par un autre carnet"):
        open_line("sim://uno", 57600)
    kill(first)
    with open_line("sim://uno", 57600, timeout=10) as port:
        assert port.read(3) == b"\xf9\x02\x05"


def test_a_cell_run_again_takes_its_own_line_over() -> None:
    line = "sim://uno", 57600, 10
    with open_line(*line) as old, open_line(*line) as new:
        assert new.read(3) == b"\xf9\x02\x05", "the board was reset"
        with pytest.raises(ConnectionLost, match="ouverte ailleurs"):
            old.read(1000)


def test_a_killed_kernel_leaves_the_guardian_which_then_ends_by_itself() -> None:
    process = kernel()
    pid = place().pid
    with View() as view:
        kill(process)
        view.ask(op="drive", pin=3, level=1)
        view.until(lambda m: m["pins"][3] == 1)
        assert place().pid == pid
    assert ended(pid)


def test_an_interrupted_kernel_does_not_stop_the_board() -> None:
    process = kernel()
    pid = place().pid
    assert os.getsid(pid) != os.getsid(process.pid), "out of reach of the terminal and of the kernel's group"
    os.kill(pid, signal.SIGINT)
    with View() as view:
        view.until(lambda m: "pins" in m)
    assert place().pid == pid
    kill(process)


def test_a_guardian_that_died_is_replaced() -> None:
    with View():
        pid = place().pid
        os.kill(pid, signal.SIGKILL)
        assert ended(pid)
    with View() as view:
        view.until(lambda m: "pins" in m)
        assert place().pid != pid


def test_what_keeps_the_machine_from_starting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ConnectionLost, match="ne démarre pas"):
        connect("uno")
