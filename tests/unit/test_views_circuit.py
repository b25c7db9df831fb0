"""Schematics: every part is drawn once, told in words, and the layout follows series and parallel."""

import re
from xml.etree import ElementTree

import pytest

from models.circuit import Circuit
from views.circuit import NoDrawing, show
from views.layout import Leaf, Parallel, Series, loop


def make(*parts):
    circuit = Circuit()
    circuit.battery("pile", "9 V", "A", "masse")
    for kind, *arguments in parts:
        getattr(circuit, kind)(*arguments)
    return circuit


SERIES = make(("resistor", "R1", "470 Ω", "A", "B"), ("led", "D1", "red", "B", "masse"))
BRANCHES = make(
    ("resistor", "R1", "470 Ω", "A", "B"),
    ("led", "D1", "red", "B", "masse"),
    ("resistor", "R2", "220 Ω", "C", "A"),
    ("led", "D2", "green", "C", "masse"),
)
POTENTIOMETER = make(
    ("potentiometer", "P1", "10k", "A", "masse", "C"), ("resistor", "R1", "1k", "C", "masse")
)
BRIDGE = make(
    ("resistor", "R1", "1k", "A", "B"),
    ("resistor", "R2", "1k", "A", "C"),
    ("resistor", "R3", "1k", "B", "C"),
    ("resistor", "R4", "1k", "B", "masse"),
    ("resistor", "R5", "1k", "C", "masse"),
)


def names(block):
    return block.part.name if isinstance(block, Leaf) else [type(block), *map(names, block.blocks)]


def test_the_layout_follows_the_current_from_plus_to_minus():
    assert names(loop(SERIES.parts)[0]) == [Series, "R1", "D1"]
    assert names(loop(BRANCHES.parts)[0]) == [Parallel, [Series, "R1", "D1"], [Series, "R2", "D2"]]
    reversed_resistor = loop(BRANCHES.parts)[0].blocks[1].blocks[0]
    assert (reversed_resistor.start, reversed_resistor.forward) == ("A", False)


@pytest.mark.parametrize("circuit", [POTENTIOMETER, BRIDGE, make(("led", "D1", "red", "A", "B"))])
def test_what_is_no_tree_is_drawn_part_by_part(circuit):
    assert loop(circuit.parts) is None
    assert set(circuit.nodes) <= set(texts(show(circuit).svg))


def texts(svg):
    return [element.text.strip() for element in ElementTree.fromstring(svg).iter() if element.text]


@pytest.mark.parametrize("circuit", [SERIES, BRANCHES, POTENTIOMETER, BRIDGE], ids=str)
def test_every_part_is_drawn_once_and_told_in_words(circuit):
    drawing = show(circuit)
    labels = [text for text in texts(drawing.svg) if text != drawing.alt]
    for part in circuit.parts:
        assert len([text for text in labels if re.match(rf"{part.name}\b", text)]) == 1
        assert part.name in drawing.alt
    root = ElementTree.fromstring(drawing.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.find("{http://www.w3.org/2000/svg}title").text == drawing.alt
    assert "background:#fff" in drawing._repr_html_()


def test_what_burns_is_told_in_words_not_in_colours():
    bare = show(make(("led", "D1", "red", "A", "masse")), currents=True)
    assert "brûle" in bare.svg
    assert "brûle" in bare.alt
    assert "brûle" not in show(SERIES, currents=True).svg


@pytest.mark.parametrize("work", [None, ..., Circuit(), "rien"])
def test_nothing_to_draw_is_said(work):
    shown = show(work)
    assert isinstance(shown, NoDrawing)
    assert shown._repr_html_().startswith("<p>")


def test_a_short_circuit_cannot_be_solved_but_says_why():
    short = make(("switch", "S1", "A", "masse"))
    assert "reliés sans rien" in repr(show(short, currents=True))
    assert "S1" in show(short).alt
