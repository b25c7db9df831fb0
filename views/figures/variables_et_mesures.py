"""Figures of 01_premiers_pas/2_variables_et_mesures: boxes with a name, the caliper, what a print costs."""

from __future__ import annotations

from functools import partial

from models.caliper import READINGS
from views.figures.drawing import BLUE, GREY, INK, arrow, box, code, disc, line, measure, page, text

_IMAGES = "solutions/01_premiers_pas/images"
_STEEL, _SLIDER, _PART, _RED = "#dfe5ea", "#f6e3b4", "#8fbcd4", "#a4262c"
_MM = 46
"""Pixels a millimetre, where a caliper is read."""


def boxes() -> str:
    """Three variables, and what is in them after the program of the prediction."""
    shapes = []
    for column, (name, value) in enumerate((("longueur", "60"), ("trous", "4"), ("ecart", "10.0"))):
        x = 30 + 220 * column
        shapes += [
            box(x, 60, 170, 90, "#f4e3c1", round=4),
            box(x + 15, 42, 140, 34, "#ffffff", round=3),
            code(x + 85, 65, name, 17),
            code(x + 85, 122, value, 26),
        ]
    return page(
        680,
        170,
        "Trois boîtes avec une étiquette. La boîte longueur contient 60. La boîte trous contient 4. "
        "La boîte ecart contient 10.0.",
        *shapes,
        text(340, 25, "l'étiquette est le nom, le contenu est la valeur", 15, colour=GREY),
    )


def spacer() -> str:
    """The spacer of the sewing machine, with what is asked of it."""
    return page(
        560,
        260,
        "L'entretoise, un petit tube. Vue de côté : sa longueur est de 4,2 cm. "
        "Vue de face : son diamètre est de 12 mm, et sa paroi a une épaisseur de 0,25 cm.",
        box(40, 60, 250, 100, _PART, round=3),
        measure(40, 290, 190, "longueur : 4,2 cm"),
        disc(440, 110, 50, _PART),
        disc(440, 110, 29, "#ffffff"),
        measure(390, 490, 190, "diamètre : 12 mm"),
        arrow(515, 55, 479, 97),
        text(500, 44, "paroi : 0,25 cm", 15),
        text(165, 40, "vue de côté", 15, colour=GREY),
        text(440, 242, "vue de face", 15, colour=GREY),
    )


def caliper() -> str:
    """The whole tool, its parts named, on a round part."""
    beam = (
        f"<path d='M 40 60 H 660 V 95 H 120 V 185 L 90 200 V 95 H 40 Z' fill='{_STEEL}' stroke='{INK}' "
        "stroke-width='2'/>"
    )
    slider = (
        f"<path d='M 205 50 H 430 V 120 H 235 V 200 L 205 185 Z' fill='{_SLIDER}' stroke='{INK}' "
        "stroke-width='2'/>"
    )
    ticks = [line(205 + 8 * mm, 60, 205 + 8 * mm, 72 if mm % 10 else 80, INK, 1) for mm in range(29, 56)]
    vernier = [line(225 + 15 * k, 108, 225 + 15 * k, 120, INK, 1.5) for k in range(11)]
    part = disc(162, 155, 42, _PART)
    return page(
        700,
        270,
        "Un pied à coulisse. À gauche, deux becs serrent une pièce ronde. La règle, fixe, est graduée en "
        "millimètres. Le coulisseau glisse sur la règle. Il porte une petite graduation : le vernier.",
        beam,
        slider,
        *ticks,
        *vernier,
        part,
        text(162, 160, "pièce", 14),
        arrow(75, 235, 100, 203),
        arrow(255, 235, 225, 203),
        text(162, 250, "les deux becs", 16),
        arrow(560, 30, 560, 58),
        text(560, 24, "la règle, en millimètres", 16),
        arrow(480, 165, 434, 112),
        text(486, 180, "le coulisseau : il glisse", 16, "start"),
        arrow(340, 195, 310, 124),
        text(345, 214, "le vernier :", 16),
        text(345, 234, "les dixièmes", 16),
    )


