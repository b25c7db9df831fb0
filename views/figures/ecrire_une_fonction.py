"""Figures of 01_premiers_pas/4_ecrire_une_fonction: a function as a machine, its parts, its way out."""

from __future__ import annotations

from collections.abc import Sequence

from views.figures.drawing import BLUE, GREY, INK, arrow, box, code, line, page, text

_IMAGES = "solutions/01_premiers_pas/images"
BODY, YELLOW, GREEN, PALE, RED = "#dbe7f3", "#ffe9a8", "#dff0e3", "#e9eef2", "#a4262c"


def _hopper(x: float, y: float, name: str) -> str:
    """A funnel above ``y``, 110 wide, with the name of what goes in."""
    return (
        f"<polygon points='{x - 60},{y - 56} {x + 60},{y - 56} {x + 22},{y} {x - 22},{y}' fill='{BODY}' "
        f"stroke='{INK}' stroke-width='2'/>" + code(x, y - 30, name, 15)
    )


def _machine(x: float, hoppers: Sequence[tuple[str, str]], name: str, result: str, wide: float) -> list[str]:
    """A machine ``wide`` pixels from column ``x``: a funnel for each (name, value), and its result."""
    step = wide / len(hoppers)
    shapes = [box(x, 130, wide, 96, BODY, round=8), code(x + wide / 2, 185, name, 18)]
    for i, (parameter, value) in enumerate(hoppers):
        middle = x + step * (i + 0.5)
        shapes += [
            box(middle - 34, 8, 68, 34, YELLOW, round=4),
            code(middle, 31, value, 18),
            arrow(middle, 44, middle, 70),
            _hopper(middle, 130, parameter),
        ]
    end = x + wide
    return [
        *shapes,
        box(end, 162, 46, 36, BODY),
        text(end + 23, 152, "sortie", 13),
        arrow(end + 52, 180, end + 96, 180),
        box(end + 102, 160, 84, 40, GREEN, round=4),
        code(end + 144, 187, result, 20),
    ]


def machine() -> str:
    """The function as a machine: 40 goes in, 1.0 comes out."""
    return page(
        640,
        250,
        "Une machine avec un entonnoir et une sortie. Elle s'appelle prix_plastique. La valeur 40 entre par "
        "l'entonnoir masse. Le résultat 1.0 sort à droite.",
        *_machine(160, [("masse", "40")], "prix_plastique", "1.0", 230),
        text(20, 30, "la valeur donnée", 15, "start"),
        line(142, 25, 234, 25, GREY, 1.5),
        text(20, 104, "l'entonnoir", 15, "start"),
        line(100, 99, 212, 99, GREY, 1.5),
        text(534, 226, "le résultat", 15),
    )


def two_hoppers() -> str:
    """The price of a print: two values in, one out."""
    return page(
        640,
        250,
        "Une machine avec deux entonnoirs, masse et minutes. Elle s'appelle prix_impression. "
        "On donne 40 et 90. Le résultat 1.9 sort à droite.",
        *_machine(90, [("masse", "40"), ("minutes", "90")], "prix_impression", "1.9", 300),
        text(534, 226, "le résultat, en euros", 15),
    )


def anatomy() -> str:
    """The two lines of a function, taken apart."""
    size = 22
    wide = size * 0.6

    def under(start: int, length: int, left: float, y: float) -> tuple[float, float, str]:
        x = left + start * wide
        return x, x + length * wide, line(x, y, x + length * wide, y, BLUE, 3)

    left, first, second = 40.0, 84.0, 150.0
    name = under(4, 14, left, first + 8)
    parameter = under(19, 5, left, first + 8)
    colon = under(25, 1, left, first + 8)
    gap = under(0, 4, left, second + 8)
    result = under(11, 13, left, second + 8)
    return page(
        620,
        225,
        "La fonction, mot par mot. def, puis le nom prix_plastique, puis le paramètre masse entre "
        "parenthèses, puis deux-points. La ligne suivante est décalée de quatre espaces : return, "
        "puis le résultat, masse fois 0.025.",
        code(left, first, "def prix_plastique(masse):", size, "start"),
        code(left, second, "    return masse * 0.025", size, "start"),
        name[2],
        parameter[2],
        colon[2],
        gap[2],
        result[2],
        text((name[0] + name[1]) / 2, 48, "le nom", 16),
        text((parameter[0] + parameter[1]) / 2, 48, "le paramètre", 16),
        line(colon[0] + 8, first + 2, 440, first + 2, GREY, 1.5),
        text(448, first + 7, "deux-points", 16, "start"),
        text(gap[0], 186, "4 espaces", 16, "start"),
        text((result[0] + result[1]) / 2 + 20, 186, "le résultat rendu", 16),
        text(left, 214, "def fabrique la machine. return est sa sortie.", 15, "start", GREY),
    )


def print_or_return() -> str:
    """print shows on the screen and hands over nothing; return hands the value over."""
    shapes = []
    for x, name, inside in ((30, "affiche_prix", "print"), (380, "rend_prix", "return")):
        shapes += [
            box(x, 40, 190, 90, BODY, round=8),
            code(x + 95, 72, name, 17),
            code(x + 95, 108, inside, 18, colour=BLUE),
        ]
    shapes += [
        arrow(220, 85, 262, 85),
        box(268, 66, 74, 38, "#ffffff", round=4),
        code(305, 91, "None", 17),
        text(305, 124, "rien ne sort", 14),
        arrow(125, 130, 125, 168),
        box(60, 174, 130, 46, "#1b1b1b", round=6),
        code(125, 203, "1.0", 18, colour="#ffffff"),
        text(200, 202, "à l'écran seulement", 14, "start"),
        arrow(570, 85, 612, 85),
        box(618, 66, 74, 38, GREEN, round=4),
        code(655, 91, "1.0", 18),
        text(655, 124, "on peut s'en servir", 14),
    ]
    return page(
        740,
        236,
        "Deux machines. La première contient print : elle écrit 1.0 à l'écran, mais sa sortie donne None, "
        "rien. La seconde contient return : sa sortie donne 1.0, et on peut s'en servir.",
        *shapes,
    )


