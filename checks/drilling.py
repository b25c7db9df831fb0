"""Judging a drilling plan of the learner's own: a list of positions, in mm from the left end of a board.

There is no one answer: what is judged is how many holes there are, whether they are on the board, and
whether they are evenly spaced.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from checks.feedback import Result, check, counted, failed, passed
from checks.learner import LearnerError
from checks.slips import said, slip_of

TOLERANCE = 0.5
"""mm: nobody drills wood better by hand."""


@check("Nombre de trous")
def count(positions: Any, low: int, high: int) -> Result:
    """There are ``low`` to ``high`` holes."""
    found = len(_positions(positions))
    if low <= found <= high:
        return passed("Nombre de trous", f"{found} trous.")
    return failed(
        "Nombre de trous",
        mistake="pas assez de trous" if found < low else "trop de trous",
        constat=f"Le plan a {counted(found, 'trou')}. La consigne en demande de {low} à {high}.",
        pourquoi="Chaque tour de la boucle ajoute un trou au plan.",
        piste="Changez le nombre entre les parenthèses de range.",
        essential=False,
    )


@check("Marges")
def margins(positions: Any, length: float, margin: float) -> Result:
    """Every hole is at least ``margin`` mm away from both ends of a board of ``length`` mm."""
    holes = _positions(positions)
    low, high = margin - TOLERANCE, length - margin + TOLERANCE
    wrong = next((hole for hole in holes if not low <= hole <= high), None)
    if wrong is None:
        return passed("Marges", f"Les trous vont de {said(min(holes))} à {said(max(holes), 'mm')}.")
    outside = not 0 <= wrong <= length
    return failed(
        "Marges",
        mistake="un trou est hors de la planche" if outside else "un trou est trop près du bout",
        constat=f"Il y a un trou à {said(wrong, 'mm')}. La planche mesure {said(length, 'mm')}. "
        f"La marge demandée est de {said(margin, 'mm')} à chaque bout.",
        pourquoi="Près du bout, le bois se fend. Hors de la planche, il n'y a rien à percer.",
        piste="Calculez la position du dernier trou : départ + numéro du dernier × entraxe. "
        "Changez le départ, l'entraxe ou le nombre de trous.",
    )


@check("Entraxe")
def spacing(positions: Any, least: float) -> list[Result]:
    """Neighbours are all at the same distance, and ``least`` mm apart at least."""
    holes = _positions(positions)
    if len(holes) < 3:
        return [
            failed(
                "Entraxe",
                mistake="pas assez de trous pour comparer",
                constat=f"Le plan a {counted(len(holes), 'trou')}.",
                pourquoi="Pour comparer deux distances, il faut au moins trois trous.",
                piste="Ajoutez des tours à la boucle.",
            )
        ]
    gaps = [after - before for before, after in pairwise(sorted(holes))]
    return [_equal(gaps), _wide(min(gaps), least)]


def _equal(gaps: Sequence[float]) -> Result:
    title = "Entraxe toujours le même"
    if max(gaps) - min(gaps) <= TOLERANCE:
        return passed(title, f"{said(gaps[0], 'mm')} d'un trou au suivant.")
    return failed(
        title,
        mistake="l'entraxe n'est pas toujours le même",
        constat=f"Entre deux voisins, il y a de {said(min(gaps))} à {said(max(gaps), 'mm')}.",
        pourquoi="L'œil voit tout de suite un crochet décalé.",
        piste="Multipliez le numéro du trou par un nombre qui ne change pas : l'entraxe.",
    )


def _wide(gap: float, least: float) -> Result:
    title = "Entraxe assez grand"
    if gap >= least - TOLERANCE:
        return passed(title, f"Au moins {said(gap, 'mm')}.")
    same = gap <= TOLERANCE
    return failed(
        title,
        mistake="deux trous sont au même endroit" if same else "les trous sont trop serrés",
        constat=f"Les deux trous les plus proches sont à {said(gap, 'mm')}. "
        f"Il faut au moins {said(least, 'mm')}.",
        pourquoi="Deux manteaux voisins ont besoin de place.",
        piste="Agrandissez l'entraxe, ou percez moins de trous.",
        essential=same,
    )


@check("Couleurs")
def colours(names: Any, positions: Any, least: int) -> Result:
    """One colour for each hole, and ``least`` different ones at least."""
    holes = _positions(positions)
    if slip := slip_of(names, [""]):
        raise LearnerError(slip.mistake, f"« couleurs » vaut {said(names)}.", slip.pourquoi, slip.piste)
    if len(names) != len(holes):
        return failed(
            "Couleurs",
            mistake="il n'y a pas une couleur par trou",
            constat=f"Il y a {counted(len(holes), 'trou')} et {counted(len(names), 'couleur')}.",
            pourquoi="La première couleur va avec le premier trou, la deuxième avec le deuxième.",
            piste="Dans la boucle, chaque tour ajoute une position, puis une seule couleur.",
        )
    found = len(set(names))
    if found >= least:
        return passed("Couleurs", f"{found} couleurs différentes.")
    return failed(
        "Couleurs",
        mistake="pas assez de couleurs différentes",
        constat=f"Couleurs différentes : {found}. La consigne en demande au moins {least}.",
        pourquoi="C'est if qui choisit : selon la position, une couleur ou une autre.",
        piste="Essayez votre condition avec la première position, puis avec la dernière. "
        "Les deux réponses sont-elles différentes ?",
    )


def _positions(positions: Any) -> Sequence[float]:
    """The learner's list, with one hole at least. Raises LearnerError when it is something else."""
    if slip := slip_of(positions, [0.0]):
        raise LearnerError(slip.mistake, f"Le plan vaut {said(positions)}.", slip.pourquoi, slip.piste)
    return positions
