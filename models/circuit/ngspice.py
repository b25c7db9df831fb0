"""The operating point of a circuit, computed by the program ngspice.

The netlist holds numbers of ours only: nodes and parts are numbered, so nothing that a learner wrote reaches
the solver. What comes back is read from ngspice's binary raw file.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from models.circuit import parts as p
from models.circuit.errors import SolverMissing
from models.circuit.topology import groups

TIME_LIMIT = 10.0
"""Seconds of wall time; an operating point takes 20 ms."""


def operating_point(parts: Sequence[p.Part], reference: str) -> tuple[dict[str, float], dict[str, float]]:
    """Voltages by node (from ``reference``) and currents by part name.

    Raises :class:`SolverMissing` when ngspice is absent, too slow or finds no solution.
    """
    number = _numbers(parts, reference)
    raw = run("\n".join(netlist(parts, number)))
    voltages = {node: raw[f"v({n})"] if n else 0.0 for node, n in number.items()}
    return voltages, {part.name: _current(i, part, voltages, raw) for i, part in enumerate(parts)}


def netlist(parts: Sequence[p.Part], number: Mapping[str, int]) -> Iterator[str]:
    """The lines of the netlist; ``number`` gives each node its number, 0 for the reference."""
    yield "* operating point"
    # Tighter than ngspice's defaults (reltol 1e-3): diodes are compared with Shockley's equation.
    yield ".options reltol=1e-9 abstol=1e-15 vntol=1e-12"
    for i, part in enumerate(parts):
        yield from _lines(i, part, [number[node] for node in part.nodes])
    for node in _islands(parts, number):
        yield f"Rfloat{node} {node} 0 1e9"
    yield ".op"
    yield ".end"


def _numbers(parts: Sequence[p.Part], reference: str) -> dict[str, int]:
    others = dict.fromkeys(node for part in parts for node in part.nodes if node != reference)
    return {reference: 0, **{node: n for n, node in enumerate(others, start=1)}}


def _lines(i: int, part: p.Part, nodes: Sequence[int]) -> Iterator[str]:
    a, b = nodes[0], nodes[1]
    if isinstance(part, p.Battery):
        yield f"V{i} {a} {b} DC {part.voltage!r}"
    elif isinstance(part, p.Resistor):
        yield f"R{i} {a} {b} {part.resistance!r}"
    elif isinstance(part, p.Switch) and part.closed:
        yield f"R{i} {a} {b} {p.CONTACT_RESISTANCE!r}"
    elif isinstance(part, p.Potentiometer):
        upper, lower = part.sections
        yield f"Ra{i} {a} {nodes[2]} {upper!r}"
        yield f"Rb{i} {nodes[2]} {b} {lower!r}"
    elif isinstance(part, p.LED):
        model = part.model
        # A source of 0 V is SPICE's ammeter.
        yield f"V{i} {a} led{i} DC 0"
        yield f"D{i} led{i} {b} model{i}"
        yield f".model model{i} D(IS={model.saturation!r} N={model.emission!r} RS={model.series!r})"


def _islands(parts: Sequence[p.Part], number: Mapping[str, int]) -> list[int]:
    """One node of each group without the reference, to tie it there: no current flows in a lone tie."""
    wires = groups(parts)
    first: dict[str, int] = {}
    for node, n in number.items():
        first.setdefault(wires.root(node), n)
    return [n for n in first.values() if n]


def _current(i: int, part: p.Part, voltages: Mapping[str, float], raw: Mapping[str, float]) -> float:
    """Amperes through ``part``; SPICE counts a source's current into its plus, a battery delivers it."""
    if isinstance(part, p.Battery):
        return -raw[f"i(v{i})"]
    if isinstance(part, p.LED):
        return raw[f"i(v{i})"]
    volts = [voltages[node] for node in part.nodes]
    if isinstance(part, p.Potentiometer):
        upper, lower = part.sections
        return max((volts[0] - volts[2]) / upper, (volts[2] - volts[1]) / lower, key=abs)
    if isinstance(part, p.Resistor):
        return (volts[0] - volts[1]) / part.resistance
    return (volts[0] - volts[1]) / p.CONTACT_RESISTANCE if isinstance(part, p.Switch) and part.closed else 0.0


def run(text: str) -> Mapping[str, float]:
    """Run ngspice on a netlist with one ``.op``: its variables by SPICE name."""
    if (program := shutil.which("ngspice")) is None:
        raise SolverMissing(
            "ngspice n'est pas installé sur cette machine : c'est lui qui calcule les circuits. "
            "Installez-le avec « sudo apt install ngspice », puis recommencez."
        )
    return _run(program, text)


@lru_cache(maxsize=64)  # a check asks several questions about one circuit
def _run(program: str, text: str) -> Mapping[str, float]:
    with tempfile.TemporaryDirectory(prefix="circuit-") as folder:
        Path(folder, "circuit.cir").write_text(text + "\n", encoding="ascii")
        try:
            # -n: no .spiceinit of the user's.
            said = subprocess.run(
                [program, "-n", "-b", "-r", "circuit.raw", "circuit.cir"],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=TIME_LIMIT,
                check=False,
            ).stderr
        except subprocess.TimeoutExpired as error:
            raise SolverMissing(
                f"ngspice n'a pas répondu en {TIME_LIMIT:g} secondes. Relancez la cellule."
            ) from error
        try:
            return _read_raw(Path(folder, "circuit.raw").read_bytes())
        except (OSError, ValueError) as error:
            words = said.decode("utf-8", "replace").strip()[-400:]
            raise SolverMissing(
                f"ngspice n'a pas trouvé de solution à ce montage. Il dit : {words}"
            ) from error


def _read_raw(data: bytes) -> Mapping[str, float]:
    """The variables of a raw file of one point. Raises ValueError when it is not one."""
    header, mark, values = data.partition(b"Binary:\n")
    names = [line.split()[1] for line in header.decode("ascii").partition("Variables:\n")[2].splitlines()]
    numbers = array("d", values)
    if not mark or len(numbers) != len(names):
        raise ValueError("not a raw file of one point")
    return MappingProxyType(dict(zip(names, numbers, strict=True)))
