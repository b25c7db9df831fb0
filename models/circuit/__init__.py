"""Electric circuits as plain objects: described part by part, checked, solved by ngspice.

montage = Circuit()
montage.battery("pile", "9 V", plus="A", minus="masse")
montage.resistor("R1", "470 Ω", "A", "B")
montage.led("D1", "red", anode="B", cathode="masse")
print(montage.solve())
"""

from models.circuit.circuit import Circuit
from models.circuit.errors import CircuitError, SolverMissing
from models.circuit.parts import LED, Battery, Part, Potentiometer, Resistor, Switch
from models.circuit.solution import Burn, Solution
from models.circuit.topology import Problem
from models.circuit.values import format_value, parse_value

__all__ = [
    "LED",
    "Battery",
    "Burn",
    "Circuit",
    "CircuitError",
    "Part",
    "Potentiometer",
    "Problem",
    "Resistor",
    "Solution",
    "SolverMissing",
    "Switch",
    "format_value",
    "parse_value",
]