def reading(picture: str, *, explained: bool = False) -> str:
    """A caliper read close up: the rule above, the vernier below.

    Ten divisions of the vernier are nine millimetres: the one that meets a line of the rule counts tenths.
    """
    tenths = READINGS[picture]
    whole, rest = divmod(tenths, 10)
    first = whole - 2

    def at(millimetres: float) -> float:
        return 40 + _MM * (millimetres - first)

    shapes = [box(10, 30, 680, 70, _STEEL), box(at(tenths / 10) - 25, 100, 9 * _MM + 50, 66, _SLIDER)]
    for mm in range(first, first + 14):
        tall = 34 if mm % 10 == 0 else 26 if mm % 5 == 0 else 18
        shapes.append(line(at(mm), 100, at(mm), 100 - tall, INK, 2))
        if mm % 5 == 0:
            shapes.append(text(at(mm), 58, f"{mm}", 16))
    for k in range(11):
        x = at(tenths / 10 + 0.9 * k)
        shapes.append(line(x, 100, x, 100 + (26 if k % 5 == 0 else 18), INK, 2))
        shapes.append(text(x, 146, f"{k}", 15))
    shapes += [
        text(14, 22, "règle (mm)", 14, "start", GREY),
        text(at(tenths / 10) - 20, 186, "vernier (dixièmes de mm)", 14, "start", GREY),
    ]
    if explained:
        meeting = at(tenths / 10 + 0.9 * rest)
        shapes += [
            line(at(whole), 66, at(whole), 100, _RED, 4),
            arrow(at(whole), 28, at(whole), 64, _RED),
            text(at(whole) + 14, 22, f"1. le dernier trait avant le zéro : {whole}", 16, "start", _RED),
            line(meeting, 70, meeting, 124, BLUE, 4),
            arrow(meeting, 205, meeting, 152, BLUE),
            text(meeting, 224, f"2. le trait {rest} est en face d'un trait de la règle", 16, colour=BLUE),
        ]
    alt = _explained(whole, rest) if explained else _told(picture, whole, rest)
    return page(700, 235 if explained else 200, alt, *shapes)


def three_readings() -> str:
    """The same part measured at three places."""
    shapes = [box(60, 60, 480, 80, _PART, round=3)]
    for x, words in ((120, "24,2 mm"), (300, "24,6 mm"), (480, "24,3 mm")):
        shapes += [arrow(x, 30, x, 57), arrow(x, 170, x, 143), text(x, 195, words, 17)]
    return page(
        600,
        215,
        "Une pièce mesurée à trois endroits. À gauche 24,2 mm, au milieu 24,6 mm, à droite 24,3 mm.",
        *shapes,
    )


def spool() -> str:
    """A spool with its price, a part on the scales."""
    return page(
        620,
        230,
        "À gauche, une bobine de filament de 1 kg, avec son étiquette : 20 € le kilogramme. "
        "À droite, une pièce sur une balance qui affiche 30 g.",
        f"<circle cx='130' cy='110' r='85' fill='#8c8c8c' stroke='{INK}' stroke-width='3'/>",
        disc(130, 110, 68, _PART),
        disc(130, 110, 26, "#ffffff"),
        "".join(
            f"<circle cx='130' cy='110' r='{r}' fill='none' stroke='{INK}' stroke-width='0.7'/>"
            for r in (36, 44, 52, 60)
        ),
        line(200, 70, 235, 60, INK, 2),
        box(235, 40, 120, 60, "#fffdf5", round=6),
        text(295, 66, "bobine de 1 kg", 15),
        text(295, 88, "20 €", 18),
        text(130, 220, "la bobine", 16),
        box(455, 95, 60, 40, _PART, round=3),
        box(420, 135, 130, 12, "#8c8c8c"),
        box(410, 147, 150, 50, _STEEL, round=6),
        box(450, 157, 70, 30, "#ffffff"),
        text(485, 178, "30 g", 17),
        text(485, 220, "la balance", 16),
    )