def way_out() -> str:
    """return as a door: inside the loop the first turn leaves, after the loop every turn is done."""
    shapes = []
    cases = [
        (20, "return dans la boucle", 8, "tour 1", ["tour 2", "tour 3"], "12", RED),
        (380, "return après la boucle", 4, "tour 3", [], "50", "#1a6b3c"),
    ]
    for x, title, indent, last, lost, result, colour in cases:
        shapes += [
            text(x, 26, title, 17, "start"),
            box(x, 38, 310, 108, PALE, round=6),
            code(x + 14, 64, "    for masse in masses:", 15, "start"),
            code(x + 14, 94, "        total = total + masse", 15, "start"),
            code(x + 14, 124, " " * indent + "return total", 15, "start", colour),
        ]
        done = {"tour 1": ["tour 1"], "tour 3": ["tour 1", "tour 2", "tour 3"]}[last]
        for i, turn in enumerate([*done, *lost]):
            at = x + 78 * i
            made = turn in done
            shapes += [
                box(at, 166, 70, 34, YELLOW if made else "#ffffff", INK if made else GREY, round=4),
                text(at + 35, 188, turn, 14, colour=INK if made else GREY),
            ]
            if not made:
                shapes.append(text(at + 35, 216, "jamais fait", 13, colour=GREY))
        shapes += [
            arrow(x + 236, 183, x + 262, 183) if not lost else "",
            text(x, 246, f"12 + 30 + 8 donne {result}", 16, "start", colour),
        ]
    return page(
        720,
        262,
        "À gauche, return est dans la boucle : la machine sort au tour 1, les tours 2 et 3 ne sont jamais "
        "faits, le total donne 12. À droite, return est après la boucle : les trois tours sont faits, "
        "le total donne 50.",
        *shapes,
    )


def filaments() -> str:
    """A thermometer lying down: which filament holds up to which heat."""

    def column(celsius: float) -> float:
        return 40 + celsius * 5.6

    zones = [
        (0, 50, "PLA", YELLOW),
        (50, 70, "PETG", GREEN),
        (70, 90, "ASA", BODY),
        (90, 110, "aucun", "#ffffff"),
    ]
    shapes = []
    for low, high, name, colour in zones:
        shapes += [
            box(column(low), 50, column(high) - column(low), 52, colour),
            text((column(low) + column(high)) / 2, 82, name, 18),
        ]
    for celsius in (0, 50, 70, 90):
        shapes += [
            line(column(celsius), 102, column(celsius), 116, INK, 2),
            text(column(celsius), 136, f"{celsius} °C", 15),
        ]
    examples = [(20, "dans une chambre"), (60, "derrière une vitre"), (85, "près d'un moteur")]
    for celsius, words in examples:
        shapes += [text(column(celsius), 26, words, 14), arrow(column(celsius), 32, column(celsius), 48)]
    return page(
        700,
        150,
        "Une échelle de température, de 0 à plus de 90 degrés. Jusqu'à 50 : PLA. Jusqu'à 70 : PETG. "
        "Jusqu'à 90 : ASA. Au-dessus : aucun.",
        *shapes,
    )


def quote() -> str:
    """A price that rises with the mass, starts above 1 euro and stays above the plastic's price."""
    left, bottom = 80, 210

    def at(grams: float, euros: float) -> str:
        return f"{left + grams * 2.4:g},{bottom - euros * 22:g}"

    return page(
        640,
        270,
        "Un graphique : la masse de la pièce à l'horizontale, le prix à la verticale. Le prix du plastique "
        "seul monte de 0 à 5 euros pour 200 grammes, en pointillés. Au-dessus, un devis possible part "
        "de 2 euros, monte toujours et ne passe jamais sous les pointillés.",
        arrow(left, bottom, 590, bottom),
        arrow(left, bottom, left, 20),
        text(590, bottom + 24, "masse (g)", 15, "end"),
        text(left - 10, 30, "prix (€)", 15, "end"),
        *(text(left + grams * 2.4, bottom + 24, str(grams), 14, colour=GREY) for grams in (0, 50, 100, 150)),
        *(text(left - 12, bottom - euros * 22 + 5, str(euros), 14, "end", GREY) for euros in (2, 4, 6)),
        f"<polyline points='{at(0, 0)} {at(200, 5)}' fill='none' stroke='{INK}' stroke-width='2.5' "
        "stroke-dasharray='7 6'/>",
        f"<polyline points='{at(0, 2)} {at(200, 8)}' fill='none' stroke='{BLUE}' stroke-width='4'/>",
        text(left + 300, 62, "un devis possible", 16, "end", BLUE),
        text(left + 330, 182, "le plastique seul", 16, "start"),
    )


FIGURES = {
    f"{_IMAGES}/4_machine.svg": machine,
    f"{_IMAGES}/4_anatomie.svg": anatomy,
    f"{_IMAGES}/4_print_return.svg": print_or_return,
    f"{_IMAGES}/4_deux_entrees.svg": two_hoppers,
    f"{_IMAGES}/4_sortie.svg": way_out,
    f"{_IMAGES}/4_filaments.svg": filaments,
    f"{_IMAGES}/4_devis.svg": quote,
}
