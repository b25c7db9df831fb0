"""The committed firmware is what its source makes, and the compiler's mistakes are told in French."""

from __future__ import annotations

import shutil

import pytest

from hardware import sketch
from hardware.sim.uno import FIRMWARE, Edge, Uno
from hardware.sketch import MissingCompiler, SketchError, compile_sketch

compiler = pytest.mark.skipif(
    shutil.which("avr-g++") is None or not sketch.ARDUINO.is_dir(),
    reason="avr-g++ or the Arduino core is missing",
)

# Modes, outputs, PWM, reports, queries, a reset in the middle, and bytes that mean nothing.
SESSION = [
    b"\xf4\x0d\x01\xf5\x0d\x01\xf4\x02\x0b\xd0\x01\xc0\x01",
    b"\xf4\x09\x03\xe9\x40\x01\xf4\x05\x03\xe5\x10\x00\xf0\x7a\x05\x00\xf7",
    b"\xf0\x79\xf7\xf0\x6b\xf7\xf0\x69\xf7\xf0\x6d\x09\xf7\xf9",
    b"\x91\x20\x00\x91\x00\x00\xf0\x6f\x05\x7f\x00\xf7\xf4\x63\x01\x55\xf0\xf7\xf5\x0d\x01",
    b"\xff\xf4\x0d\x01\xf5\x0d\x01\xf0" + bytes(60) + b"\xf7\xf9",
]


def life(hex_text: str) -> tuple[bytes, dict[int, list[Edge]]]:
    """What a program answers to the session, and what its pins do."""
    uno = Uno(hex_text)
    uno.volts(0, 3.3)
    output = uno.exchange(b"", 0.02)[1]
    for number, data in enumerate(SESSION, 1):
        uno.drive(2, number % 2)
        output += uno.exchange(data, 0.02 + number * 0.05)[1]
    edges = {pin: uno.edges(pin) for pin in range(20)}
    uno.close()
    return output, edges


@compiler
def test_the_firmware_rebuilt_behaves_as_the_committed_one() -> None:
    source = FIRMWARE.with_suffix(".ino")
    output, edges = life(FIRMWARE.read_text("ascii"))
    assert len(output) > 150
    assert edges[13]
    assert edges[9]
    assert life(compile_sketch(source.read_text("utf-8"), source.name)) == (output, edges)


@compiler
def test_a_function_may_be_used_before_its_definition_and_the_sketch_runs() -> None:
    source = """
// void commentaire() {
const char *texte = "void piege() {";
void setup() { pinMode(8, OUTPUT); changer(HIGH); }
void loop() { delay(100); changer(!digitalRead(8)); }
void changer(bool niveau) { digitalWrite(8, niveau); }
"""
    uno = Uno(compile_sketch(source))
    uno.exchange(b"", 0.35)
    edges = uno.edges(8)
    uno.close()
    assert [edge.level for edge in edges] == [1, 0, 1, 0]
    assert edges[1].time - edges[0].time == pytest.approx(0.1, abs=0.001)


@compiler
@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("void setup() {\n  int x = 1\n}\nvoid loop() {}\n", "ligne 3"),
        ("void setup() {}\n", r"La fonction loop\(\)"),
        ("void setup() {}\nvoid loop() {}\n#include <absent.h>\n", "ligne 3.*absent.h"),
    ],
)
def test_a_mistake_is_placed_in_the_sketch(source: str, told: str) -> None:
    with pytest.raises(SketchError, match=told) as caught:
        compile_sketch(source)
    assert caught.value.details


def test_a_missing_compiler_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingCompiler, match="apt install gcc-avr"):
        compile_sketch("void setup() {} void loop() {}")
