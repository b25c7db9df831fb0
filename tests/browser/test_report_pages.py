"""The pages of a graded class in a browser: sorting, filtering, narrow screens, zoom, print, hostility."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import made_report
from tests.unit.test_report_pages import hostile_class

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class page of 30 learners × 40 exercises, with the learners' pages beside it."""
    return made_report.write(tmp_path_factory.mktemp("classe"), made_report.make(30, 10))


@pytest.fixture
def offline(browser: Browser) -> Iterator[Page]:
    """A page without a network; the test fails on any error or on anything asked of a host."""
    troubles: list[str] = []
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR", offline=True)
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text))
    page.on("dialog", lambda dialog: troubles.append(f"a dialog: {dialog.message}"))
    page.on("request", lambda asked: troubles.append(asked.url) if "://" in asked.url[:8] else None)
    yield page
    context.close()
    assert [trouble for trouble in troubles if not trouble.startswith("file:")] == []


def names(page: Page) -> list[str]:
    return page.locator(".heat tbody tr:visible th").all_inner_texts()


def shares(page: Page) -> list[int]:
    texts = page.locator(".heat tbody tr:visible td:nth-child(2)").all_inner_texts()
    return [int(text.removesuffix(" %")) for text in texts]


def test_the_table_is_sorted_and_filtered(offline: Page, made: Path) -> None:
    offline.goto(made.as_uri())
    everyone = names(offline)
    assert len(everyone) == 30
    total = offline.get_by_role("button", name="Total")
    total.click()
    assert shares(offline) == sorted(shares(offline))
    expect(offline.locator("th[aria-sort=ascending]")).to_have_text("Total")
    total.click()
    assert shares(offline) == sorted(shares(offline), reverse=True)
    offline.get_by_role("button", name="Élève").click()
    assert names(offline) == everyone
    offline.get_by_label("Pseudonyme").fill("LOUTRE")
    assert len(names(offline)) == 3
    expect(offline.locator("output")).to_have_text("3 élèves sur 30")
    offline.get_by_label("Pseudonyme").fill("")
    offline.get_by_label("seulement les élèves à aider").check()
    assert 0 < len(names(offline)) < 30
    assert max(shares(offline)) < 50
    offline.get_by_label("Module").select_option(label="Le G-code")
    assert offline.locator(".heat thead tr:nth-child(2) th:visible").count() == 5


def test_without_javascript_the_whole_table_is_there(browser: Browser, made: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(made.as_uri())
    expect(page.locator(".heat tbody tr:visible")).to_have_count(30)
    expect(page.locator(".controls")).to_be_hidden()
    page.locator(".heat tbody a").first.click()
    expect(page.locator("h1")).to_contain_text("Retour de")
    context.close()


def left_of_names(page: Page) -> float:
    return page.locator(".heat tbody th").first.evaluate("cell => cell.getBoundingClientRect().left")


@pytest.mark.parametrize("width", [1366, 683, 400])  # a PC, the same at 200 %, a telephone
def test_no_page_is_wider_than_the_screen(offline: Page, made: Path, width: int) -> None:
    offline.set_viewport_size({"width": width, "height": 700})
    for path in (made, next((made.parent / "retours").iterdir())):
        offline.goto(path.as_uri())
        assert offline.evaluate("document.documentElement.scrollWidth") <= width
        if path == made:
            before = left_of_names(offline)
            offline.locator(".scroll").first.evaluate("area => area.scrollLeft = 400")
            assert left_of_names(offline) == pytest.approx(before, abs=1)


def test_forty_exercises_fit_on_sheets_of_paper(offline: Page, made: Path) -> None:
    offline.goto(made.as_uri())
    offline.emulate_media(media="print")
    expect(offline.locator(".controls")).to_be_hidden()
    offline.set_viewport_size({"width": 1055, "height": 700})  # A4 in landscape, 9 mm of margin
    assert offline.locator(".heat").evaluate("table => table.getBoundingClientRect().right") <= 1055
    paper = offline.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/MediaBox \[0 0 (\d+)", paper) == [b"841"] * len(
        re.findall(rb"/Type /Page\b", paper)
    )
    assert len(paper) < 1_000_000


def test_hostile_texts_run_nothing_and_stay_in_their_place(offline: Page, tmp_path: Path) -> None:
    learners = hostile_class()
    learners[0].pseudonym = "Eve"  # its file needs a name; pseudonyms hold letters, digits and dashes
    page = made_report.write(tmp_path, learners)
    for path in (page, *(tmp_path / "retours").iterdir()):
        offline.goto(path.as_uri())
        expect(offline.locator("h1")).to_be_visible()
        assert offline.locator("img[onerror], script:not(body > script)").count() == 0
