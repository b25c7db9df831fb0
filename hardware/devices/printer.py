"""A 3D printer that runs Marlin: home, move, heat, print. Every line passes ``hardware/safety.py`` first."""

from __future__ import annotations

import atexit
import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from hardware import clock, safety
from hardware.config import machine_url
from hardware.devices.device import Strict, check_number
from hardware.errors import BadValue, ConnectionLost, HardwareError, MachineFault, NoAnswer
from hardware.protocols import marlin
from hardware.protocols.marlin import Answer, Kind, Temperatures
from hardware.transport import open_line, set_dtr

START_TIME_OUT = 12.0
"""Seconds a printer has to answer after the line is opened; its board may restart then, which takes up to 5
s.
"""
ASK_AGAIN = 1.0
"""Seconds between two questions to a printer that starts."""
QUIET = 8.0
"""Seconds without a word after which the printer is asked if it lives; at work it speaks every 5 s at
least.
"""
ANSWER = 2.0
"""The same for what is done at once, with nothing else going on."""
NONSENSE = 20.0
"""Seconds of lines that mean nothing, after which the machine is no Marlin, or its line is too bad."""
STOP_TRIES = 4
DEAD_HOST = 900
"""With a heater on, the printer stops by itself after so many seconds without an order (M85): our program
died.
"""

_SLICE = 0.25  # longest single wait for the line, seconds
_CAUSES = {
    "MAXTEMP": "une température trop haute, ou un capteur en court-circuit",
    "MINTEMP": "un capteur de température débranché",
    "Heating failed": "la chauffe ne monte pas : le fil de la cartouche est peut-être débranché",
    "Thermal Runaway": "la température s'écarte de la consigne : le capteur est peut-être sorti de sa place",
    "inactive": "trop de temps sans aucun ordre",
    "M112": "un arrêt d'urgence a été demandé",
}


