"""The small course that is attacked, its honest learners, and the things that nobody may reach."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from classroom import lessons
from tests import made_course
from tests.faults.attacks import FULL, PRELUDE, Attack

MODULE = "90_attaques"
CANARY = "CANARI-7d1f"
"""In every place that a submission may not read."""
SETUP = (
    made_course.SETUP
    + """
from checks.board import blinks
from checks.circuit import leds_lit
from checks.solid import made_by, size, volume
from checks.toolpath import stays_inside

@check("Le texte retourné")
def verifier_retourner(fonction, texte):
    if call(fonction, texte) == texte[::-1]:
        return passed("Le texte retourné")
    return failed("Le texte retourné", mistake="le texte n'est pas retourné", constat=f"Avec {texte}.",
                  pourquoi="La dernière lettre vient en premier.", piste="Essayez texte[::-1].")
"""
)

HONEST = {
    "carres": made_course.RIGHT,
    "retourner": "def retourner(texte):\n    return texte[::-1]",
    "doubles": "def doubles(n):\n    return 2 * n",
    "clignoter": "from hardware import sleep\ndef clignoter(lampe, fois):\n    for tour in range(fois):\n"
    "        lampe.on()\n        sleep(0.5)\n        lampe.off()\n        sleep(0.5)",
    "plaque": "from solid2 import cube\ndef plaque(x):\n    return cube([x, 20, 5])",
    "lampe": "from models.circuit import Circuit\ndef lampe(ohms):\n    montage = Circuit()\n"
    '    montage.battery("pile", 9, "A", "masse")\n    montage.resistor("R1", ohms, "A", "B")\n'
    '    montage.led("D1", "red", "B", "masse")\n    return montage',
    "tracer": "def tracer(x):\n    return f'G28\\nM109 S200\\nG1 Z0.2 F300\\nG1 X20 Y20 F3000\\nM83\\n'\\\n"
    "        f'G1 X{x} E2 F1200\\nG1 Z10 F300\\nM104 S0'",
}
VISIBLE = {
    "carres": "grade(2, verifier(carres, 3))",
    "retourner": 'grade(1, verifier_retourner(retourner, "fablab"))',
    "doubles": 'assert doubles(4) == 8, "4 doublé fait 8"\nassert doubles(doubles(3)) == 12',
    "clignoter": "grade(3, blinks(clignoter, times=3, on=0.5, off=0.5))",
    "plaque": "grade(1, size(made_by(plaque, 30), x=30, y=20, z=5))",
    "lampe": "grade(2, leds_lit(lampe, [470]))",
    "tracer": "grade(2, stays_inside(tracer, (10, 10), (90, 90), args=[60]))",
}
HIDDEN = {
    "carres": f"grade(3, verifier(carres, {made_course.SECRET}))",
    "retourner": f'# {CANARY}\ngrade(3, verifier_retourner(retourner, "{CANARY}-argument"))',
    "plaque": "grade(2, volume(made_by(plaque, 41), mm3=4100))",
}
HIDDEN_POINTS = {"carres": 3, "retourner": 3, "plaque": 2}


def notebook(name: str) -> str:
    cells = [
        made_course.text("titre", f"# {name}"),
        made_course.code("reglages", SETUP, locked=True),
    ]
    for exercise, points in FULL[name].items():
        hidden = HIDDEN_POINTS.get(exercise, 0)
        start, _, body = HONEST[exercise].rpartition("):\n")
        solution = f"{start}):\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        cells += [
            made_course.text(f"{exercise}-titre", f"## {exercise}"),
            made_course.code(exercise, solution, solution=True),
            made_course.code(
                f"{exercise}-verification", VISIBLE[exercise], grade=True, locked=True, points=points - hidden
            ),
        ]
        if hidden:
            source = f"# Plus tard.\n### BEGIN HIDDEN TESTS\n{HIDDEN[exercise]}\n### END HIDDEN TESTS"
            cells.append(
                made_course.code(f"{exercise}-correction", source, grade=True, locked=True, points=hidden)
            )
    return made_course.notebook(*cells)


@dataclass(frozen=True)
class Place:
    """The folders of one class, readable by everyone, and what must never be reached in them."""

    root: Path

    def __post_init__(self) -> None:
        for folder in (self.remises, self.solutions / MODULE, self.canaries, self.temporary):
            folder.mkdir(parents=True)
        for name in FULL:
            (self.solutions / MODULE / f"{name}.ipynb").write_text(notebook(name), "utf-8")
        lessons.update(self.solutions, self.root / "lessons")
        (self.canaries / "shadow").write_text(f"root:{CANARY}-shadow:1::::::\n")
        (self.canaries / "shadow").chmod(0o644)
        (self.solutions / "corriges.txt").write_text(f"{CANARY}-corriges\n")

    @property
    def remises(self) -> Path:
        return self.root / "remises"

    @property
    def solutions(self) -> Path:
        return self.root / "solutions"

    @property
    def notes(self) -> Path:
        return self.root / "notes"

    @property
    def canaries(self) -> Path:
        return self.root / "canaris"

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    @property
    def marker(self) -> str:
        """In the command line of every process an attack leaves behind."""
        return f"marque-{self.root.name}"

    def filled(self, source: str) -> str:
        """The source of an attack, which knows where everything is."""
        for word in ("notes", "solutions", "remises", "canaries", "root", "marker"):
            source = source.replace(f"@{word}@", str(getattr(self, word)))
        return source.replace("@canary@", f"{CANARY[:3]}' + '{CANARY[3:]}")

    def handed_in(self, attack: Attack) -> bytes:
        """The notebook of an attack."""
        return self.answered(attack.notebook, attack.name, attack.cells, attack.answers)

    def answered(self, name: str, who: str, cells=(), answers=()) -> bytes:
        """A lesson with honest answers but ``answers``, after the free cells ``cells``."""
        lesson = json.loads((self.root / "lessons" / MODULE / f"{name}.ipynb").read_text("utf-8"))
        answers = HONEST | dict(answers)
        free = [PRELUDE, *cells, f"# {who}"]
        made = []
        for cell in lesson["cells"]:
            if cell["id"] == list(FULL[name])[1]:
                made += [
                    made_course.code(f"libre-{number}", self.filled(source))
                    for number, source in enumerate(free)
                ]
            made.append(
                cell | {"source": self.filled(answers[cell["id"]])} if cell["id"] in answers else cell
            )
        return json.dumps({**lesson, "cells": made}).encode("utf-8")


def make_place() -> Place:
    """A new place that an ordinary user may enter, not in /tmp: in the sandbox that is another disk."""
    root = Path(tempfile.mkdtemp(prefix="attaques-", dir="/var/tmp"))
    root.chmod(0o755)
    return Place(root)


def remove(place: Place) -> None:
    shutil.rmtree(place.root)


def give_to(place: Place, uid: int) -> None:
    """Let an ordinary user write marks there."""
    for folder in (place.root, place.temporary):
        os.chown(folder, uid, uid)
