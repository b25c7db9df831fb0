"""The simulated Uno, seen from its pins and its serial line. Figures come from the ATmega328P datasheet."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator

import pytest

from hardware.errors import BadValue, ConnectionLost
from hardware.sim.uno import FREQUENCY, Edge, Uno

INPUT, OUTPUT, PWM, PULLUP = 0, 1, 3, 11
BOOT = 0.02  # seconds: the firmware has said its version and its name


def mode(pin: int, value: int) -> bytes:
    return bytes([0xF4, pin, value])


def write(pin: int, level: int) -> bytes:
    return bytes([0xF5, pin, level])


def analog(pin: int, value: int) -> bytes:
    return bytes([0xE0 | pin, value & 0x7F, value >> 7])


@pytest.fixture
def uno() -> Iterator[Uno]:
    machine = Uno()
    machine.exchange(b"", BOOT)
    yield machine
    machine.close()


def live(uno: Uno, seconds: float, data: bytes = b"") -> bytes:
    return uno.exchange(data, uno.time + seconds)[1]


def test_it_says_its_protocol_and_its_name_when_switched_on() -> None:
    uno = Uno()
    _, output = uno.exchange(b"", BOOT)
    uno.close()
    assert output.startswith(b"\xf9\x02\x05\xf0\x79\x02\x05")
    assert output[7:-1:2] == b"atelier_firmata.ino"


def test_time_is_counted_from_power_on_without_drift(uno: Uno) -> None:
    for tick in range(1, 101):
        uno.exchange(b"", BOOT + tick * 0.0013)
    assert BOOT + 0.13 <= uno.time < BOOT + 0.13 + 4 / FREQUENCY, "at most one instruction too far"
    before = uno.time
    assert uno.exchange(b"", 0.0) == (before, b""), "a moment already past"


def test_pins_start_as_inputs_so_nothing_is_shorted(uno: Uno) -> None:
    assert uno.frame()["modes"] == ["in"] * 20
    assert not any(uno.edges(pin) for pin in range(2, 20))


def test_an_output_follows_its_commands(uno: Uno) -> None:
    live(uno, 0.01, mode(13, OUTPUT))
    sent = uno.time
    live(uno, 0.01, write(13, 1))
    live(uno, 0.01, write(13, 0))
    edges = uno.edges(13)
    assert [edge.level for edge in edges] == [1, 0]
    assert 0 < edges[0].time - sent - 3 * uno.byte_time < 50e-6, "once the third byte has arrived"
    assert edges[1].cycle - edges[0].cycle == pytest.approx(0.01 * FREQUENCY, abs=FREQUENCY * 20e-6)
    assert uno.level(13) == 0


def test_an_answer_takes_the_time_of_its_bytes_both_ways(uno: Uno) -> None:
    start = uno.time
    now, output = uno.exchange(b"\xf9", start + 1, stop_on_output=True)
    assert output == b"\xf9"
    character = 10 / 57143  # 16 MHz / 8 / 35: what the chip makes of 57600 baud
    assert uno.byte_time + character < now - start < uno.byte_time + character + 1.1e-3, (
        "a nap may come between"
    )
    again, output = uno.exchange(b"", start + 1, stop_on_output=True)
    assert (output, again - now) == (b"\x02", pytest.approx(character, abs=20e-6))


def test_it_stops_at_a_byte_that_is_waited_for(uno: Uno) -> None:
    start = uno.time
    now, output = uno.exchange(b"\xf9", start + 1, stop_on_output=b"\x05\x77")
    assert output == b"\xf9\x02\x05"
    assert now < start + 0.01
    now, output = uno.exchange(b"\xf9", start + 1, stop_on_output=b"\x77")
    assert (now, output) == (pytest.approx(start + 1, abs=4 / FREQUENCY), b"\xf9\x02\x05")


def test_a_flood_loses_no_byte(uno: Uno) -> None:
    live(uno, 0.01, mode(13, OUTPUT))
    live(uno, 3100 * uno.byte_time, b"".join(write(13, i % 2) for i in range(1, 1001)))
    assert [edge.level for edge in uno.edges(13)] == [1, 0] * 500


@pytest.mark.parametrize(
    ("volts", "code"), [(0, 0), (0.0048, 0), (0.0049, 1), (1.1, 225), (2.5, 512), (3.3, 675), (5, 1023)]
)
def test_a_voltage_reads_as_its_code(uno: Uno, volts: float, code: int) -> None:
    uno.volts(2, volts)
    assert live(uno, 0.01, bytes([0xC2, 1]))[:3] == bytes([0xE2, code & 0x7F, code >> 7])


@pytest.mark.parametrize("value", [1, 64, 128, 254])
@pytest.mark.parametrize("pin", [3, 5, 6, 9, 10, 11])
def test_pwm_has_the_duty_of_its_timer(uno: Uno, pin: int, value: int) -> None:
    period, duty = (16384, (value + 1) / 256) if pin in (5, 6) else (32640, value / 255)
    live(uno, 0.02, mode(pin, PWM) + analog(pin, value))
    start = uno.time
    live(uno, 0.1)
    periods = [
        b.cycle - a.cycle for a, b in zip(uno.edges(pin, start), uno.edges(pin, start)[2:], strict=False)
    ]
    assert len(periods) > 90
    assert all(abs(p - period) <= 4 for p in periods), "an edge waits for the end of an instruction"
    assert uno.duty(pin, start, start + 40 * period / FREQUENCY) == pytest.approx(duty, abs=4 / period)


@pytest.mark.parametrize(("value", "level"), [(0, 0), (255, 1)])
def test_pwm_at_its_ends_is_a_plain_level(uno: Uno, value: int, level: int) -> None:
    live(uno, 0.02, mode(5, PWM) + analog(5, 100) + analog(5, value))
    start = uno.time
    live(uno, 0.05)
    assert (uno.edges(5, start), uno.level(5)) == ([], level)


def test_an_output_that_was_pwm_is_plain_again(uno: Uno) -> None:
    live(uno, 0.02, mode(9, PWM) + analog(9, 100) + mode(9, OUTPUT) + write(9, 1))
    start = uno.time
    live(uno, 0.05)
    assert (uno.edges(9, start), uno.level(9)) == ([], 1)


def test_a_button_on_a_pull_up_is_reported(uno: Uno) -> None:
    assert live(uno, 0.01, mode(2, PULLUP) + b"\xd0\x01") == b"\x90\x04\x00"
    uno.drive(2, 0)
    assert live(uno, 0.01) == b"\x90\x00\x00"
    uno.drive(2, None)
    assert live(uno, 0.01) == b"\x90\x04\x00", "the pull-up again"
    assert [edge.level for edge in uno.edges(2)] == [1, 0, 1]


def test_an_output_wins_over_what_drives_it(uno: Uno) -> None:
    live(uno, 0.01, mode(4, OUTPUT))
    uno.drive(4, 1)
    live(uno, 0.01)
    assert (uno.level(4), uno.edges(4)) == (0, [])


def test_a_scenario_touches_the_machine_at_its_moment(uno: Uno) -> None:
    live(uno, 0.01, mode(2, INPUT) + b"\xd0\x01")
    uno.at(0.5, lambda: uno.drive(2, 1))
    now, output = uno.exchange(b"", 1.0, stop_on_output=True)
    assert output == b"\x90"
    assert 0.5 < now < 0.502
    assert uno.edges(2)[0].time == pytest.approx(0.5, abs=4 / FREQUENCY)


def test_reset_starts_the_program_again_and_keeps_time_and_record(uno: Uno) -> None:
    live(uno, 0.01, mode(13, OUTPUT) + write(13, 1))
    before = uno.time
    uno.reset()
    assert uno.time == before
    assert [edge.level for edge in uno.edges(13)] == [1, 0]
    assert live(uno, BOOT).startswith(b"\xf9\x02\x05")
    assert uno.frame()["modes"][13] == "in"


def test_a_frame_tells_what_a_view_draws(uno: Uno) -> None:
    live(uno, 0.02, mode(9, PWM) + analog(9, 51))
    uno.frame()
    live(uno, 0.1)
    uno.command({"op": "volts", "channel": 0, "volts": 1.5})
    uno.command({"op": "drive", "pin": 7, "level": 1})
    frame = uno.frame()
    assert frame["duty"] == {"9": pytest.approx(0.2, abs=0.01), "7": pytest.approx(0, abs=0.01)}
    assert (frame["pins"][7], frame["modes"][9], frame["analog"][0]) == (1, "out", 1.5)
    drive = {"op": "drive", "pin": 2, "level": 1}
    for nonsense in [{"op": "fly"}, {}, drive | {"pin": 99}, drive | {"level": 7}]:
        with pytest.raises(ValueError):
            uno.command(nonsense)


def test_a_program_that_is_not_one_is_refused(uno: Uno) -> None:
    with pytest.raises(ValueError, match="Intel HEX"):
        uno.load(":0400000001020304FF\n")
    with pytest.raises(BadValue, match="broche"):
        uno.level(20)


def blink() -> list[Edge]:
    """A second of commands, PWM and inputs, cut in uneven slices."""
    uno = Uno()
    uno.exchange(mode(13, OUTPUT) + mode(9, PWM) + mode(2, PULLUP) + b"\xd0\x01", 0.05)
    for step in range(50):
        uno.drive(2, step % 3 and 1)
        uno.exchange(write(13, step % 2) + analog(9, step), 0.05 + step * 0.0201)
    edges = [edge for pin in (2, 9, 13) for edge in uno.edges(pin)]
    uno.close()
    return edges


def _burn(ready: multiprocessing.Barrier) -> None:  # type: ignore[valid-type]
    ready.wait()
    while os.getppid() != 1:
        sum(range(10_000))


def test_the_same_edges_to_the_cycle_on_an_idle_and_on_a_loaded_host() -> None:
    quiet = blink()
    spawn = multiprocessing.get_context("spawn")
    count = 2 * (os.cpu_count() or 1)
    ready = spawn.Barrier(count + 1)
    burners = [spawn.Process(target=_burn, args=(ready,), daemon=True) for _ in range(count)]
    for burner in burners:
        burner.start()
    try:
        ready.wait()
        loaded = blink()
    finally:
        for burner in burners:
            burner.terminate()
            burner.join()
    assert len(quiet) > 500
    assert loaded == quiet


@pytest.mark.skipif(os.name != "posix", reason="kills with a POSIX signal")
def test_a_dead_emulator_is_told_in_french(uno: Uno) -> None:
    os.kill(uno._emulator.pid, signal.SIGKILL)
    with pytest.raises(ConnectionLost, match="carte simulée s'est arrêtée"):
        live(uno, 1)


@pytest.mark.skipif(os.name != "posix", reason="interrupts with a POSIX timer")
def test_an_interrupted_wait_leaves_the_machine_usable(uno: Uno) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    earlier = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(KeyboardInterrupt):
            live(uno, 3600)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)
    live(uno, 0)  # the answer that was on its way
    assert live(uno, 0.01, b"\xf9").endswith(b"\xf9\x02\x05")
