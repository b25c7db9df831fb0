"""The emulated Uno: its speed against real time, ours over plain avr8js, the same programs in one process.

Our firmware at rest, a blink with delay(), a loop that never waits, and a flood on the serial line. Both
sides are warm; they live the same life to the cycle (tests/contract/test_uno_chip.py).
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
from pathlib import Path

from hardware.sim.uno import FIRMWARE
from hardware.sim.uno.process import find_node
from hardware.sketch import compile_sketch
from tests.bench import Measurement, Side

RUNS = 5
SECONDS = 2
_PROGRAM = Path(__file__).with_name("uno_speed.mjs")
_SKETCHES = {
    "blink": "void setup() { pinMode(13, OUTPUT); }"
    "void loop() { digitalWrite(13, HIGH); delay(500); digitalWrite(13, LOW); delay(500); }",
    "busy loop": "volatile unsigned long n; void setup() {} void loop() { n = n * 3 + 1; }",
    "serial flood": 'void setup() { Serial.begin(57600); } void loop() { Serial.println("0123456789"); }',
}


def measure() -> Measurement:
    """Every program on both sides, run by run in turn."""
    programs = {"firmware at rest": FIRMWARE.read_text("ascii")}
    programs |= {name: compile_sketch(source) for name, source in _SKETCHES.items()}
    sides, gains = [], []
    for name, text in programs.items():
        speeds = _speeds(text)
        ours, plain = (Side(f"{name}: {side}", tuple(speeds[side]), "x") for side in ("ours", "plain"))
        sides += [ours, plain]
        gains.append(ours.median / plain.median)
    compares = "emulated seconds in a second, ours over plain avr8js (geometric mean of the programs)"
    return Measurement("uno", statistics.geometric_mean(gains), compares, tuple(sides))


def _speeds(hex_text: str) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "program.hex"
        program.write_text(hex_text, "ascii")
        command = [find_node(), "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", str(_PROGRAM), str(program)]
        ran = subprocess.run([*command, str(SECONDS), str(RUNS)], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)
