"""Every lesson, as a learner gets it, opens in the lab and runs to its end without a red error."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Lab, open_lab

pytestmark = pytest.mark.browser
LESSONS = sorted(path.relative_to(ROOT / "lessons").as_posix() for path in ROOT.glob("lessons/*/*.ipynb"))

ONE_SCREEN_DOWN = """outer => {
    const before = outer.scrollTop;
    outer.scrollBy({top: outer.clientHeight - 50, behavior: "instant"});
    return outer.scrollTop - before;
}"""


@pytest.fixture
def real_lab(tmp_path: Path) -> Iterator[Lab]:
    """A lab for one lesson: the kernels of the others are gone."""
    with open_lab(ROOT / "lessons", tmp_path / "travail") as lab:
        yield lab


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_to_its_end(
    page: Page, real_lab: Lab, keep: Callable[[Page, str], None], lesson: str
) -> None:
    page.goto(real_lab.url)
    page.locator(f"a.button.quiet[href*='{Path(lesson).name}']").click()
    status = page.locator("#jp-main-statusbar")
    expect(status).to_contain_text("Python 3 | Inactif")
    keep(page, f"lecon-{Path(lesson).stem}")
    page.get_by_role("menuitem", name="Exécution", exact=True).click()
    page.get_by_role("menuitem", name="Exécuter toutes les cellules", exact=True).click()
    last = page.locator(".jp-Notebook .jp-CodeCell").last
    expect(last.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"), timeout=180_000)
    page.locator(".jp-NotebookPanel-toolbar [data-command='docmanager:save']").click()
    expect(status).to_contain_text("Enregistrement effectué")
    cells = json.loads((real_lab.work / lesson).read_text(encoding="utf-8"))["cells"]
    errors = [
        (cell["id"], output["evalue"])
        for cell in cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]
    assert errors == []
    keep_all(page, keep, f"lecon-{Path(lesson).stem}-executee")


def keep_all(page: Page, keep: Callable[[Page, str], None], name: str) -> None:
    """Pictures of a whole notebook, one screen after another."""
    notebook = page.locator(".jp-Notebook .jp-WindowedPanel-outer")
    notebook.evaluate("outer => outer.scrollTo(0, 0)")
    for number in range(1, 100):
        notebook.evaluate("outer => new Promise(drawn => requestIdleCallback(drawn))")
        keep(page, f"{name}-{number:02}")
        if notebook.evaluate(ONE_SCREEN_DOWN) == 0:
            break
