"""A name that is missing, told apart in JupyterLab: a cell that was not run, or a kernel restarted since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Lab, notebook, open_lab

pytestmark = pytest.mark.browser
LESSON = notebook(
    "# Mesurer la vis\n\n**Durée** : 5 min",
    ("rayon", "rayon = 3"),
    ("aire", "print('aire :', 3.14 * rayon ** 2)"),
)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    path = tmp_path / "lecons" / "00_decouverte" / "1_mesurer.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(LESSON, encoding="utf-8")
    with open_lab(tmp_path / "lecons", tmp_path / "travail") as opened:
        yield opened


def test_a_cell_out_of_order_and_a_restarted_kernel(
    page: Page, lab: Lab, keep: Callable[[Page, str], None]
) -> None:
    page.goto(lab.url)
    page.get_by_role("link", name="Ouvrir « ").first.click()
    wait_for_kernel(page)
    cell = page.locator(".jp-CodeCell").nth(1)
    run(page)
    error = cell.locator(".coop-error")
    expect(error).to_contain_text("Une cellule n'a pas été exécutée")
    expect(error).to_contain_text("« Mesurer la vis »")
    keep(page, "cellule-non-executee")
    choose(page, "Exécution", "Exécuter tout au-dessus de la cellule sélectionnée")
    run(page)
    expect(cell).to_contain_text("aire : 28.26")
    page.locator(".jp-NotebookPanel-toolbar [data-command='docmanager:save']").click()
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Enregistrement effectué")
    choose(page, "Noyau", "Redémarrer le noyau…")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    wait_for_kernel(page)
    run(page)
    expect(error).to_contain_text("Le noyau a redémarré : les noms sont perdus")


def wait_for_kernel(page: Page) -> None:
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Python 3 | Inactif")


def run(page: Page) -> None:
    """Run the second cell, which uses the name."""
    page.locator(".jp-CodeCell").nth(1).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


def choose(page: Page, menu: str, entry: str) -> None:
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=entry).click()  # its shortcut is part of its name
