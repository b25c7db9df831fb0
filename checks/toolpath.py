"""Judging G-code by what a machine makes of it: what it drew, where, and what went wrong on the way.

``work`` is a G-code text, or a learner's function that returns one when called with ``args``. It runs on a
simulated printer of the check's own, line by line, with no safety rules in between: its ledger is judged.
``head`` is where the head stands when the power comes on (mm), which a good program does not depend on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from numbers import Real
from typing import Any

from checks.feedback import Result, check, counted, failed, passed
from checks.learner import LearnerError, call
from hardware.errors import Refused
from hardware.safety import PrinterState, check_program
from hardware.sim.ledger import Incident
from hardware.sim.marlin import Marlin
from models.french import number
from models.toolpath import Point, Toolpath

MOST_LINES = 3000
LINE_SECONDS = 900.0
"""Longest wait for one line's ok, in the machine's time: heating the bed takes a few minutes."""
JOB_SECONDS = 4 * 3600.0

_INCIDENTS = "Incidents"
_ACCEPTED = "Limites de l'imprimante"
_END = "Fin du programme"
_ARRIVAL = "Arrivée"
_OUTLINE = "Forme"
_LINES = "Traits"
_ZONE = "Zone permise"
_WIDTH = "Largeur des traits"
_FILAMENT = "Filament"

TOLERANCE = 0.2
"""mm: half of a nozzle's width."""

Head = tuple[float, float, float]
_HEAD: Head = (110.0, 110.0, 15.0)


@dataclass(frozen=True)
class Run:
    """What a program did on the machine."""

    toolpath: Toolpath
    incidents: tuple[Incident, ...]
    position: Point
    head: Point
    heating: bool
    finished: bool


# --- checks ---------------------------------------------------------------------------------------


@check(_INCIDENTS)
def no_incident(work: Any, args: Sequence[Any] = (), *, head: Head = _HEAD) -> Result:
    """Nothing is written in the machine's ledger."""
    run = _run(work, args, head)
    if not run.incidents:
        return passed(_INCIDENTS, "La machine a tout fait sans incident.")
    incident = run.incidents[0]
    mistake, why, hint = _KINDS[incident.kind]
    others = len(run.incidents) - 1
    also = {0: "", 1: " Et un autre incident ensuite."}.get(others, f" Et {others} autres incidents ensuite.")
    return failed(
        _INCIDENTS,
        mistake=mistake,
        constat=f"À la ligne « {incident.line} » : {incident.text}{also}",
        pourquoi=why,
        piste=hint,
        place={"line": incident.line},
    )


@check(_ACCEPTED)
def accepted(work: Any, args: Sequence[Any] = ()) -> Result:
    """The safety rules of the workshop's printer let every line pass."""
    text = gcode(work, args)
    try:
        check_program(text, PrinterState())
    except Refused as refusal:
        return failed(
            _ACCEPTED,
            mistake="une ligne est refusée par sécurité",
            constat=str(refusal),
            pourquoi="Un programme refusé n'est jamais envoyé, même en partie.",
            piste="Lisez le numéro de la ligne, corrigez-la, puis recommencez.",
            essential=False,
        )
    return passed(_ACCEPTED, "Chaque ligne respecte les limites de la machine.")


@check(_END)
def ends_safely(work: Any, args: Sequence[Any] = (), *, clearance: float = 5.0) -> Result:
    """At the end the heaters are off and the nozzle is ``clearance`` mm or more above what it drew."""
    run = _run(work, args)
    if run.heating:
        return failed(
            _END,
            mistake="la chauffe reste allumée",
            constat="Le programme est fini, et la machine chauffe encore.",
            pourquoi="Une buse chaude et oubliée brûle le plastique, ou quelqu'un.",
            piste="Quelle ligne met la consigne de la buse à 0 ? Elle se place après le dessin.",
        )
    top = max(run.toolpath.heights, default=0.0)
    if run.head[2] < top + clearance - TOLERANCE:
        return failed(
            _END,
            mistake="la buse reste sur la pièce",
            constat=f"À la fin, la buse est à {_mm(run.head[2] - top)} au-dessus de la pièce.",
            pourquoi="La buse encore chaude colle à la pièce et la marque.",
            piste=f"À la fin, montez Z de {_mm(clearance)} au moins.",
        )
    return passed(_END, "La chauffe est coupée et la buse est levée.")