def energy() -> str:
    """The printer, its power, and the hours it runs."""
    return page(
        640,
        210,
        "L'imprimante consomme 120 watts. Elle travaille pendant 5 heures. 120 fois 5 font 600 wattheures, "
        "c'est-à-dire 0,6 kilowattheure. Un kilowattheure coûte 0,25 €.",
        box(30, 30, 110, 110, "#ffffff", round=6),
        box(42, 42, 86, 10, "#8c8c8c"),
        box(75, 52, 20, 22, "#8c8c8c"),
        box(65, 100, 40, 20, _PART),
        box(42, 122, 86, 8, INK),
        text(85, 166, "120 W", 18),
        text(85, 188, "sa puissance", 14, colour=GREY),
        text(190, 95, "×", 26),
        f"<circle cx='270' cy='85' r='50' fill='#ffffff' stroke='{INK}' stroke-width='3'/>",
        line(270, 85, 270, 50, INK, 3),
        line(270, 85, 295, 100, INK, 3),
        text(270, 166, "5 h", 18),
        text(270, 188, "la durée", 14, colour=GREY),
        text(350, 95, "=", 26),
        text(450, 75, "600 Wh", 20),
        text(450, 105, "= 0,6 kWh", 20),
        text(450, 166, "l'énergie", 14, colour=GREY),
        box(540, 55, 85, 60, "#fffdf5", round=6),
        text(582, 82, "1 kWh :", 15),
        text(582, 103, "0,25 €", 17),
    )


def quote() -> str:
    """The quote of the défi, filled in for a hook, without its results."""
    rows = (
        ("masse", "30 g", ""),
        ("prix de la bobine", "20 € le kg", ""),
        ("durée", "4 h", ""),
        ("matière", "", "0,60 €"),
        ("énergie", "", "0,12 €"),
        ("participation à l'atelier", "", "2,00 €"),
        ("total", "", "2,72 €"),
        ("monnaie sur un billet de 20 €", "", "17,28 €"),
    )
    shapes = [box(20, 15, 560, 325, "#fffdf5", round=8), text(300, 46, "Devis : un crochet pour Karim", 18)]
    for row, (label, given, price) in enumerate(rows):
        y = 80 + 32 * row
        shapes += [
            text(45, y, label, 16, "start"),
            text(390, y, given, 16, "end"),
            text(550, y, price, 16, "end"),
            line(40, y + 9, 560, y + 9, "#c8c8c8", 1),
        ]
    return page(
        600,
        355,
        "Un devis pour un crochet. Masse 30 g, bobine à 20 € le kg, durée 4 h. "
        "Matière 0,60 €, énergie 0,12 €, participation à l'atelier 2 €. Total 2,72 €. "
        "Monnaie sur un billet de 20 € : 17,28 €.",
        *shapes,
    )


def _explained(whole: int, rest: int) -> str:
    return (
        f"Une mesure expliquée. 1 : le zéro du vernier est juste après le trait {whole} de la règle. "
        f"2 : le trait {rest} du vernier tombe en face d'un trait de la règle. On lit {whole},{rest} mm."
    )


def _told(letter: str, whole: int, rest: int) -> str:
    """What a picture to be read shows, for who listens to it: the two marks, not their sum."""
    return (
        f"Mesure {letter}. Le zéro du vernier est juste après le trait {whole} de la règle. "
        f"C'est le trait {rest} du vernier qui tombe en face d'un trait de la règle."
    )


FIGURES = {
    f"{_IMAGES}/2_boites.svg": boxes,
    f"{_IMAGES}/2_entretoise.svg": spacer,
    f"{_IMAGES}/2_pied_a_coulisse.svg": caliper,
    f"{_IMAGES}/2_lecture_exemple.svg": partial(reading, "exemple", explained=True),
    f"{_IMAGES}/2_lecture_a.svg": partial(reading, "A"),
    f"{_IMAGES}/2_lecture_b.svg": partial(reading, "B"),
    f"{_IMAGES}/2_lecture_c.svg": partial(reading, "C"),
    f"{_IMAGES}/2_trois_mesures.svg": three_readings,
    f"{_IMAGES}/2_bobine.svg": spool,
    f"{_IMAGES}/2_energie.svg": energy,
    f"{_IMAGES}/2_devis.svg": quote,
}
