"""What documentation claims: links lead somewhere, the plan of a session has the times of its lessons."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from solid2 import cube, cylinder, text

from classroom.plate.layout import Part, plates
from models import slicing
from models.solid import Solid
from tests.lessons import rules
from tests.lessons.rules.lesson import steps

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SESSION = ROOT / "docs/seance-decouverte.md"
LESSONS = [rules.read(path) for path in sorted(ROOT.glob("solutions/00_decouverte/*.ipynb"))]
LAUNCH = 48
STARTS = (2, 47)
"""Minutes of the session at which each notebook's first timed step begins."""


def places(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere_and_pictures_are_told(page: Path) -> None:
    source = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.S)
    for picture, words, target in re.findall(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)", source):
        assert words.split() if not picture else len(words.split()) > 1, target
        path, _, place = unquote(target).partition("#")
        if re.match(r"\w+:", target):
            continue
        wanted = page.parent / path if path else page
        assert wanted.exists(), target
        assert not place or place in places(wanted), target


def rows() -> list[tuple[int, int, str]]:
    """From, to and what the pupils do, for each line of the plan."""
    lines = re.findall(r"^\| (\d+)–(\d+) \| ([^|]+) \|", SESSION.read_text("utf-8"), re.M)
    return [(int(start), int(end), doing.strip()) for start, end, doing in lines]


def test_the_plan_has_every_step_of_both_notebooks_at_its_time() -> None:
    told = {doing: (start, end) for start, end, doing in rows()}
    for lesson, at in zip(LESSONS, STARTS, strict=True):
        for _, heading, minutes in steps(lesson):
            assert told[re.sub(r" \(\d+ minutes\)", "", heading)] == (at, at + minutes), heading
            at += minutes
        assert at <= STARTS[0] + 88


def test_parts_at_the_limit_take_as_long_as_the_plan_says() -> None:
    word = text("MAX", size=8, font="Liberation Sans:style=Bold").linear_extrude(1).translate([3, 4, 2])
    ring = Solid.of(cube([46, 16, 2]) + word - cylinder(d=5, h=10, _fn=48).translate([40, 8, -1]))
    assert slicing.estimate(ring).minutes == pytest.approx(10, abs=0.2)
    quick = slicing.profile("pla_04_rapide")
    parts = [Part(f"P{i}", ring, slicing.estimate(ring, quick)) for i in range(10)]
    whole = [slicing.estimate(plate.solid(), quick) for plate in plates(parts, 2, (220.0, 220.0))]
    (said,) = re.findall(r"0,28 mm, toutes à la limite \| .* \| (\d+) min", SESSION.read_text("utf-8"))
    assert [round(one.minutes) for one in whole] == [int(said)] * 2
    assert LAUNCH + int(said) <= 88