@check(_ARRIVAL)
def arrives_at(answer: Any, program: str) -> Result:
    """``answer``, a learner's prediction ``(x, y)`` in mm, is where ``program`` leaves the head."""
    x, y = _pair(answer)
    true_x, true_y, _ = _execute(program, _HEAD).position
    wrong = [
        axis for axis, said, true in (("X", x, true_x), ("Y", y, true_y)) if abs(said - true) > TOLERANCE
    ]
    if not wrong:
        return passed(_ARRIVAL, f"La tête arrive bien en X {x:g} et Y {y:g}.")
    if abs(x - true_y) <= TOLERANCE and abs(y - true_x) <= TOLERANCE:
        return failed(
            _ARRIVAL,
            mistake="X et Y sont échangés",
            constat=f"Vous annoncez X {x:g} et Y {y:g}. Les deux nombres existent, mais pas sur ces axes.",
            pourquoi="X va de gauche à droite, Y de l'avant vers l'arrière.",
            piste="Écrivez X en premier, puis Y.",
        )
    return failed(
        _ARRIVAL,
        mistake=f"{' et '.join(wrong)} : ce n'est pas la position d'arrivée",
        constat=f"Vous annoncez X {x:g} et Y {y:g}. La tête n'est pas là sur {' et '.join(wrong)}.",
        pourquoi="Un axe qui n'est pas écrit sur une ligne garde sa valeur d'avant.",
        piste="Suivez le programme ligne par ligne. Notez X et Y après chaque ligne.",
    )


@check(_OUTLINE)
def outline(work: Any, width: float, height: float, args: Sequence[Any] = ()) -> list[Result]:
    """What is drawn is one rectangle's outline of ``width`` (X) by ``height`` (Y) mm, closed, on one
    layer.
    """
    path = _run(work, args).toolpath
    if not path.extruded:
        return [_nothing_drawn(_OUTLINE)]
    return [_size(path, width, height), _closed(path, width, height)]


@check(_LINES)
def at_least_lines(work: Any, count: int, args: Sequence[Any] = (), *, strokes: int = 1) -> Result:
    """``count`` lines or more are drawn, in ``strokes`` separate strokes or more."""
    path = _run(work, args).toolpath
    if not path.extruded:
        return _nothing_drawn(_LINES)
    if len(path.extruded) < count:
        return failed(
            _LINES,
            mistake="pas assez de traits",
            constat=f"La machine a tracé {counted(len(path.extruded), 'trait')}. "
            f"Il en faut au moins {count}.",
            pourquoi="Un trait, c'est un G1 qui se déplace et qui pousse du filament (E).",
            piste="Ajoutez des lignes G1 avec X ou Y, et E.",
        )
    if len(path.strokes()) < strokes:
        return failed(
            _LINES,
            mistake="le dessin n'est jamais interrompu",
            constat=f"Tout est tracé d'un seul coup, ou presque. Il faut au moins {strokes} morceaux.",
            pourquoi="Pour passer ailleurs sans tracer, la tête se déplace à vide.",
            piste="Écrivez un G1 sans E entre deux parties du dessin.",
        )
    return passed(_LINES, f"{counted(len(path.extruded), 'trait')} de plastique.")


