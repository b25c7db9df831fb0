"""Judging a model of a quarter: houses on the ground, tiles side by side. Lengths in millimetres."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from checks.feedback import Result, check, counted, failed, passed
from checks.learner import LearnerError
from checks.solid import bodies, fits_in, prints_within
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place, place_over, point_place
from checks.terrain import crossings, rises, top_at
from models import made_town
from models.french import number
from models.solid import Solid

Outline = Sequence[Sequence[float]]
"""The corners of a building, (x, y) each."""

# -- houses -------------------------------------------------------------------------------------------------

_SIDES = ("largeur (x)", "profondeur (y)")


@check("Maison")
def house(
    part: Any, outline: Outline, height: float, ground: Sequence[float], scale: float, tolerance: float = 0.05
) -> list[Result]:
    """A building at ``scale`` (mm a metre), from z = 0 to its roof, its ``height`` above the highest ground.

    ``outline`` and ``height`` are metres; ``ground`` is the height (mm, on the model) at each corner, ``[0]``
    for a building alone. The roof is looked at once the outline is right.
    """
    solid = solid_of(part)
    footprint = _footprint(solid, outline, scale, tolerance)
    if not all(footprint):
        return footprint
    return [*footprint, _roof(solid, height, ground, scale, tolerance)]


def _footprint(solid: Solid, outline: Outline, scale: float, tolerance: float) -> list[Result]:
    wide, deep = (max(axis) - min(axis) for axis in zip(*outline, strict=True))
    wanted, found = (wide * scale, deep * scale), solid.size[:2]
    if _near(found, wanted, tolerance):
        return [_outline(solid, outline, scale)]
    return [
        failed(
            f"Contour, {name}",
            mistake=_footprint_slip(found, (wide, deep), axis, scale, tolerance),
            constat=f"La {name} mesure {number(size)} mm. Il faut {number(right)} mm : "
            f"{number((wide, deep)[axis])} m à l'échelle.",
            pourquoi="À l'échelle, toutes les longueurs sont multipliées par le même nombre.",
            piste=f"Dans chaque point, x et y sont multipliés une fois par {number(scale)}.",
            place=box_place(solid),
        )
        for axis, (name, size, right) in enumerate(zip(_SIDES, found, wanted, strict=True))
        if abs(size - right) > tolerance
    ]


def _footprint_slip(
    found: Sequence[float], metres: tuple[float, float], axis: int, scale: float, tolerance: float
) -> str:
    if _near(found, (metres[1] * scale, metres[0] * scale), tolerance):
        return "x et y sont échangés"
    for factor, mistake in ((1, "n'est pas à l'échelle"), (scale**2, "est mise deux fois à l'échelle")):
        if abs(found[axis] - metres[axis] * factor) <= tolerance:
            return f"la {_SIDES[axis]} {mistake}"
    return f"la {_SIDES[axis]} n'est pas celle du contour"


def _near(found: Sequence[float], wanted: Sequence[float], tolerance: float) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(found, wanted, strict=True))


def _outline(solid: Solid, outline: Outline, scale: float) -> Result:
    """Whether the part, cut at half of its height, has the area of the outline."""
    xs, ys = zip(*outline, strict=True)
    area = abs(sum(xs[i - 1] * y - xs[i] * ys[i - 1] for i, y in enumerate(ys))) / 2 * scale**2
    found = measured(lambda: solid.section_area(solid.size[2] / 2))
    if abs(found - area) <= 0.02 * area:
        return passed("Contour", "La maison suit son contour, à l'échelle.")
    return failed(
        "Contour",
        mistake="la maison ne suit pas son contour",
        constat=f"Vue de dessus, la maison a une surface de {number(found, 1)} mm². "
        f"Il faut {number(area, 1)} mm².",
        pourquoi="Deux maisons de même largeur n'ont pas toutes la même forme.",
        piste="Donner à polygon tous les points du contour, dans leur ordre.",
        place=box_place(solid),
    )


def _roof(solid: Solid, height: float, ground: Sequence[float], scale: float, tolerance: float) -> Result:
    found, wanted = solid.size[2], max(ground) + height * scale
    if abs(found - wanted) <= tolerance:
        return passed("Toit", f"Du plateau au toit, il y a {number(found)} mm.")
    mistake, hint = _roof_slip(found, height, ground, scale, tolerance)
    return failed(
        "Toit",
        mistake=mistake,
        constat=f"La maison mesure {number(found)} mm de haut. Il faut {number(wanted)} mm.",
        pourquoi="Trop bas, le toit s'enfonce dans la pente. Trop haut, la maison devient une tour.",
        piste=hint,
        place=box_place(solid),
    )


def _roof_slip(
    found: float, height: float, ground: Sequence[float], scale: float, tolerance: float
) -> tuple[str, str]:
    """The likely mistake behind a roof that is ``found`` mm above the bed, and what to try."""
    low, high, tall = min(ground), max(ground), height * scale
    mean = sum(ground) / len(ground)
    slips = (
        ("la hauteur n'est pas à l'échelle", height + high, f"Multiplier la hauteur par {number(scale)}."),
        ("l'échelle est comptée deux fois", tall * scale + high, "La hauteur est multipliée une seule fois."),
        ("le sol n'est pas compté", tall, "Ajouter le sol sous la maison : elle part de z = 0."),
        ("la hauteur de la maison n'est pas comptée", high, "Ajouter au sol la hauteur, à l'échelle."),
        ("le toit est compté depuis le coin le plus bas", low + tall, "Le coin le plus haut : max, pas min."),
        ("le toit est compté depuis le sol moyen", mean + tall, "Prendre le coin le plus haut : max."),
        ("le toit est compté depuis le premier coin", ground[0] + tall, "Le coin le plus haut : max."),
        ("le sol est mis deux fois à l'échelle", (height + high) * scale, "Le sol est déjà en millimètres."),
        ("la maison part du sol, pas du plateau", high - low + tall, "Partir de z = 0, sans translate."),
    )
    return next(
        ((mistake, hint) for mistake, size, hint in slips if abs(found - size) <= tolerance),
        ("le toit n'est pas à la bonne hauteur", "Le coin le plus haut du sol, plus la hauteur à l'échelle."),
    )


def buildings() -> list[tuple[Outline, float]]:
    """The buildings of the lessons' quarter: outline and height (m), whatever the learner's file holds."""
    return [(building.outline, building.height) for building in made_town.buildings()]


@check("Bâtiments")
def standing(
    part: Any, houses: Sequence[tuple[Outline, float]], scale: float, base: float, tolerance: float = 0.08
) -> Result:
    """Each house (outline and height, m) stands on the relief of the lessons' quarter: no void under it.

    Its roof is its height above the highest ground at its corners. ``base`` (mm) is the base's thickness.
    """
    solid, survey = solid_of(part), made_town.quarter()
    missing, faults = 0, []
    for outline, height in houses:
        x, y = _middle(outline)
        levels = crossings(solid, x * scale, y * scale)
        found, spot = (
            max(levels, default=0.0),
            place_over(solid, x * scale, y * scale, max(levels, default=0.0)),
        )
        bare, *ground = (
            base + (survey.height_at(*place) - survey.lowest) * scale for place in ((x, y), *outline)
        )
        if abs(found - bare) <= tolerance:
            missing += 1
            faults.insert(0, (found, max(ground) + height * scale, spot, None))
        elif len(levels) > 2 or (levels and levels[-1] > tolerance):
            faults.append((levels[1] - levels[2] if len(levels) > 2 else levels[-1], 0.0, spot, _FLOATS))
        elif abs(found - max(ground) - height * scale) > tolerance:
            slip = _roof_slip(found, height, ground, scale, tolerance)
            faults.append((found, max(ground) + height * scale, spot, slip))
    if not faults:
        return passed("Bâtiments", f"{counted(len(houses), 'bâtiment')} : chacun est posé au sol.")
    found, wanted, spot, slip = faults[0]
    return _not_standing(found, wanted, spot, slip, missing, len(faults), len(houses))


_FLOATS = ("un bâtiment est en l'air", "Partir du plateau, z = 0 : le bâtiment traverse le sol.")


def _not_standing(
    found: float,
    wanted: float,
    spot: dict[str, Any],
    slip: tuple[str, str] | None,
    missing: int,
    wrong: int,
    count: int,
) -> Result:
    if slip is None:
        mistake = "des bâtiments manquent" if missing > 1 else "un bâtiment manque"
        constat = (
            f"Sur {count} bâtiments, {missing} ne se voi{'en' if missing > 1 else ''}t pas à leur place."
        )
        slip = (mistake, "La ligne qui ajoute une maison est dans la boucle, et return vient après elle.")
    elif slip is _FLOATS:
        constat = f"Sous ce bâtiment, il y a {number(found)} mm de vide."
    else:
        constat = f"Ce toit est à {number(found)} mm du plateau. Il faut {number(wanted)} mm. "
        constat += f"Faux pour {wrong} bâtiment{'s' if wrong > 1 else ''} sur {count}."
    x, y, _ = (at - low for at, low in zip(spot["at"], spot["part"][0], strict=True))
    return failed(
        "Bâtiments",
        mistake=slip[0],
        constat=f"À {number(x, 1)} mm du bord ouest et {number(y, 1)} mm du bord sud. {constat}",
        pourquoi="Sur une maquette, on cherche sa maison : chacune est à sa place, posée sur le sol.",
        piste=slip[1],
        place=spot,
    )


def _middle(outline: Outline) -> tuple[float, float]:
    """A place well inside an outline."""
    from shapely.geometry import Polygon

    point = Polygon(outline).representative_point()
    return point.x, point.y


# -- tiles --------------------------------------------------------------------------------------------------

_HAIR = 0.02
"""How far (mm) from a shared edge two tiles are looked at."""


@check("Tuiles")
def joined(
    parts: Any,
    count: int = 2,
    size: tuple[float, float] | None = None,
    corners: Sequence[tuple[float, float]] | None = None,
    most: tuple[float, float, float] | None = None,
    minutes: float | None = None,
    grams: float | None = None,
    base: float | None = None,
) -> list[Result]:
    """``count`` tiles or more stand side by side, as in the whole: no overlap, no gap, no step between them.

    ``parts`` is a list of parts. Of each is asked, where given: its width and depth ``size``; its south-west
    corner, in the order of ``corners``; one piece of ``most`` mm; a print of ``minutes`` and ``grams`` at
    most; ``base`` mm of matter everywhere.
    """
    tiles = _tiles(parts)
    if len(tiles) < count:
        return [_too_few(tiles, count)]
    results = _sizes(tiles, size) if size else []
    if corners and all(results) and (lost := _lost(tiles, corners)) is not None:
        return [*results, lost]
    if most:
        results += _each(tiles, bodies) + _each(tiles, lambda tile: fits_in(tile, *most))
    if minutes or grams:
        results += _each(tiles, lambda tile: prints_within(tile, minutes, grams))
    if base:
        results += _each(tiles, lambda tile: rises(tile, least=2, base=base))
    return [*results, _side_by_side(tiles)]


def _side_by_side(tiles: list[Solid]) -> Result:
    for (a, one), (b, other) in itertools.combinations(enumerate(tiles, 1), 2):
        common = (measured(one.closed) ^ measured(other.closed)).volume()
        if common > 0.5:
            return _overlap(one, (a, b), common)
        if (step := _step(one, other)) is not None:
            return _edge(one, (a, b), *step)
    lonely = _apart(tiles)
    if lonely is not None:
        return lonely
    return passed("Tuiles", f"Les {len(tiles)} tuiles se touchent, et leurs bords se suivent.")


def _each(tiles: list[Solid], judge: Callable[[Solid], list[Result]]) -> list[Result]:
    """What a check says of every tile: what it says of the first at fault, each thing it looks at apart."""
    found = []
    for results in zip(*(judge(tile) for tile in tiles), strict=True):
        wrong = next(((at, one) for at, one in enumerate(results, 1) if not one), None)
        if wrong is None:
            found.append(passed(results[0].title, f"C'est vrai des {len(tiles)} tuiles."))
        else:
            found.append(replace(wrong[1], constat=f"Tuile n° {wrong[0]}. {wrong[1].constat}"))
    return found


def _tiles(parts: Any) -> list[Solid]:
    if not isinstance(parts, list | tuple):
        raise LearnerError(
            "il n'y a pas de liste de tuiles",
            "La réponse n'est pas une liste.",
            "La vérification regarde chaque tuile, puis les met côte à côte.",
            "Écrire les tuiles entre crochets : [une, deux].",
        )
    return [solid_of(part) for part in parts]


def _too_few(tiles: list[Solid], count: int) -> Result:
    return failed(
        "Tuiles",
        mistake="il manque des tuiles",
        constat=f"La liste compte {counted(len(tiles), 'tuile')}. Il en faut {count} au moins.",
        pourquoi="Une maquette découpée a plusieurs morceaux.",
        piste="Ajouter chaque tuile à la liste.",
    )


def _sizes(tiles: list[Solid], size: tuple[float, float]) -> list[Result]:
    for at, tile in enumerate(tiles, 1):
        if not _near(tile.size[:2], size, 0.1):
            swapped = _near(tile.size[:2], size[::-1], 0.1)
            return [
                failed(
                    "Taille des tuiles",
                    mistake="x et y sont échangés" if swapped else "une tuile n'a pas la bonne taille",
                    constat=f"La tuile n° {at} mesure {number(tile.size[0])} × {number(tile.size[1])} mm. "
                    f"Il faut {number(size[0])} × {number(size[1])} mm.",
                    pourquoi="Des tuiles inégales laissent un trou, ou dépassent du plateau.",
                    piste="Comparer la taille du bloc qui coupe, puis sa place, avec celles d'une tuile.",
                    place=box_place(tile),
                )
            ]
    return [passed("Taille des tuiles", f"Chaque tuile mesure {number(size[0])} × {number(size[1])} mm.")]


def _lost(tiles: list[Solid], corners: Sequence[tuple[float, float]]) -> Result | None:
    """The result that names a tile which is not at its place in the whole; None when all are."""
    found = [tile.bounds[0][:2] for tile in tiles]
    at = next(
        (n for n, pair in enumerate(zip(found, corners, strict=False)) if not _near(*pair, tolerance=0.1)),
        None,
    )
    if at is None:
        return None
    swapped = all(any(_near(one, corner, 0.1) for corner in corners) for one in found) and len(set(found)) > 2
    return failed(
        "Place des tuiles",
        mistake="colonne et rangée sont échangées" if swapped else "une tuile n'est pas à sa place",
        constat=f"La tuile n° {at + 1} commence à x = {number(found[at][0])} et y = {number(found[at][1])} "
        f"mm. Il faut x = {number(corners[at][0])} et y = {number(corners[at][1])} mm.",
        pourquoi="Sur la table, chaque tuile a une seule place : un mauvais numéro mélange le quartier.",
        piste="La colonne donne x, par pas d'une largeur. La rangée donne y, par pas d'une profondeur.",
        place=box_place(tiles[at]),
    )


def _overlap(tile: Solid, names: tuple[int, int], common: float) -> Result:
    same = common > 0.9 * tile.volume
    return failed(
        "Tuiles",
        mistake="deux tuiles sont au même endroit" if same else "deux tuiles se recouvrent",
        constat=f"Les tuiles n° {names[0]} et n° {names[1]} partagent {number(common, 0)} mm³.",
        pourquoi="Une fois posées, deux tuiles ne peuvent pas occuper la même place.",
        piste="La place de la coupe dépend du numéro de la colonne, et de celui de la ligne.",
        place=box_place(tile),
    )


def _apart(tiles: list[Solid]) -> Result | None:
    """The result that names a tile which touches no other by a side; None when all do."""
    for at, tile in enumerate(tiles, 1):
        if len(tiles) > 1 and not any(_shared(tile, other) for other in tiles if other is not tile):
            return failed(
                "Tuiles",
                mistake="il reste un vide entre les tuiles",
                constat=f"La tuile n° {at} ne touche aucune autre tuile.",
                pourquoi="Un vide entre deux tuiles est un morceau de ville perdu.",
                piste="Une coupe commence là où la précédente finit : numéro × largeur.",
                place=box_place(tile),
            )
    return None


def _shared(one: Solid, other: Solid) -> tuple[int, float, float, float] | None:
    """The side that two tiles share: the axis across it, where it is, its two ends; None without one."""
    for axis in (0, 1):
        along = 1 - axis
        low = max(one.bounds[0][along], other.bounds[0][along])
        high = min(one.bounds[1][along], other.bounds[1][along])
        for first, second in ((one, other), (other, one)):
            at = first.bounds[1][axis]
            if high - low > 1.0 and abs(at - second.bounds[0][axis]) <= _HAIR:
                return axis, at, low, high
    return None


def _step(one: Solid, other: Solid) -> tuple[tuple[float, float, float], float] | None:
    """Where, along the side that two tiles share, their tops differ most, and by how much; else None."""
    shared = _shared(one, other)
    if shared is None:
        return None
    axis, at, low, high = shared
    before, after = sorted((one, other), key=lambda tile: tile.bounds[0][axis])
    gaps = []
    for i in range(1, 40):
        along = low + (high - low) * i / 40
        tops = [_height(tile, axis, at + side, along) for tile, side in ((before, -_HAIR), (after, _HAIR))]
        spot = (at, along, max(tops)) if axis == 0 else (along, at, max(tops))
        gaps.append((abs(tops[0] - tops[1]), spot))
    # A wall may stand on the edge: a step is what most of the edge shows, not a few places of it.
    if sorted(gaps)[len(gaps) // 2][0] <= 0.3:
        return None
    gap, spot = max(gaps)
    return spot, gap


def _height(tile: Solid, axis: int, across: float, along: float) -> float:
    """The height (mm, of the whole model) of the top of a tile at a place near its edge."""
    west, south, low = tile.bounds[0]
    x, y = (across, along) if axis == 0 else (along, across)
    return low + top_at(tile, x - west, y - south)


def _edge(tile: Solid, names: tuple[int, int], spot: tuple[float, float, float], gap: float) -> Result:
    return failed(
        "Tuiles",
        mistake="les bords de deux tuiles ne se suivent pas",
        constat=f"Entre les tuiles n° {names[0]} et n° {names[1]}, il y a une marche de {number(gap, 1)} mm.",
        pourquoi="Côte à côte, les deux bords montrent le même endroit : ils ont la même hauteur.",
        piste="Couper toutes les tuiles dans la même maquette, sans en déplacer aucune.",
        place=point_place(tile, spot),
    )
