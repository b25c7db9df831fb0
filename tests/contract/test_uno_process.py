"""One emulator process serves a whole program: each machine is new all the same, a fork disturbs nobody."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from hardware import sketch
from hardware.errors import ConnectionLost
from hardware.sim.uno import Edge, Uno
from hardware.sketch import compile_sketch

posix = pytest.mark.skipif(os.name != "posix", reason="forks, or kills with a POSIX signal")

MODES = b"\xf4\x0d\x01\xf4\x09\x03\xf4\x02\x0b\xd0\x01\xf0\x7a\x05\x00\xf7"
"""An output, PWM, a pull-up, reports of inputs."""


def life(uno: Uno, steps: int = 20) -> tuple[bytes, list[list[Edge]], dict[str, object]]:
    """All that can be seen of a machine: what it says, every edge, and a frame."""
    said = uno.exchange(MODES, 0.05)[1]
    for step in range(steps):
        uno.drive(2, step % 3 and 1)
        uno.volts(0, step % 5)
        said += uno.exchange(bytes([0xF5, 13, step % 2, 0xE9, step, 0]), 0.05 + step * 0.0201)[1]
    return said, [uno.edges(pin) for pin in range(20)], uno.frame()


def brief_life() -> tuple[bytes, list[list[Edge]], dict[str, object]]:
    uno = Uno()
    try:
        return life(uno)
    finally:
        uno.close()


def emulator_pid() -> int:
    uno = Uno()
    pid = uno._emulator.pid
    uno.close()
    return pid


def in_a_fork(work: Callable[[], object]) -> object:
    """``repr`` of what ``work()`` gives in a fork."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, repr(work()).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, "rb") as answer:
        told = answer.read().decode()
    os.waitpid(child, 0)
    return told


# ---- one process, many machines ----


@posix
def test_the_first_and_the_tenth_machine_of_a_process_live_the_same_life() -> None:
    os.kill(emulator_pid(), signal.SIGKILL)
    first = brief_life()
    pid = emulator_pid()
    for _ in range(8):
        assert brief_life() == first
    assert emulator_pid() == pid
    assert sum(map(len, first[1])) > 100


def test_a_new_machine_starts_at_zero_whatever_the_former_one_was_at() -> None:
    busy = Uno()
    life(busy)
    busy.drive(7, 1)
    busy.exchange(b"\xff" * 500 + b"\xf9", 0.5, stop_on_output=True)  # bytes are left on the line, both ways
    busy.close()
    fresh = Uno()
    assert fresh.time == 0
    assert not any(fresh.edges(pin) for pin in range(20))
    assert fresh.frame() == {"pins": [0] * 20, "modes": ["in"] * 20, "duty": {}, "analog": [0] * 6}
    assert fresh.exchange(b"", 0.02)[1].startswith(b"\xf9\x02\x05\xf0\x79")
    fresh.close()


@pytest.mark.skipif(
    shutil.which("avr-g++") is None or not sketch.ARDUINO.is_dir(),
    reason="avr-g++ or the Arduino core is missing",
)
def test_what_a_sketch_leaves_in_its_eeprom_stays_with_its_machine() -> None:
    remember = compile_sketch("""
#include <avr/eeprom.h>
void setup() {
  pinMode(8, OUTPUT);
  digitalWrite(8, eeprom_read_byte((uint8_t *)5) == 42);
  eeprom_write_byte((uint8_t *)5, 42);
}
void loop() {}
""")
    uno = Uno(remember)
    uno.exchange(b"", 0.1)
    assert uno.edges(8) == []
    uno.reset()
    uno.exchange(b"", 0.2)
    assert uno.level(8) == 1, "the same machine remembers"
    uno.close()
    uno = Uno(remember)
    uno.exchange(b"", 0.1)
    assert uno.edges(8) == []
    uno.close()


def test_machines_side_by_side_do_not_meet() -> None:
    alone = brief_life()
    one, other = Uno(), Uno()
    assert one._emulator.pid == other._emulator.pid
    other.exchange(MODES, 0.3)
    assert life(one) == alone
    one.close()
    assert other.exchange(b"\xf9", 1.0)[1].endswith(b"\xf9\x02\x05")
    other.close()


def test_a_closed_machine_is_gone_and_may_be_closed_again() -> None:
    uno = Uno()
    uno.close()
    uno.close()
    with pytest.raises(ConnectionLost):
        uno.level(13)


def test_a_machine_nobody_holds_is_forgotten() -> None:
    uno = Uno()
    held = uno._emulator._process
    before = len(held._emulators)
    del uno
    gc.collect()
    assert len(held._emulators) == before - 1


@posix
def test_a_dead_process_is_replaced_for_the_next_machine() -> None:
    pid = emulator_pid()
    os.kill(pid, signal.SIGKILL)
    assert emulator_pid() != pid
    assert brief_life() == brief_life()


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="reads /proc")
def test_the_process_ends_with_its_program() -> None:
    program = "from hardware.sim.uno import Uno; uno = Uno(); print(uno._emulator.pid)"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
    assert not os.path.exists(f"/proc/{int(ran.stdout)}")


# ---- forks ----


@posix
def test_a_fork_has_a_process_of_its_own() -> None:
    uno = Uno()
    uno.exchange(MODES, 0.05)
    assert in_a_fork(emulator_pid) != repr(uno._emulator.pid)
    uno.exchange(b"\xf5\x0d\x01", 0.06)
    assert uno.level(13) == 1
    uno.close()


@posix
def test_a_fork_cannot_speak_to_the_machine_of_its_parent() -> None:
    uno = Uno()

    def meddle() -> str:
        try:
            uno.drive(2, 1)
        except ConnectionLost:
            return "refused"
        return "done"

    assert in_a_fork(meddle) == repr("refused")
    uno.close()
