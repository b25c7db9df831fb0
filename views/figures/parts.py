"""Figures of the first lessons on parts: 00_decouverte 1, 11_formes 1 and 12_pieces 1."""

from __future__ import annotations

from views.figures._iso import Iso


def plate_axes() -> str:
    """The plate of a key ring and its three sizes."""
    drawing = Iso(620, 260, (60, 110), 8.5)
    drawing.box((0, 0, 0), (45, 16, 2))
    drawing.measure((0, -1.5, -1.5), (45, -1.5, -1.5), "x : 45 mm", (-25, 24))
    drawing.measure((46.5, 0, 0), (46.5, 16, 0), "y : 16 mm", (48, 16))
    drawing.measure((-1.5, 0, 0), (-1.5, 0, 2), "z : 2 mm", (-14, -16))
    return drawing.svg(
        "Une plaque. Sa largeur x est de 45 mm, sa profondeur y de 16 mm, son épaisseur z de 2 mm."
    )


def plus_minus() -> str:
    """Adding a volume, and taking one away."""
    drawing = Iso(600, 190, (40, 80), 5.0)
    drawing.box((0, 0, 0), (30, 14, 4))
    drawing.box((4, 3, 4), (9, 7, 4))
    drawing.text((125, 175), "plaque + bloc", 17)
    drawing.move((370, 80))
    drawing.box((0, 0, 0), (30, 14, 4))
    drawing.disc((22, 7, 4), 3.5)
    drawing.cylinder((22, 7, 5), 3.5, 9, ghost=True)
    drawing.text((455, 175), "plaque - cylindre", 17)
    return drawing.svg(
        "À gauche, plaque plus bloc : le bloc est posé sur la plaque. "
        "À droite, plaque moins cylindre : le cylindre a laissé un trou rond."
    )


def where_is_zero() -> str:
    """Where a cube, a cylinder and a sphere stand when nothing moves them."""
    drawing = Iso(600, 190, (60, 120), 5.0)
    drawing.box((0, 0, 0), (16, 10, 14))
    drawing.dot((0, 0, 0))
    drawing.text((105, 175), "cube", 17)
    drawing.move((310, 120))
    drawing.cylinder((0, 0, 0), 7, 14)
    drawing.dot((0, 0, 0))
    drawing.text((310, 175), "cylinder", 17)
    drawing.move((500, 90))
    drawing.ball((0, 0, 0), 8)
    drawing.dot((0, 0, 0))
    drawing.text((500, 175), "sphere", 17)
    return drawing.svg(
        "Un point rouge marque l'origine. Le cube la touche par un coin. "
        "Le cylindre l'a au centre de son pied. La sphère l'a en son centre."
    )


def sketch_then_extrude() -> str:
    """A flat sketch, then the part that extruding it gives; no circle, which a question asks about."""
    drawing = Iso(640, 200, (30, 90), 5.5)
    drawing.outline([(0, 0, 0), (36, 0, 0), (36, 16, 0), (0, 16, 0)])
    drawing.text((150, 185), "1. l'esquisse, plate", 17)
    drawing.move((370, 90))
    drawing.box((0, 0, 0), (36, 16, 5))
    drawing.arrow((-3, 0, 0), (-3, 0, 10), "5 mm", (0, -8))
    drawing.text((490, 185), "2. l'extrusion, épaisse", 17)
    return drawing.svg(
        "À gauche, l'esquisse : un rectangle plat. À droite, l'extrusion : le même rectangle, épais de 5 mm."
    )


def spacer() -> str:
    """The spacer of the sewing machine and its three measures."""
    drawing = Iso(560, 290, (220, 218), 8.0)
    drawing.cylinder((0, 0, 0), 9, 14)
    drawing.disc((0, 0, 14), 4)
    drawing.measure((-9, 0, 22), (9, 0, 22), "diamètre extérieur", (95, -6))
    drawing.measure((-4, 0, 14), (4, 0, 14), "", (0, 0))
    drawing.leader((0, 0, 14), (400, 136), "diamètre intérieur")
    drawing.measure((13, 0, 0), (13, 0, 14), "longueur", (42, 5))
    return drawing.svg(
        "Une entretoise : un petit tube. On mesure son diamètre extérieur, "
        "le diamètre intérieur de son trou et sa longueur."
    )


FIGURES = {
    "solutions/00_decouverte/images/1_plaque_xyz.svg": plate_axes,
    "solutions/00_decouverte/images/1_plus_moins.svg": plus_minus,
    "solutions/11_formes/images/1_origine.svg": where_is_zero,
    "solutions/12_pieces/images/1_esquisse_extrusion.svg": sketch_then_extrude,
    "solutions/12_pieces/images/1_entretoise.svg": spacer,
}