class Printer(Strict):
    """Une imprimante 3D, vraie ou simulée.

    ``Printer()`` ouvre l'imprimante du labo. Les longueurs sont en millimètres, les vitesses en mm/s, les
    températures en °C. Quand le programme se termine ou s'arrête sur une erreur, la chauffe est coupée.
    """

    __slots__ = (
        "_clock",
        "_heard",
        "_last_error",
        "_line",
        "_lines",
        "_messages",
        "_sender",
        "_state",
        "_url",
    )
    _FRENCH: ClassVar[Mapping[str, str]] = {
        "fermer": "close()",
        "chauffer": "heat()",
        "deplacer": "move()",
        "envoyer": "send()",
        "arreter": "stop()",
        "imprimer": "print_file()",
        "origine": "home()",
    }

    def __init__(self, url: str | None = None) -> None:
        self._line: Any = None
        self._url = url or machine_url("printer")
        self._clock = clock.current()
        _close_earlier(self._url, self._clock)
        self._state = safety.PrinterState()
        self._sender = marlin.Sender()
        self._lines = marlin.Lines()
        self._messages: list[str] = []
        self._last_error = ""
        self._heard = self._clock.now()  # when the machine last said something that means something
        self._line = open_line(self._url, marlin.BAUD)
        try:
            self._meet()
        except BaseException:
            self._drop()
            raise
        _printers.add(self)

    # What a learner uses

    @property
    def url(self) -> str:
        """L'adresse de l'imprimante."""
        return self._url

    @property
    def is_open(self) -> bool:
        """Vrai tant que ce programme tient l'imprimante."""
        return self._line is not None

    @property
    def temperature(self) -> Temperatures:
        """Les températures maintenant : ``.nozzle`` (la buse), ``.bed`` (le plateau) et leurs consignes."""
        for answer in self._order(["M105"], ANSWER):
            if answer.temperatures:
                return answer.temperatures
        raise NoAnswer("L'imprimante n'a pas dit sa température. Vérifier le câble et recommencer.")

    @property
    def position(self) -> tuple[float, float, float]:
        """La position (X, Y, Z) de la tête en millimètres, à la fin des déplacements demandés."""
        for answer in self._order(["M400", "M114"]):
            if answer.position:
                return answer.position
        raise NoAnswer("L'imprimante n'a pas dit sa position. Vérifier le câble et recommencer.")

    def home(self) -> None:
        """Chercher le zéro des trois axes (G28)."""
        self._safely(["G28"])

    def move(
        self, x: float | None = None, y: float | None = None, z: float | None = None, speed: float = 50
    ) -> None:
        """Aller à la position donnée, en ligne droite, à ``speed`` mm/s, et attendre d'y être."""
        goal = {axis: value for axis, value in (("X", x), ("Y", y), ("Z", z)) if value is not None}
        if not goal:
            raise BadValue("move() : dire où aller. Exemple : move(x=100, y=50).")
        words = [f"{axis}{_millimetres(value, axis)}" for axis, value in goal.items()]
        speed = check_number(speed, 0.1, safety.PRINTER.speed_max, "move() : la vitesse en mm/s")
        extrusion = ["M83"] if self._state.relative_e and self._state.relative is False else []
        self._safely(["G90", *extrusion, f"G1 {' '.join(words)} F{speed * 60:g}", "M400"])

    def heat(self, nozzle: float | None = None, bed: float | None = None, wait: bool = True) -> None:
        """Chauffer la buse (``nozzle``) ou le plateau (``bed``), et attendre d'y être sauf ``wait=False``."""
        targets = [(value, *codes) for value, *codes in ((nozzle, "M104", "M109"), (bed, "M140", "M190"))]
        lines = [f"{start} S{_degrees(value)}" for value, start, _ in targets if value is not None]
        if not lines:
            raise BadValue("heat() : dire quoi chauffer. Exemple : heat(nozzle=200).")
        if wait:
            lines += [f"{hold} S{_degrees(value)}" for value, _, hold in targets if value is not None]
        self._safely(lines)

    def extrude(self, mm: float, speed: float = 5) -> None:
        """Pousser ``mm`` millimètres de filament (négatif : le tirer), à ``speed`` mm/s."""
        amount = _millimetres(mm, "E")
        speed = check_number(speed, 0.1, 40, "extrude() : la vitesse en mm/s")
        back = [] if self._state.relative_e else ["M82"]
        self._safely(["M83", f"G1 E{amount} F{speed * 60:g}", "M400", *back])

    def send(self, line: str) -> list[str]:
        """Envoyer une ligne de G-code et rendre ce que la machine répond."""
        if not isinstance(line, str) or "\n" in line.strip():
            raise BadValue('send() prend une seule ligne de texte. Exemple : send("G28").')
        if not safety.command_of(line):
            return []
        return [answer.text for answer in self._safely([line])]

    def print_file(
        self, source: str | Path, progress: Callable[[int, int], object] | None = None
    ) -> list[str]:
        """Imprimer un fichier G-code (son chemin), ou un texte G-code de plusieurs lignes.

        Tout est vérifié avant le premier envoi. ``progress(faites, total)`` est appelée en cours de route.
        Rend les remarques de la machine.
        """
        after = self._state.copy()
        commands = safety.check_program(_text(source), after)
        self._messages = []
        self._need_answer()
        with self._cooling_on_error():
            self._announce_heat(after)
            self._state = after
            for answer in self._stream([*commands, "M400"], progress):
                if answer.kind in (Kind.OTHER, Kind.UNKNOWN):
                    self._messages.append(answer.text)
        return list(self._messages)

    def stop(self) -> None:
        """Arrêter tout de suite : la tête s'arrête, la chauffe est coupée. Ensuite, refaire home().

        En cas de danger, couper l'interrupteur de la machine : c'est toujours plus rapide.
        """
        self._require_line()
        self._state.lose_position()
        for _ in range(STOP_TRIES):
            self._write(b"M108\nM410\nM105\n")
            with contextlib.suppress(NoAnswer):
                self._hear_until(lambda answer: answer.temperatures is not None, ASK_AGAIN)
                break
        else:
            self._write(b"M104 S0\nM140 S0\n")  # in case it hears without being heard
            self._drop()
            raise NoAnswer(
                "L'imprimante ne répond pas à l'arrêt : couper son interrupteur maintenant. "
                "Vérifier ensuite le câble, puis recommencer avec Printer()."
            )
        self._restart_numbers()
        self._cool()

    def close(self) -> None:
        """Couper la chauffe et libérer l'imprimante."""
        if self._line is None:
            return
        try:
            # A dead line must still be let go; a printer is cooled in the time it was opened in.
            with contextlib.suppress(HardwareError, OSError), clock.using(self._clock):
                if self._state.heats:
                    self._cool()
        finally:
            self._drop()

    def __enter__(self) -> Printer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Printer {self._url}, {'ouverte' if self.is_open else 'fermée'}>"

    # Orders: checked, streamed, waited for

    def _safely(self, lines: list[str]) -> list[Answer]:
        """Check every line, then send them and wait for their answers."""
        after = self._state.copy()
        for line in lines:
            safety.check_line(line, after)
        self._need_answer()
        with self._cooling_on_error():
            self._announce_heat(after)
            self._state = after
            return self._order([safety.command_of(line) for line in lines])

    def _need_answer(self) -> None:
        """Somebody must be there before a job begins: not even a long command hides that then."""
        self._require_line()
        if self._clock.now() - self._heard > QUIET:
            self._order(["M105"], ANSWER)

    def _announce_heat(self, after: safety.PrinterState) -> None:
        """Before the first heat, have the machine stop by itself should this program die."""
        if after.heats and not self._state.heats:
            self._order([f"M85 S{DEAD_HOST}"])

    def _order(self, commands: list[str], patience: float = QUIET) -> list[Answer]:
        return list(self._stream(commands, patience=patience))

    def _stream(
        self,
        commands: list[str],
        progress: Callable[[int, int], object] | None = None,
        patience: float = QUIET,
    ) -> Iterator[Answer]:
        """Send commands as fast as the machine takes them; yields its answers until all are done.

        After ``patience`` seconds of silence the machine is asked whether it lives.
        """
        self._require_line()
        self._hear_what_waits()
        start = self._clock.now()
        sender, total = self._sender, len(commands)
        first, told, waiting = sender.answered, 0, iter(commands)
        more = True
        while more or not sender.idle:
            while more and sender.has_room:
                command = next(waiting, None)
                more = command is not None
                if command is not None:
                    sender.put(command)
            self._write(sender.take())
            if sender.idle:
                continue
            yield from self._next_answers(patience)
            if self._clock.now() - max(start, self._heard) > NONSENSE:
                raise NoAnswer(
                    f"L'imprimante n'envoie que des signes sans sens depuis {NONSENSE:.0f} secondes. "
                    "Vérifier le câble et l'adresse dans lab.toml, puis recommencer avec Printer()."
                )
            done = sender.answered - first
            if progress and done != told:
                told = done
                progress(done, total)

    def _next_answers(self, patience: float) -> list[Answer]:
        """Wait for the machine to speak. A long silence is a question, then an error."""
        answers = self._listen(patience)
        if not answers:
            self._write(b"M105\n")
            answers = self._listen(patience)
            if not answers:
                raise NoAnswer(
                    f"L'imprimante ne répond plus depuis {2 * patience:.0f} secondes. "
                    "Vérifier le câble et l'alimentation, puis recommencer avec Printer()."
                )
            if any(answer.temperatures and answer.kind is Kind.OK for answer in answers):
                self._listen_to_the_end()
                self._sender.forgive()
                return answers
        for answer in answers:
            self._take_in(answer)
        return answers

    def _take_in(self, answer: Answer) -> None:
        """Stop for what ends a job; let the sender know the rest."""
        if answer.kind is Kind.ERROR:
            self._last_error = answer.text
        elif answer.text == "echo:M112 Shutdown":
            self._last_error = "M112"
        elif answer.kind is Kind.KILLED:
            raise self._killed()
        elif answer.kind is Kind.START:
            self._forget()
            raise MachineFault(
                "L'imprimante a redémarré pendant le travail : il est abandonné, la pièce est perdue. "
                "Vérifier l'alimentation et le câble, retirer la pièce, puis recommencer par home()."
            )
        try:
            self._sender.hear(answer)
        except marlin.Desynchronised as error:
            self._restart_numbers()
            raise NoAnswer(
                f"La liaison avec l'imprimante est trop mauvaise ({error}). "
                "Éloigner le câble des moteurs ou le changer, puis recommencer par home()."
            ) from error

    def _killed(self) -> MachineFault:
        self._forget()
        cause = next((why for sign, why in _CAUSES.items() if sign in self._last_error), "cause inconnue")
        return MachineFault(
            f"L'imprimante s'est arrêtée pour sa sécurité : {cause}. La chauffe est coupée. "
            "Éteindre la machine, chercher la cause, rallumer, puis recommencer avec Printer()."
        )

    @contextlib.contextmanager
    def _cooling_on_error(self) -> Iterator[None]:
        """Whatever goes wrong in a job, Ctrl-C included, the head stops and the heaters go off."""
        try:
            yield
        except BaseException:
            with contextlib.suppress(HardwareError, OSError):
                self.stop()
            raise

    def _cool(self) -> None:
        """Heaters and fan off."""
        self._state.nozzle_target = self._state.bed_target = 0.0
        self._state.heats = False
        self._order(["M104 S0", "M140 S0", "M107", "M85 S0"], ANSWER)

    # The line

    def _meet(self) -> None:
        """Wait for a printer that starts, or wake one that is silent, and begin to number the lines."""
        end = self._clock.now() + START_TIME_OUT
        restarted = False
        while self._clock.now() < end:
            self._write(b"\nM105\n")
            try:
                heard = self._hear_until(
                    lambda answer: answer.temperatures or answer.kind is Kind.START, ASK_AGAIN
                )
            except NoAnswer:
                if not restarted and self._clock.now() > end - START_TIME_OUT / 2:
                    restarted = True
                    self._restart_board()
                continue
            self._listen_to_the_end()
            if heard.kind is Kind.START:  # it may have missed the question
                continue
            self._restart_numbers()
            return
        raise NoAnswer(
            f"Aucune imprimante ne répond sur {self._url}. "
            "Vérifier qu'elle est allumée, que le câble est branché et que lab.toml donne le bon port."
        )

    def _restart_board(self) -> None:
        """DTR, which is a board's reset button: the only way out of a safety stop."""
        with contextlib.suppress(OSError):
            set_dtr(self._line, False)
            self._clock.sleep(0.1)
            set_dtr(self._line, True)

    def _restart_numbers(self) -> None:
        """Agree that the next line is number 1, whatever was lost before."""
        for _ in range(3):
            self._write(marlin.RESTART_NUMBERS)
            with contextlib.suppress(NoAnswer):
                self._hear_until(lambda answer: answer.kind is Kind.OK, ASK_AGAIN)
                break
        self._listen_to_the_end()
        self._sender = marlin.Sender()

    def _hear_until(self, wanted: Callable[[Answer], object], seconds: float) -> Answer:
        """The first answer wanted; raises NoAnswer after ``seconds``."""
        end = self._clock.now() + seconds
        while (left := end - self._clock.now()) > 0:
            for answer in self._listen(left):
                if answer.kind is Kind.KILLED:
                    raise self._killed()
                if wanted(answer):
                    return answer
        raise NoAnswer("L'imprimante n'a pas répondu à temps. Vérifier le câble et recommencer.")

    def _hear_what_waits(self) -> None:
        """What the machine said by itself since the last order, so that a stop or a restart is not missed."""
        for answer in self._listen(0):
            self._take_in(answer)

    def _listen_to_the_end(self) -> None:
        """Let the machine finish; one that never stops talking is not waited for."""
        end = self._clock.now() + ANSWER
        while self._listen(_SLICE) and self._clock.now() < end:
            pass

    def _listen(self, seconds: float) -> list[Answer]:
        """What comes within ``seconds``: as soon as there is a whole line, every line that is there."""
        end = self._clock.now() + seconds
        while True:
            answers = list(self._lines.feed(self._read(min(_SLICE, max(0.0, end - self._clock.now())))))
            if any(answer.kind is not Kind.OTHER for answer in answers):
                self._heard = self._clock.now()
            if answers or self._clock.now() >= end - 1e-9:
                return answers

    def _read(self, seconds: float) -> bytes:
        try:
            self._line.timeout = seconds
            data = self._line.read(1)
            return data + self._line.read(self._line.in_waiting) if data else b""
        except OSError as error:
            raise self._lost() from error

    def _write(self, data: bytes) -> None:
        if not data:
            return
        try:
            self._line.write(data)
        except OSError as error:
            raise self._lost() from error

    def _lost(self) -> ConnectionLost:
        known = self in _printers
        self._drop()
        if not known:
            return ConnectionLost(
                f"{self._url} raccroche aussitôt : un autre programme s'en sert, ou ce n'est pas une "
                "imprimante. Fermer l'autre carnet ou le logiciel d'impression, puis recommencer."
            )
        return ConnectionLost(
            "La liaison avec l'imprimante est coupée. Attention, elle peut continuer et rester chaude : "
            "couper son interrupteur au moindre doute. Rebrancher le câble, puis recommencer avec Printer()."
        )

    def _require_line(self) -> None:
        if self._line is None:
            raise ConnectionLost(
                "L'imprimante est fermée. Exécuter de nouveau la cellule qui contient Printer()."
            )
        if self._clock is not clock.current():
            raise ConnectionLost(
                "Cette imprimante n'est pas celle de la vérification. "
                "Dans la fonction, ouvrir l'imprimante avec Printer()."
            )

    def _forget(self) -> None:
        """The machine has lost its memory: so do we."""
        self._state = safety.PrinterState()
        self._sender = marlin.Sender()

    def _drop(self) -> None:
        line, self._line = self._line, None
        _printers.discard(self)
        if line is not None:
            with contextlib.suppress(OSError):
                line.close()


