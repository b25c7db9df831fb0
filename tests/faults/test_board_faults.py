"""What goes wrong between a program and a board, and how it is told."""

from __future__ import annotations

import errno
import os
import sys

import pytest
import serial

from hardware import LED, AnalogInput, Board, Button, clock
from hardware.devices import board as board_module
from hardware.errors import BadValue, ConnectionLost, HardwareError, NoAnswer, ReplayMismatch
from hardware.sim.bench import Bench
from hardware.transport import open_line, set_dtr
from tests.contract.fake_firmata import FakeFirmata


@pytest.fixture(autouse=True)
def virtual_time():
    with clock.using(clock.VirtualClock()) as virtual:
        yield virtual


@pytest.fixture
def plug(monkeypatch):
    def make(**options):
        fake = FakeFirmata(**options)
        monkeypatch.setattr(board_module, "open_line", lambda url, baudrate: fake)
        return fake

    return make


def test_a_board_that_takes_two_seconds_to_start_is_waited_for(plug, virtual_time):
    plug(boot=2.0)
    assert Board().is_open
    assert virtual_time.now() == pytest.approx(2.0, abs=0.1)


def test_a_board_already_running_is_asked(plug, virtual_time):
    plug(announce=False)
    assert Board().firmware == "StandardFirmata.ino 2.5"
    assert virtual_time.now() < 0.1


def test_a_silent_board_is_given_up_after_five_seconds(plug, virtual_time):
    fake = plug(boot=float("inf"), announce=False)
    with pytest.raises(NoAnswer, match=r"ne répond pas après 5 secondes.*croquis Firmata"):
        Board()
    assert virtual_time.now() == pytest.approx(5.0)
    assert fake.sent[-1] == b"closed"


def test_a_board_that_speaks_another_firmata_is_refused(plug):
    plug(version=(3, 0))
    with pytest.raises(HardwareError, match=r"parle Firmata 3, le labo parle Firmata 2. Charger le croquis"):
        Board()


def test_garbage_on_the_line_does_not_stop_a_board(plug):
    fake = plug()
    led = LED(13)
    button = Button(2)
    fake.say(bytes(range(256)))
    fake.press(2, False)
    led.on()
    assert button.is_pressed
    assert led.is_lit


def test_a_pulled_cable_is_told_once_and_closing_is_safe(plug):
    fake = plug()
    led = LED(13)
    fake.unplugged = True
    with pytest.raises(ConnectionLost, match=r"liaison avec la carte sim://uno est coupée.*câble USB"):
        led.on()
    assert not led.board.is_open
    led.board.close()


def test_a_pulled_cable_does_not_keep_a_board_from_closing(plug):
    fake = plug()
    board = LED(13).board
    fake.unplugged = True
    board.close()
    assert not board.is_open


def test_a_handler_that_waits_loses_no_event(plug, virtual_time):
    fake, seen = plug(), []
    button = Button(2)

    def slow():
        seen.append("pressed")
        clock.sleep(0.5)

    button.when_pressed = slow
    button.when_released = lambda: seen.append("released")
    virtual_time.call_at(virtual_time.now() + 0.1, lambda: fake.press(2, False))
    virtual_time.call_at(virtual_time.now() + 0.2, lambda: fake.press(2, True))
    clock.sleep(1)
    assert seen == ["pressed", "released"]


def test_a_loop_that_only_looks_lets_time_pass(plug, virtual_time):
    fake = plug()
    button = Button(2)
    virtual_time.call_at(virtual_time.now() + 0.3, lambda: fake.press(2, False))
    while not button.is_pressed:
        pass
    assert virtual_time.now() == pytest.approx(0.3, abs=0.01)


def test_an_input_that_never_reports_is_told(plug, monkeypatch):
    fake = plug()
    Board()
    monkeypatch.setattr(fake, "say", lambda data, after=0.0: None)
    with pytest.raises(NoAnswer, match="ne donne pas la valeur de la broche 2"):
        Button(2)
    with pytest.raises(NoAnswer, match="ne donne pas la valeur de la broche A0"):
        AnalogInput("A0")


