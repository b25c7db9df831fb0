"""What views draw and checks say is told in words and stands out, in a light and in a dark notebook."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from checks.feedback import Outcome, Result, failed, grade, passed
from lab.errors.fault import Explanation, Place
from lab.errors.panel import error_panel, notice_panel
from models.circuit import Circuit
from models.solid import BadShape, Solid
from tests import accessible
from views import circuit, part, place, plan, toolpath
from views.board import BoardPicture
from views.figures import all_figures


def wired(**currents: Any) -> str:
    montage = Circuit()
    montage.battery("pile", "9 V", "A", "masse")
    montage.resistor("R1", "470 Ω", "A", "B")
    montage.led("D1", "red", "B", "masse")
    montage.led("D2", "green", "A", "masse")
    return circuit.show(montage, **currents)._repr_html_()


def board() -> str:
    leds: dict[int | str, str] = {13: "red", 9: "white", 6: "yellow"}
    picture = BoardPicture.of(SimpleNamespace(url="sim://uno"), leds, {2: "bouton <3"}, {"A0": "lumière"})
    return picture._repr_mimebundle_()["text/html"]


def tetrahedron() -> Solid:
    corners = [(0, 0, 0), (10, 0, 0), (0, 10, 0), (0, 0, 10)]
    return Solid(corners, [(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)])


def panel() -> str:
    words = {"mistake": "le trou est petit", "constat": "3 mm.", "pourquoi": "L'axe.", "piste": "Essayer 5."}
    results = [
        passed("Taille"),
        failed("Trou", **words, place={"kind": "point", "at": [1, 2, 3], "part": [[0, 0, 0], [9, 9, 9]]}),
        Result("Forme", Outcome.BROKEN, constat="En panne."),
    ]
    return grade(3, *results)._repr_html_()


TRACK = "G28\nG1 Z0.2 F300\nG1 X20 Y20 F3000\nM83\nG1 X50 E1 F1200\nG1 Y40 E0.7"
EXPLANATION = Explanation(
    "le nom est mal tapé",
    "`lamp` n'existe pas.",
    "Python cherche.",
    "Corriger.",
    Place(2, "lamp.on()", 0, 4),
    "lampe.on()",
)
SHAPE = BadShape("la pièce est vide", "Il n'y a rien.", "Une pièce a un volume.", "Ajouter un bloc.")
FRAGMENTS = {
    "part": part._still(tetrahedron(), "pièce de 10 × 10 × 10 mm", "still")["text/html"],
    "bad part": part._message(SHAPE)["text/html"],
    "board": board(),
    "circuit": wired(),
    "circuit with currents": wired(currents=True),
    "no circuit": circuit.show(None)._repr_html_(),
    "toolpath": toolpath.show(TRACK)._repr_html_(),
    "plan": plan.show(800, [40, 400, 905], [*plan.COLOURS][:3])._repr_html_(),
    "no plan": plan.show(800, [])._repr_html_(),
    "no toolpath": toolpath.show("")._repr_html_(),
    "panel": panel(),
    "error": error_panel(EXPLANATION, ["Traceback", "NameError"]),
    "notice": notice_panel(EXPLANATION),
}
DRAWINGS = {name: draw() for name, draw in all_figures().items()} | {
    name: svg for name, page in FRAGMENTS.items() for svg in re.findall(r"<svg\b.*?</svg>", page, re.S)
}


@pytest.mark.parametrize("name", FRAGMENTS)
def test_what_a_notebook_shows_is_open_to_all(name: str) -> None:
    assert accessible.faults(FRAGMENTS[name]) == []


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_says_what_it_is(name: str) -> None:
    assert accessible.unnamed(DRAWINGS[name]) == []


@pytest.mark.parametrize("theme", accessible.THEMES)
@pytest.mark.parametrize("name", DRAWINGS)
def test_the_texts_of_a_drawing_stand_out(name: str, theme: str) -> None:
    texts = list(accessible.svg_texts(DRAWINGS[name], accessible.THEMES[theme]))
    assert texts, "a drawing without a word: is it read right?"
    assert accessible.pale(texts) == []


def test_the_place_of_a_fault_stands_out() -> None:
    spot = (10.0, 10.0, 2.0)
    texts = list(accessible.svg_texts(place.plan(((0, 0, 0), (40, 20, 2)), (spot, spot))))
    assert {text.words for text in texts} == {"de face (x, z)", "de dessus (x, y)"}
    assert accessible.pale(texts) == []


def test_an_outcome_is_a_sign_and_a_word_never_a_colour_alone() -> None:
    for sign_and_word in ("✔ réussi", "✘ à revoir", "! vérification en panne"):
        assert f"<strong>{sign_and_word}</strong>" in FRAGMENTS["panel"]
    edges = re.findall(r"border-left:4px solid (#\w+)", FRAGMENTS["panel"] + FRAGMENTS["bad part"])
    assert len(edges) == 4
    for edge in edges:
        ink = accessible.colour(edge)
        assert ink is not None
        assert min(accessible.ratio(ink, page) for page in accessible.THEMES.values()) >= 3


# --- the checker itself -------------------------------------------------------------------------------------


def test_contrasts_are_those_of_the_recommendation() -> None:
    black, white, grey = (0.0, 0.0, 0.0), (255.0, 255.0, 255.0), (118.0, 118.0, 118.0)
    assert accessible.ratio(black, white) == pytest.approx(21)
    assert accessible.ratio(white, white) == 1
    assert accessible.ratio(grey, white) == pytest.approx(4.54, abs=0.005)  # the lightest grey of AA on white


def svg(*shapes: str, attributes: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99" {attributes}>{"".join(shapes)}</svg>'


DARK, WHITE_TEXT = (
    '<rect x="0" y="0" width="99" height="40" fill="#16324d"/>',
    '<text x="9" y="25" fill="#fff">a b</text>',
)


@pytest.mark.parametrize(
    ("drawing", "seen"),
    [
        (svg(DARK, WHITE_TEXT), 0),
        (svg(WHITE_TEXT), 1),
        (svg(WHITE_TEXT, DARK), 1),  # painted after the text
        (svg(DARK.replace('x="0"', 'x="60"'), WHITE_TEXT), 1),
        (svg(DARK.replace("/>", ' opacity=".5"/>'), WHITE_TEXT), 1),
        (svg('<g fill="#fff">', DARK, '<text x="9" y="25">a b</text></g>'), 0),
        (svg('<path d="M0 0H99v40h-99z" fill="#16324d"/>', WHITE_TEXT), 0),
        (svg('<path d="M0 0h99M0 0v40" fill="#16324d"/>', WHITE_TEXT), 1),  # lines hold nothing
        (svg('<polygon points="0,0 99,0 99,40 0,40" fill="#16324d"/>', WHITE_TEXT), 0),
        (svg('<circle cx="15" cy="20" r="30" fill="#16324d"/>', WHITE_TEXT), 0),
        (svg(WHITE_TEXT.replace("#fff", "#8c8c8c")), 1),
        (svg(WHITE_TEXT.replace('fill="#fff"', 'style="fill:#8c8c8c" font-size="30"')), 0),  # large
        (svg(WHITE_TEXT.replace('fill="#fff"', 'fill="#8c8c8c" font-size="20" font-weight="bold"')), 0),
    ],
)  # fmt: skip
def test_a_pale_text_is_seen(drawing: str, seen: int) -> None:
    assert len({text.words for text in accessible.pale(accessible.svg_texts(drawing))}) == seen


def test_a_drawing_without_a_name_is_seen() -> None:
    assert accessible.unnamed(svg(attributes='role="img" aria-label="une lampe"')) == []
    assert accessible.unnamed(svg("<title>une lampe</title>", attributes='role="img"')) == []
    assert len(accessible.unnamed(svg(attributes='aria-label="lampe"'))) == 2


PAGE = (
    '<!doctype html><html lang="fr"><head><title>T</title></head><body><a href="#m">Aller</a>'
    '<main id="m"><h1>Un</h1><h2>Deux</h2>PLUS</main></body></html>'
)


def test_a_good_page_has_no_fault() -> None:
    assert accessible.page_faults(PAGE) == []
    assert accessible.page_faults(PAGE.replace("PLUS", '<img src="x" alt="">')) == []
    assert accessible.page_faults(PAGE.replace("PLUS", "<svg aria-hidden='true'></svg>")) == []
    assert accessible.page_faults(PAGE.replace("PLUS", "<label>Nom <input></label>")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (' lang="fr"', ""),
        ("<title>T</title>", ""),
        ("h1>", "h2>"),
        ("h2>", "h1>"),
        ("h2>", "h3>"),
        ("main", "div"),
        ('id="m"', ""),
        ("PLUS", '<p id="m"></p>'),
        ("PLUS", '<img src="x">'),
        ("PLUS", "<svg></svg>"),
        ("PLUS", "<canvas></canvas>"),
        ("PLUS", '<a href="x"><svg aria-hidden="true"></svg></a>'),
        ("PLUS", "<button></button>"),
        ("PLUS", "<input>"),
        ("PLUS", "<progress></progress>"),
        ("PLUS", "<table><tr><th>A</th></tr></table>"),
        ("PLUS", '<section aria-labelledby="rien"></section>'),
        ("PLUS", '<p tabindex="2">a</p>'),
        ("PLUS", '<p style="color: #a4262c">a</p>'),
    ],
)
def test_a_fault_planted_in_a_page_is_seen(old: str, new: str) -> None:
    assert old in PAGE
    assert len(accessible.page_faults(PAGE.replace(old, new))) == 1
