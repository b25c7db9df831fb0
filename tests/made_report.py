"""A graded class made of data alone, for the tests of the pages and the screenshot of the trainer's guide.

    python -m tests.made_report FOLDER [--learners 30] [--notebooks 10]

writes ``classe.html`` and ``retours/`` into FOLDER. The same numbers give the same bytes.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from checks.feedback import Outcome
from classroom.report import pages
from classroom.report.model import Exercise, Learner, Line, Work
from lab import competences
from tests.made_class import ANIMALS

NOTEBOOKS = [
    ("00_decouverte", "1_mon_premier_objet", "Mon premier objet"),
    ("00_decouverte", "2_ma_premiere_lumiere", "Ma première lumière"),
    ("11_formes", "1_volumes", "Volumes"),
    ("11_formes", "2_assembler", "Assembler et creuser"),
    ("12_pieces", "1_esquisse_et_extrusion", "Esquisse et extrusion"),
    ("21_courant", "1_tension", "Tension, courant, résistance"),
    ("21_courant", "2_proteger_une_led", "Protéger une LED"),
    ("31_arduino_python", "1_allumer", "Allumer"),
    ("31_arduino_python", "2_bouton", "Lire un bouton"),
    ("41_gcode", "1_lire_le_gcode", "Lire le G-code"),
]
EXERCISES = [
    ("ordre", "Remettre dans l'ordre", 2),
    ("erreur", "Trouver l'erreur", 3),
    ("creer", "Créer : une pièce à vous", 3),
    ("defi", "Le défi : un objet pour l'atelier", 4),
]
MISTAKES = [
    ("le trou ne traverse pas", "Allonger le cylindre qui creuse."),
    ("le courant est trop fort", "Choisir une résistance plus grande."),
    ("la pièce est en deux morceaux", "Rapprocher les volumes."),
    ("la lampe reste allumée", "Éteindre la lampe à la fin."),
    ("la longueur n'est pas bonne", "Relire la consigne, puis mesurer la pièce."),
    ("la tête bouge avant d'être calée", "Commencer par G28."),
]


def make(learners: int = 30, notebooks: int = 10, seed: int = 1) -> list[Learner]:
    """Learners of different strength, one notebook in twelve not handed in."""
    chance = random.Random(seed)
    names = sorted(f"{ANIMALS[number % 10]}-{number + 1:02}" for number in range(learners))
    return [_learner(name, notebooks, chance) for name in names]


def _learner(pseudonym: str, notebooks: int, chance: random.Random) -> Learner:
    strength = chance.uniform(0.15, 1)
    works = [
        _work(pseudonym, which, strength, chance)
        for which in NOTEBOOKS[:notebooks]
        if chance.random() > 1 / 12
    ]
    return Learner(pseudonym, works)


def _work(pseudonym: str, which: tuple[str, str, str], strength: float, chance: random.Random) -> Work:
    module, notebook, title = which
    work = Work(
        module, notebook, title, [], handed_in="2026-03-12T09:30:00+00:00", hand_in=f"{pseudonym}.zip"
    )
    work.competences = competences.of_notebook(module, notebook)
    work.exercises = [_exercise(*which, strength, chance) for which in EXERCISES]
    if chance.random() < 0.02:
        work.unreadable = "ce n'est pas un carnet Jupyter (le fichier n'est pas du JSON)"
        for exercise in work.exercises:
            exercise.unreadable, exercise.score = True, 0
    elif chance.random() < 0.04:
        work.facts.append("la cellule « defi-verification » était supprimée : elle a été remise")
    return work


def _exercise(key: str, title: str, points: float, strength: float, chance: random.Random) -> Exercise:
    exercise = Exercise(key, title, max_score=points)
    luck = chance.random()
    if luck < strength:
        exercise.score = exercise.max_score
        exercise.lines = [
            Line(Outcome.PASSED, "Résultat", constat="Tout y est."),
            Line(Outcome.PASSED, "Autres essais"),
        ]
    elif luck > 0.5 + strength / 2:
        exercise.untouched = True
    else:
        mistake, piste = chance.choice(MISTAKES)
        exercise.score = chance.choice((0, 0, 1, 1.5))
        why = "Sans cela, la pièce ne sert pas."
        exercise.lines = [Line(Outcome.FAILED, "Résultat", mistake, "Trouvé : 12 mm.", why, piste)]
    return exercise


def write(folder: Path, learners: list[Learner]) -> Path:
    """The pages of a class; return the class page."""
    (folder / "retours").mkdir(parents=True, exist_ok=True)
    for learner in learners:
        (folder / "retours" / f"{learner.pseudonym}.html").write_text(pages.feedback(learner), "utf-8")
    page = folder / "classe.html"
    page.write_text(pages.class_page(learners, [], protected=True), "utf-8")
    return page


def main() -> None:
    parser = argparse.ArgumentParser(
        "python -m tests.made_report", description="Write the pages of a made class."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--notebooks", type=int, default=10)
    options = parser.parse_args()
    print(write(options.folder, make(options.learners, options.notebooks)))


if __name__ == "__main__":
    main()
