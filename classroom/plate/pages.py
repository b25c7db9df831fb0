"""What people print from a session: the plan of the plates, for the trainer, and a sheet for each pupil.

Both are single files that open offline. See :func:`classroom.report.pages.render` for what keeps them safe.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from classroom.accepted import MODULE, NOTEBOOK, PAIR
from classroom.plate.layout import Part
from classroom.plate.parts import LESSONS, Gathered
from classroom.plate.record import Entry, Sheet
from classroom.report.pages import render
from views import part as view
from views import still

MOST_LINES, MOST_COLUMNS = 18, 88
"""Of a pupil's program on the sheet, which is one page."""


def plan(sheets: Sequence[Sheet], gathered: Gathered, bed: tuple[float, float]) -> str:
    """The plates seen from above with a legend, who is not on them, and what could not be read."""
    return render(
        "plateaux.html",
        sheets=sheets,
        maps={sheet.number: Markup(_map(sheet, bed)) for sheet in sheets},
        left=gathered.left,
        problems=gathered.problems,
    )


def handouts(sheets: Sequence[Sheet], gathered: Gathered) -> str:
    """A page of paper for each pupil, to take home."""
    return render("fiches.html", handouts=list(_handouts(sheets, gathered)), learned=_learned())


# --- the plan -----------------------------------------------------------------------------------------------


def _map(sheet: Sheet, bed: tuple[float, float]) -> str:
    """A plate seen from above: each part's place, number and pseudonym. The front is at the bottom."""
    width, depth = bed
    told = ", ".join(f"{entry.number} {entry.pseudonym}" for entry in sheet.parts)
    alt = html.escape(f"Le plateau {sheet.number} vu de dessus : {told}", quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{alt}" '
        f'viewBox="-2 -2 {width + 4:g} {depth + 12:g}" font-family="Liberation Sans, Arial, sans-serif">'
        f'<rect x="-2" y="-2" width="100%" height="100%" fill="#fff"/>'
        f'<rect x="0" y="0" width="{width:g}" height="{depth:g}" fill="#f4f6f8" stroke="#16324d"/>'
        + "".join(_drawn(entry, depth) for entry in sheet.parts)
        + f'<text x="{width / 2:g}" y="{depth + 7:g}" font-size="6" text-anchor="middle">'
        "avant du plateau</text></svg>"
    )


def _drawn(entry: Entry, depth: float) -> str:
    """A part's rectangle: its number over its pseudonym, as large as there is room."""
    (x, y), (width, deep, _) = entry.corner, entry.size
    top = depth - y - deep
    number = min(7.0, 0.45 * deep)
    size = min(5.0, 0.36 * deep, 1.7 * width / max(1, len(entry.pseudonym)))
    return (
        f'<rect x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{deep:.1f}" '
        'fill="#cfe3f5" stroke="#2f6fa8" stroke-width=".5"/>'
        f'<text x="{x + 1:.1f}" y="{top + 0.46 * deep:.1f}" font-size="{number:.1f}" font-weight="bold">'
        f"{entry.number}</text>"
        f'<text x="{x + 1:.1f}" y="{top + 0.88 * deep:.1f}" font-size="{size:.1f}">'
        f"{html.escape(entry.pseudonym)}</text>"
    )


# --- the sheets ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Handout:
    """What a pupil takes home. Without an ``entry`` the part is not on a plate: ``refusal`` says why."""

    pseudonym: str
    partner: str
    code: tuple[str, ...]
    more_lines: int
    entry: Entry | None = None
    plate: int = 0
    picture: str = ""
    alt: str = ""
    refusal: str = ""


def _handouts(sheets: Sequence[Sheet], gathered: Gathered) -> Iterator[Handout]:
    placed = {entry.pseudonym: (sheet.number, entry) for sheet in sheets for entry in sheet.parts}
    parts = {part.pseudonym: part for part in gathered.parts}
    for together in sorted(gathered.code, key=str.casefold):
        names = together.split(PAIR)
        for name in names:
            partner = ", ".join(other for other in names if other != name)
            yield _handout(name, partner, gathered, placed.get(together), parts.get(together), together)


def _handout(
    name: str,
    partner: str,
    gathered: Gathered,
    placed: tuple[int, Entry] | None,
    part: Part | None,
    together: str,
) -> Handout:
    lines = gathered.code[together].strip("\n").expandtabs(4).splitlines()
    shown = tuple(_short(line) for line in lines[:MOST_LINES])
    refusal = gathered.left.get(together, "")
    if placed is None or part is None:
        return Handout(name, partner, shown, len(lines) - len(shown), refusal=refusal)
    plate, entry = placed
    picture = base64.b64encode(still.png(part.solid)).decode("ascii")
    return Handout(
        name,
        partner,
        shown,
        len(lines) - len(shown),
        entry,
        plate,
        f"data:image/png;base64,{picture}",
        view.describe(part.solid),
    )


def _short(line: str) -> str:
    return line if len(line) <= MOST_COLUMNS else f"{line[: MOST_COLUMNS - 1]}…"


def _learned() -> list[Markup]:
    """The points that the lesson asks to remember."""
    lesson: Mapping = json.loads((LESSONS / MODULE / f"{NOTEBOOK}.ipynb").read_text("utf-8"))
    text = next("".join(cell["source"]) for cell in lesson["cells"] if cell["id"] == "a-retenir")
    return [_inline(point) for point in re.findall(r"^- (.+)$", text, re.M)]


def _inline(markdown: str) -> Markup:
    """A line of our own lessons, with its code and its bold words."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(markdown)))
    return Markup(re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text))
