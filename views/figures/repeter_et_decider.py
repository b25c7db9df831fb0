"""Figures of 01_premiers_pas/3_repeter_et_decider: screws, a loop, a bar to drill, a fork in the road."""

from __future__ import annotations

from itertools import pairwise

from views.figures.drawing import BLUE, GREY, INK, arrow, box, code, disc, line, measure, page, text
from views.plan import WOOD

_IMAGES = "solutions/01_premiers_pas/images"
STEEL, PALE, YELLOW, GREEN = "#c9d1d8", "#e9eef2", "#ffe9a8", "#dff0e3"
PLASTIC = "#cfe1f2"
LENGTHS = [12, 16, 12, 30]


def _screw(x: float, y: float, long: float, thick: float = 22) -> str:
    """A screw standing on its tip: its head, then ``long`` pixels of thread from ``y`` down."""
    turns = "".join(
        line(x - thick / 2, at, x + thick / 2, at + 4, GREY, 1.5)
        for at in range(int(y) + 6, int(y + long) - 5, 8)
    )
    return (
        box(x - thick, y - 18, 2 * thick, 18, STEEL, round=6)
        + box(x - thick / 2, y, thick, long, STEEL, round=2)
        + turns
    )


def four_screws() -> str:
    """The four screws of the first list, with their lengths."""
    shapes = []
    for i, long in enumerate(LENGTHS):
        x, bottom = 90 + 150 * i, 50 + 5 * long
        shapes += [
            _screw(x, 50, 5 * long),
            line(x + 24, 50, x + 52, 50, GREY, 1.5),
            line(x + 14, bottom, x + 52, bottom, GREY, 1.5),
            line(x + 45, 50, x + 45, bottom, GREY, 1.5),
            text(x + 54, (50 + bottom) / 2 + 6, f"{long} mm", 17, "start"),
        ]
    return page(
        660,
        220,
        "Quatre vis debout, côte à côte. Leurs longueurs, sous la tête : 12 mm, 16 mm, 12 mm et 30 mm.",
        *shapes,
    )


def loop() -> str:
    """Each turn of the first loop: the value taken, the name that holds it, what is shown."""
    heads = [(90, "la liste"), (270, "le nom"), (500, "ce qui s'affiche")]
    shapes = [text(x, 26, words, 15, colour=GREY) for x, words in heads]
    for i, long in enumerate(LENGTHS):
        y = 42 + 48 * i
        shapes += [
            text(20, y + 24, f"tour {i + 1}", 14, "start"),
            box(75, y, 50, 36, YELLOW, round=4),
            code(100, y + 24, str(long), 18),
            arrow(130, y + 18, 180, y + 18),
            box(188, y, 170, 36, PALE, round=4),
            code(273, y + 24, f"longueur = {long}", 15),
            arrow(364, y + 18, 410, y + 18),
            code(420, y + 24, f"vis de {long} mm", 16, "start"),
        ]
    y = 42 + 48 * len(LENGTHS)
    shapes += [text(20, y + 24, "après la boucle", 14, "start"), code(420, y + 24, "fini", 16, "start")]
    return page(
        620,
        y + 44,
        "Les quatre tours de la boucle. Tour 1 : longueur vaut 12, on affiche vis de 12 mm. "
        "Tour 2 : longueur vaut 16. Tour 3 : longueur vaut 12. Tour 4 : longueur vaut 30. "
        "Après la boucle, on affiche fini, une seule fois.",
        *shapes,
    )


