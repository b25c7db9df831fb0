"""Launch: from the command to a usable page, plain `jupyter lab` over `atelier lab`, same environment.

Each run starts a server of its own with an empty browser profile (the browser itself is already open). Usable
means: the start screen is gone and what a person would click first is there. Two moments are taken on our
side: the home page, which is what `atelier lab` opens, and JupyterLab itself behind it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from tests.bench import Measurement, Side, _lab
from tests.chromium import open_browser

RUNS = 5


def measure() -> Measurement:
    """Take both sides in turn, so that a slow moment of the machine falls on both."""
    plain: list[float] = []
    home: list[float] = []
    ours: list[float] = []
    with open_browser() as browser:
        _run(browser, _lab.plain, _lab.launcher)  # files into the system's cache, for both sides
        for _ in range(RUNS):
            plain.append(_run(browser, _lab.plain, _lab.launcher)[0])
            at_home, in_lab = _run(browser, _lab.ours, _lab.home_page, _file_list)
            home.append(at_home)
            ours.append(in_lab)
    reference = Side("jupyter lab: launcher", tuple(plain))
    first_page = Side("atelier lab: home page", tuple(home))
    return Measurement(
        "launch",
        reference.median / first_page.median,
        "seconds to a usable page, plain `jupyter lab` (its launcher) over `atelier lab` (its home page)",
        (reference, first_page, Side("atelier lab: home page, then JupyterLab", tuple(ours))),
    )


def _run(
    browser: Browser, command: Callable[[Path], list[str]], *moments: Callable[[Page, str], None]
) -> list[float]:
    """Start a server and walk through ``moments``; the seconds from the start at which each was reached."""
    with _lab.new_page(browser) as (page, folder):
        work = folder / "travail"
        work.mkdir()
        start = time.monotonic()
        with _lab.server(command(work), folder) as url:
            times = []
            for moment in moments:
                moment(page, url)
                times.append(time.monotonic() - start)
        return times


def _file_list(page: Page, url: str) -> None:
    parts = urlsplit(url)
    page.goto(f"{parts.scheme}://{parts.netloc}/lab")
    page.locator("#jupyterlab-splash").wait_for(state="detached")
    page.locator("#jp-main-dock-panel").wait_for()
