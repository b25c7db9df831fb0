"""What can be said of a circuit before it is solved: short circuits, loose ends, missing return paths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.circuit.parts import LED, Battery, Part, Potentiometer, Switch, connections


@dataclass(frozen=True)
class Problem:
    """A fault of wiring, in French. ``mistake`` holds no name, no value; ``place`` names parts or nodes."""

    kind: str
    mistake: str
    constat: str
    pourquoi: str
    piste: str
    place: tuple[str, ...] = ()
    fatal: bool = False
    """No solution exists: the solver is not even asked."""


class Groups:
    """Nodes joined into groups (union-find)."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._parent: dict[str, str] = {}
        for a, b in pairs:
            self.join(a, b)

    def root(self, node: str) -> str:
        while (parent := self._parent.get(node, node)) != node:
            node = parent
        return node

    def join(self, a: str, b: str) -> None:
        self._parent[self.root(a)] = self.root(b)

    def joined(self, a: str, b: str) -> bool:
        return self.root(a) == self.root(b)


def groups(parts: Iterable[Part]) -> Groups:
    """The nodes that ``parts`` join."""
    return Groups(pair for part in parts for pair in connections(part))


def find_problems(parts: Sequence[Part]) -> list[Problem]:
    """The faults of wiring, the gravest first."""
    batteries = [part for part in parts if isinstance(part, Battery)]
    if not batteries:
        return [_no_battery(parts)]
    return [
        *_short_circuits(parts, batteries),
        *_open_switches(parts, batteries),
        *_loose_ends(parts),
        *_no_return(parts, batteries),
    ]


def unprotected_leds(parts: Sequence[Part]) -> list[LED]:
    """The LEDs fed by a battery with nothing but LEDs and closed switches on the way."""
    direct = [part for part in parts if isinstance(part, LED | Switch)]
    found = []
    for led in (part for part in parts if isinstance(part, LED)):
        wires = groups(part for part in direct if part is not led)
        anode, cathode = led.nodes
        if any(
            isinstance(battery, Battery)
            and wires.joined(anode, battery.nodes[0])
            and wires.joined(cathode, battery.nodes[1])
            for battery in parts
        ):
            found.append(led)
    return found


def _no_battery(parts: Sequence[Part]) -> Problem:
    return Problem(
        "no_battery",
        "pas de pile" if parts else "montage vide",
        "Le montage n'a pas de pile." if parts else "Le montage ne contient aucune pièce.",
        "C'est la pile qui pousse le courant. Sans elle, rien ne se passe.",
        'Ajoutez une pile : montage.battery("pile", "9 V", plus="A", minus="masse").',
        fatal=True,
    )


def _short_circuits(parts: Sequence[Part], batteries: Sequence[Battery]) -> list[Problem]:
    wires = groups(part for part in parts if isinstance(part, Switch))
    found = []
    for battery in batteries:
        plus, minus = battery.nodes
        if wires.joined(plus, minus):
            found.append(
                Problem(
                    "short_circuit",
                    "court-circuit",
                    f"Le + et le − de « {battery.name} » sont reliés sans rien entre les deux.",
                    "Rien ne freine le courant : la pile et les fils chauffent très fort, la pile peut fuir.",
                    "Cherchez le fil, ou l'interrupteur, qui va tout droit du + au −. "
                    "Mettez une résistance sur ce chemin.",
                    (battery.name,),
                    fatal=True,
                )
            )
        wires.join(plus, minus)
    return found


def _open_switches(parts: Sequence[Part], batteries: Sequence[Battery]) -> list[Problem]:
    return [
        Problem(
            "open_switch",
            "interrupteur ouvert",
            f"L'interrupteur « {switch.name} » est ouvert : le courant ne passe pas.",
            "Un interrupteur ouvert coupe le chemin du courant, comme un pont levé.",
            "Fermez-le : closed=True.",
            (switch.name,),
        )
        for switch in parts
        if isinstance(switch, Switch) and not switch.closed and _opens_all(switch, parts, batteries)
    ]


def _opens_all(switch: Switch, parts: Sequence[Part], batteries: Sequence[Battery]) -> bool:
    """Closing this switch alone would give a battery the return path that it lacks."""
    closed = Switch(switch.name, switch.nodes, closed=True)
    after = [closed if part is switch else part for part in parts]
    return any(not _returns(b, parts) and _returns(b, after) for b in batteries)


def _returns(battery: Battery, parts: Sequence[Part]) -> bool:
    return groups(part for part in parts if part is not battery).joined(*battery.nodes)


def _loose_ends(parts: Sequence[Part]) -> list[Problem]:
    uses = Counter(node for part in parts for node in part.nodes)
    return [
        Problem(
            "floating_node",
            "patte en l'air",
            f"Au nœud « {node} », une seule patte est branchée : celle de « {part.name} ».",
            "Le courant entre par une patte et sort par l'autre. Une patte seule ne laisse rien passer.",
            "Vérifiez le nom du nœud : deux pièces qui se touchent portent le même nom de nœud.",
            (part.name, node),
        )
        for part in parts
        for node in part.nodes
        # A potentiometer wired as a variable resistor leaves one end free.
        if uses[node] == 1 and not isinstance(part, Potentiometer)
    ]


def _no_return(parts: Sequence[Part], batteries: Sequence[Battery]) -> list[Problem]:
    if any(_returns(battery, parts) for battery in batteries):
        return []
    return [
        Problem(
            "no_return",
            "circuit ouvert",
            f"Aucun chemin ne va du + au − de « {battery.name} ».",
            "Le courant fait une boucle : il part du + et doit revenir au −. Sans retour, il ne part pas.",
            "Suivez le chemin du doigt, depuis le +. Reliez la dernière pièce au − de la pile.",
            (battery.name,),
        )
        for battery in batteries
    ]
