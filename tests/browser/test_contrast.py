"""What is painted stands out: pages of a class, panels and views in a light and in a dark notebook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import made_report
from tests.accessible import THEMES
from tests.browser.contrast import pale_texts
from tests.unit.test_views_accessible import FRAGMENTS

pytestmark = pytest.mark.browser
INK = {"light": "#212121", "dark": "#ffffff"}


@pytest.fixture
def sheet(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR", offline=True)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_report.write(tmp_path_factory.mktemp("classe"), made_report.make(5, 3)).parent


@pytest.mark.parametrize("theme", THEMES)
def test_what_a_notebook_shows(sheet: Page, theme: str) -> None:
    ground = ",".join(map(str, THEMES[theme]))
    style = f"background: rgb({ground}); color: {INK[theme]}; font: 14px sans-serif"
    sheet.set_content(f'<body style="{style}">{"".join(FRAGMENTS.values())}</body>')
    assert pale_texts(sheet) == []


@pytest.mark.parametrize("name", ["classe.html", "retours"])
def test_the_pages_of_a_class(sheet: Page, classroom: Path, name: str) -> None:
    path = classroom / name
    sheet.goto((path if path.is_file() else min(path.iterdir())).as_uri())
    assert pale_texts(sheet) == []


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ('<p style="color: #767676">a</p>', False),
        ('<p style="color: #777">a</p>', True),
        ('<p style="color: #888; font-size: 24px">a</p>', False),
        ('<p style="opacity: .4">a</p>', True),
        ('<p style="color: #fff">a</p>', True),
        ('<p style="color: #fff; background: #333">a</p>', False),
        ('<div style="background: #333"><p>a</p></div>', True),
        ('<div style="background: #fff8"><p>a</p></div>', False),
        ('<button disabled style="color: #aaa">a</button>', False),
        ('<p aria-hidden="true" style="color: #eee">a</p>', False),
        ('<svg><rect width="90" height="40" fill="#333"/><text y="20">a</text></svg>', True),
        ('<svg><text y="20" fill="#767676">a</text></svg>', False),
    ],
)  # fmt: skip
def test_a_pale_text_is_seen(sheet: Page, body: str, seen: bool) -> None:
    sheet.set_content(f"<body>témoin {body}</body>")
    assert bool(pale_texts(sheet)) == seen
