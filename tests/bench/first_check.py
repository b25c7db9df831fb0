"""First check: from the click on the first lesson to the first green check, `jupyter lab` over `atelier lab`.

The same notebook, with its first exercise answered, in the same environment. Each run starts a server of its
own with an empty browser profile, and waits for its first page. The click is on the lesson's link of our home
page, or on a link to the notebook in plain JupyterLab: both load JupyterLab. The cells are then run as a
learner does: as soon as the kernel is ready, Shift+Enter down to the first check. A third side leaves out the
loading: the click is in the file list of a plain JupyterLab already open.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from classroom import lessons
from classroom.setup.places import ROOT
from tests.bench import Measurement, Side, _lab
from tests.chromium import open_browser
from tests.made_class import Lesson

RUNS = 5
LESSON = Lesson(next(lessons.notebooks(ROOT / "solutions")))
FILE = LESSON.source.name


@dataclass(frozen=True)
class Way:
    """How one side is opened: its server, its start page, the click that opens the notebook."""

    label: str
    command: Callable[[Path], list[str]]
    start_page: Callable[[Page, str], None]
    click: Callable[[Page], object]


LINK = Way(
    "jupyter lab: link to the notebook",
    _lab.plain,
    lambda page, url: page.set_content(
        f"<a href='{url.replace('/lab?', f'/lab/tree/{LESSON.module}/{FILE}?')}'>ici</a>"
    ),
    lambda page: page.get_by_role("link").click(),
)
HOME = Way(
    "atelier lab: link of the home page",
    _lab.ours,
    _lab.home_page,
    lambda page: page.locator(f"a.button.quiet[href*='{FILE}']").click(),
)
FILE_LIST = Way(
    "jupyter lab already open: file list",
    lambda work: _lab.plain(work / LESSON.module),
    _lab.launcher,
    lambda page: page.locator(".jp-DirListing-item", has_text=FILE).dblclick(),
)


def measure() -> Measurement:
    """Take the sides in turn, so that a slow moment of the machine falls on each."""
    ways = (LINK, HOME, FILE_LIST)
    runs: dict[str, list[float]] = {way.label: [] for way in ways}
    with open_browser() as browser:
        _run(browser, LINK)  # files into the system's cache, for all
        for _ in range(RUNS):
            for way in ways:
                runs[way.label].append(_run(browser, way))
    sides = tuple(Side(label, tuple(times)) for label, times in runs.items())
    return Measurement(
        "first_check",
        sides[0].median / sides[1].median,
        "seconds from the click on the first lesson to its first green check, "
        "plain `jupyter lab` (link to the notebook) over `atelier lab` (link of the home page)",
        sides,
    )


def _run(browser: Browser, way: Way) -> float:
    """Seconds from the click to the green check."""
    with _lab.new_page(browser) as (page, folder):
        work = folder / "travail"
        _begin_work(work)
        with _lab.server(way.command(work), folder) as url:
            way.start_page(page, url)
            start = time.monotonic()
            way.click(page)
            _run_to_the_first_check(page)
            return time.monotonic() - start


def _begin_work(work: Path) -> None:
    """The learner's folder, with the first exercise answered."""
    shutil.copytree(ROOT / "lessons" / LESSON.module, work / LESSON.module)
    first = next(iter(LESSON.answers))
    answered = LESSON.answered("Lina", {first: LESSON.answers[first]})
    (work / LESSON.module / FILE).write_bytes(answered)


def _run_to_the_first_check(page: Page) -> None:
    page.locator("#jp-main-statusbar").get_by_text(re.compile(r"\| (Idle|Inactif)$")).wait_for()
    names = [cell["id"] for cell in LESSON.copy_of("Lina")["cells"]]
    check = names.index(f"{next(iter(LESSON.answers))}-verification")
    page.locator(".jp-Notebook .jp-Cell").first.click()
    for _ in range(check + 1):
        page.keyboard.press("Shift+Enter")
    page.locator(".coop-grade", has_text="✔ Réussi").first.wait_for()