def growing_list() -> str:
    """The list of millimetres, empty and then one value longer after each turn."""
    values = ["25.4", "50.8", "12.7"]
    shapes = []
    for i in range(4):
        y = 16 + 50 * i
        shapes += [
            text(20, y + 25, "au départ" if i == 0 else f"après le tour {i}", 15, "start"),
            code(180, y + 27, "[", 26),
            code(200 + 84 * max(i, 1), y + 27, "]", 26),
        ]
        for j, value in enumerate(values[:i]):
            x = 194 + 84 * j
            shapes += [
                box(x, y, 76, 38, YELLOW if j == i - 1 else PALE, round=4),
                code(x + 38, y + 25, value, 17),
            ]
        if i:
            shapes.append(text(500, y + 25, f"append a ajouté {values[i - 1]}", 15, "start"))
        else:
            shapes.append(text(500, y + 25, "la liste est vide", 15, "start"))
    return page(
        700,
        216,
        "La liste millimetres se remplit. Au départ elle est vide. Après le tour 1 elle contient 25.4. "
        "Après le tour 2 : 25.4 et 50.8. Après le tour 3 : 25.4, 50.8 et 12.7. "
        "Chaque valeur s'ajoute au bout.",
        *shapes,
    )


def screw_in_hole() -> str:
    """A screw in a hole a little larger, seen from above."""
    x, y = 190, 110
    return page(
        620,
        220,
        "Vue de dessus : une vis de 3 mm au milieu d'un trou de 3,4 mm. Un petit vide reste tout autour.",
        box(40, 20, 300, 180, PLASTIC, round=6),
        disc(x, y, 68, "#ffffff"),
        disc(x, y, 60, STEEL),
        line(x - 60, y, x + 60, y, INK, 1.5),
        text(x, y - 8, "vis : 3 mm", 16),
        line(258, 110, 370, 80, GREY, 1.5),
        text(378, 84, "trou : 3 + 0,4 = 3,4 mm", 17, "start"),
        line(x + 45, y + 46, 370, 160, GREY, 1.5),
        text(378, 164, "le vide laisse passer la vis", 15, "start", GREY),
        text(60, 190, "pièce imprimée", 14, "start"),
    )


def bar_to_drill() -> str:
    """The bar of the ordering exercise: five holes, the first at 40 mm, then every 90 mm."""
    left, scale = 40, 1.4
    holes = [40 + 90 * number for number in range(5)]
    columns = [left, *(left + hole * scale for hole in holes), left + 440 * scale]
    shapes = [box(left, 50, 440 * scale, 56, WOOD, round=4)]
    for number, hole in enumerate(holes):
        x = left + hole * scale
        shapes += [
            disc(x, 78, 10, "#ffffff"),
            text(x, 38, f"trou {number}", 15),
            line(x, 92, x, 136, GREY, 1),
        ]
    shapes += [line(x, 106, x, 136, GREY, 1) for x in (columns[0], columns[-1])]
    for start, end in pairwise(columns):
        shapes.append(measure(start, end, 130, f"{round((end - start) / scale)}"))
    return page(
        700,
        175,
        "Une barre de 440 mm avec cinq trous, numérotés de 0 à 4. Le trou 0 est à 40 mm du bout gauche. "
        "Il y a 90 mm d'un trou au suivant. Il reste 40 mm après le dernier.",
        *shapes,
        text(left, 172, "mesures en mm", 13, "start", GREY),
    )


def fork() -> str:
    """A fork in the road: the first yes decides, what is left goes to the last bin."""
    road = "#d9d4c8"
    questions = [(230, "longueur <= 12 ?"), (450, "longueur <= 20 ?")]
    shapes = [
        line(120, 90, 653, 90, road, 26),
        *(line(x, 90, x, 190, road, 26) for x, _ in questions),
        line(640, 90, 640, 190, road, 26),
        box(20, 66, 110, 48, YELLOW, round=6),
        text(75, 87, "une vis", 15),
        text(75, 106, "de 16 mm", 15),
    ]
    for x, words in questions:
        shapes += [
            box(x - 88, 22, 176, 34, PALE, round=6),
            code(x, 44, words, 15),
            line(x, 56, x, 78, INK, 2),
            f"<circle cx='{x}' cy='90' r='6' fill='{INK}'/>",
            arrow(x, 110, x, 172),
            text(x + 16, 150, "oui", 16, "start"),
            arrow(x + 22, 90, x + 78, 90),
            text(x + 48, 80, "non", 16),
        ]
    shapes += [arrow(640, 110, 640, 172), text(656, 150, "tout le reste", 14, "start")]
    bins = [(230, "bac des courtes"), (450, "bac des moyennes"), (640, "bac des longues")]
    for (x, words), keyword in zip(bins, ["if", "elif", "else"], strict=True):
        shapes += [
            f"<polygon points='{x - 74},190 {x + 74},190 {x + 64},236 {x - 64},236' fill='{GREEN}' "
            f"stroke='{INK}' stroke-width='2'/>",
            text(x, 218, words, 14),
            code(x, 264, keyword, 18, colour=BLUE),
        ]
    return page(
        760,
        280,
        "Une route avec deux embranchements. Une vis de 16 mm arrive. Première question : longueur plus "
        "petite ou égale à 12 ? Oui mène au bac des courtes, c'est if. Non mène à la question suivante : "
        "longueur plus petite ou égale à 20 ? Oui mène au bac des moyennes, c'est elif. "
        "Tout le reste va au bac des longues, c'est else.",
        *shapes,
    )


