"""What crosses between the two worlds of grading: kept exactly, or refused."""

import json
import math
from collections import Counter, namedtuple

import matplotlib.pyplot as plt
import numpy as np
import pytest

from classroom.grading import values
from classroom.grading.values import DeviceValue, NotPlain, decode, encode
from hardware.sim.bench import DeviceSpec
from models.figure import Curve
from models.sketch import Sketch
from models.solid import Solid
from models.toolpath import Toolpath


def there_and_back(value):
    return decode(
        json.loads(json.dumps(encode(value, lambda thing: "a thing"), allow_nan=False)), lambda ref: ref
    )


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -(2**200),
        1.5,
        math.inf,
        "é\n",
        b"\x00\xff",
        2j,
        [1, [2.0, "x"]],
        (1, (2,)),
        {1, 2},
        frozenset("a"),
        {"a": [1], 2: None, (1, 2): "t"},
        DeviceSpec("LED", (13, "A0", 0.5)),
    ],
)
def test_plain_values_keep_their_type_and_content(value):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


def test_nan_crosses():
    assert math.isnan(there_and_back(math.nan))


@pytest.mark.parametrize(
    "array", [np.arange(6).reshape(2, 3), np.array([1.5, np.nan]), np.array([], dtype=bool)]
)
def test_arrays_cross(array):
    back = there_and_back(array)
    np.testing.assert_array_equal(back, array)
    assert back.dtype == array.dtype


def test_a_numpy_number_stays_one():
    assert type(there_and_back(np.float64(2.5))) is np.float64


def test_a_counter_arrives_as_a_dict():
    assert type(there_and_back(Counter("aab"))) is dict


class LyingInt(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


@pytest.mark.parametrize("value", [LyingInt(3), namedtuple("P", "x")(1), len, object(), {"f": print}["f"]])
def test_what_has_no_agreed_kind_is_a_reference(value):
    assert there_and_back(value) == "a thing"


def test_a_path_crosses_as_the_part_in_its_file_and_a_text_as_a_text(tmp_path):
    """The file is read on the learner's side: the trusted one opens nothing that a learner names."""
    file = tmp_path / "cube.stl"
    file.write_bytes(Solid.of(pytest.importorskip("solid2").cube(10)).to_stl())
    back = there_and_back(file)
    assert type(back) is Solid
    assert back.volume == pytest.approx(1000)
    assert there_and_back(str(file)) == str(file)


def test_a_part_crosses_as_the_solid_it_makes():
    solid2 = pytest.importorskip("solid2")
    back = there_and_back(solid2.cube(10))
    assert type(back) is Solid
    assert back.volume == pytest.approx(1000)


@pytest.mark.parametrize(
    "plain",
    [
        {"tuple": 3},
        {"unknown": 1},
        {"tuple": [], "set": []},
        {},
        {"set": [[1]]},
        {"dict": [1]},
        {"dict": [[1], 2]},
        {"float": "0"},
        {"float": ["nan"]},
        {"bytes": "é"},
        {"bytes": 3},
        {"complex": [1]},
        {"complex": ["1", 2]},
        {"array": ["<f8", [2], "AAAA"]},
        {"array": ["|O", [1], "AAAAAAAAAAA="]},
        {"array": ["<f8", [-1], ""]},
        {"array": ["<f8", [10**12], ""]},
        {"device": ["LED"]},
        {"device": ["LED", "", 1.5]},
        {"solid": {"dict": []}},
        {"circuit": [1]},
        {"circuit": None},
        10**2000,
    ],
)
def test_nonsense_is_refused(plain):
    with pytest.raises(NotPlain):
        decode(plain, lambda ref: ref)


def test_depth_and_number_are_bounded():
    deep = 1
    for _ in range(100):
        deep = [deep]
    for monster in (deep, [0] * (values.MAX_ITEMS + 1), "x" * (values.MAX_TEXT + 1)):
        with pytest.raises(NotPlain):
            decode(monster, lambda ref: ref)
        with pytest.raises(NotPlain):
            encode(monster, lambda thing: thing)


def test_a_recursive_list_is_refused_not_followed():
    loop = []
    loop.append(loop)
    with pytest.raises(NotPlain):
        encode(loop, lambda thing: thing)


def test_a_device_is_its_class_pins_and_machine():
    assert decode({"device": ["LED", "sim://uno", 13]}, lambda ref: ref) == DeviceValue(
        "LED", (13,), "sim://uno"
    )


def test_a_toolpath_and_a_sketch_cross():
    path = Toolpath.from_gcode("G1 X10 E0.5 F600\nG1 X10 Y5")
    assert there_and_back(path).segments == path.segments
    sketch = Sketch("void setup() {}\nvoid loop() {}")
    assert there_and_back(sketch) == sketch


def test_a_figure_crosses_as_its_data():
    drawn, (left, right) = plt.subplots(1, 2)
    left.plot([0, 1, 2], [0, 1, 4], label="tension")
    left.set(title="Décharge", xlabel="temps (h)", ylabel="tension (V)")
    right.scatter([1, 2], [3, 4])
    right.bar([0, 1], [5, 6], label="piles")
    seen = there_and_back(drawn)
    plt.close(drawn)
    first, second = seen.plots
    assert (first.title, first.x_label, first.y_label) == ("Décharge", "temps (h)", "tension (V)")
    assert first.curves == (Curve("line", "tension", (0, 1, 2), (0, 1, 4)),)
    assert [(curve.kind, curve.x, curve.y) for curve in second.curves] == [
        ("points", (1, 2), (3, 4)),
        ("bars", (0, 1), (5, 6)),
    ]


@pytest.mark.parametrize(
    "forged",
    [
        {"toolpath": 3},
        {"toolpath": [[1] * 11]},
        {"toolpath": [["x"] * 12]},
        {"sketch": {"dict": ["source", 3, "name", "x"]}},
        {"sketch": "void loop"},
        {"figure": {"dict": ["plots", [{"dict": ["title", "x"]}]]}},
        {"figure": [1, 2]},
    ],
)
def test_a_forged_model_is_refused(forged):
    with pytest.raises(NotPlain):
        decode(forged, lambda ref: ref)
