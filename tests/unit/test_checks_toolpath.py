"""Checks of G-code: what a machine makes of good and of wrong programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from checks import toolpath as checks
from tests.results import mistakes

START = "G28\nM109 S200\nG1 Z5 F300\nM83\n"
SIDES = "G1 X50 Y50 F3000\nG1 Z0.2\nG1 X70 E0.7 F1200\nG1 Y70 E0.7\nG1 X50 E0.7\nG1 Y50 E0.7\n"
END = "G1 Z10 F300\nM104 S0\n"
GOOD = START + SIDES + END


def test_a_good_square_passes_everything() -> None:
    results = [
        *checks.no_incident(GOOD),
        *checks.no_incident(GOOD, head=(10.0, 200.0, 3.0)),
        *checks.accepted(GOOD),
        *checks.ends_safely(GOOD),
        *checks.outline(GOOD, 20, 20),
        *checks.at_least_lines(GOOD, 4),
        *checks.stays_inside(GOOD, (50, 50), (70, 70)),
        *checks.line_width(GOOD),
        *checks.filament_at_most(GOOD, 3),
        *checks.arrives_at((50, 50), GOOD),
    ]
    assert mistakes(results) == []
    assert len(results) == 11


@pytest.mark.parametrize(
    ("program", "mistake"),
    [
        (START.replace("G28\n", "") + SIDES + END, "un déplacement avant le retour à zéro"),
        (GOOD.replace("M109 S200", "M104 S200"), "extrusion à froid"),
        (GOOD.replace("M109 S200", "M109 S300"), "une température trop haute"),
        (GOOD.replace("Y70", "Y270"), "un déplacement hors de la machine"),
        (GOOD.replace("G1 Z5", "g1 Z5"), "une commande inconnue"),
        (GOOD.replace("G1 Z5 F300\n", ""), "la buse raye le plateau"),
        (GOOD.replace("M83\n", "M83\nG1 E250\n"), "trop de filament d'un coup"),
    ],
)
def test_incidents(program: str, mistake: str) -> None:
    assert mistakes(checks.no_incident(program)) == [mistake]


def test_every_incident_has_its_words() -> None:
    import re
    from pathlib import Path

    folder = Path(checks.__file__).parents[1] / "hardware" / "sim" / "marlin"
    source = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    noted = set(re.findall(r'\bnote\(\s*"(\w+)"', source))
    assert noted - {"heater_left_on"} == set(checks._KINDS)


@pytest.mark.parametrize(
    ("check", "mistake"),
    [
        (lambda: checks.ends_safely(GOOD.replace("M104 S0\n", "")), "la chauffe reste allumée"),
        (lambda: checks.ends_safely(GOOD.replace("G1 Z10 F300\n", "")), "la buse reste sur la pièce"),
        (lambda: checks.outline(GOOD, 25, 20), "la taille n'est pas la bonne"),
        (lambda: checks.outline(GOOD.replace("G1 Y50 E0.7\n", ""), 20, 20), "le contour n'est pas fermé"),
        (
            lambda: checks.outline(GOOD.replace("Y70 E0.7", "Y70"), 20, 20),
            "le contour est en plusieurs morceaux",
        ),
        (lambda: checks.outline(GOOD.replace("G1 Y70", "G1 X65 Y70"), 20, 20), "un côté est en biais"),
        (
            lambda: checks.outline(GOOD.replace(END, "G1 X70 E0.7\nG1 X50 E0.7\n" + END), 20, 20),
            "la longueur tracée n'est pas celle du contour",
        ),
        (
            lambda: checks.outline(GOOD.replace("Z0.2", "Z3"), 20, 20),
            "la hauteur de la couche ne convient pas",
        ),
        (lambda: checks.outline("G28\n", 20, 20), "rien n'est tracé"),
        (lambda: checks.at_least_lines(GOOD, 6), "pas assez de traits"),
        (lambda: checks.at_least_lines(GOOD, 4, strokes=2), "le dessin n'est jamais interrompu"),
        (lambda: checks.at_least_lines("G28\n", 1), "rien n'est tracé"),
        (lambda: checks.stays_inside(GOOD, (0, 0), (60, 100)), "le dessin sort de la zone"),
        (lambda: checks.stays_inside("", (0, 0), (60, 100)), "rien n'est tracé"),
        (lambda: checks.line_width(GOOD.replace("E0.7", "E0.1")), "un trait trop fin"),
        (lambda: checks.line_width(GOOD.replace("E0.7", "E7")), "un trait trop épais"),
        (lambda: checks.line_width("G28"), "rien n'est tracé"),
        (lambda: checks.filament_at_most(GOOD, 2), "trop de filament"),
        (lambda: checks.accepted(GOOD.replace("S200", "S265")), "une ligne est refusée par sécurité"),
        (lambda: checks.arrives_at((50, 70), "G28\nG1 Z5\nG1 X70 Y50"), "X et Y sont échangés"),
        (
            lambda: checks.arrives_at((1, 50), "G28\nG1 Z5\nG1 X70 Y50"),
            "X : ce n'est pas la position d'arrivée",
        ),
        (lambda: checks.arrives_at("70, 50", "G28"), "la réponse n'est pas un couple de nombres"),
        (lambda: checks.no_incident(...), "il n'y a pas encore de programme"),
        (lambda: checks.no_incident(lambda: None), "il n'y a pas encore de programme"),
        (lambda: checks.no_incident(["G28"]), "ce n'est pas un texte G-code"),
        (lambda: checks.no_incident("G28\n" * 5000), "le programme est trop long"),
        (lambda: checks.no_incident("M0"), "le programme ne va pas jusqu'au bout"),
        (lambda: checks.no_incident("M112"), "le programme ne va pas jusqu'au bout"),
        (lambda: checks.no_incident("G4 S99999"), "le programme ne va pas jusqu'au bout"),
    ],
)
def test_mistakes(check: Callable[[], list[Any]], mistake: str) -> None:
    assert mistake in mistakes(check())


def test_a_function_is_called_with_its_arguments() -> None:
    def square(side: float) -> str:
        return GOOD.replace("70", str(50 + side))

    assert mistakes(checks.outline(square, 20, 20, args=[20])) == []
    assert mistakes(checks.outline(square, 30, 30, args=[30])) == []


def test_a_function_that_fails_is_the_learners() -> None:
    assert mistakes(checks.no_incident(lambda: 1 / 0)) == [
        "le programme s'arrête sur une erreur ZeroDivisionError"
    ]
