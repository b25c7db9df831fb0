"""The same part by openscad-evaluator, by OpenSCAD and by cadquery: three engines that must agree."""

from __future__ import annotations

import math
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
import solid2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from solid2 import cube, cylinder, linear_extrude, square
from solid2.extensions.greedy_scad_interface.scad_variable import ScadVariable

from models import formats, openscad
from models.solid import BadShape, Solid
from tests.made_parts import MODELS

needs_openscad = pytest.mark.skipif(not shutil.which("openscad"), reason="OpenSCAD n'est pas installé")


def overlap(one: Solid, two: Solid) -> float:
    """Intersection over union."""
    common = (one.manifold ^ two.manifold).volume()
    return common / (one.volume + two.volume - common)


@needs_openscad
@pytest.mark.parametrize("name", MODELS)
def test_the_evaluator_agrees_with_openscad(name: str) -> None:
    model = MODELS[name]
    ours, theirs = Solid.of(model.part), Solid.of(model.part, engine="openscad")
    assert ours.volume == pytest.approx(theirs.volume, rel=model.openscad_within)
    assert ours.bodies == theirs.bodies
    assert overlap(ours, theirs) > model.alike


@pytest.mark.parametrize("name", [name for name in MODELS if MODELS[name].in_cadquery])
def test_the_evaluator_agrees_with_cadquery(name: str) -> None:
    model = MODELS[name]
    assert model.in_cadquery is not None
    exact = model.in_cadquery(pytest.importorskip("cadquery"))
    assert Solid.of(model.part).volume == pytest.approx(exact.val().Volume(), rel=model.cadquery_within)
    assert Solid.of(exact).volume == pytest.approx(exact.val().Volume(), rel=max(5e-3, model.cadquery_within))


SIZES = st.integers(1, 12)
BODIES = st.one_of(
    st.builds(lambda x, y, z: cube([x, y, z]), SIZES, SIZES, SIZES),
    st.builds(lambda d, h, n: cylinder(d=d, h=h, _fn=n), SIZES, SIZES, st.integers(3, 12)),
)


def _moved(child: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    # Thirds of a millimetre: faces seldom lie in one plane, where engines may differ by a sheet of no volume.
    places = st.tuples(*[st.integers(-20, 20).map(lambda third: third / 3 + 0.1)] * 3)
    return st.builds(lambda thing, place: thing.translate(list(place)), child, places)


TREES = st.recursive(
    _moved(BODIES),
    lambda child: st.one_of(
        st.builds(lambda one, two: one + two, child, child),
        st.builds(lambda one, two: one - two, child, child),
        st.builds(lambda one, two: one * two, child, child),
    ),
    max_leaves=4,
)


def _volume(thing: Any, engine: str | None) -> float:
    try:
        return Solid.of(thing, engine=engine).volume
    except BadShape as error:
        if error.mistake != "la pièce est vide":
            raise
        return 0.0


@needs_openscad
@given(TREES)
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_any_small_tree_of_volumes_is_the_same_for_both(tree: Any) -> None:
    assert _volume(tree, None) == pytest.approx(_volume(tree, "openscad"), rel=1e-4, abs=1e-3)


@given(TREES, st.sampled_from(["stl", "3mf"]))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_any_small_tree_of_volumes_is_written_and_read_again(tree: Any, kind: str) -> None:
    try:
        part = Solid.of(tree)
    except BadShape:
        return
    again = formats.read(formats.write(part, kind), f"piece.{kind}")
    assert again.volume == pytest.approx(part.volume, rel=1e-6, abs=1e-4)
    assert again.size == pytest.approx(part.size, abs=1e-5)


@pytest.mark.parametrize("kind", ["stl", "3mf"])
def test_volumes_that_only_touch_are_written_and_read_again(kind: str) -> None:
    """Found by random trees: a face in common, a little off in floating point."""
    drum = cylinder(d=8, h=3, _fn=12)
    stacked = drum.translate([4.1, -4.7, 0.1 - 5 / 3]) + drum.translate([4.1, -4.7, 0.1 - 14 / 3])
    part = Solid.of(stacked)
    assert formats.read(formats.write(part, kind), f"piece.{kind}").volume == pytest.approx(part.volume)


def test_what_two_touching_volumes_share_is_nothing() -> None:
    shared = cube([4, 11, 8]).translate([6.1, 0.1, 0.1 - 2 / 3]) * cube([11, 1, 3]).translate(
        [6.1, 1.1, 0.1 - 11 / 3]
    )
    assert _volume(shared, None) == 0


@needs_openscad
@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (cube(3) - cube(5), "la pièce est vide"),
        (cube(3) + square(8), "la forme est plate"),
        (cube([-5, 5, 5]), "une taille est nulle ou négative"),
        (cube(20_000), "la pièce est beaucoup trop grande ou trop loin"),
        (solid2.import_("absent.stl"), "la pièce ne se construit pas"),
    ],
)
def test_openscad_refuses_in_the_same_words(thing: Any, expected: str) -> None:
    for engine in (None, "openscad"):
        with pytest.raises(BadShape) as caught:
            Solid.of(thing, engine=engine)
        assert caught.value.mistake == expected