def zones() -> str:
    """On a line of millimetres, the three zones of M3, M4 and M5; what is outside is set apart."""

    def column(value: float) -> float:
        return 50 + (value - 2.4) * 200

    shapes = [line(50, 110, 650, 110, INK, 2)]
    for value in range(25, 54):
        x = column(value / 10)
        shapes.append(line(x, 110, x, 118 if value % 5 else 124, INK, 1.5))
    for whole in (3, 4, 5):
        shapes.append(text(column(whole), 143, f"{whole}", 16))
        low, high = column(whole - 0.2), column(whole)
        shapes += [
            box(low, 62, high - low, 48, YELLOW),
            text((low + high) / 2, 92, f"M{whole}", 15),
            text((low + high) / 2, 50, f"de {whole - 1},8 à {whole}", 15),
        ]
    for middle in (3.4, 4.4):
        shapes.append(text(column(middle), 92, "à part", 15, colour=GREY))
    shapes.append(text(650, 168, "diamètre en mm", 14, "end", GREY))
    return page(
        700,
        180,
        "Une règle graduée en millimètres, avec trois zones. M3 va de 2,8 à 3. M4 va de 3,8 à 4. "
        "M5 va de 4,8 à 5. Entre les zones, la vis est mise à part.",
        *shapes,
    )


def coat_rack() -> str:
    """A board with hooks: the margins at both ends, the same distance between neighbours."""
    hooks = [110, 230, 350, 470, 590]
    shapes = [box(40, 40, 620, 54, WOOD, round=4)]
    for x in hooks:
        shapes += [
            disc(x, 62, 8, STEEL),
            f"<path d='M {x} 70 V 108 a 12 12 0 0 0 24 0 V 100' fill='none' stroke='{INK}' stroke-width='5' "
            "stroke-linecap='round'/>",
            line(x, 112, x, 158, GREY, 1),
        ]
    shapes += [
        line(40, 94, 40, 158, GREY, 1),
        line(660, 94, 660, 158, GREY, 1),
        measure(40, 110, 150, "marge"),
        *(measure(a, b, 150, "entraxe") for a, b in pairwise(hooks)),
        measure(590, 660, 150, "marge"),
        text(350, 28, "la planche : 800 mm", 16),
    ]
    return page(
        700,
        186,
        "Un portemanteau : une planche de 800 mm et ses crochets. La distance d'un crochet au suivant, "
        "l'entraxe, est toujours la même. À chaque bout de la planche, une marge reste libre.",
        *shapes,
    )


FIGURES = {
    f"{_IMAGES}/3_quatre_vis.svg": four_screws,
    f"{_IMAGES}/3_boucle.svg": loop,
    f"{_IMAGES}/3_liste_remplie.svg": growing_list,
    f"{_IMAGES}/3_trou_de_vis.svg": screw_in_hole,
    f"{_IMAGES}/3_barre_a_percer.svg": bar_to_drill,
    f"{_IMAGES}/3_fourche.svg": fork,
    f"{_IMAGES}/3_zones.svg": zones,
    f"{_IMAGES}/3_portemanteau.svg": coat_rack,
}
