"""Figures of 13_maquette 2: a plan, an outline, a house on a slope, a model cut into tiles."""

from __future__ import annotations

from models import made_town
from views.figures.drawing import BLUE, GREY, INK, arrow, box, code, line, measure, page, text

_IMAGES = "solutions/13_maquette/images"
_GROUND, _HOUSE, _RED = "#cfe4c4", "#bcd9f0", "#a4262c"


def plan() -> str:
    """The invented quarter from above, one pixel a metre."""
    left, top, width, depth = 70, 30, 500, 400
    houses = [
        "<polygon points='"
        + " ".join(f"{left + x:g},{top + depth - y:g}" for x, y in building.outline)
        + f"' fill='#8fbde3' stroke='{INK}' stroke-width='1.5'/>"
        for building in made_town.buildings()
    ]
    return page(
        640,
        470,
        "Le plan du quartier, vu de dessus, le nord en haut. Au nord-ouest, un terril rond. Au sud-est, "
        "quatre rangées de cinq longues maisons. Au sud-ouest, l'église et sa tour, l'école et la mairie. "
        "Au milieu, un atelier et une salle de sport. Le quartier mesure 500 mètres sur 400.",
        box(left, top, width, depth, _GROUND),
        *(
            f"<circle cx='{left + 90}' cy='{top + depth - 310}' r='{radius}' fill='none' stroke='#6b5a3a' "
            "stroke-width='2'/>"
            for radius in (54, 36, 18)
        ),
        *houses,
        text(left + 90, top + depth - 234, "terril"),
        text(left + 75, top + depth - 42, "église"),
        text(left + 85, top + depth - 150, "école"),
        text(left + 142, top + depth - 84, "mairie"),
        text(left + 340, top + depth - 205, "les rangées de maisons"),
        text(left + 300, top + depth - 290, "atelier, salle de sport"),
        arrow(30, 120, 30, 60, BLUE),
        text(30, 50, "nord"),
        measure(left, left + width, top + depth + 12, "500 m"),
    )


def outline() -> str:
    """The outline of the first cell: its six corners, numbered in order."""
    corners = [(0, 0), (20, 0), (20, 8), (8, 8), (8, 14), (0, 14)]
    left, low, scale = 230, 250, 14
    seen = [(left + x * scale, low - y * scale) for x, y in corners]
    shifts = [(-16, 18), (18, 18), (18, -6), (18, -6), (16, -8), (-16, -8)]
    points = " ".join(f"{x},{y}" for x, y in seen)
    return page(
        640,
        300,
        "Un contour en forme de L, fait de six points dans l'ordre : 0, 0 puis 20, 0 puis 20, 8 "
        "puis 8, 8 puis 8, 14 puis 0, 14. On en fait le tour sans lever le crayon.",
        f"<polygon points='{points}' fill='{_HOUSE}' stroke='{INK}' stroke-width='2.5'/>",
        *(f"<circle cx='{x}' cy='{y}' r='5' fill='{_RED}'/>" for x, y in seen),
        *(
            code(
                x + dx,
                y + dy,
                f"({corner[0]}, {corner[1]})",
                14,
                "start" if dx > 0 else "end",
            )
            for (x, y), (dx, dy), corner in zip(seen, shifts, corners, strict=True)
        ),
        arrow(left + 110, low + 18, left + 180, low + 18, BLUE),
        text(left + 190, low + 23, "on fait le tour", anchor="start"),
    )


def slope() -> str:
    """Three houses on the same slope, cut from the side: one floats, one is sunk, one is right."""
    bed, low, high, tall = 176, 140, 100, 44  # under its corners the ground is at these places of the page
    cases = (
        (30, high, high - tall, "1. part du coin haut :", "un vide dessous"),
        (235, bed, low - tall, "2. toit compté du coin bas :", "trop enfoncée"),
        (440, bed, high - tall, "3. part du plateau,", "toit compté du coin haut"),
    )
    shapes = [
        shape
        for left, floor, roof, first, second in cases
        for shape in (
            f"<polygon points='{left},{bed} {left},156 {left + 170},76 {left + 170},{bed}' fill='{_GROUND}' "
            f"stroke='{INK}' stroke-width='2'/>",
            box(left + 35, roof, 85, floor - roof, _HOUSE),
            text(left + 85, 210, first),
            text(left + 85, 230, second),
        )
    ]
    return page(
        640,
        250,
        "Une maison sur une pente, vue de côté, trois fois. La première part du coin haut du sol : il y a un "
        "vide sous son autre coin. La deuxième a son toit compté depuis le coin bas : elle est enfoncée. "
        "La troisième part du plateau, et son toit est compté depuis le coin haut : elle est bien posée.",
        *shapes,
        line(20, 176, 620, 176, GREY, 2),
    )


def tiles() -> str:
    """The model from above, cut into four tiles, two columns and two rows."""
    left, top, wide, deep = 190, 40, 150, 120
    names = [
        code(left + wide * (column + 0.5), top + deep * (1.5 - row) + 5, f"tuile(piece, {column}, {row})", 13)
        for column in range(2)
        for row in range(2)
    ]
    return page(
        640,
        350,
        "La maquette vue de dessus, coupée en quatre tuiles. Deux colonnes, 0 à l'ouest et 1 à "
        "l'est. Deux rangées, 0 au sud et 1 au nord. Chaque tuile mesure 100 millimètres de large et 80 "
        "de profondeur.",
        *(
            box(left + wide * column, top + deep * row, wide, deep, _HOUSE if (row + column) % 2 else _GROUND)
            for column in range(2)
            for row in range(2)
        ),
        *names,
        *(text(left - 12, top + deep * (1.5 - row) + 5, f"rangée {row}", anchor="end") for row in range(2)),
        *(text(left + wide * (column + 0.5), top - 12, f"colonne {column}") for column in range(2)),
        measure(left, left + wide, top + 2 * deep + 14, "100 mm"),
        text(left + 2 * wide + 14, top + 1.5 * deep + 5, "80 mm", anchor="start"),
        arrow(60, 200, 60, 100, BLUE),
        text(60, 88, "nord"),
    )


FIGURES = {
    f"{_IMAGES}/2_plan.svg": plan,
    f"{_IMAGES}/2_contour.svg": outline,
    f"{_IMAGES}/2_pente.svg": slope,
    f"{_IMAGES}/2_tuiles.svg": tiles,
}