def test_the_live_board_is_out_of_reach_of_a_check(plug):
    plug()
    live = LED(13)
    bench = Bench("uno")
    with bench, pytest.raises(ConnectionLost, match="autre carte que celle de la vérification"):
        live.on()
    bench.close()
    live.on()


# The line


def test_an_absent_port_is_told(tmp_path):
    with pytest.raises(ConnectionLost, match=r"n'existe pas.*Brancher le câble USB"):
        open_line(str(tmp_path / "ttyACM0"), 57600)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EACCES, "groupe « dialout ».*usermod"),
        (errno.EBUSY, "déjà utilisé par un autre programme.*Fermer"),
        (errno.EIO, "Impossible d'ouvrir"),
    ],
)
def test_a_port_that_does_not_open_is_told(monkeypatch, code, words):
    def refuse(*args, **kwargs):
        raise serial.SerialException(code, os.strerror(code))

    monkeypatch.setattr(serial, "serial_for_url", refuse)
    with pytest.raises(ConnectionLost, match=words):
        open_line("/dev/ttyACM0", 57600)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal on Windows")
def test_a_port_in_use_is_told_and_a_pty_has_no_dtr():
    master, slave = os.openpty()
    name = os.ttyname(slave)
    line = open_line(name, 57600)
    set_dtr(line, False)
    with pytest.raises(ConnectionLost, match="déjà utilisé"):
        open_line(name, 57600)
    line.close()
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize(
    ("url", "words"),
    [("simm://uno", "« simm:// ».*Écrire plutôt « sim:// »"), ("ftp://x", "Exemples : sim://uno")],
)
def test_an_unknown_scheme_is_told(url, words):
    with pytest.raises(BadValue, match=words):
        open_line(url, 57600)


# Captures


@pytest.fixture
def capture(tmp_path):
    path = tmp_path / "marlin.txt"
    path.write_text(
        "--- hello\n  0.50 > M105\n  0.75 < ok T:21\n--- bye\n  2.00 >> 4d 0a\n", encoding="latin-1"
    )
    return f"replay://{path}"


def test_a_capture_answers_with_its_own_delays(capture, virtual_time):
    line = open_line(capture, 115200, timeout=1.0)
    line.write(b"M105\n")
    assert line.read(4) == b"ok T"
    assert virtual_time.now() == pytest.approx(0.25)
    assert line.read(100) == b":21\n"
    assert virtual_time.now() == pytest.approx(1.25)


def test_a_trial_of_a_capture_can_be_chosen(capture):
    line = open_line(f"{capture}?trial=bye", 115200)
    assert line.write(b"M\n") == 2


def test_another_program_than_the_captures_is_told(capture):
    line = open_line(capture, 115200)
    with pytest.raises(ReplayMismatch, match=r"ligne 2 : la capture attend « M105 ».*« M106 »"):
        line.write(b"M106\n")
    line = open_line(f"{capture}?trial=bye", 115200)
    line.write(b"M\n")
    with pytest.raises(ReplayMismatch, match="la capture est finie"):
        line.write(b"G28\n")


def test_a_capture_that_is_not_one_is_told(tmp_path, capture):
    with pytest.raises(ConnectionLost, match="n'existe pas"):
        open_line(f"replay://{tmp_path}/absent.txt", 115200)
    with pytest.raises(BadValue, match="aucun essai ne s'appelle « lundi »"):
        open_line(f"{capture}?trial=lundi", 115200)
    bad = tmp_path / "bad.txt"
    bad.write_text("hello\n", encoding="latin-1")
    with pytest.raises(BadValue, match="ligne 1 : « hello » n'est pas une ligne de capture"):
        open_line(f"replay://{bad}", 115200)
