"""The French words of the pages: how an exercise went, how a learner is spoken to, numbers, moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from classroom.report.model import State


@dataclass(frozen=True)
class Said:
    """A state as a sign, for a narrow cell, and in words."""

    sign: str
    word: str


STATES = {
    State.DONE: Said("✔", "réussi"),
    State.MOSTLY: Said("◕", "réussi en partie"),
    State.PARTLY: Said("◔", "commencé"),
    State.NONE: Said("✘", "à reprendre"),
    State.EMPTY: Said("○", "laissé vide"),
    State.WAITING: Said("✎", "à corriger à la main"),
    State.BROKEN: Said("!", "vérification en panne"),
    State.UNREADABLE: Said("?", "fichier illisible"),
}

TU = {
    "intro": "Voici ce que tu as réussi, ce qui est à reprendre, et quoi essayer.",
    "all": "Bravo, tu as tout réussi !",
    "most": "Beau travail : tu as réussi la plus grande partie.",
    "some": "C'est un bon début. Chaque exercice peut être repris : avance pas à pas.",
    "none": "Rien n'est perdu : chaque exercice peut être repris. "
    "Appelle la formatrice ou le formateur, on le fait ensemble.",
    "first": "À reprendre d'abord :",
    "empty": "Tu n'as pas encore répondu à cet exercice. Les indices du carnet peuvent t'aider à commencer.",
    "broken": "La vérification elle-même est en panne. Ce n'est pas ta faute. "
    "Appelle la formatrice ou le formateur.",
    "waiting": "Une personne va lire ta réponse. La note peut encore changer.",
    "shown": "Ce que ton carnet affiche",
    "unreadable": "Ouvre le carnet dans le labo, enregistre-le, puis rends-le de nouveau.",
}

VOUS = {
    "intro": "Voici ce que vous avez réussi, ce qui est à reprendre, et quoi essayer.",
    "all": "Bravo, vous avez tout réussi !",
    "most": "Beau travail : vous avez réussi la plus grande partie.",
    "some": "C'est un bon début. Chaque exercice peut être repris : avancez pas à pas.",
    "none": "Rien n'est perdu : chaque exercice peut être repris. "
    "Appelez la formatrice ou le formateur, on le fait ensemble.",
    "first": "À reprendre d'abord :",
    "empty": "Vous n'avez pas encore répondu à cet exercice. "
    "Les indices du carnet peuvent vous aider à commencer.",
    "broken": "La vérification elle-même est en panne. Ce n'est pas votre faute. "
    "Appelez la formatrice ou le formateur.",
    "waiting": "Une personne va lire votre réponse. La note peut encore changer.",
    "shown": "Ce que votre carnet affiche",
    "unreadable": "Ouvrez le carnet dans le labo, enregistrez-le, puis rendez-le de nouveau.",
}


def number(value: float) -> str:
    """A number as French writes it, to a hundredth."""
    return f"{round(value, 2):g}".replace(".", ",")


def points(value: float) -> str:
    """« 1,5 point », « 2 points »."""
    return f"{number(value)} point{'s' if value >= 2 else ''}"


def percent(share: float) -> str:
    """A share (0 to 1) as « 42 % », rounded down: 100 % is all of it."""
    return f"{int(100 * share + 1e-9)} %"


def moment(handed_in: str) -> str:
    """When work was handed in (ISO 8601), on the clock of this machine: « 12/03/2026 à 10 h 30 »."""
    return datetime.fromisoformat(handed_in).astimezone().strftime("%d/%m/%Y à %H h %M")
