"""The trainer's lab: the whole project, nbgrader's tools, nothing to hand in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_lab

pytestmark = pytest.mark.browser


def test_the_trainers_lab(page: Page, keep: Callable[[Page, str], None], tmp_path: Path) -> None:
    with open_lab(tmp_path, tmp_path, "--formateur") as lab:
        page.goto(lab.url)
        expect(page.get_by_role("heading", level=1)).to_have_text("Les modules")
        for learners_own in ("rendre", "reprendre"):
            expect(page.get_by_role("link", name=re.compile(learners_own, re.IGNORECASE))).to_have_count(0)
            assert page.request.get(f"{lab.base}atelier/{learners_own}").status == 404
        keep(page, "accueil-formateur")
        page.get_by_role("link", name="Correction (Formgrader)").click()
        expect(page.get_by_role("link", name="Manage Assignments").first).to_be_visible()
        page.wait_for_load_state("networkidle")  # reading the gradebook blocks the server
        page.goto(lab.base + "lab")
        expect(page.get_by_role("button", name="Accueil")).to_be_visible()
        expect(page.get_by_role("button", name="Rendre mon travail")).to_have_count(0)
        page.get_by_role("menuitem", name="Nbgrader").click()
        expect(page.get_by_role("menuitem", name="Create assignment")).to_be_visible()
        keep(page, "formateur")
