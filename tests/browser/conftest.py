"""A lab of its own for the browser tests, and a Chromium that may speak to nobody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from classroom.system import chromium
from tests.chromium import open_browser

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "tests" / "screenshots"
PATIENCE = 30_000
"""Milliseconds a page may take on a slow machine before a test fails."""
LOCAL = {"localhost", "127.0.0.1"}
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Lab:
    """A lab that is open: its address with the token, and the learner's folder."""

    url: str
    work: Path

    @property
    def base(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/"


@contextmanager
def open_lab(lessons: Path, work: Path, *options: str) -> Iterator[Lab]:
    """`atelier lab` on ``lessons``, closed by Ctrl-C at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "classroom.cli", "lab", "--no-browser", "--dossier", str(work), "--lecons",
         str(lessons), *options],
        cwd=ROOT,
        env={**os.environ, "ATELIER_RUNTIME": str(work.parent / "run"), "ATELIER_LINGER": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None
    with process:
        opened = next((line for line in process.stdout if "est ouvert : " in line), "")
        assert opened, "the lab did not open"
        try:
            yield Lab(opened.rpartition(" : ")[2].strip(), work)
        finally:
            process.send_signal(2)
            last = process.stdout.read()
    assert last.strip().splitlines()[-1:] == ["Le labo est fermé. À bientôt !"]
    assert process.returncode == 0


def notebook(header: str, *cells: tuple[str, str]) -> str:
    """A lesson as text: a header, then (id, source) of its code cells."""
    content: list[dict[str, Any]] = [
        {"cell_type": "markdown", "id": "titre", "metadata": {}, "source": header},
        *(
            {
                "cell_type": "code",
                "id": name,
                "metadata": {},
                "source": source,
                "outputs": [],
                "execution_count": None,
            }
            for name, source in cells
        ),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {"cells": content, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    )


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab with two small lessons of the tests' own."""
    folder = tmp_path_factory.mktemp("lab")
    for name, text in LESSONS.items():
        path = folder / "lecons" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with open_lab(folder / "lecons", folder / "travail") as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip("no Chromium here")
    with open_browser() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page; the test fails when it asks another host for anything."""
    outside: list[str] = []
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR")
    context.set_default_timeout(PATIENCE)
    _watch(context, outside.append)
    yield context.new_page()
    context.close()
    assert outside == [], "asked of other hosts"


def _watch(context: BrowserContext, found: Callable[[str], None]) -> None:
    def see(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in LOCAL:
            found(url)

    context.on("request", lambda request: see(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: see(socket.url)))


@pytest.fixture
def keep() -> Callable[[Page, str], None]:
    """Keep a screenshot of a page under a name."""

    def shoot(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return shoot


LESSONS = {
    "00_decouverte/1_mon_premier_objet.ipynb": notebook(
        "# Mon premier objet\n\n**Durée** : 45 min",
        ("doubler", "def doubler(nombre):\n    return 2 * nombre"),
        (
            "doubler-verification",
            "from checks.feedback import failed, grade, passed\n"
            "grade(2, passed('doubler(21)', constat='doubler(21) donne 42.') if doubler(21) == 42 else "
            "failed('doubler(21)', mistake='m', constat='c', pourquoi='p', piste='p'))",
        ),
        ("erreur", "lampe = 1\nprint(lamp)"),
    ),
    "00_decouverte/2_ma_premiere_lumiere.ipynb": notebook(
        "# Ma première lumière\n\n**Durée** : 45 min",
        (
            "voir",
            "from hardware import LED, Button, sleep\nfrom views.board import show\n"
            "show(leds={13: 'red'}, buttons={2: 'bouton'}, sliders={'A0': 'lumière'})",
        ),
        (
            "attendre",
            "lampe, bouton = LED(13), Button(2)\n"
            "while not bouton.is_pressed:\n    lampe.toggle()\n    sleep(0.2)\n"
            "print('bouton vu par le programme')",
        ),
    ),
}
