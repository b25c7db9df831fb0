"""A headless Chromium, for the tests in the browser and for the measurements."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from classroom.setup.places import node_and_npm
from classroom.system import chromium

ALONE = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium, closed at the end. The lab's own node runs Playwright, whose own wants a library (libatomic)
    that a small Debian has not.
    """
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(node_and_npm(Path(sys.prefix))[0])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ALONE)
        yield browser
        browser.close()
