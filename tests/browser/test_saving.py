"""A learner's work is saved in turn, and JupyterLab asks nothing about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.conftest import ROOT, open_lab

pytestmark = pytest.mark.browser


def test_two_saves_at_once_are_no_change_by_someone_else(page: Page, tmp_path: Path) -> None:
    """A hint that opens saves the notebook while the answer to another save is still on its way."""
    waiting: list[tuple[Route, APIResponse]] = []
    with open_lab(ROOT / "lessons", tmp_path / "travail") as lab:
        page.goto(lab.url)
        page.get_by_role("link", name="Ouvrir « Ma première lumière »").click()
        status = page.locator("#jp-main-statusbar")
        expect(status).to_contain_text("Python 3 | Inactif")
        hint = page.locator("details", has_text="Indice 1").first
        hint.scroll_into_view_if_needed()
        page.route("**/api/contents/**", lambda route: _hold_first_save(route, waiting))
        page.locator(".jp-NotebookPanel-toolbar [data-command='docmanager:save']").click()
        _live(page, until=lambda: bool(waiting))
        hint.locator("summary").click()
        _live(page)
        held, answer = waiting[0]
        held.fulfill(response=answer)
        _live(page)
        expect(status).to_contain_text("Enregistrement effectué")
        expect(page.locator(".jp-Dialog")).to_have_count(0)
        page.unroute_all()


def _hold_first_save(route: Route, waiting: list[tuple[Route, APIResponse]]) -> None:
    """The file is written; the page does not know yet."""
    if route.request.method == "PUT" and not waiting:
        waiting.append((route, route.fetch()))
    else:
        route.continue_()


def _live(page: Page, until: Callable[[], bool] = lambda: False, turns: int = 30) -> None:
    """Let the page ask the server ``turns`` times, or until something has come."""
    for _ in range(turns):
        page.evaluate("fetch('/api/status').then((answer) => answer.text())")
        if until():
            return
