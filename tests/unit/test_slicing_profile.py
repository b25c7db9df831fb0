"""The settings of a print: what may be changed, what is refused and in which words."""

from __future__ import annotations

from typing import Any

import pytest
from solid2 import cube

from models import slicing
from models.slicing import BadSetting, prusaslicer, slice_part

USUAL = slicing.profile()


def test_a_change_leaves_the_profile_as_it_was() -> None:
    coarse = USUAL.changed(layer_height=0.3, fill_density="40%", perimeters=3)
    assert (coarse["layer_height"], coarse["fill_density"], coarse["perimeters"]) == (0.3, 0.4, 3)
    assert (USUAL["layer_height"], USUAL["fill_density"], USUAL["perimeters"]) == (0.2, 0.2, 2)
    assert coarse["temperature"] == USUAL["temperature"]


@pytest.mark.parametrize("value", [0.4, "40%", "40 %", "0.4", "0,4"])
def test_a_density_is_a_percentage_or_a_fraction(value: float | str) -> None:
    assert USUAL.changed(fill_density=value)["fill_density"] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"layer_heigth": 0.3}, "Vouliez-vous dire « layer_height » ?"),
        ({"densite": 3}, "n'existe pas ici"),
        ({"nozzle_diameter": 0.8}, "n'existe pas ici"),
        ({"start_gcode": "M104 S300"}, "n'existe pas ici"),
        ({"layer_height": 3}, "entre 0.05 et 0.32"),
        ({"layer_height": 0}, "entre 0.05 et 0.32"),
        ({"layer_height": -0.2}, "entre 0.05 et 0.32"),
        ({"layer_height": "fine"}, "ne peut pas valoir 'fine'"),
        ({"layer_height": True}, "ne peut pas valoir True"),
        ({"layer_height": float("nan")}, "ne peut pas valoir nan"),
        ({"layer_height": "20%"}, "entre 0.05 et 0.32"),
        ({"fill_density": 40}, 'entre "0%" et "100%"'),
        ({"fill_density": "140%"}, 'entre "0%" et "100%"'),
        ({"perimeters": 1.5}, "nombre entier"),
        ({"perimeters": 0}, "entre 1 et 10"),
        ({"temperature": 400}, "entre 180 et 260"),
        ({"infill_speed": 5000}, "entre 1 et 200"),
        ({"fill_pattern": "honeycomb"}, "« grid » ou « rectilinear »"),
        ({"top_solid_layers": None}, "ne peut pas valoir None"),
    ],
)
def test_a_silly_setting_is_refused_in_french(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSetting) as caught:
        USUAL.changed(**wrong)
    assert said in str(caught.value)


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(BadSetting, match="pla_04, pla_04_rapide"):
        slice_part(cube(5), profile="abs")


@pytest.mark.skipif(not prusaslicer.program(), reason="prusa-slicer n'est pas installé")
def test_prusaslicer_follows_the_same_changes() -> None:
    block = cube([20, 20, 6])
    coarse = USUAL.changed(layer_height=0.3, first_layer_height=0.3)
    assert slice_part(block, coarse, "prusaslicer").layers == 20
    masses = [
        slice_part(block, USUAL.changed(fill_density=share), "prusaslicer").grams for share in (0.1, 0.6)
    ]
    assert masses[0] < 0.9 * masses[1]
