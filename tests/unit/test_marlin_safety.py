"""Hostile and clumsy lines: what must never reach a printer, and what must."""

from __future__ import annotations

import pytest

from hardware.errors import HardwareError, Refused
from hardware.safety import PRINTER, PrinterState, check_line, check_program


def ready(*lines: str) -> PrinterState:
    state = PrinterState()
    for line in ("G28", *lines):
        check_line(line, state)
    return state


HOSTILE = [
    ("M104 S300", "260 °C"),
    ("M104 S261", "260 °C"),
    ("M109 R400", "260 °C"),
    ("M109 S-5", "sous 0"),
    ("M140 S101", "100 °C"),
    ("M190 S140", "100 °C"),
    ("M104 S1e9", "lisible"),
    ("M104 Snan", "lisible"),
    ("M104 SNAN", "deux fois"),
    ("M104 S", "Il manque un nombre"),
    ("M104 S200 S300", "deux fois"),
    ("M104 S2 00", "lisible"),
    ("M104 S99999999", "S1e"),
    ("G1 X226", "de 0 à 225"),
    ("G1 Y-1", "de 0 à 220"),
    ("G1 Z210.1", "de 0 à 210"),
    ("G1 X1000000", "hors de la machine"),
    ("G1 Xinf", "lisible"),
    ("G1 X1e9", "lisible"),
    ("G1 XINF", "Il manque un nombre"),
    ("G1 X", "Il manque un nombre"),
    ("G1 X1.2.3", "lisible"),
    ("G1 X10 X20", "deux fois"),
    ("G1 X10 Q5", "ne prend pas"),
    ("G1 X10 F0", "F0"),
    ("G1 X10 F-100", "F-100"),
    ("G1 X10 F99999", "F99999"),
    ("G0 X10 F12001", "F12001"),
    ("G1 E5", "pas chauffée"),
    ("G1 X10 E1", "pas chauffée"),
    ("G1 E-101", "100 mm"),
    ("g1 X10", "majuscules"),
    ("g28", "majuscules"),
    ("N3 G28*5", "pas une commande"),
    ("G1 X10*55", "lisible"),
    ("G1 X10\nM104 S400", "caractère"),
    ("G1 X10\rM112", "caractère"),
    ("G28\x00", "caractère"),
    ("G1 X１０", "caractère"),
    ("G1 X10 (été)", "caractère"),
    ("G1 X10 (ok)", "lisible"),
    ("G1" + " X10" * 40, "trop longue"),
    ("G2 X10 Y10 I5", "arcs"),
    ("G3 X10 Y10 I5", "arcs"),
    ("G20", "millimètres"),
    ("G92 X0", "zéro"),
    ("G92 Z10", "zéro"),
    ("M92 E1000", "M92"),
    ("M112", "stop()"),
    ("M211 S0", "butées"),
    ("M302 S0", "froid"),
    ("M302 P1", "froid"),
    ("M303 E0 S280", "M303"),
    ("M500", "M500"),
    ("M501", "M501"),
    ("M502", "M502"),
    ("M0502", "M502"),
    ("M999", "éteindre"),
    ("M206 X50", "M206"),
    ("M220 S1000", "de 10 à 100"),
    ("M221 S5000", "de 50 à 150"),
    ("M203 X100000", "de 1 à 500"),
    ("M204 P99999", "de 1 à 3000"),
    ("M106 S300", "de 0 à 255"),
    ("G4 S100000", "de 0 à 600"),
    ("M85 S1e5", "lisible"),
    ("M117 $(reboot)*", "ne prend pas|lisible|refusée"),
    ("M117 M110 N99", "refusée|ne prend pas|liste"),
    ("M9999", "liste"),
    ("T1", "liste"),
    ("HELLO", "pas une commande"),
    ("rm -rf /", "pas une commande"),
    ("?", "pas une commande"),
    ("\x18", "caractère"),
]


@pytest.mark.parametrize(("line", "message"), HOSTILE)
def test_refused_and_nothing_changes(line: str, message: str) -> None:
    state = ready()
    before = state.copy()
    with pytest.raises(Refused, match=message):
        check_line(line, state)
    assert state == before


@pytest.mark.parametrize("line", ["G1 X10", "G0 Z5", "G1 Y1 F100"])
def test_no_motion_before_homing(line: str) -> None:
    with pytest.raises(Refused, match="G28"):
        check_line(line, PrinterState())


def test_homing_one_axis_frees_only_this_one() -> None:
    state = PrinterState()
    check_line("G28 X", state)
    check_line("G1 X10", state)
    with pytest.raises(Refused, match="Y"):
        check_line("G1 X10 Y10", state)


@pytest.mark.parametrize("line", ["M84", "M18"])
def test_motors_off_means_homing_again(line: str) -> None:
    state = ready(line)
    with pytest.raises(Refused, match="G28"):
        check_line("G1 X10", state)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "; commentaire é 300 °C",
        "G28 ; retour",
        "G1 X225 Y220 Z210 F12000",
        "G1X10Y20F3000",
        "G01 X.5",
        "G1 E-2 F1800",
        "M104 S260",
        "M140 S100",
        "M105",
        "M117 Piece 3/10",
        "T0",
        "  G1   X 10  ",
    ],
)
def test_accepted(line: str) -> None:
    check_line(line, ready())


def test_relative_moves_add_up() -> None:
    state = ready("G1 X200 Y10 Z10", "G91", "G1 X20")
    with pytest.raises(Refused, match="X = 230 mm"):
        check_line("G1 X10", state)
    check_line("G90", state)
    check_line("G1 X10", state)


def test_after_homing_a_relative_move_keeps_clear_of_the_far_end() -> None:
    state = ready("G91")
    with pytest.raises(Refused, match="de 0 à 220 mm"):
        check_line("G1 X224", state)


def test_extrusion_follows_its_modes() -> None:
    state = ready("M109 S200", "G1 E90")
    with pytest.raises(Refused, match="110 mm"):
        check_line("G1 E200", state)
    check_line("G92 E0", state)
    check_line("M83", state)
    check_line("G1 E90", state)
    check_line("G1 E90", state)
    check_line("G90", state)  # Marlin: G90 makes E absolute again
    with pytest.raises(Refused, match="mm de filament"):
        check_line("G1 E300", state)


def test_cooling_forbids_extrusion_again() -> None:
    state = ready("M104 S200", "G1 E5", "M104 S0")
    with pytest.raises(Refused, match="pas chauffée"):
        check_line("G1 E6", state)


def test_a_file_is_refused_at_its_line() -> None:
    with pytest.raises(Refused, match=r"^Ligne 3 \(G1 X500\) : X = 500 mm refusé"):
        check_program("; carré\nG28\nG1 X500\nM500\n", PrinterState())


def test_a_file_comes_out_without_comments() -> None:
    assert check_program("; carré\nG28 ; zéro\n\nG1 Z5\n", PrinterState()) == ["G28", "G1 Z5"]


def test_the_message_of_the_too_hot_nozzle() -> None:
    with pytest.raises(HardwareError) as refusal:
        check_line("M104 S300", PrinterState())
    assert str(refusal.value) == (
        "Buse à 300 °C refusée. Maximum de cette machine : 260 °C. Choisissez moins."
    )
    assert isinstance(refusal.value, ValueError)


def test_the_limits_cannot_be_raised() -> None:
    with pytest.raises(AttributeError):
        PRINTER.nozzle_max = 400  # type: ignore[misc]