def _millimetres(value: float, axis: str) -> str:
    """A length as G-code writes it, or :class:`BadValue` for what is no number."""
    return f"{check_number(value, -1000, 1000, f'{axis} en mm'):.4f}".rstrip("0").rstrip(".")


def _degrees(value: float) -> str:
    return f"{check_number(value, 0, 9999, 'La température en °C'):g}"


def _text(source: str | Path) -> str:
    if isinstance(source, str) and ("\n" in source or source.lstrip()[:1] in ("G", "M", ";")):
        return source
    try:
        return Path(source).read_text(encoding="utf-8")
    except OSError as error:
        raise BadValue(
            f"Le fichier {str(source)!r} ne se lit pas. Vérifier son nom et le dossier où il est rangé."
        ) from error


_printers: set[Printer] = set()
"""The open printers: one that no name holds any more is still there to be cooled."""


def _close_earlier(url: str, owner: clock.Clock) -> None:
    """A cell run again opens the same machine: the earlier printer lets it go. Those of past benches too."""
    for earlier in list(_printers):
        if earlier._url == url and earlier._clock is owner:
            earlier.close()
        elif not clock.in_use(earlier._clock):
            earlier._drop()


@atexit.register
def close_all() -> None:
    """Switch off the heaters of every printer still open. Called when the program ends."""
    for printer in list(_printers):
        printer.close()
