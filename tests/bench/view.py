"""View: from Shift+Enter to a part that is seen, cadquery's own display over ours, same environment.

The same cadquery part in one cell. Plain JupyterLab ends the cell with the part itself, which cadquery
displays by JavaScript; ours ends it with ``show``. Both are offline, as a workshop may be: cadquery's display
asks another host for vtk.js and stays blank, so that its time is the one until its output is there, empty.
Ours is the time until the live view is drawn.

Three moments: a cold kernel (Shift+Enter as soon as it is ready), the same after some seconds of reading, in
which our kernel imports what the notebook names, and a warm kernel (the cell is run again). The last lines
time the still picture that is saved with the notebook, of a small part and of one of 400,000 triangles.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import manifold3d
from playwright.sync_api import Browser, Page, Route

from models.solid import Solid
from tests.bench import Measurement, Side, _lab
from tests.browser.conftest import LOCAL, notebook
from tests.chromium import open_browser
from views import still

RUNS = 3
READING = 8.0
"""Seconds a learner reads before the first cell."""
PART = (
    "import cadquery as cq\n{}"
    "plaque = cq.Workplane().box(60, 20, 4).faces('>Z').workplane()\n"
    "plaque = plaque.pushPoints([(-20, 0), (20, 0)]).hole(5)\n{}"
)


@dataclass(frozen=True)
class Way:
    """One side: its server, its cell, and where what it shows appears in the page."""

    label: str
    command: Callable[[Path], list[str]]
    cell: str
    shown: str
    reading: float = 0.0


PLAIN = Way(
    "cadquery's own display",
    _lab.plain,
    PART.format("", "plaque"),
    ".jp-OutputArea-output[data-mime-type='application/javascript']",
)
SHOW = PART.format("from views.part import show\n", "show(plaque)")
OURS = Way("show()", _lab.ours, SHOW, ".coop-view canvas")
READ = Way("show()", _lab.ours, SHOW, ".coop-view canvas", READING)


def measure() -> Measurement:
    """Take the sides in turn, so that a slow moment of the machine falls on each."""
    found: dict[Way, list[tuple[float, float]]] = {PLAIN: [], OURS: [], READ: []}
    with open_browser() as browser:
        _run(browser, PLAIN)  # files into the system's cache, for all
        for _ in range(RUNS):
            for way, times in found.items():
                times.append(_run(browser, way))
    cold = {way: Side(f"{way.label}: cold kernel", _column(times, 0)) for way, times in found.items()}
    warm = {way: Side(f"{way.label}: warm kernel", _column(times, 1)) for way, times in found.items()}
    read = Side(f"{READ.label}: first run after {READING:g} s of reading", cold[READ].runs)
    return Measurement(
        "view",
        cold[PLAIN].median / cold[OURS].median,
        "seconds from Shift+Enter, offline: cadquery's display (until its output, which stays blank) "
        "over show() (until the part is drawn), cold kernels; "
        f"{cold[PLAIN].median / read.median:.2f} after reading, "
        f"{warm[PLAIN].median / warm[OURS].median:.2f} with warm kernels",
        (cold[PLAIN], warm[PLAIN], cold[OURS], read, warm[OURS], *_stills()),
    )


def _column(times: list[tuple[float, float]], place: int) -> tuple[float, ...]:
    return tuple(pair[place] for pair in times)


def _run(browser: Browser, way: Way) -> tuple[float, float]:
    """Seconds from Shift+Enter until it is shown: the first time, then again in the same kernel."""
    with _lab.new_page(browser) as (page, folder):
        work = folder / "travail"
        work.mkdir()
        (work / "piece.ipynb").write_text(notebook("# Une pièce", ("piece", way.cell)), encoding="utf-8")
        page.route("**/*", _only_here)
        with _lab.server(way.command(work), folder) as url:
            where = urlsplit(url)
            page.goto(f"{where.scheme}://{where.netloc}/lab/tree/piece.ipynb?{where.query}&reset")
            page.locator("#jp-main-statusbar").get_by_text(re.compile(r"\| (Idle|Inactif)$")).wait_for()
            page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
            time.sleep(way.reading)
            return _shift_enter(page, way), _shift_enter(page, way)


def _shift_enter(page: Page, way: Way) -> float:
    """Run the first code cell; seconds until a new output is shown and painted."""
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    page.evaluate(
        "shown => document.querySelectorAll(shown).forEach(one => { one.dataset.old = ''; })", way.shown
    )
    start = time.monotonic()
    page.keyboard.press("Shift+Enter")
    page.locator(f"{way.shown}:not([data-old])").wait_for(state="attached")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return time.monotonic() - start


def _only_here(route: Route) -> None:
    """Offline: other hosts do not answer."""
    if urlsplit(route.request.url).hostname in (*LOCAL, None):
        route.continue_()
    else:
        route.abort()


def _stills() -> tuple[Side, ...]:
    parts = {"a plate": manifold3d.Manifold.cube((60, 20, 4)), "a ball": manifold3d.Manifold.sphere(40, 894)}
    return tuple(_still(name, manifold) for name, manifold in parts.items())


def _still(name: str, manifold: manifold3d.Manifold) -> Side:
    mesh = manifold.to_mesh64()
    runs = []
    for _ in range(RUNS):
        solid = Solid(mesh.vert_properties[:, :3], mesh.tri_verts)  # afresh: a solid keeps what it worked out
        start = time.monotonic()
        still.png(solid)
        runs.append(time.monotonic() - start)
    return Side(f"still of {name} of {len(mesh.tri_verts):,} triangles", tuple(runs))