@check(_ZONE)
def stays_inside(
    work: Any, corner: tuple[float, float], opposite: tuple[float, float], args: Sequence[Any] = ()
) -> Result:
    """Everything drawn lies between two corners (x, y) of the bed, on a first layer of 0.1 to 0.35 mm."""
    path = _run(work, args).toolpath
    bounds = path.bounds
    if bounds is None:
        return _nothing_drawn(_ZONE)
    for axis, name in enumerate("XY"):
        low, high = bounds[0][axis], bounds[1][axis]
        if low < corner[axis] - TOLERANCE or high > opposite[axis] + TOLERANCE:
            return failed(
                _ZONE,
                mistake="le dessin sort de la zone",
                constat=f"Le dessin va de {name} {low:g} à {high:g} mm. "
                f"La zone va de {corner[axis]:g} à {opposite[axis]:g} mm.",
                pourquoi="Les autres dessins du groupe occupent le reste du plateau.",
                piste=f"Changez les {name} des lignes qui sortent de la zone.",
                place=[bounds[0][:2], bounds[1][:2]],
                essential=False,
            )
    return _one_layer(path, _ZONE, "Le dessin tient dans la zone, sur une couche.")


@check(_WIDTH)
def line_width(
    work: Any, args: Sequence[Any] = (), *, thinnest: float = 0.3, thickest: float = 0.8
) -> Result:
    """Every line is between ``thinnest`` and ``thickest`` mm wide: its plastic fits its length."""
    path = _run(work, args).toolpath
    if not path.extruded:
        return _nothing_drawn(_WIDTH)
    for segment in path.extruded:
        width = segment.width(segment.end[2])
        if thinnest <= width <= thickest:
            continue
        thin = width < thinnest
        return failed(
            _WIDTH,
            mistake="un trait trop fin" if thin else "un trait trop épais",
            constat=(
                f"Un trait de {_mm(segment.length)} reçoit {segment.e:.2f} mm de filament : "
                f"il fait {width:.2f} mm de large."
            ).replace(".", ","),
            pourquoi="Trop peu de plastique : le trait casse. Trop : il déborde."
            if segment.end[2] > 0
            else "La buse touche le plateau : rien ne peut sortir.",
            piste="Pour 10 mm de trait à 0,2 mm de haut, poussez environ 0,35 mm de filament (E0.35).",
            place=[segment.start[:2], segment.end[:2]],
        )
    return passed(_WIDTH, "Chaque trait reçoit la bonne quantité de plastique.")


@check(_FILAMENT)
def filament_at_most(work: Any, most: float, args: Sequence[Any] = ()) -> Result:
    """No more than ``most`` mm of filament are used."""
    used = _run(work, args).toolpath.filament
    if used > most:
        return failed(
            _FILAMENT,
            mistake="trop de filament",
            constat=f"Le programme pousse {_mm(used)} de filament. Le maximum est {_mm(most)}.",
            pourquoi="Le filament coûte, et chaque équipe a droit à la même part.",
            piste="Regardez vos E. Avec M83, E compte pour la ligne seule.",
            essential=False,
        )
    return passed(_FILAMENT, f"{_mm(used)} de filament.")


# --- what a check looks at ------------------------------------------------------------------------


def _nothing_drawn(title: str) -> Result:
    return failed(
        title,
        mistake="rien n'est tracé",
        constat="Aucun trait de plastique n'est sorti de la machine.",
        pourquoi="Un trait a besoin d'une buse chaude, d'un déplacement et de filament (E).",
        piste="Vérifiez que des lignes G1 ont X ou Y, et aussi E.",
    )


def _size(path: Toolpath, width: float, height: float) -> Result:
    bounds = path.bounds
    assert bounds is not None
    found = bounds[1][0] - bounds[0][0], bounds[1][1] - bounds[0][1]
    if all(abs(f - wanted) <= TOLERANCE for f, wanted in zip(found, (width, height), strict=True)):
        return passed("Taille", f"Le dessin fait {_mm(found[0])} sur {_mm(found[1])}.")
    return failed(
        "Taille",
        mistake="la taille n'est pas la bonne",
        constat=f"Le dessin fait {_mm(found[0])} en X et {_mm(found[1])} en Y. "
        f"On veut {_mm(width)} et {_mm(height)}.",
        pourquoi="Une pièce trop grande ou trop petite ne va pas à sa place.",
        piste="Partez d'un coin. Ajoutez le côté à X, puis à Y.",
        place=[bounds[0][:2], bounds[1][:2]],
    )


