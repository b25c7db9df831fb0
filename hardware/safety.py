"""What a machine is never asked to do. Every line for a printer passes here before a byte leaves.

What is not understood is refused. The limits of an :class:`Envelope` belong to the machine; no lesson
raises them.
Units: mm, mm/min for F words, °C.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from hardware.errors import Refused

LONGEST_LINE = 90
COLDEST_EXTRUSION = 170.0


@dataclass(frozen=True)
class Envelope:
    """The limits of one kind of machine."""

    name: str
    size: tuple[float, float, float]
    nozzle_max: float
    bed_max: float
    speed_max: float
    """mm/s"""
    extrusion_max: float
    """Filament pushed or pulled by one line, mm."""
    home_slack: float
    """How far from zero (mm) homing may leave an axis."""


PRINTER = Envelope(
    "imprimante",
    size=(225.0, 220.0, 210.0),
    nozzle_max=260.0,
    bed_max=100.0,
    speed_max=200.0,
    extrusion_max=100.0,
    home_slack=5.0,
)


@dataclass
class PrinterState:
    """What the lines sent so far have made of the printer, as far as the host can know."""

    homed: set[str] = field(default_factory=set)
    relative: bool = False
    relative_e: bool = False
    position: dict[str, float] = field(default_factory=lambda: dict.fromkeys("XYZE", 0.0))
    exact: set[str] = field(default_factory=set)
    """Axes whose position is known to the millimetre: an absolute move was made since homing."""
    nozzle_target: float = 0.0
    bed_target: float = 0.0
    heats: bool = False
    """A heater was on since the last time everything was switched off."""

    def copy(self) -> PrinterState:
        return replace(self, homed=set(self.homed), position=dict(self.position), exact=set(self.exact))

    def lose_position(self) -> None:
        """The head may be anywhere: home before the next move."""
        self.homed.clear()
        self.exact.clear()


# Allowed words of each allowed command, with their lowest and highest values; None: no value needed.
_ANY = (-1e6, 1e6)
_LIMITS: dict[str, dict[str, tuple[float, float] | None]] = {
    "G0": dict.fromkeys("XYZEF", _ANY),
    "G1": dict.fromkeys("XYZEF", _ANY),
    "G4": {"S": (0, 600), "P": (0, 600_000)},
    "G21": {},
    "G28": dict.fromkeys("XYZ"),
    "G90": {},
    "G91": {},
    "G92": {"E": _ANY},
    "M17": {},
    "M18": {},
    "M73": {"P": (0, 100), "R": (0, 1e5)},
    "M82": {},
    "M83": {},
    "M84": {},
    "M85": {"S": (0, 3600)},
    "M104": {"S": _ANY},
    "M105": {},
    "M106": {"S": (0, 255), "P": (0, 0)},
    "M107": {"P": (0, 0)},
    "M109": {"S": _ANY, "R": _ANY},
    "M114": {},
    "M115": {},
    "M119": {},
    "M140": {"S": _ANY},
    "M155": {"S": (0, 60)},
    "M190": {"S": _ANY, "R": _ANY},
    "M201": {"X": (1, 3000), "Y": (1, 2000), "Z": (1, 60), "E": (1, 10000)},
    "M203": {"X": (1, 500), "Y": (1, 500), "Z": (1, 6), "E": (1, 40)},
    "M204": dict.fromkeys("PRST", (1, 3000)),
    "M205": {"X": (0, 8), "Y": (0, 8), "Z": (0, 0.4), "E": (0, 10), "B": _ANY, "S": (0, 10), "T": (0, 10)},
    "M220": {"S": (10, 100)},
    "M221": {"S": (50, 150)},
    "M400": {},
    "M900": {"K": (0, 2)},
    "T0": {},
}

_WHY_NOT = {
    "G2": "Les arcs ne sont pas vérifiés ici. Découper l'arc en petites lignes G1.",
    "G3": "Les arcs ne sont pas vérifiés ici. Découper l'arc en petites lignes G1.",
    "G20": "Ici, tout se mesure en millimètres. Multipliez les pouces par 25,4.",
    "M92": "Ce réglage changerait toutes les mesures de la machine.",
    "M112": "Pour l'arrêt d'urgence, appeler stop() — ou couper l'interrupteur, c'est plus sûr.",
    "M206": "Ce réglage déplacerait le zéro de la machine.",
    "M211": "Les butées protègent la machine : elles restent actives.",
    "M301": "Ce réglage change la chauffe. Il est réservé à la personne qui entretient la machine.",
    "M302": "Pousser du plastique froid abîme l'extrudeur.",
    "M303": "Ce réglage chauffe la buse très fort. Il est réservé à la personne qui entretient la machine.",
    "M304": "Ce réglage change la chauffe. Il est réservé à la personne qui entretient la machine.",
    "M500": "Cette commande change les réglages gardés par la machine.",
    "M501": "Cette commande change les réglages de la machine.",
    "M502": "Cette commande efface les réglages de la machine.",
    "M999": "Après un arrêt de sécurité, éteindre la machine et chercher la cause.",
}

_COMMAND = re.compile(r"([GMT])(\d{1,4})")
_WORD = re.compile(r"\s*([A-Z])\s*([-+]?(?:\d{1,7}\.?\d{0,18}|\.\d{1,18}))?(?![\d.])")
_MESSAGE = re.compile(r"M117(?!.*M110)(?: [A-Za-z0-9 .,:!?%/()-]{0,60})?")


def command_of(line: str) -> str:
    """The line without its comment and outer spaces; empty when nothing is left to do."""
    return line.split(";", 1)[0].strip()


def check_line(
    line: str, state: PrinterState, envelope: Envelope = PRINTER, number: int | None = None
) -> None:
    """Let ``line`` pass and note in ``state`` what it changes, or raise :class:`Refused` and change nothing.

    ``number`` is its line in a file, for the message.
    """
    command = command_of(line)
    try:
        if command and not _MESSAGE.fullmatch(command):
            name, words = _parse(command)
            _check(name, words, state, envelope)
            _apply(name, words, state)
    except Refused as error:
        shown = command if len(command) <= 40 else command[:40] + "…"
        place = f"Ligne {number} ({shown}) : " if number is not None else ""
        raise Refused(f"{place}{error}") from None


def check_program(text: str, state: PrinterState, envelope: Envelope = PRINTER) -> list[str]:
    """The commands of a whole G-code text, without comments; ``state`` becomes what the text leaves behind.

    Raises :class:`Refused`, with the line's number, at the first line refused.
    """
    for number, line in enumerate(text.splitlines(), 1):
        check_line(line, state, envelope, number)
    return [command for line in text.splitlines() if (command := command_of(line))]


def _parse(command: str) -> tuple[str, dict[str, float | None]]:
    if len(command) > LONGEST_LINE or not command.isascii() or not command.isprintable():
        raise Refused(
            "Ligne refusée : elle est trop longue ou contient un caractère que la machine ne lit pas. "
            f"Écrire moins de {LONGEST_LINE} lettres sans accent."
        )
    head = _COMMAND.match(command)
    if not head:
        advice = "Écrire en majuscules. " if _COMMAND.match(command.upper()) else ""
        raise Refused(
            f"« {command} » n'est pas une commande connue. {advice}"
            "Une ligne commence par G ou M et un nombre."
        )
    return f"{head[1]}{int(head[2])}", _words(command, head.end())


def _words(command: str, at: int) -> dict[str, float | None]:
    words: dict[str, float | None] = {}
    while at < len(command):
        match = _WORD.match(command, at)
        if not match:
            raise Refused(
                f"« {command[at:].strip()} » n'est pas lisible. Écrire une lettre majuscule puis un nombre, "
                "par exemple X20.5."
            )
        letter, value = match.groups()
        if letter in words:
            raise Refused(
                f"La lettre {letter} est écrite deux fois. La machine ne saurait pas laquelle suivre."
            )
        words[letter] = None if value is None else float(value)
        at = match.end()
    return words


def _check(name: str, words: dict[str, float | None], state: PrinterState, envelope: Envelope) -> None:
    if name not in _LIMITS:
        why = _WHY_NOT.get(name, "Cette commande n'est pas dans la liste de celles que les leçons utilisent.")
        raise Refused(f"{name} refusée. {why}")
    for letter, value in words.items():
        _check_word(name, letter, value)
    values = {letter: value for letter, value in words.items() if value is not None}
    if name in ("M104", "M109"):
        _check_heat("Buse", values, envelope.nozzle_max)
    elif name in ("M140", "M190"):
        _check_heat("Plateau", values, envelope.bed_max)
    elif name in ("G0", "G1"):
        _check_move(values, state, envelope)


def _check_word(name: str, letter: str, value: float | None) -> None:
    if letter not in _LIMITS[name]:
        why = " Elle décalerait le zéro de la machine." if name == "G92" else ""
        raise Refused(f"{name} ne prend pas la lettre {letter}.{why} L'enlever.")
    limits = _LIMITS[name][letter]
    if limits is None:
        return
    if value is None:
        raise Refused(f"Il manque un nombre après {letter}. Écrire par exemple {letter}20.")
    if not limits[0] <= value <= limits[1]:
        raise Refused(
            f"{name} {letter}{value:g} refusée. Valeurs permises : de {limits[0]:g} à {limits[1]:g}."
        )


def _check_heat(what: str, values: dict[str, float], highest: float) -> None:
    for value in values.values():
        if value < 0:
            raise Refused(f"{what} à {value:g} °C refusé : une consigne ne descend pas sous 0.")
        if value > highest:
            refused = "refusée" if what == "Buse" else "refusé"
            raise Refused(
                f"{what} à {value:g} °C {refused}. Maximum de cette machine : {highest:g} °C. "
                "Choisissez moins."
            )


def _check_move(values: dict[str, float], state: PrinterState, envelope: Envelope) -> None:
    feed = values.get("F")
    if feed is not None and not 0 < feed <= envelope.speed_max * 60:
        raise Refused(
            f"Vitesse F{feed:g} refusée. F est en mm par minute, de 1 à {envelope.speed_max * 60:g}."
        )
    lost = [axis for axis in "XYZ" if axis in values and axis not in state.homed]
    if lost:
        raise Refused(
            f"Déplacement de {' et '.join(lost)} refusé : la machine ne sait pas où est sa tête. "
            "Envoyez d'abord G28 (ou home())."
        )
    for axis, size in zip("XYZ", envelope.size, strict=True):
        if axis in values:
            _check_axis(axis, _goal(axis, values, state), size, state, envelope)
    if "E" in values:
        _check_extrusion(_goal("E", values, state) - state.position["E"], state, envelope)


def _goal(axis: str, values: dict[str, float], state: PrinterState) -> float:
    relative = state.relative_e if axis == "E" else state.relative
    return values[axis] + (state.position[axis] if relative else 0.0)


def _check_axis(axis: str, goal: float, size: float, state: PrinterState, envelope: Envelope) -> None:
    known = not state.relative or axis in state.exact
    highest = size if known else size - envelope.home_slack
    if not -1e-6 <= goal <= highest + 1e-6:
        raise Refused(
            f"{axis} = {goal:g} mm refusé : c'est hors de la machine. {axis} va de 0 à {highest:g} mm."
        )


def _check_extrusion(amount: float, state: PrinterState, envelope: Envelope) -> None:
    if abs(amount) > envelope.extrusion_max:
        raise Refused(
            f"{amount:g} mm de filament en une ligne : refusé. Maximum : {envelope.extrusion_max:g} mm. "
            "Vérifier M82 ou M83 et G92 E0."
        )
    if amount > 0 and state.nozzle_target < COLDEST_EXTRUSION:
        raise Refused(
            f"Extrusion refusée : la buse n'est pas chauffée (consigne {state.nozzle_target:g} °C). "
            "Envoyez d'abord M109 S200."
        )


def _apply(name: str, words: dict[str, float | None], state: PrinterState) -> None:
    values = {letter: value for letter, value in words.items() if value is not None}
    match name:
        case "G0" | "G1":
            for axis in set(values) & set("XYZE"):
                state.position[axis] = _goal(axis, values, state)
                if not state.relative and axis != "E":
                    state.exact.add(axis)
        case "G28":
            axes = set(words) or set("XYZ")
            state.homed |= axes
            state.exact -= axes
            state.position |= dict.fromkeys(axes, 0.0)
        case "G90" | "G91":  # as Marlin does, these two also decide for E
            state.relative = state.relative_e = name == "G91"
        case "M82" | "M83":
            state.relative_e = name == "M83"
        case "G92":
            state.position["E"] = values.get("E", 0.0)
        case "M104" | "M109":
            state.nozzle_target = values.get("R", values.get("S", state.nozzle_target))
        case "M140" | "M190":
            state.bed_target = values.get("R", values.get("S", state.bed_target))
        case "M18" | "M84":
            state.lose_position()
    state.heats = state.heats or state.nozzle_target > 0 or state.bed_target > 0
