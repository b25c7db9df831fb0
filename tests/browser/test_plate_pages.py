"""The pages of a printing session in a browser: what stands out, and one page of paper for each pupil."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from classroom.plate import pages
from tests.browser.contrast import pale_texts
from tests.unit.test_plate import BED, session

pytestmark = pytest.mark.browser


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR", offline=True)
    yield context.new_page()
    context.close()


def opened(page: Page, folder: Path, text: str) -> None:
    path = folder / "page.html"
    path.write_text(text, "utf-8")
    page.goto(path.as_uri())


def test_each_pupil_has_exactly_one_page_of_paper(browser_page: Page, tmp_path: Path) -> None:
    opened(browser_page, tmp_path, pages.handouts(*session()))
    paper = browser_page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", paper)) == browser_page.locator(".sheet").count() == 4
    browser_page.emulate_media(media="print")
    browser_page.set_viewport_size({"width": 703, "height": 1000})  # A4 less its margins
    cut = browser_page.locator(".sheet").evaluate_all(
        "all => all.filter(s => s.scrollHeight > s.clientHeight + 1)"
    )
    assert cut == [], "a sheet is longer than its page"


@pytest.mark.parametrize("write", [lambda *given: pages.plan(*given, BED), pages.handouts])
def test_texts_stand_out_and_fit_a_narrow_screen(
    browser_page: Page, tmp_path: Path, write: Callable[..., str]
) -> None:
    opened(browser_page, tmp_path, write(*session()))
    assert pale_texts(browser_page) == []
    browser_page.set_viewport_size({"width": 400, "height": 700})
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= 400
