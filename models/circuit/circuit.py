"""A circuit: named parts between named nodes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from models.circuit import ngspice
from models.circuit import parts as p
from models.circuit.errors import CircuitError
from models.circuit.solution import Burn, Solution
from models.circuit.topology import Problem, find_problems
from models.circuit.values import parse_value

MOST_PARTS = 200
REFERENCES = ("masse", "gnd", "0")
"""Node names that mean 0 V; without one, the minus of the first battery does."""

_NAME = re.compile(r"\w{1,20}")


class Circuit:
    """Un montage électrique : des pièces, reliées par des nœuds.

    Un nœud est un point où des pattes se touchent. Deux pattes reliées portent le même nom de nœud.
    """

    def __init__(self, parts: Iterable[p.Part] = ()) -> None:
        self._parts: list[p.Part] = []
        for part in parts:
            self._add(part)

    @property
    def parts(self) -> tuple[p.Part, ...]:
        return tuple(self._parts)

    @property
    def nodes(self) -> tuple[str, ...]:
        """The names of the nodes, in the order they were met."""
        return tuple(dict.fromkeys(node for part in self._parts for node in part.nodes))

    def battery(self, name: str, voltage: float | str, plus: str, minus: str) -> None:
        """Ajouter une pile : ``montage.battery("pile", "9 V", plus="A", minus="masse")``."""
        self._add(
            p.Battery(name, (plus, minus), _positive(parse_value(voltage, "V"), "la tension d'une pile"))
        )

    def resistor(self, name: str, resistance: float | str, a: str, b: str) -> None:
        """Ajouter une résistance : ``montage.resistor("R1", "470 Ω", "A", "B")``."""
        self._add(p.Resistor(name, (a, b), _ohms(resistance)))

    def led(self, name: str, color: str, anode: str, cathode: str) -> None:
        """Ajouter une LED : ``montage.led("D1", "red", anode="B", cathode="masse")``."""
        if not isinstance(color, str) or color not in p.LED_COLORS:
            known = ", ".join(f'"{key}" ({model.french})' for key, model in p.LED_COLORS.items())
            raise CircuitError(f"Couleur de LED inconnue : {color!r}. Couleurs possibles : {known}.")
        self._add(p.LED(name, (anode, cathode), color))

    def switch(self, name: str, a: str, b: str, closed: bool = True) -> None:
        """Ajouter un interrupteur : ``montage.switch("S1", "A", "B", closed=True)`` (fermé : ça passe)."""
        if not isinstance(closed, bool):
            raise CircuitError(f"closed={closed!r} : écrivez closed=True (fermé) ou closed=False (ouvert).")
        self._add(p.Switch(name, (a, b), closed))

    def potentiometer(
        self, name: str, resistance: float | str, a: str, b: str, wiper: str, position: float = 0.5
    ) -> None:
        """Ajouter un potentiomètre ; ``position`` va de 0 (curseur côté ``a``) à 1 (côté ``b``)."""
        if isinstance(position, bool) or not isinstance(position, int | float) or not 0 <= position <= 1:
            raise CircuitError(f"position={position!r} : la position du curseur est un nombre de 0 à 1.")
        self._add(p.Potentiometer(name, (a, b, wiper), _ohms(resistance), float(position)))

    def _add(self, part: p.Part) -> None:
        for text, what in ((part.name, "nom de pièce"), *((node, "nom de nœud") for node in part.nodes)):
            if not isinstance(text, str) or not _NAME.fullmatch(text):
                raise CircuitError(
                    f"{text!r} n'est pas un {what}. "
                    "Un nom a de 1 à 20 lettres, chiffres ou « _ », sans espace."
                )
        if any(known.name == part.name for known in self._parts):
            raise CircuitError(f"Deux pièces s'appellent « {part.name} ». Donnez un autre nom à la seconde.")
        if len(set(part.nodes)) < len(part.nodes) and not isinstance(part, p.Battery):
            raise CircuitError(
                f"Deux pattes de « {part.name} » sont au même nœud : le courant passerait à côté. "
                "Donnez un nom de nœud à chaque patte."
            )
        if len(self._parts) >= MOST_PARTS:
            raise CircuitError(f"Un montage a au plus {MOST_PARTS} pièces.")
        self._parts.append(part)

    def batteries_scaled(self, factor: float) -> Circuit:
        """The same circuit on worn (``factor`` below 1) or fresh (above 1) batteries."""
        return Circuit(
            replace(part, voltage=part.voltage * factor) if isinstance(part, p.Battery) else part
            for part in self._parts
        )

    def problems(self) -> list[Problem]:
        """Les fautes de câblage, la plus grave d'abord ; une liste vide quand tout va bien."""
        found = find_problems(self._parts)
        if any(problem.fatal for problem in found):
            return found
        return found + self._solve().problems()

    def solve(self) -> Solution:
        """Calculer tensions, courants et puissances.

        Raises :class:`CircuitError` for a circuit without solution (no battery, short circuit) and
        :class:`SolverMissing` when ngspice is not there.
        """
        for problem in find_problems(self._parts):
            if problem.fatal:
                raise CircuitError(f"{problem.constat} {problem.pourquoi} {problem.piste}")
        return self._solve()

    def burns(self) -> list[Burn]:
        """Ce qui brûlerait, et de combien : ``montage.solve().burns()``."""
        return self.solve().burns()

    def _solve(self) -> Solution:
        voltages, currents = ngspice.operating_point(self._parts, self._reference())
        powers = {part.name: _power(part, voltages, currents[part.name]) for part in self._parts}
        return Solution(self.parts, voltages, currents, powers)

    def _reference(self) -> str:
        named = [node for node in self.nodes if node.lower() in REFERENCES]
        return (
            named[0] if named else next(part for part in self._parts if isinstance(part, p.Battery)).nodes[1]
        )

    def as_plain(self) -> dict[str, Any]:
        """The circuit as plain data (text and numbers), to cross from one process to another."""
        return {"kind": "circuit", "parts": [_part_as_plain(part) for part in self._parts]}

    @classmethod
    def from_plain(cls, data: Any) -> Circuit:
        """The circuit that ``as_plain`` described. Raises :class:`CircuitError` for anything unexpected."""
        if (
            not isinstance(data, dict)
            or data.get("kind") != "circuit"
            or not isinstance(data.get("parts"), list)
        ):
            raise CircuitError("Ces données ne décrivent pas un montage.")
        circuit = cls()
        for part in data["parts"]:
            circuit._add_plain(part)
        return circuit

    @classmethod
    def of(cls, thing: Any) -> Circuit:
        """``thing`` as a circuit of our own: a Circuit is copied, plain data is read."""
        return cls.from_plain(thing.as_plain() if isinstance(thing, Circuit) else thing)

    def _add_plain(self, data: Any) -> None:
        """Add one part by the method a learner would use, so that the same rules hold."""
        if not isinstance(data, dict) or set(data) != {"kind", "name", "nodes", "values"}:
            raise CircuitError("Une pièce du montage est mal décrite.")
        kind, name, nodes, values = data["kind"], data["name"], data["nodes"], data["values"]
        shape = _SHAPES.get(kind) if isinstance(kind, str) else None
        if shape is None or not isinstance(nodes, list) or not isinstance(values, list):
            raise CircuitError("Une pièce du montage est d'un type inconnu.")
        if (len(nodes), len(values)) != shape:
            raise CircuitError(f"La pièce {name!r} n'a pas le bon nombre de pattes ou de valeurs.")
        if kind == "switch":
            self.switch(name, *nodes, closed=values[0])
        elif kind == "potentiometer":
            self.potentiometer(name, values[0], *nodes, position=values[1])
        else:
            getattr(self, kind)(name, *values, *nodes)

    def __repr__(self) -> str:
        return f"<Circuit : {', '.join(f'{part.french} {part.name}' for part in self._parts) or 'vide'}>"


# kind -> number of nodes, number of values.
_SHAPES = {"battery": (2, 1), "resistor": (2, 1), "led": (2, 1), "switch": (2, 1), "potentiometer": (3, 2)}


def _part_as_plain(part: p.Part) -> dict[str, Any]:
    values: Sequence[Any] = [value for key, value in vars(part).items() if key not in ("name", "nodes")]
    return {"kind": part.kind, "name": part.name, "nodes": list(part.nodes), "values": list(values)}


def _power(part: p.Part, voltages: dict[str, float], current: float) -> float:
    """Watts that ``part`` turns into heat and light; for a battery, what it delivers."""
    volts = [voltages[node] for node in part.nodes]
    if isinstance(part, p.Potentiometer):
        upper, lower = part.sections
        return (volts[0] - volts[2]) ** 2 / upper + (volts[2] - volts[1]) ** 2 / lower
    return (volts[0] - volts[1]) * current


def _ohms(value: float | str) -> float:
    return _positive(parse_value(value, "Ω"), "une résistance")


def _positive(value: float, what: str) -> float:
    if not 1e-6 <= value <= 1e12:
        raise CircuitError(f"{value:g} : {what} est un nombre plus grand que zéro, et réaliste.")
    return value
