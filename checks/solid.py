"""Judging a part on its shape: sizes, volume, holes, walls, what a print of it takes.

Every check takes what the learner built (whatever ``models.solid.Solid.of`` accepts, or :func:`made_by`) and
looks only at the geometry: another construction, another place or another number of facets changes nothing.
Lengths are millimetres, measured on the bounding box of the part.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from checks.feedback import Result, check, failed, passed
from checks.learner import LearnerError, call
from models import holes, slicing
from models.holes import Hole
from models.solid import BadShape, Solid

Measure = TypeVar("Measure")

_AXES = {"x": "largeur (x)", "y": "profondeur (y)", "z": "hauteur (z)"}


class Made:
    """The part a learner's function makes from ``args``: called once, by the first check in need."""

    def __init__(self, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self._function, self._args = function, args
        self._part: Any = self

    def part(self) -> Any:
        if self._part is self:
            self._part = call(self._function, *self._args)
        return self._part


def made_by(function: Callable[..., Any], *args: Any) -> Made:
    """The part that ``function(*args)`` returns, to give to a check."""
    return Made(function, args)


def solid_of(part: Any) -> Solid:
    """The Solid of a learner's answer. Raises LearnerError, which a check turns into a failed result."""
    if isinstance(part, Made):
        part = part.part()
        if part is None:
            raise LearnerError(
                "la fonction ne rend pas de pièce",
                "La fonction a été appelée. Elle n'a rien rendu.",
                "Sans return, une fonction garde son travail pour elle.",
                "Construire la pièce dans la fonction, puis finir par return et le nom de la pièce.",
            )
    return measured(lambda: Solid.of(part))


def measured(measure: Callable[[], Measure]) -> Measure:
    """What ``measure`` finds on a part. Raises LearnerError, in the same words, where it raises BadShape."""
    try:
        return measure()
    except BadShape as error:
        raise LearnerError(error.mistake, error.constat, error.pourquoi, error.piste) from error


def number(value: float, digits: int = 2) -> str:
    """A number as French writes it: ``12.50`` is ``12,5``."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".").replace(".", ",") if digits else f"{value:.0f}"


def _sizes(values: tuple[float, float, float]) -> str:
    return " × ".join(number(value) for value in values) + " mm"


def box_place(solid: Solid, box: Sequence[float] = ()) -> dict[str, Any]:
    """A place to draw: a box of the part (mm), given by its two corners; without them, the whole part."""
    bounds = _bounds(solid)
    low, high = (list(box[:3]), list(box[3:])) if box else bounds
    return {"kind": "box", "from": low, "to": high, "part": bounds}


def _point(solid: Solid, point: Sequence[float]) -> dict[str, Any]:
    return {"kind": "point", "at": list(point), "part": _bounds(solid)}


def _bounds(solid: Solid) -> list[list[float]]:
    return [list(corner) for corner in solid.bounds]


# -- sizes --------------------------------------------------------------------------------------------------


@check("Dimensions")
def size(
    part: Any, x: float | None = None, y: float | None = None, z: float | None = None, tolerance: float = 0.1
) -> list[Result]:
    """The part measures ``x`` × ``y`` × ``z`` mm, each within ``tolerance``; leave out what may vary."""
    solid = solid_of(part)
    results = []
    for axis, wanted, found in zip("xyz", (x, y, z), solid.size, strict=True):
        if wanted is None:
            continue
        title = _AXES[axis].capitalize()
        if abs(found - wanted) <= tolerance:
            results.append(passed(title, f"{number(found)} mm, comme demandé."))
        else:
            results.append(
                failed(
                    title,
                    mistake=f"la {_AXES[axis]} n'est pas celle demandée",
                    constat=f"La {_AXES[axis]} mesure {number(found)} mm. Il faut {number(wanted)} mm.",
                    pourquoi="Une pièce trop grande ou trop petite ne va pas à sa place.",
                    piste=_size_hint(found, wanted, solid.size),
                    place=box_place(solid),
                )
            )
    return results


def _size_hint(found: float, wanted: float, sizes: tuple[float, float, float]) -> str:
    """What to try about a size that is ``found`` and not ``wanted``."""
    if any(abs(other - wanted) <= 0.01 for other in sizes):
        return "Une autre taille de la pièce a cette valeur. Relire l'ordre : x, puis y, puis z."
    if any(abs(found - factor * wanted) <= 0.01 * wanted for factor in (2, 0.5)):
        return "C'est le double ou la moitié. Un rayon pris pour un diamètre, ou un 2 oublié ?"
    if abs(10 * found - wanted) <= 0.01 * wanted:
        return "C'est dix fois trop petit : des centimètres ? Ici, tout est en millimètres."
    return "Chercher le nombre qui donne cette taille, et refaire son calcul."


@check("Taille maximale")
def fits_in(part: Any, x: float, y: float, z: float) -> Result:
    """The bounding box is at most ``x`` × ``y`` × ``z`` mm (a condition)."""
    solid = solid_of(part)
    limits = (x, y, z)
    over = [axis for axis, found, most in zip("xyz", solid.size, limits, strict=True) if found > most + 0.01]
    if not over:
        return passed("Taille maximale", f"La pièce tient dans la place prévue : {_sizes(solid.size)}.")
    names = " et la ".join(_AXES[axis] for axis in over)
    return failed(
        "Taille maximale",
        mistake="la pièce est trop grande",
        constat=f"La pièce mesure {_sizes(solid.size)}. La limite est {_sizes(limits)}.",
        pourquoi="Il faut de la place pour les pièces de tout le groupe.",
        piste=f"Diminuer la {names}.",
        place=box_place(solid),
        essential=False,
    )


@check("Taille minimale")
def at_least(part: Any, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Result:
    """The bounding box is at least ``x`` × ``y`` × ``z`` mm (a condition)."""
    solid = solid_of(part)
    limits = (x, y, z)
    under = [
        axis for axis, found, least in zip("xyz", solid.size, limits, strict=True) if found < least - 0.01
    ]
    if not under:
        return passed("Taille minimale", f"La pièce est assez grande : {_sizes(solid.size)}.")
    names = " et la ".join(_AXES[axis] for axis in under)
    return failed(
        "Taille minimale",
        mistake="la pièce est trop petite",
        constat=f"La pièce mesure {_sizes(solid.size)}. Il faut au moins {_sizes(limits)}.",
        pourquoi="Une pièce trop petite ou trop mince casse, ou ne se tient pas en main.",
        piste=f"Augmenter la {names}.",
        place=box_place(solid),
        essential=False,
    )


@check("Plateau")
def fits_bed(part: Any) -> Result:
    """The part fits what the printer can print (a condition)."""
    solid = solid_of(part)
    bed = slicing.profile().bed
    if all(found <= most for found, most in zip(solid.size, bed, strict=True)):
        return passed("Plateau", "La pièce tient sur le plateau de l'imprimante.")
    return failed(
        "Plateau",
        mistake="la pièce dépasse du plateau",
        constat=f"La pièce mesure {_sizes(solid.size)}. L'imprimante va jusqu'à {_sizes(bed)}.",
        pourquoi="L'imprimante ne peut rien déposer hors de son plateau.",
        piste="Diminuer la pièce, ou la couper en morceaux.",
        place=box_place(solid),
        essential=False,
    )


# -- matter -------------------------------------------------------------------------------------------------


@check("Volume")
def volume(part: Any, mm3: float, tolerance: float = 0.02) -> Result:
    """The volume is ``mm3``, within this fraction of it (2 % lets any number of facets pass)."""
    solid = solid_of(part)
    found = solid.volume
    if abs(found - mm3) <= tolerance * mm3:
        return passed("Volume", f"Le volume est de {number(found, 0)} mm³.")
    more = found > mm3
    return failed(
        "Volume",
        mistake="il y a trop de matière" if more else "il manque de la matière",
        constat=f"Le volume est de {number(found, 0)} mm³. Il faut {number(mm3, 0)} mm³.",
        pourquoi="Le volume dit si rien ne manque et si rien n'est en trop.",
        piste="Chercher un volume oublié à enlever, ou une taille trop grande."
        if more
        else "Chercher un volume oublié, ou un trou trop grand.",
        place=box_place(solid),
    )


@check("Place de la matière")
def centre(
    part: Any, x: float | None = None, y: float | None = None, z: float | None = None, tolerance: float = 0.5
) -> list[Result]:
    """The centre of the volume is this far (mm) from the left, front and bottom of the bounding box."""
    solid = solid_of(part)
    point = measured(lambda: solid.centre)
    results = []
    for axis, wanted, at, low in zip("xyz", (x, y, z), point, solid.bounds[0], strict=True):
        if wanted is None:
            continue
        title, found = f"Place de la matière le long de {axis}", at - low
        if abs(found - wanted) <= tolerance:
            results.append(passed(title, f"Son centre est à {number(found, 1)} mm du bord."))
            continue
        results.append(
            failed(
                title,
                mistake="la matière n'est pas au bon endroit",
                constat=f"Le centre de la matière est à {number(found, 1)} mm du bord, le long de {axis}. "
                f"Il faut {number(wanted, 1)} mm.",
                pourquoi="Le centre montre où se trouvent les volumes les plus gros.",
                piste="Tourner la pièce et chercher le volume mal placé. Vérifier son translate.",
                place=_point(solid, point),
            )
        )
    return results


@check("Morceaux")
def bodies(part: Any, count: int = 1) -> Result:
    """The part is made of ``count`` separate pieces."""
    solid = solid_of(part)
    found = measured(lambda: solid.bodies)
    if found == count:
        return passed("Morceaux", f"{found} morceaux." if found > 1 else "La pièce est en un seul morceau.")
    return failed(
        "Morceaux",
        mistake="la pièce est en plusieurs morceaux" if found > count else "il manque un morceau",
        constat=f"La pièce compte {found} morceau{'x' if found > 1 else ''}. Il en faut {count}.",
        pourquoi="Des volumes qui se touchent font un seul morceau. Le vide les sépare.",
        piste=_bodies_hint(found, count),
        place=box_place(solid),
    )


def _bodies_hint(found: int, count: int) -> str:
    if count == 1:
        return "Rapprocher les volumes : ils doivent se toucher, ou se recouvrir un peu."
    if found > count:
        return "Compter les volumes ajoutés : il y en a trop."
    return "Compter les volumes ajoutés, et laisser du vide entre eux. Un return dans une boucle l'arrête."


@check("Pièce fermée")
def watertight(part: Any) -> Result:
    """The skin of the part is closed."""
    measured(solid_of(part).closed)
    return passed("Pièce fermée", "La peau de la pièce est fermée partout.")


@check("Épaisseur")
def minimum_wall(part: Any, mm: float = 0.8) -> Result:
    """No wall is thinner than ``mm`` (a condition); 0.8 mm is two lines of a 0.4 mm nozzle."""
    solid = solid_of(part)
    thin = measured(lambda: solid.thinnest_wall)
    if thin.thickness >= mm - 0.01:
        return passed("Épaisseur", f"La paroi la plus fine mesure {number(thin.thickness)} mm.")
    return failed(
        "Épaisseur",
        mistake="une paroi est trop fine",
        constat=f"La paroi la plus fine mesure {number(thin.thickness)} mm. Il faut {number(mm)} mm.",
        pourquoi="La buse dépose un trait d'environ 0,4 mm. Plus fin, il manque ou il casse.",
        piste="Épaissir cette paroi, ou éloigner le trou du bord.",
        place=_point(solid, thin.point),
        essential=False,
    )


@check("Rien dans le vide")
def overhang(part: Any, area: float = 1.0) -> Result:
    """At most ``area`` mm² of the part hangs over nothing at more than 45° (a condition)."""
    solid = solid_of(part)
    found = solid.overhang_area()
    if found <= area:
        return passed("Rien dans le vide", "La pièce s'imprime sans support.")
    return failed(
        "Rien dans le vide",
        mistake="une partie est dans le vide",
        constat=f"{number(found, 0)} mm² penchent de plus de 45° au-dessus du vide.",
        pourquoi="L'imprimante ne peut pas déposer de plastique en l'air.",
        piste="Retourner la pièce, la reculer sur son appui, ou remplacer le dessous par une pente.",
        place=box_place(solid),
        essential=False,
    )


# -- holes --------------------------------------------------------------------------------------------------


@check("Trou")
def hole(
    part: Any,
    diameter: float | tuple[float, float] | None = None,
    count: int = 1,
    through: bool = True,
    axis: str = "z",
    at: tuple[float, float] | None = None,
    tolerance: float = 0.2,
) -> Result:
    """The part has ``count`` round holes along ``axis`` of this ``diameter`` (or between two), in mm.

    ``at`` is where the hole's axis is, in mm from the left and front edges of the bounding box (axis z).
    """
    solid = solid_of(part)
    found = measured(lambda: solid.holes(axis))
    low, high = _range(diameter, tolerance)
    right = [one for one in found if one.through == through and low <= one.diameter <= high]
    blind = [one for one in found if one.through != through and low <= one.diameter <= high]
    wanted = _wanted(diameter, count, through)
    if len(right) == count:
        return _placed(solid, right, at, tolerance, wanted)
    listed = ", ".join(
        f"{number(one.diameter)} mm{'' if one.through else ' (ne traverse pas)'}" for one in found
    )
    plural = "s" if len(found) > 1 else ""
    seen = f"Trou{plural} trouvé{plural} : {listed}." if found else "Aucun trou n'est trouvé."
    constat = f"{seen} Il faut {wanted}."
    place = _point(solid, found[0].position) if found else box_place(solid)
    if blind and len(right) < count:
        return failed(
            "Trou",
            mistake="le trou ne traverse pas" if through else "le trou traverse la pièce",
            constat=constat,
            pourquoi="Un trou qui traverse se voit des deux côtés de la pièce.",
            piste="Allonger le cylindre qui creuse : il doit dépasser dessous et dessus."
            if through
            else "Raccourcir le cylindre qui creuse.",
            place=_point(solid, blind[0].position),
        )
    if not found:
        return failed(
            "Trou",
            mistake="il n'y a pas de trou",
            constat=constat,
            pourquoi="Sans trou, rien ne peut passer dans la pièce.",
            piste="Creuser avec un cylindre ou un cercle. Vérifier sa place : le trou ne coupe pas le bord.",
            place=place,
        )
    if len(right) > count or len(right) == len(found) or (diameter is None and len(found) != count):
        return failed(
            "Trou",
            mistake="le nombre de trous n'est pas bon",
            constat=constat,
            pourquoi="Un trou en trop affaiblit la pièce, un trou oublié empêche de la monter.",
            piste="Compter les cylindres enlevés, ou les cercles de l'esquisse.",
            place=place,
        )
    sizes = [one.diameter for one in found]
    return failed(
        "Trou",
        mistake="le nombre de trous n'est pas bon" if right else "le diamètre du trou n'est pas bon",
        constat=constat,
        pourquoi="Trop petit, l'axe ne passe pas. Trop grand, il flotte.",
        piste="Regarder si le nombre donné est un rayon (r) ou un diamètre (d)."
        if any(low <= 2 * one <= high or low <= one / 2 <= high for one in sizes)
        else "Comparer le diamètre écrit avec celui demandé.",
        place=place,
    )


def _range(diameter: float | tuple[float, float] | None, tolerance: float) -> tuple[float, float]:
    if diameter is None:
        return 0.0, float("inf")
    if isinstance(diameter, tuple):
        return diameter[0] - 0.01, diameter[1] + 0.01
    return diameter - tolerance, diameter + tolerance


def _wanted(diameter: float | tuple[float, float] | None, count: int, through: bool) -> str:
    text, does = (f"{count} trous", "traversent") if count > 1 else ("un trou", "traverse")
    if isinstance(diameter, tuple):
        text += f" de {number(diameter[0])} à {number(diameter[1])} mm"
    elif diameter is not None:
        text += f" de {number(diameter)} mm"
    return f"{text}, qui {does}" if through else f"{text}, qui ne {does} pas"


def _placed(
    solid: Solid, right: list[Any], at: tuple[float, float] | None, tolerance: float, wanted: str
) -> Result:
    if at is None:
        return passed("Trou", f"La pièce a {wanted}.")
    low = solid.bounds[0]
    places = [(one.position[0] - low[0], one.position[1] - low[1]) for one in right]
    if any(abs(x - at[0]) <= tolerance and abs(y - at[1]) <= tolerance for x, y in places):
        return passed("Trou", f"La pièce a {wanted}, à sa place.")
    x, y = places[0]
    return failed(
        "Trou",
        mistake="le trou n'est pas à sa place",
        constat=f"Le centre du trou est à {number(x)} mm du bord gauche et à {number(y)} mm du bord avant. "
        f"Il faut {number(at[0])} mm et {number(at[1])} mm.",
        pourquoi="Deux pièces vissées ensemble ont leurs trous l'un en face de l'autre.",
        piste="Vérifier le déplacement du trou, et le point de départ de la pièce.",
        place=_point(solid, right[0].position),
    )


@check("Solidité autour du trou")
def hole_margin(part: Any, mm: float = 1.5) -> Result:
    """Around each hole that goes through, along z, ``mm`` of material or more is left (a condition)."""
    solid = solid_of(part)
    found = [one for one in measured(lambda: solid.holes("z")) if one.through]
    weak = [one for one in found if not _surrounded(solid, one, mm)]
    if found and not weak:
        return passed("Solidité autour du trou", f"Il reste au moins {number(mm)} mm autour de chaque trou.")
    return failed(
        "Solidité autour du trou",
        mistake="le trou est trop près du bord" if weak else "il n'y a pas de trou entouré de matière",
        constat=f"Il faut {number(mm)} mm de matière tout autour du trou. Il en manque d'un côté.",
        pourquoi="Trop fine, la matière autour du trou casse quand on tire.",
        piste="Éloigner le trou du bord, ou agrandir la pièce de ce côté.",
        place=_point(solid, (weak or found)[0].position) if weak or found else box_place(solid),
        essential=False,
    )


def _surrounded(solid: Solid, one: Hole, mm: float) -> bool:
    """Whether a disc ``mm`` larger than the hole is full of matter, but for the hole, at half its depth."""
    x, y, z = one.position
    section = solid.closed().slice(z)
    disc = type(section).circle(one.diameter / 2 + mm, 96).translate((x, y))
    missing = disc.area() - (section ^ disc).area()
    return missing <= 1.02 * math.pi * one.diameter**2 / 4


@check("Lamage")
def counterbore(
    part: Any, diameter: float, depth: float, count: int = 1, axis: str = "z", tolerance: float = 0.2
) -> Result:
    """``count`` holes through the part, along ``axis``, widen to ``diameter`` over ``depth`` (mm)."""
    solid = solid_of(part)
    found = [one for one in measured(lambda: solid.holes(axis)) if one.through]
    wide = [one for one in found if one.widest > one.diameter + tolerance]
    round_enough = [one for one in wide if abs(one.widest - diameter) <= tolerance]
    right = [one for one in round_enough if abs(one.widest_depth - depth) <= tolerance]
    if len(right) == count == len(wide):
        return passed("Lamage", f"Lamage de {number(diameter)} mm, profond de {number(depth)} mm.")
    place = _point(solid, (wide or found)[0].position) if found else box_place(solid)
    wanted = f"Il faut {count} lamage{'s' if count > 1 else ''} de {number(diameter)} mm, "
    wanted += f"profond{'s' if count > 1 else ''} de {number(depth)} mm."
    if not wide or (len(right) == len(wide) and len(wide) != count):
        seen = f"Lamages trouvés : {len(wide)}." if wide else "Aucun trou ne s'élargit."
        return failed(
            "Lamage",
            mistake="le nombre de lamages n'est pas bon" if wide else "il n'y a pas de lamage",
            constat=f"{seen} {wanted}",
            pourquoi="Sans lamage, la tête de la vis dépasse et accroche.",
            piste="Remplacer hole par cboreHole, avec ses trois nombres.",
            place=place,
        )
    listed = ", ".join(f"{number(one.widest)} mm sur {number(one.widest_depth)} mm" for one in wide)
    return failed(
        "Lamage",
        mistake="la profondeur du lamage n'est pas bonne"
        if len(round_enough) == len(wide)
        else "le diamètre du lamage n'est pas bon",
        constat=f"Trouvé : {listed}. {wanted}",
        pourquoi="La tête de la vis doit entrer en entier, et garder de la matière dessous.",
        piste="Relire l'ordre des nombres : trou, lamage, profondeur. Les deux premiers sont des diamètres.",
        place=place,
    )


# -- shape --------------------------------------------------------------------------------------------------


@check("Forme")
def same_shape(part: Any, reference: Any, tolerance: float = 0.03) -> Result:
    """The part has the shape of ``reference``, wherever it stands.

    Both are put with the same lowest corner; what they don't share may be at most this fraction of what they
    cover together (one minus the intersection over union).
    """
    solid, wanted = solid_of(part), Solid.of(reference)
    ours, theirs = measured(solid.closed), wanted.closed().translate(_offset(wanted, solid))
    common = (ours ^ theirs).volume()
    together = solid.volume + wanted.volume - common
    if together - common <= tolerance * together:
        return passed("Forme", "La pièce a la forme demandée.")
    extra, missing = ours - theirs, theirs - ours
    too_much = extra.volume() > missing.volume()
    box = (extra if too_much else missing).bounding_box()
    return failed(
        "Forme",
        mistake="de la matière est en trop" if too_much else "il manque une partie de la pièce",
        constat=f"En trop : {number(extra.volume(), 0)} mm³. Il manque {number(missing.volume(), 0)} mm³.",
        pourquoi="La forme dit si chaque volume est à sa place, avec la bonne taille.",
        piste="Comparer la pièce et le dessin, volume par volume.",
        place=box_place(solid, box),
    )


def _offset(reference: Solid, target: Solid) -> tuple[float, float, float]:
    (a, b, c), (d, e, f) = reference.bounds[0], target.bounds[0]
    return (d - a, e - b, f - c)


@check("Bords")
def edges(part: Any, mm: float, shape: str = "congé", axis: str = "z", top: bool = False) -> Result:
    """The four edges along ``axis`` are a fillet (« congé ») or a « chanfrein » of ``mm``, within 10 %.

    They are looked at in the corners of the cross-section at the middle of the part, over ``mm`` × ``mm``.
    ``top`` asks it of the two upper edges only (axis x or y), whatever the lower ones are.
    """
    solid = solid_of(part)
    turned = holes.upright(measured(solid.closed), axis)
    low, high = turned.bounding_box()[2], turned.bounding_box()[5]
    section = turned.slice((low + high) / 2)
    square, wide = type(section).square((mm, mm)), math.sqrt(2) * mm
    ideals = {
        "congé": square ^ type(section).circle(mm, 96),
        "chanfrein": square ^ type(section).square((wide, wide), center=True).rotate(45),
        "vif": square,
    }
    corners = [_corner(section, sides, mm) for sides in _SIDES["top" if top else "all", axis]]
    found = [
        next((name for name, ideal in ideals.items() if _apart(corner, ideal) <= 0.04 * mm * mm), "autre")
        for corner in corners
    ]
    right, names = found.count(shape), f"{shape}s" if len(corners) > 1 else shape
    where = f"{len(corners)} bords{' du dessus' if top else ''}, le long de {axis}"
    if right == len(corners):
        return passed("Bords", f"{right} {names} de {number(mm)} mm.")
    other = "chanfrein" if shape == "congé" else "congé"
    return failed(
        "Bords",
        mistake=_edge_mistake(shape, other, found),
        constat=f"{right} {shape if right < 2 else names} de {number(mm)} mm sur les {where}.",
        pourquoi="Un bord vif blesse la main et s'abîme au premier choc.",
        piste=_EDGE_HINTS["mixed" if other in found else "sharp" if "vif" in found else "size"],
        place=box_place(solid),
    )


_EDGE_HINTS = {
    "mixed": "Choisir la bonne commande : fillet arrondit, chamfer coupe en biais.",
    "sharp": "Vérifier les bords choisis avant fillet ou chamfer : edges ou faces.",
    "size": "Vérifier le nombre donné à fillet ou à chamfer.",
}
_ALL = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
_SIDES = {
    ("all", "x"): _ALL,
    ("all", "y"): _ALL,
    ("all", "z"): _ALL,
    ("top", "x"): [(-1, -1), (-1, 1)],
    ("top", "y"): [(-1, -1), (1, -1)],
}
"""Corners of a cross-section made by ``holes.upright``, as the signs of their two coordinates."""


def _edge_mistake(shape: str, other: str, found: list[str]) -> str:
    if other in found:
        return f"les bords sont en {other} au lieu de {shape}"
    if "vif" in found:
        return "des bords sont restés vifs"
    return f"la taille du {shape} n'est pas bonne"


def _corner(section: Any, sides: tuple[int, int], mm: float) -> Any:
    """A corner of the section's bounding box, ``mm`` wide, turned so that its outer point is (mm, mm)."""
    flipped = section.scale(sides)
    _, _, right, back = flipped.bounds()
    return flipped.translate((mm - right, mm - back)) ^ type(section).square((mm, mm))


def _apart(one: Any, other: Any) -> float:
    """The area (mm²) that two flat shapes don't share."""
    return one.area() + other.area() - 2 * (one ^ other).area()


@check("Jeu")
def play(part: Any, mm: float | tuple[float, float], tolerance: float = 0.03) -> Result:
    """The separate pieces of ``part`` leave a gap of ``mm`` (or between two) where they are nearest."""
    solid = solid_of(part)
    pieces = _pieces(solid)
    low, high = (mm[0] - 0.01, mm[1] + 0.01) if isinstance(mm, tuple) else (mm - tolerance, mm + tolerance)
    asked = f"{number(mm[0])} à {number(mm[1])} mm" if isinstance(mm, tuple) else f"{number(mm)} mm"
    if len(pieces) < 2:
        return failed(
            "Jeu",
            mistake="les pièces se touchent",
            constat=f"Tout est d'un seul bloc. Il faut un vide de {asked} entre les pièces.",
            pourquoi="Deux pièces qui se touchent sortent soudées de l'imprimante : rien ne bouge.",
            piste="Chercher où elles se touchent : autour, dessous et dessus. Y retirer le jeu.",
            place=box_place(solid),
        )
    reach = math.dist(*solid.bounds)
    gap = min(one.min_gap(other, reach) for one, other in itertools.combinations(pieces, 2))
    if low <= gap <= high:
        return passed("Jeu", f"Le jeu le plus petit mesure {number(gap)} mm.")
    return failed(
        "Jeu",
        mistake="le jeu est trop petit" if gap < low else "le jeu est trop grand",
        constat=f"Le jeu le plus petit mesure {number(gap)} mm. Il faut {asked}.",
        pourquoi="Trop serrées, les pièces se soudent. Trop libres, elles ballottent.",
        piste="Compter le jeu de chaque côté : une fois sur un rayon, deux fois sur une largeur.",
        place=box_place(solid),
    )


def _pieces(solid: Solid) -> list[Any]:
    """The separate pieces of a part, as manifold3d has them."""
    return [piece for piece in measured(solid.closed).decompose() if piece.volume() > 0]


@check("Sur le plateau")
def on_bed(part: Any, tolerance: float = 0.05) -> Result:
    """Every separate piece stands on the bed, where the lowest one does (within ``tolerance``, mm)."""
    solid = solid_of(part)
    lowest = solid.bounds[0][2]
    for piece in _pieces(solid):
        x0, y0, z0, x1, y1, z1 = piece.bounding_box()
        if z0 > lowest + tolerance:
            return failed(
                "Sur le plateau",
                mistake="un morceau est en l'air",
                constat=f"Un morceau commence à {number(z0 - lowest)} mm au-dessus du plateau.",
                pourquoi="La machine construit de bas en haut : elle ne pose rien sur le vide.",
                piste="Descendre ce morceau jusqu'au plateau, à côté des autres, sans les toucher.",
                place=[(x0, y0, z0), (x1, y1, z1)],
            )
    return passed("Sur le plateau", "Chaque morceau commence sur le plateau.")


@check("Assemblage")
def assembled(part: Any) -> Result:
    """The part is more than one plain box: it fills at most nine tenths of its bounding box."""
    solid = solid_of(part)
    width, depth, height = solid.size
    if solid.volume <= 0.9 * width * depth * height:
        return passed("Assemblage", "La pièce assemble plusieurs formes.")
    return failed(
        "Assemblage",
        mistake="la pièce n'est qu'un bloc",
        constat="La pièce remplit presque toute sa boîte : c'est un simple bloc.",
        pourquoi="Un objet se reconnaît à sa forme, faite de plusieurs volumes.",
        piste="Ajouter un autre volume avec +, ou en creuser un avec -.",
        place=box_place(solid),
    )


@check("Relief")
def relief(part: Any, height: float = 0.4) -> Result:
    """Something stands out from the top face, or is dug into it: at least ``height`` mm."""
    solid = solid_of(part)
    low = measured(lambda: solid.section_area(0.2))
    high = solid.section_area(solid.size[2] - height * 0.9)
    if 0 < high < 0.9 * low:
        return passed("Relief", "Un relief se voit sur le dessus.")
    return failed(
        "Relief",
        mistake="il n'y a pas de texte en relief",
        constat="Le dessus de la pièce est lisse, ou le relief est trop mince.",
        pourquoi="Le relief rend la pièce personnelle et se sent sous le doigt.",
        piste="Poser le texte sur le dessus de la plaque, puis l'ajouter avec +.",
        place=box_place(solid),
    )


@check("Personnalisation")
def different(part: Any, other: Any) -> Result:
    """The two parts are not the same: what was asked to vary does."""
    one, two = solid_of(part), solid_of(other)
    change = (measured(one.closed) - measured(two.closed)).volume() + (two.closed() - one.closed()).volume()
    if change > 1.0:
        return passed("Personnalisation", "La pièce change avec le nom.")
    return failed(
        "Personnalisation",
        mistake="la pièce ne change pas avec le nom",
        constat="Deux noms différents donnent la même pièce.",
        pourquoi="La fonction reçoit un nom : c'est lui qui va sur la pièce.",
        piste="Dans la fonction, utiliser le nom reçu, sans guillemets.",
        place=box_place(one),
    )


# -- printing -----------------------------------------------------------------------------------------------


@check("Impression")
def prints_within(part: Any, minutes: float | None = None, grams: float | None = None) -> list[Result]:
    """Printing takes at most this long (without heating) and this much plastic (two conditions).

    Both are estimates of ``models.slicing``.
    """
    solid = solid_of(part)
    print_ = measured(lambda: slicing.estimate(solid))
    results = []
    if minutes is not None:
        results.append(_time(solid, print_.minutes, minutes))
    if grams is not None:
        results.append(_mass(solid, print_.grams, grams))
    return results


def _time(solid: Solid, found: float, most: float) -> Result:
    title = "Durée d'impression"
    if found <= most:
        return passed(title, f"L'impression dure environ {number(found, 1)} min.")
    return failed(
        title,
        mistake="l'impression est trop longue",
        constat=f"L'impression dure environ {number(found, 1)} min. La limite est {number(most, 1)} min.",
        pourquoi="L'imprimante sert à tout le groupe.",
        piste="Diminuer d'abord l'épaisseur, puis la longueur.",
        place=box_place(solid),
        essential=False,
    )


def _mass(solid: Solid, found: float, most: float) -> Result:
    title = "Masse de plastique"
    if found <= most:
        return passed(title, f"La pièce pèse environ {number(found, 1)} g.")
    return failed(
        title,
        mistake="la pièce prend trop de plastique",
        constat=f"La pièce pèse environ {number(found, 1)} g. La limite est {number(most, 1)} g.",
        pourquoi="Le plastique coûte de l'argent et de l'énergie.",
        piste="Diminuer d'abord l'épaisseur, puis la longueur.",
        place=box_place(solid),
        essential=False,
    )