def _closed(path: Toolpath, width: float, height: float) -> Result:
    """One closed stroke along the border, once round."""
    strokes = path.strokes()
    if len(strokes) > 1:
        return failed(
            _OUTLINE,
            mistake="le contour est en plusieurs morceaux",
            constat=f"Le contour est tracé en {len(strokes)} morceaux.",
            pourquoi="Entre deux morceaux, il reste un trou.",
            piste="Chaque côté commence là où le précédent s'arrête, et chaque côté a un E.",
        )
    points = strokes[0]
    if math.dist(points[0], points[-1]) > TOLERANCE:
        return failed(
            _OUTLINE,
            mistake="le contour n'est pas fermé",
            constat=f"Le trait s'arrête à {_mm(math.dist(points[0], points[-1]))} de son départ.",
            pourquoi="Un contour ouvert ne tient pas.",
            piste="Il manque un côté, ou le dernier s'arrête trop tôt.",
            place=[points[0][:2], points[-1][:2]],
        )
    if any(min(abs(a[0] - b[0]), abs(a[1] - b[1])) > TOLERANCE for a, b in pairwise(points)):
        return failed(
            _OUTLINE,
            mistake="un côté est en biais",
            constat="Un trait change X et Y en même temps : il est en biais.",
            pourquoi="Les côtés suivent les axes : X seul, ou Y seul.",
            piste="Sur chaque ligne, ne changez que X ou que Y.",
        )
    if abs(path.length - 2 * (width + height)) > 4 * TOLERANCE:
        return failed(
            _OUTLINE,
            mistake="la longueur tracée n'est pas celle du contour",
            constat=f"La machine a tracé {_mm(path.length)}. Le tour fait {_mm(2 * (width + height))}.",
            pourquoi="Un côté est tracé deux fois, ou il manque un coin.",
            piste="Comptez vos traits : il y en a quatre.",
        )
    return _one_layer(path, _OUTLINE, "Un contour fermé, à angles droits.")


def _one_layer(path: Toolpath, title: str, good: str) -> Result:
    """The last property of a shape: a first layer that sticks; ``good`` is what to say then."""
    heights = path.heights
    if len(heights) == 1 and 0.1 <= heights[0] <= 0.35:
        return passed(title, good)
    return failed(
        title,
        mistake="la hauteur de la couche ne convient pas",
        constat=f"On trace à Z = {', '.join(_mm(z) for z in heights[:3])}.",
        pourquoi="Trop haut, le plastique ne colle pas. Trop bas, la buse raye le plateau.",
        piste="Avant de tracer, descendez à Z0.2.",
    )


def _pair(answer: Any) -> tuple[float, float]:
    good = isinstance(answer, list | tuple) and len(answer) == 2
    if not good or not all(isinstance(v, Real) and not isinstance(v, bool) for v in answer):
        raise LearnerError(
            "la réponse n'est pas un couple de nombres",
            f"La réponse est {answer!r}.",
            "Une position, ce sont deux nombres entre parenthèses : X puis Y.",
            "Écrivez par exemple : (10, 20).",
        )
    return float(answer[0]), float(answer[1])


def _mm(value: float) -> str:
    return f"{number(value)} mm"


# --- running a program ----------------------------------------------------------------------------


def gcode(work: Any, args: Sequence[Any] = ()) -> str:
    """The G-code text of a learner's answer. Raises :class:`LearnerError` for anything but a text."""
    text = call(work, *args) if callable(work) else work
    if text is None or text is ...:
        raise LearnerError(
            "il n'y a pas encore de programme",
            "À la place du texte G-code, il n'y a rien.",
            "La vérification exécute votre programme sur la machine simulée.",
            "Terminez la fonction par return, suivi du texte."
            if callable(work)
            else "Écrivez-le à la place des trois points, puis exécutez la cellule.",
        )
    if not isinstance(text, str):
        raise LearnerError(
            "ce n'est pas un texte G-code",
            f"À la place d'un texte, il y a : {type(text).__name__}.",
            "Un programme G-code est un texte de plusieurs lignes.",
            'Écrivez le programme entre trois guillemets : """ … """.',
        )
    if len(text.splitlines()) > MOST_LINES:
        raise LearnerError(
            "le programme est trop long",
            f"Le programme a plus de {MOST_LINES} lignes.",
            "La vérification n'exécute que des programmes courts.",
            "Une boucle ajoute peut-être des lignes sans s'arrêter.",
        )
    return text


