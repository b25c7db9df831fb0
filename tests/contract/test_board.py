"""The board and its devices: the same cases on every wire that exists here.

Old and new StandardFirmata (scripted), the emulated Uno with our own firmware, and a capture of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from hardware import LED, PWMLED, AnalogInput, Board, Button, clock, sleep
from hardware.devices import board as board_module
from hardware.errors import BadValue, ConnectionLost, UnknownName
from hardware.replay import Recorder
from hardware.sim.bench import Bench
from tests.contract.fake_firmata import FakeFirmata


@dataclass
class Hands:
    """What a person does on the other side of the pins."""

    level: Callable[[int, int], object]
    volts: Callable[[int, float], object]


@contextmanager
def scripted(version: tuple[int, int]) -> Iterator[Hands]:
    with clock.using(clock.VirtualClock()), pytest.MonkeyPatch.context() as patch:
        fake = FakeFirmata(version)
        patch.setattr(board_module, "open_line", lambda url, baudrate: fake)
        yield Hands(lambda pin, level: fake.press(pin, bool(level)), fake.volts.__setitem__)


@contextmanager
def emulated() -> Iterator[Hands]:
    bench = Bench("uno")
    machine: Any = bench.machine
    try:
        with bench:
            yield Hands(machine.drive, machine.volts)
    finally:
        bench.close()


WIRES = {
    "StandardFirmata 2.4": lambda: scripted((2, 4)),
    "StandardFirmata 2.5": lambda: scripted((2, 5)),
    "emulated Uno": emulated,
}


def lamp(hands: Hands) -> list[Any]:
    led = LED(13)
    seen = [led.is_lit]
    for action in (led.on, led.toggle, led.toggle, led.off):
        action()
        seen.append(led.value)
    return [*seen, [entry.value for entry in led.board.record if entry.what == "digital"]]


def blinking(hands: Hands) -> list[Any]:
    led = LED(12)
    led.blink(0.2, 0.3, n=3)
    start = clock.current().now()
    sleep(2)
    lasted = round(clock.current().now() - start, 6)
    moments = [entry.time for entry in led.board.record if entry.what == "digital"][1:]
    return [led.is_lit, lasted, [round(after - moments[0], 1) for after in moments]]


def bright(hands: Hands) -> list[Any]:
    led = PWMLED(9)
    for value in (0.5, 1, 0):
        led.value = value
    led.pulse(0.2, 0.2, n=1, background=False)
    return [[entry.value for entry in led.board.record if entry.what == "pwm"], led.value]


def button(hands: Hands) -> list[Any]:
    hands.level(2, 1)
    push = Button(2)
    seen: list[Any] = [push.is_pressed, push.wait_for_press(0.1)]
    push.when_pressed = lambda: seen.append("pressed")
    push.when_released = lambda: seen.append("released")
    for level in (0, 1):
        hands.level(2, level)
        sleep(0.1)
        seen.append(push.is_pressed)
    hands.level(2, 0)
    seen += [push.wait_for_press(1), push.wait_for_release(0.1)]
    return seen


def to_five_volts(hands: Hands) -> list[Any]:
    hands.level(4, 0)
    push = Button(4, pull_up=False)
    seen = [push.is_pressed]
    hands.level(4, 1)
    return [*seen, push.wait_for_press(1)]


def voltage(hands: Hands) -> list[Any]:
    hands.volts(0, 2.5)
    sensor = AnalogInput("A0")
    return [abs(sensor.raw - 512) <= 1, round(sensor.value, 1), round(sensor.voltage, 1)]


EXPECTED: list[tuple[Callable[[Hands], list[Any]], list[Any]]] = [
    (lamp, [False, 1, 0, 1, 0, [0, 1, 0, 1, 0]]),
    (blinking, [False, 2.0, [0.0, 0.2, 0.5, 0.7, 1.0, 1.2]]),
    (bright, [[0, 128, 255, 0, 51, 102, 153, 204, 255, 204, 153, 102, 51, 0], 0.0]),
    (button, [False, False, "pressed", True, "released", False, "pressed", True, False]),
    (to_five_volts, [False, True]),
    (voltage, [True, 0.5, 2.5]),
]


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(("case", "expected"), EXPECTED, ids=lambda case: getattr(case, "__name__", ""))
def test_a_device_does_the_same_on_every_wire(wire, case, expected):
    with WIRES[wire]() as hands:
        assert case(hands) == expected


@pytest.mark.parametrize(("case", "expected"), EXPECTED, ids=lambda case: getattr(case, "__name__", ""))
def test_a_capture_replays_the_same(case, expected, tmp_path, monkeypatch):
    path = tmp_path / "capture.txt"
    open_line = board_module.open_line
    with path.open("w") as file, monkeypatch.context() as patch:
        patch.setattr(
            board_module, "open_line", lambda url, baudrate: Recorder(open_line(url, baudrate), file)
        )
        with emulated() as hands:
            recorded = case(hands)
    with clock.using(clock.VirtualClock()), monkeypatch.context() as patch:
        patch.setattr(board_module, "machine_url", lambda role: f"replay://{path}")
        nobody = Hands(lambda pin, level: None, lambda channel, volts: None)
        assert case(nobody) == recorded


def test_the_pins_of_the_emulated_board_really_move():
    bench = Bench("uno")
    machine: Any = bench.machine
    with bench:
        led = LED(13)
        led.on()
        sleep(0.5)
        led.off()
        sleep(0.1)
    (rise, fall) = machine.edges(13)
    bench.close()
    assert (rise.level, fall.level) == (1, 0)
    assert fall.time - rise.time == pytest.approx(0.5, abs=0.005)


@pytest.fixture
def fake(monkeypatch):
    with clock.using(clock.VirtualClock()):
        fake = FakeFirmata()
        monkeypatch.setattr(board_module, "open_line", lambda url, baudrate: fake)
        yield fake


def test_devices_share_the_board_of_their_moment(fake):
    board = Board()
    assert LED(13).board is Button(2).board is board
    with clock.using(clock.VirtualClock()):
        assert LED(13).board is not board


def test_a_cell_run_again_replaces_its_device(fake):
    first, second = LED(13), LED(13)
    second.on()
    assert second.is_lit
    with pytest.raises(ConnectionLost, match=r"broche 13 est fermé ou remplacé.*LED\(13\)"):
        first.on()


def test_a_cell_run_again_replaces_its_board(fake):
    first, second = Board(), Board()
    assert (first.is_open, second.is_open) == (False, True)


def test_closing_switches_outputs_off(fake):
    with Board():
        LED(13).on()
        PWMLED(9).value = 0.5
    assert fake.ports[1] == 0
    assert fake.pwm[9] == 0
    assert fake.sent[-1] == b"closed"


def test_a_light_obeys_the_last_order(fake):
    led = LED(13)
    led.blink(0.1, 0.1)
    sleep(0.25)
    led.off()
    sleep(1)
    assert not led.is_lit
    assert clock.current().next_event() is None


WRONG = [
    (lambda: LED(1), BadValue, "broche 1 est réservée à la liaison.*Prendre une broche de 2 à 13"),
    (lambda: LED(25), BadValue, "broche 25 n'existe pas.*de 2 à 13, puis de A0 à A5"),
    (lambda: LED("13"), BadValue, r"LED\(13\), sans guillemets"),
    (lambda: LED(13.0), BadValue, "nombre entier"),  # type: ignore[arg-type]
    (lambda: PWMLED(12), BadValue, "broche 12 ne sait pas varier.*3, 5, 6, 9, 10, 11"),
    (lambda: AnalogInput(0), BadValue, '"A0"'),  # type: ignore[arg-type]
    (lambda: (LED(9), PWMLED(9)), BadValue, r"déjà prise par LED\(9\).*close\(\)"),
    (lambda: setattr(LED(13), "alume", True), UnknownName, r"« alume » n'existe pas. Essayer : on\(\)"),
    (lambda: LED(13).clignoter(), UnknownName, r"Essayer : blink\(\)"),
    (lambda: setattr(LED(13), "on", True), UnknownName, r"on est une action.*Écrire : on\(\)"),
    (lambda: setattr(LED(13), "is_lit", True), UnknownName, "is_lit se lit, mais ne se change pas"),
    (lambda: setattr(LED(13), "value", 0.5), BadValue, "PWMLED"),
    (lambda: setattr(PWMLED(9), "value", 2), BadValue, "de 0 à 1"),
    (lambda: LED(13).blink(0, 0), BadValue, "durées sont nulles"),
    (lambda: LED(13).blink(n=0), BadValue, "entier, 1 ou plus"),
    (lambda: LED(13).blink(background=False), BadValue, "ne finit jamais"),
    (lambda: setattr(Button(2), "when_pressed", True), BadValue, "sans parenthèses"),
    (lambda: Board().lampe, UnknownName, "« lampe » n'existe pas"),
]


@pytest.mark.parametrize(("mistake", "error", "words"), WRONG)
def test_a_mistake_is_named_with_its_fix(fake, mistake, error, words):
    with pytest.raises(error, match=words):
        mistake()


def test_devices_introduce_themselves_in_french(fake):
    fake.volts[0] = 2.5
    led = LED(13)
    assert repr(led) == "<LED broche 13, éteinte>"
    assert repr(Button("A1")) == "<Button broche A1, relâché>"
    assert repr(AnalogInput("A0")) == "<AnalogInput broche A0, 2,50 V>"
    assert repr(led.board) == "<Board sim://uno, StandardFirmata.ino 2.5, ouverte>"
