"""An Arduino that runs a Firmata sketch, driven from here."""

from __future__ import annotations

import atexit
import contextlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from hardware import clock
from hardware.config import machine_url
from hardware.devices.device import Device, Strict, pin_name
from hardware.errors import BadValue, ConnectionLost, HardwareError, NoAnswer
from hardware.protocols import firmata
from hardware.protocols.firmata import Mode
from hardware.transport import open_line

START_TIME_OUT = 5.0
"""Seconds a board has to answer after the line is opened; a real Uno restarts then, which takes up to 2 s."""
ASK_AGAIN = 0.5
"""Seconds between two questions to a board that starts."""
LOOK = 0.001
"""Seconds a program waits each time it looks at an input: a loop that only looks lets time pass."""
WATCH = 0.02
"""Seconds between two looks at the line while something is watched (``when_pressed``)."""
MOST_BYTES = 4096
"""Bytes understood at once: a line that never falls silent does not keep a program from its own work."""
LATEST_MAJOR = 3
"""The protocol is at version 2; what claims to be much later is garbage on the line."""
RECORD_LENGTH = 10_000
"""Most entries kept by :attr:`Board.record`; the oldest go first."""

_INSTANT = 1e-9  # seconds; sums of floats may fall this short of the moment they aim at


@dataclass(frozen=True)
class Entry:
    """Une ligne du journal de la carte.

    ``time`` : secondes depuis l'ouverture. ``sent`` : vrai si l'ordinateur l'a dit, faux si c'est la carte.
    ``what`` : "mode", "digital", "pwm" ou "analog". ``pin`` : la broche. ``value`` : la valeur.
    """

    time: float
    sent: bool
    what: str
    pin: int
    value: int


