"""``sim://uno`` in a bench: a pyserial port whose time is the bench's clock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from serial.serialutil import PortNotOpenError, SerialBase

from hardware import clock
from hardware.errors import BadValue, ConnectionLost
from hardware.sim.bench import Bench
from hardware.sim.uno import FREQUENCY, Uno
from hardware.transport import open_line

HELLO = 46  # bytes: version and name
BYTE = Uno.byte_time


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench("uno") as bench:
        yield bench
    bench.close()


@pytest.fixture
def port(bench: Bench) -> Iterator[SerialBase]:
    with open_line("sim://uno", 57600, timeout=1) as port:
        assert len(port.read(HELLO)) == HELLO
        yield port


def uno(bench: Bench) -> Uno:
    assert isinstance(bench.machine, Uno)
    return bench.machine


def test_writing_takes_the_time_of_its_bytes(bench: Bench, port: SerialBase) -> None:
    start = clock.current().now()
    assert port.write(b"\xf4\x0d\x01\xf5\x0d\x01") == 6
    assert clock.current().now() - start == pytest.approx(6 * BYTE)


def test_a_read_waits_for_the_answer_and_no_longer(bench: Bench, port: SerialBase) -> None:
    port.write(b"\xf9")
    start = clock.current().now()
    assert port.read(3) == b"\xf9\x02\x05"
    assert 3 * 175e-6 < clock.current().now() - start < 3 * 176e-6 + 1.1e-3


def test_a_read_gives_up_after_its_time_out_of_virtual_time(bench: Bench, port: SerialBase) -> None:
    port.timeout = 12.5
    start = clock.current().now()
    assert port.read(1) == b""
    assert clock.current().now() - start == pytest.approx(12.5)
    assert uno(bench).time == pytest.approx(clock.current().now(), abs=4 / FREQUENCY)


def test_a_read_with_no_time_out_lets_no_time_go_by(bench: Bench, port: SerialBase) -> None:
    port.timeout = 0
    start = clock.current().now()
    assert port.read(10) == b""
    assert clock.current().now() == start


def one_by_one(port: SerialBase, last: bytes) -> bytes:
    data = b""
    while not data.endswith(last):
        data += port.read(1)
    return data


def test_reading_up_to_a_byte_takes_the_time_of_one_byte_after_the_other() -> None:
    lives = []
    for read in (one_by_one, lambda port, last: port.read_until(last)):
        with Bench("uno") as bench, open_line("sim://uno", 57600, timeout=1) as port:
            port.read(HELLO)
            port.write(b"\xf0\x6b\xf7")  # what can the pins do?
            capabilities = read(port, b"\xf7"), clock.current().now()
            port.write(b"\xf4\x0d\x01\xf5\x0d\x01\xf0\x69\xf7")  # a light, and which pins are analogue?
            mapping = read(port, b"\xf7"), clock.current().now()
            lives.append((capabilities, mapping, uno(bench).edges(13)))
        bench.close()
    assert lives[0] == lives[1]
    assert [lives[0][n][0][:2] for n in (0, 1)] == [b"\xf0\x6c", b"\xf0\x6a"]


def test_reading_up_to_a_byte_that_does_not_come_gives_what_came(bench: Bench, port: SerialBase) -> None:
    port.write(b"\xf9")
    start = clock.current().now()
    assert port.read_until(b"\xf7") == b"\xf9\x02\x05"
    assert clock.current().now() - start == pytest.approx(1)


def test_reading_up_to_some_bytes_stops_at_the_size(bench: Bench, port: SerialBase) -> None:
    port.write(b"\xf9\xf9")
    assert port.read_until(b"\x02\x05") == b"\xf9\x02\x05"
    assert port.read_until(b"\xf7", 2) == b"\xf9\x02"
    assert port.read() == b"\x05"


def test_events_happen_while_a_read_waits(bench: Bench, port: SerialBase) -> None:
    port.timeout = 5
    start = clock.current().now()
    bench.clock.call_at(start + 2, lambda: port.write(b"\xf9"))
    assert port.read(1) == b"\xf9"
    assert 2 < clock.current().now() - start < 2.01


def test_sleeping_lets_the_machine_live_and_keeps_what_it_said(bench: Bench, port: SerialBase) -> None:
    port.write(b"\xf4\x02\x0b\xd0\x01")
    port.read(3)
    uno(bench).at(uno(bench).time + 1, lambda: uno(bench).drive(2, 0))
    clock.sleep(3)
    assert port.in_waiting == 3
    assert port.read(3) == b"\x90\x00\x00"
    assert uno(bench).time == pytest.approx(clock.current().now(), abs=4 / FREQUENCY)


def test_a_board_opened_late_has_lived_since_the_start(bench: Bench) -> None:
    clock.sleep(2)
    with open_line("sim://uno", 57600, timeout=1) as port:
        assert uno(bench).time == pytest.approx(2, abs=4 / FREQUENCY)
        assert port.in_waiting == HELLO


def test_a_closed_port_no_longer_follows_the_clock(bench: Bench, port: SerialBase) -> None:
    port.close()
    before = uno(bench).time
    clock.sleep(1)
    assert uno(bench).time == before
    with pytest.raises(PortNotOpenError):
        port.read()


def test_a_machine_goes_on_where_it_was_on_another_bench(bench: Bench, port: SerialBase) -> None:
    clock.sleep(1)
    port.close()
    before = uno(bench).time
    with Bench(bench.machine), open_line("sim://uno", 57600, timeout=1):
        clock.sleep(0.5)
    assert uno(bench).time == pytest.approx(before + 0.5, abs=8 / FREQUENCY)


def test_what_is_not_on_the_bench_is_not_looked_for_elsewhere(bench: Bench) -> None:
    with pytest.raises(ConnectionLost, match="banc"):
        open_line("sim://marlin", 115200)


def test_an_unknown_machine_is_a_mistake_in_the_address() -> None:
    with pytest.raises(BadValue, match="uno"):
        open_line("sim://duo", 57600)
