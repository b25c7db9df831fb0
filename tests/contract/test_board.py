"""The board and its devices: the same cases on every wire that exists here.

Old and new StandardFirmata (scripted), the emulated Uno with our own firmware - on a bench, live, and served
to other programs -, a capture of it, and the real board that ``lab.toml`` names, if any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest

from hardware import LED, PWMLED, AnalogInput, Board, Button, clock, sleep
from hardware.devices import board as board_module
from hardware.errors import BadValue, ConnectionLost, UnknownName
from hardware.sim.bench import Bench
from tests.contract.fake_firmata import FakeFirmata
from tests.contract.wires import PATIENCE, WIRES, Frame, Hands, Wire, replayed


class Scripted(Hands):
    """The hands of somebody at a scripted board."""

    def __init__(self, fake: FakeFirmata) -> None:
        self._fake = fake

    def command(self, **message: Any) -> None:
        match message:
            case {"op": "drive", "pin": pin, "level": level}:
                self._fake.press(pin, bool(level))
            case {"op": "volts", "channel": channel, "volts": volts}:
                self._fake.volts[channel] = volts

    def see(self, what: Callable[[Frame], bool]) -> None:
        ports = self._fake.ports
        assert what({"pins": [ports.get(pin // 8, 0) >> pin % 8 & 1 for pin in range(20)]})


def scripted(version: tuple[int, int]) -> Wire:
    @contextmanager
    def case() -> Iterator[Hands]:
        with clock.using(clock.VirtualClock()), pytest.MonkeyPatch.context() as patch:
            fake = FakeFirmata(version)
            patch.setattr(board_module, "open_line", lambda url, baudrate: fake)
            yield Scripted(fake)

    return lambda kind, folder: nullcontext(case)


def handshake(hands: Hands) -> None:
    board = Board()
    assert board.is_open
    assert "irmata" in board.firmware
    assert board.devices == []
    board.close()
    assert Board().is_open


def lamp(hands: Hands) -> None:
    led = LED(13)
    assert not led.is_lit
    for action, level in ((led.on, 1), (led.toggle, 0), (led.toggle, 1)):
        action()
        assert led.value == level
        hands.see(lambda frame, level=level: frame["pins"][13] == level)
    led.off()
    hands.see(lambda frame: frame["pins"][13] == 0)
    assert [entry.value for entry in led.board.record if entry.what == "digital"] == [0, 1, 0, 1, 0]


def blinking(hands: Hands) -> None:
    led = LED(12)
    start = clock.current().now()
    led.blink(0.1, 0.15, n=3, background=False)
    on_time(clock.current().now() - start, 0.75)
    entries = [entry for entry in led.board.record if entry.what == "digital"][1:]
    assert [entry.value for entry in entries] == [1, 0, 1, 0, 1, 0]
    for entry, moment in zip(entries, (0, 0.1, 0.25, 0.35, 0.5, 0.6), strict=True):
        on_time(entry.time - entries[0].time, moment)


def on_time(seconds: float, wanted: float) -> None:
    """To the millisecond on a virtual clock; on a live host, which may be busy, not too early nor lost."""
    live = clock.current() is clock.WALL
    assert wanted - (0.05 if live else 0.001) < seconds < wanted + (PATIENCE if live else 0.001)


def bright(hands: Hands) -> None:
    led = PWMLED(9)
    for value in (0.5, 1, 0):
        led.value = value
    led.pulse(0.2, 0.2, n=1, background=False)
    assert led.value == 0
    values = [entry.value for entry in led.board.record if entry.what == "pwm"]
    assert values == [0, 128, 255, 0, 51, 102, 153, 204, 255, 204, 153, 102, 51, 0]


def button(hands: Hands) -> None:
    hands.command(op="drive", pin=2, level=1)
    push, seen = Button(2), []
    assert not push.is_pressed
    assert not push.wait_for_press(0.1)
    push.when_pressed = lambda: seen.append("pressed")
    push.when_released = lambda: seen.append("released")
    hands.command(op="drive", pin=2, level=0)
    assert push.wait_for_press(PATIENCE)
    hands.command(op="drive", pin=2, level=1)
    assert push.wait_for_release(PATIENCE)
    assert not push.is_pressed
    assert seen == ["pressed", "released"]


def to_five_volts(hands: Hands) -> None:
    hands.command(op="drive", pin=4, level=0)
    push = Button(4, pull_up=False)
    assert not push.is_pressed
    hands.command(op="drive", pin=4, level=1)
    assert push.wait_for_press(PATIENCE)


def voltage(hands: Hands) -> None:
    hands.command(op="volts", channel=0, volts=2.5)
    sensor = AnalogInput("A0")
    assert sensor.raw == pytest.approx(512, abs=2)
    assert sensor.value == pytest.approx(0.5, abs=0.01)
    assert sensor.voltage == pytest.approx(2.5, abs=0.02)


def wrong_pin(hands: Hands) -> None:
    board = Board()
    with pytest.raises(BadValue, match="broche 1 est réservée"):
        LED(1)
    with pytest.raises(BadValue, match="broche 12 ne sait pas varier"):
        PWMLED(12)
    assert [entry for entry in board.record if entry.what != "analog"] == []
    led = LED(12)
    led.on()
    hands.see(lambda frame: frame["pins"][12] == 1)


def end(hands: Hands) -> None:
    with Board() as board:
        led = LED(13)
        led.on()
        hands.see(lambda frame: frame["pins"][13] == 1)
    hands.see(lambda frame: frame["pins"][13] == 0)
    assert not board.is_open
    with pytest.raises(ConnectionLost, match="fermé"):
        led.on()


CASES = [handshake, lamp, blinking, bright, button, to_five_volts, voltage, wrong_pin, end]
BOARDS = [
    pytest.param(scripted((2, 4)), id="StandardFirmata 2.4"),
    pytest.param(scripted((2, 5)), id="StandardFirmata 2.5"),
    *WIRES,
]


@pytest.fixture(scope="module", params=BOARDS)
def wire(request, tmp_path_factory):
    with request.param("uno", tmp_path_factory.mktemp("lab")) as case:
        yield case


@pytest.mark.parametrize("case", CASES)
def test_a_device_does_the_same_on_every_wire(wire, case):
    with wire() as hands:
        case(hands)


@pytest.mark.parametrize("case", CASES)
def test_a_capture_replays_the_same(case, tmp_path):
    replayed("uno", tmp_path, case)


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