@needs_openscad
def test_what_is_no_matter_is_none_for_both() -> None:
    for engine in (None, "openscad"):
        assert Solid.of(cube(5) + cube(9).background(), engine=engine).volume == pytest.approx(125)
        assert Solid.of(cube(5).debug(), engine=engine).volume == pytest.approx(125)
        assert Solid.of(square(5), engine=engine).flat


def test_openscad_missing_slow_or_forbidden_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BadShape, match="pas installé"):
        Solid.of(cube(5), engine="openscad")
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/openscad")
    for problem, word in ((subprocess.TimeoutExpired("x", 1), "secondes"), (PermissionError(), "lancé")):

        def fail(*_: Any, problem: Exception = problem, **options: Any) -> None:
            assert options["timeout"] == openscad.TIMEOUT
            raise problem

        monkeypatch.setattr(subprocess, "run", fail)
        with pytest.raises(BadShape, match=word):
            Solid.of(cube(5), engine="openscad")


def test_an_engine_nobody_knows_is_told() -> None:
    with pytest.raises(ValueError, match="inconnu"):
        Solid.of(cube(5), engine="blender")


# -- traps of the libraries ---------------------------------------------------------------------------------


def test_a_global_number_of_facets_reaches_later_models_but_not_those_that_say_theirs() -> None:
    """solidpython2 keeps ``set_global_fn`` for the whole process: a lesson gives ``_fn`` to each shape."""
    said, unsaid = cylinder(d=10, h=1, _fn=6), cylinder(d=10, h=1)
    before = Solid.of(unsaid).volume
    variables = ScadVariable.registered_variables
    try:
        solid2.set_global_fn(100)
        assert Solid.of(unsaid).volume == pytest.approx(100 / 2 * 25 * math.sin(2 * math.pi / 100))
        assert Solid.of(said).volume == pytest.approx(6 / 2 * 25 * math.sin(2 * math.pi / 6))
    finally:
        del variables["$fn"]
    assert Solid.of(unsaid).volume == before


def test_text_without_a_font_is_still_a_part() -> None:
    assert Solid.of(linear_extrude(1)(solid2.text("a"))).bodies == 1
    assert Solid.of(linear_extrude(1)(solid2.text("a", font="Aucune Police"))).bodies == 1


def test_the_size_of_a_part_with_text_is_measured_on_its_mesh() -> None:
    """cadquery's own bounding box has margins, a hundredth of a millimetre after text in some versions."""
    cq = pytest.importorskip("cadquery")
    part = cq.Workplane().box(40, 20, 2).faces(">Z").workplane().text("Ada", 10, -0.5)
    assert Solid.of(part).size == pytest.approx((40, 20, 2), abs=1e-9)


def test_the_places_of_nested_assemblies_count_and_colours_do_not() -> None:
    cq = pytest.importorskip("cadquery")
    cell = cq.Workplane().box(2, 2, 2)
    inner = cq.Assembly(color=cq.Color("red")).add(cell, loc=cq.Location((0, 10, 0)))
    inner.add(cell, loc=cq.Location((0, 20, 0), (0, 0, 1), 45))
    outer = cq.Assembly().add(inner, loc=cq.Location((100, 0, 0))).add(cell, color=cq.Color("blue"))
    part = Solid.of(outer)
    assert part.bodies == 3
    assert part.volume == pytest.approx(24)
    assert part.bounds[1] == pytest.approx((100 + math.sqrt(2), 20 + math.sqrt(2), 1))


@pytest.mark.parametrize(
    "build",
    [
        lambda cq: cq.Workplane().box(3, 4, 5),
        lambda cq: cq.Workplane().box(3, 4, 5).val(),
        lambda cq: cq.Compound.makeCompound([cq.Solid.makeBox(3, 4, 5)]),
        lambda cq: cq.Workplane().box(3, 4, 5).faces(">Z").edges("|X"),
        lambda cq: cq.Workplane().add(cq.Solid.makeBox(3, 4, 5)),
        lambda cq: cq.Workplane().placeSketch(cq.Sketch().rect(3, 4)).extrude(5),
    ],
)
def test_every_kind_of_cadquery_object_is_the_same_part(build: Callable[[Any], Any]) -> None:
    assert Solid.of(build(pytest.importorskip("cadquery"))).volume == pytest.approx(60)


def test_solids_of_one_workplane_that_overlap_count_once() -> None:
    cq = pytest.importorskip("cadquery")
    boxes = cq.Workplane().pushPoints([(0, 0), (5, 0)]).box(10, 10, 10, combine=False)
    assert Solid.of(boxes).volume == pytest.approx(1500)