class Board(Strict):
    """Une carte Arduino Uno, vraie ou simulée.

    ``Board()`` ouvre la carte du labo, ``Board("/dev/ttyACM0")`` une carte précise. La carte se ferme toute
    seule à la fin du programme, et ses sorties s'éteignent.
    """

    __slots__ = (
        "_analog",
        "_capabilities",
        "_channels",
        "_clock",
        "_devices",
        "_firmware",
        "_levels",
        "_line",
        "_outputs",
        "_parser",
        "_protocol",
        "_record",
        "_start",
        "_url",
        "_watch",
        "_watched",
    )
    _FRENCH: ClassVar[Mapping[str, str]] = {"fermer": "close()", "journal": "record", "adresse": "url"}

    def __init__(self, url: str | None = None) -> None:
        self._line: Any = None
        self._url = url or machine_url("board")
        self._clock = clock.current()
        _close_earlier(self._url, self._clock)
        self._parser = firmata.Parser()
        self._protocol: firmata.ProtocolVersion | None = None
        self._firmware: firmata.Firmware | None = None
        self._capabilities: tuple[dict[int, int], ...] = ()
        self._channels: dict[int, int] = {}  # pin -> analogue channel
        self._outputs: dict[int, int] = {}  # port -> levels written
        self._levels: dict[int, int] = {}  # port -> levels read
        self._analog: dict[int, int] = {}  # pin -> value read
        self._devices: dict[int, Device] = {}
        self._record: deque[Entry] = deque(maxlen=RECORD_LENGTH)
        self._watch: clock.Event | None = None
        self._watched = 0
        self._start = self._clock.now()
        self._line = open_line(self._url, firmata.BAUD)
        try:
            self._meet()
        except BaseException:
            self._drop()
            raise
        _boards.add(self)

    # What a learner uses

    @property
    def url(self) -> str:
        """L'adresse de la carte."""
        return self._url

    @property
    def is_open(self) -> bool:
        """Vrai tant que la carte répond à ce programme."""
        return self._line is not None and clock_is_alive(self._clock)

    @property
    def firmware(self) -> str:
        """Le nom et la version du programme qui tourne dans la carte."""
        if self._firmware is None:
            return ""
        return f"{self._firmware.name} {self._firmware.major}.{self._firmware.minor}"

    @property
    def devices(self) -> list[Device]:
        """Les appareils branchés, par ordre de broche."""
        return [self._devices[pin] for pin in sorted(self._devices)]

    @property
    def record(self) -> list[Entry]:
        """Le journal : chaque ordre envoyé et chaque réponse reçue, avec son heure en secondes."""
        if self.is_open:
            self._look()
        return list(self._record)

    def close(self) -> None:
        """Éteindre les sorties et libérer la carte."""
        if self._line is None:
            return
        with contextlib.suppress(HardwareError, OSError):  # a dead line must still be let go
            for device in self.devices:
                device.close()
        self._drop()

    def __enter__(self) -> Board:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Board {self._url}, {self.firmware or '?'}, {'ouverte' if self.is_open else 'fermée'}>"

    # What devices use

    def claim(self, device: Device) -> None:
        """Give its pin to ``device``; one of the same class that held it is replaced (a cell run again)."""
        pin = device.pin
        holder = self._devices.get(pin)
        if holder is not None and type(holder) is not type(device):
            raise BadValue(
                f"La broche {pin_name(pin)} est déjà prise par {type(holder).__name__}({pin_name(pin)}). "
                "Prendre une autre broche, ou libérer celle-ci avec close()."
            )
        if holder is not None:
            holder.close()
        self._devices[pin] = device

    def forget(self, device: Device) -> None:
        if self._devices.get(device.pin) is device:
            del self._devices[device.pin]

    def set_mode(self, pin: int, mode: Mode) -> None:
        """Raises :class:`BadValue` when the pin cannot do that."""
        if not self.supports(pin, mode):
            self._devices.pop(pin, None)
            raise BadValue(self._cannot(pin, mode))
        self._send(firmata.set_pin_mode(pin, mode), Entry(self._time(), True, "mode", pin, int(mode)))

    def supports(self, pin: int, mode: Mode) -> bool:
        return pin < len(self._capabilities) and mode in self._capabilities[pin]

    def write_digital(self, pin: int, level: bool) -> None:
        port, bit = divmod(pin, 8)
        levels = self._outputs.get(port, 0) & ~(1 << bit) | level << bit
        self._outputs[port] = levels
        self._send(firmata.write_port(port, levels), Entry(self._time(), True, "digital", pin, int(level)))

    def write_pwm(self, pin: int, value: int) -> None:
        """``value`` is 0 to 255, as for ``analogWrite``."""
        self._send(firmata.write_analog(pin, value), Entry(self._time(), True, "pwm", pin, value))

    def watch_level(self, pin: int) -> None:
        """Ask for the level of ``pin`` and wait for the first answer. Raises :class:`NoAnswer`."""
        port = pin // 8
        self._levels.pop(port, None)
        self._send(firmata.report_digital(port, True))
        self._first_report(lambda: port in self._levels, pin)

    def watch_analog(self, pin: int) -> None:
        """Ask for the value of ``pin`` and wait for the first answer. Raises :class:`NoAnswer`."""
        self._analog.pop(pin, None)
        self._send(firmata.report_analog(self._channels[pin], True))
        self._first_report(lambda: pin in self._analog, pin)

    def stop_analog(self, pin: int) -> None:
        self._send(firmata.report_analog(self._channels[pin], False))

    def level(self, pin: int) -> bool:
        """The level of an input, as last reported."""
        self._look()
        return bool(self._levels[pin // 8] >> pin % 8 & 1)

    def analog(self, pin: int) -> int:
        """The value of an analogue input, 0 to 1023, as last reported."""
        self._look()
        return self._analog[pin]

    def wait(self, done: Callable[[], bool], seconds: float | None, last: bytes = b"") -> bool:
        """Wait until ``done()`` or for ``seconds`` (None: for ever); True when it was done in time.

        ``last`` is the byte that ends what is waited for, when that is known: no look at each before it.
        """
        end = float("inf") if seconds is None else self._clock.now() + seconds
        while not done():
            now = self._clock.now()
            if now >= end - _INSTANT:
                return False
            following = self._clock.next_event()
            until = min(end, now + 1.0, following if following is not None else end)
            self._read(max(0.0, until - now), last)
            if until - self._clock.now() < _INSTANT:
                self._clock.sleep_until(until)
            self._clock.run_due_events()
        return True

    def call_after(self, seconds: float, action: Callable[[], None]) -> clock.Event:
        """Do ``action`` in ``seconds``, on the board's clock."""
        return self._clock.call_at(self._clock.now() + seconds, action)

    def start_watching(self) -> None:
        """Look at the line regularly, on the clock, as long as somebody wants to know."""
        self._watched += 1
        if self._watch is None:
            self._watch = self.call_after(WATCH, self._look_regularly)

    def stop_watching(self) -> None:
        self._watched -= 1

    # The line

    def _meet(self) -> None:
        """Wait for the board, learn what its pins can do, put them all at rest."""
        end = self._clock.now() + START_TIME_OUT
        self._ask(firmata.query_version(), lambda: self._protocol is not None, end)
        if self._protocol is not None and self._protocol.major != 2:
            raise HardwareError(
                f"La carte {self._url} parle Firmata {self._protocol.major}, le labo parle Firmata 2. "
                "Charger le croquis StandardFirmata avec l'IDE Arduino (Fichier, Exemples, Firmata)."
            )
        self._send(firmata.reset())
        last = bytes([firmata.END_SYSEX])
        self._ask(firmata.query_firmware(), lambda: self._firmware is not None, end, last)
        self._ask(firmata.query_capabilities(), lambda: bool(self._capabilities), end, last)
        self._ask(firmata.query_analog_mapping(), lambda: bool(self._channels), end, last)

    def _ask(self, question: bytes, answered: Callable[[], bool], end: float, last: bytes = b"") -> None:
        """A starting board does not hear everything: ask again until it answers."""
        while not answered():
            left = end - self._clock.now()
            if left <= _INSTANT:
                raise NoAnswer(
                    f"La carte {self._url} ne répond pas après {START_TIME_OUT:g} secondes. "
                    "Le croquis Firmata manque peut-être, ou ce port est celui d'une autre machine. "
                    "Débrancher et rebrancher la carte, puis recommencer."
                )
            self._send(question)
            self.wait(answered, min(ASK_AGAIN, left), last)

    def _first_report(self, arrived: Callable[[], bool], pin: int) -> None:
        if not self.wait(arrived, 1.0):
            raise NoAnswer(
                f"La carte ne donne pas la valeur de la broche {pin_name(pin)}. "
                "Exécuter de nouveau la cellule qui ouvre la carte."
            )

    def _send(self, data: bytes, entry: Entry | None = None) -> None:
        self._need_open()
        if entry is not None:
            self._record.append(entry)
        try:
            self._line.write(data)
        except OSError as error:
            raise self._lost(error) from error

    def _look(self) -> None:
        """Take what has come, do what is due, and let a moment pass."""
        self._read(LOOK)
        self._clock.run_due_events()

    def _look_regularly(self) -> None:
        self._watch = None
        if self._watched > 0 and self.is_open:
            self._read(0.0)
            self._watch = self.call_after(WATCH, self._look_regularly)

    def _read(self, seconds: float, last: bytes = b"") -> None:
        """Understand what the board says, waiting at most ``seconds`` for it to begin, or to say ``last``."""
        self._need_open()
        try:
            if self._line.timeout != seconds:
                self._line.timeout = seconds
            data = self._line.read_until(last) if last else self._line.read(1)
            while len(data) < MOST_BYTES and (waiting := self._line.in_waiting):
                data += self._line.read(waiting)
        except OSError as error:
            raise self._lost(error) from error
        for message in self._parser.feed(data):
            self._understand(message)

    def _understand(self, message: firmata.Message) -> None:
        match message:
            case firmata.ProtocolVersion() if message.major <= LATEST_MAJOR:
                self._protocol = message
            case firmata.Firmware():
                self._firmware = message
            case firmata.Capabilities(pins):
                self._capabilities = pins
            case firmata.AnalogMapping(channels):
                self._channels = {pin: channel for pin, channel in enumerate(channels) if channel is not None}
            case firmata.DigitalReport(port, levels):
                self._take_levels(port, levels)
            case firmata.AnalogReport(channel, value):
                for pin, known in self._channels.items():
                    if known == channel:
                        self._analog[pin] = value
                        self._record.append(Entry(self._time(), False, "analog", pin, value))

    def _take_levels(self, port: int, levels: int) -> None:
        before = self._levels.get(port)
        self._levels[port] = levels
        for pin, device in list(self._devices.items()):
            level = levels >> pin % 8 & 1
            if pin // 8 == port and (before is None or before >> pin % 8 & 1 != level):
                self._record.append(Entry(self._time(), False, "digital", pin, level))
                if before is not None:
                    device._changed(bool(level))

    def _cannot(self, pin: int, mode: Mode) -> str:
        able = ", ".join(pin_name(n) for n, modes in enumerate(self._capabilities) if mode in modes)
        what = {
            Mode.PWM: "ne sait pas varier (PWM)",
            Mode.ANALOG: "ne mesure pas de tension",
            Mode.OUTPUT: "n'est pas une sortie",
        }.get(mode, "ne sait pas faire cela")
        return f"La broche {pin_name(pin)} {what}. Celles qui savent : {able}."

    def _time(self) -> float:
        return self._clock.now() - self._start

    def _need_open(self) -> None:
        if self._line is None:
            raise ConnectionLost(
                "Cette carte a été fermée. "
                "Exécuter de nouveau la cellule qui ouvre la carte, puis celles qui suivent."
            )
        if not clock_is_alive(self._clock):
            raise ConnectionLost(
                "Cet appareil est sur une autre carte que celle de la vérification. "
                "Dans la fonction, se servir de l'appareil reçu entre les parenthèses de def."
            )

    def _lost(self, error: OSError) -> ConnectionLost:
        known = self in _boards
        self._drop()
        if not known:
            return ConnectionLost(
                f"{self._url} raccroche aussitôt ({error}) : un autre programme s'en sert, ou ce n'est pas "
                "une carte. Fermer l'autre carnet ou le moniteur série, puis recommencer."
            )
        return ConnectionLost(
            f"La liaison avec la carte {self._url} est coupée ({error}). "
            "Vérifier le câble USB, puis exécuter de nouveau la cellule qui ouvre la carte."
        )

    def _drop(self) -> None:
        """Let the line go without a word to the board."""
        line, self._line = self._line, None
        _boards.discard(self)
        if line is not None:
            with contextlib.suppress(OSError):
                line.close()


_boards: set[Board] = set()
"""The open boards: one that no name holds is still the one ``LED(13)`` uses."""


def clock_is_alive(owner: clock.Clock) -> bool:
    """A board lives in the time it was opened in.

    A bench's board ends with the bench, and the live board is out of reach while a bench judges a function.
    """
    return owner is clock.current()


def default_board() -> Board:
    """The board devices use when none is given: the one last opened on this clock, else ``Board()``."""
    now = clock.current()
    for board in _boards:
        if board._clock is now and board._url == machine_url("board"):
            return board
    return Board()


def _close_earlier(url: str, owner: clock.Clock) -> None:
    """A cell run again opens the same machine: its line has one owner, so the earlier board lets it go.

    Boards of benches that are over are forgotten too.
    """
    for board in list(_boards):
        if board._url == url and board._clock is owner:
            board.close()
        elif not clock.in_use(board._clock):
            board._drop()


@atexit.register
def close_all() -> None:
    """Switch off the outputs of every board still open. Called when the program ends."""
    for board in list(_boards):
        board.close()
