"""A submission made clean: the learner's sources, everything else from the lesson."""

import copy
import json

import pytest

from classroom.grading.repair import Unreadable, read, repair
from tests import made_course


@pytest.fixture
def lesson():
    return json.loads(made_course.notebook(*made_course.cells()))


def repaired(cells, lesson):
    return repair(read(json.dumps({"cells": cells}).encode()), lesson)


def test_an_honest_notebook_is_kept_as_it_is(lesson):
    made, facts = repaired(copy.deepcopy(lesson["cells"]), lesson)
    assert [cell["source"] for cell in made["cells"]] == [cell["source"] for cell in lesson["cells"]]
    assert not facts


def test_hints_opened_change_nothing(lesson):
    """The lab notes them in the notebook (``coop.hints``): no mark may depend on it."""
    cells = copy.deepcopy(lesson["cells"])
    for cell in cells:
        cell["metadata"]["coop"] = {"hints": 3}
    assert repaired(cells, lesson) == repaired(copy.deepcopy(lesson["cells"]), lesson)


@pytest.mark.parametrize("number", range(6))
def test_a_deleted_cell_comes_back_at_its_place(lesson, number):
    cells = copy.deepcopy(lesson["cells"])
    gone = cells.pop(number)
    made, facts = repaired(cells, lesson)
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in made["cells"]]
    assert [name for name in ids if name] == [
        "reglages",
        "carres",
        "carres-verification",
        "carres-correction",
    ]
    assert bool(facts) == bool(gone["metadata"])


def test_points_locks_and_tests_are_the_lessons(lesson):
    cells = copy.deepcopy(lesson["cells"])
    cells[4]["metadata"]["nbgrader"] |= {"points": 400, "locked": False, "solution": True}
    cells[4]["source"] = "400"
    made, facts = repaired(cells, lesson)
    assert made["cells"][4]["metadata"] == lesson["cells"][4]["metadata"]
    assert made["cells"][4]["source"] == lesson["cells"][4]["source"]
    assert facts == [
        "la cellule « carres-verification » était modifiée : elle a été remise comme dans la leçon"
    ]


def test_an_unknown_graded_cell_becomes_an_ordinary_one(lesson):
    cells = copy.deepcopy(lesson["cells"])
    cells.append(made_course.code("cadeau", "1000", grade=True, locked=True, points=1000))
    made, _ = repaired(cells, lesson)
    assert made["cells"][-1]["metadata"] == {}


def test_of_two_copies_the_last_counts(lesson):
    cells = copy.deepcopy(lesson["cells"])
    cells.insert(3, {**copy.deepcopy(cells[3]), "source": "first"})
    made, facts = repaired(cells, lesson)
    assert made["cells"][3]["metadata"] == {}
    assert "en double" in facts[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"PK\x03\x04",
        b"[]",
        b'{"cells": 3}',
        b'{"worksheets": []}',
        b'{"cells": [3]}',
        b'{"cells": [{"cell_type": "code"}]}',
        b'{"cells": [{"cell_type": "virus", "source": ""}]}',
        b"[" * 100_000,
        json.dumps({"cells": [{"cell_type": "code", "source": ""}] * 3000}).encode(),
    ],
)
def test_what_is_not_a_notebook_is_said_to_be_none(content):
    with pytest.raises(Unreadable, match="carnet"):
        read(content)


def test_metadata_of_any_shape_is_survived(lesson):
    odd = [
        {"cell_type": "code", "source": "1", "metadata": m}
        for m in (3, [], {"nbgrader": 1}, {"nbgrader": {"grade_id": []}})
    ]
    made, _ = repaired(odd, lesson)
    assert [cell["source"] for cell in made["cells"] if not cell["metadata"]] == ["1"] * 4