def _run(work: Any, args: Sequence[Any] = (), head: Head = _HEAD) -> Run:
    run = _execute(gcode(work, args), head)
    if not run.finished:
        raise LearnerError(
            "le programme ne va pas jusqu'au bout",
            "La machine s'est arrêtée, ou attend sans fin, avant la dernière ligne.",
            "Une attente trop longue ou un arrêt d'urgence bloque la suite.",
            "Cherchez une ligne G4, M0 ou M112, ou une température jamais atteinte.",
        )
    return run


@lru_cache(maxsize=64)
def _execute(text: str, head: Head) -> Run:
    """Run a program on a new machine, one line after the other's ok, until the last move is over."""
    machine = Marlin(head)
    machine.exchange(b"", 3.0)
    lines = [line for raw in text.splitlines() if (line := raw.split(";", 1)[0].strip())]
    finished = all(_ask(machine, line) for line in [*lines, "M400"])
    x, y, z, _ = machine.position
    return Run(
        machine.toolpath,
        tuple(machine.ledger),
        (x, y, z),
        machine.head,
        machine.nozzle.target > 0 or machine.bed.target > 0,
        finished,
    )


def _ask(machine: Marlin, line: str) -> bool:
    """Send a line and wait for its ok; False when none comes."""
    output = b""
    end = min(machine.now + LINE_SECONDS, JOB_SECONDS)
    _, output = machine.exchange(line.encode("latin-1", "replace") + b"\n", machine.now)
    while not any(said.startswith(b"ok") for said in output.split(b"\n")[:-1]):
        if machine.killed or machine.now >= end:
            return False
        output += machine.exchange(b"", end, stop_on_output=True)[1]
    return True


_HOME = "La machine ne sait pas où est sa tête avant G28 : elle peut cogner."
_KINDS = {
    "unhomed_move": (
        "un déplacement avant le retour à zéro",
        _HOME,
        "G28 vient avant le premier déplacement.",
    ),
    "hit_frame": ("la tête force contre le cadre", _HOME, "G28 vient avant le premier déplacement."),
    "cold_extrusion": (
        "extrusion à froid",
        "Le plastique froid ne sort pas, et l'engrenage ronge le filament.",
        "Chauffez la buse et attendez, avant la première ligne avec E.",
    ),
    "temperature_clamped": (
        "une température trop haute",
        "La machine ne dit rien, mais elle ne fait pas ce qui est écrit.",
        "Choisissez la température du plastique : environ 200 °C pour le PLA.",
    ),
    "end_stop": (
        "un déplacement hors de la machine",
        "La tête s'arrête au bord : le dessin est écrasé, sans message.",
        "X va de 0 à 225, Y de 0 à 220, Z de 0 à 210.",
    ),
    "unknown_command": (
        "une commande inconnue",
        "La machine ignore la ligne et continue sans elle.",
        "Vérifiez la lettre (une majuscule) et le nombre.",
    ),
    "scraped": (
        "la buse raye le plateau",
        "À Z0, la buse touche le plateau.",
        "Montez Z avant de bouger en X ou en Y.",
    ),
    "long_extrusion": (
        "trop de filament d'un coup",
        "La machine refuse de pousser autant de filament en une ligne.",
        "Vérifiez E : avec M83, il compte pour la ligne seule.",
    ),
    "thermal_stop": (
        "la machine s'est arrêtée pour sa sécurité",
        "Une température anormale arrête tout.",
        "Vérifiez les températures demandées.",
    ),
    "bytes_lost": (
        "des octets sont perdus",
        "La ligne est trop longue pour la machine.",
        "Écrivez des lignes courtes, avec leurs commentaires à part.",
    ),
}
