"""The lab by keyboard alone: a whole session, work taken up again on another PC, comfort, also at 200 %.

Nothing here clicks: a control is reached with Tab, and used with the keys.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from checks.feedback import grade, passed
from tests.browser.conftest import ROOT, Lab, open_lab
from tests.made_zip import handed_in

pytestmark = pytest.mark.browser
Keep = Callable[[Page, str], None]
LESSON = "00_decouverte/2_ma_premiere_lumiere.ipynb"
TITLE = "Ma première lumière"
ZOOMED = {"width": 1366 // 2, "height": 768 // 2}
ANSWER = [
    "def faire_clignoter(lampe, fois):",  # the editor indents by itself
    "for tour in range(fois):",
    "lampe.on()",
    "sleep(0.5)",
    "lampe.off()",
    "sleep(0.5)",
]


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """A PC with the real lessons, where nobody has worked yet."""
    with open_lab(ROOT / "lessons", tmp_path / "travail") as opened:
        yield opened


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press a key until a control has the focus, which must then be seen."""
    for _ in range(60):
        page.keyboard.press(key)
        if wanted.evaluate("node => node === document.activeElement"):
            assert wanted.evaluate("node => node.matches(':focus-visible')")
            return
    pytest.fail(f"no way to {wanted} with {key}")


def wait_for_kernel(page: Page) -> None:
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Python 3 | Inactif")


def run_command(page: Page, name: str) -> None:
    """A command of the palette, by its name."""
    page.keyboard.press("Control+Shift+C")
    expect(page.locator("#modal-command-palette input")).to_be_focused()
    page.keyboard.type(name)
    expect(page.locator("#modal-command-palette .lm-mod-active")).to_have_text(re.compile(name))
    page.keyboard.press("Enter")


def hint(page: Page, number: int) -> Locator:
    """A hint of the exercise « clignoter »."""
    cell = page.locator(".jp-MarkdownCell", has=page.get_by_text("Regarde la boucle de l'exemple"))
    return cell.locator("details").nth(number - 1)


def saved(lab: Lab) -> list[dict[str, Any]]:
    return json.loads((lab.work / LESSON).read_text(encoding="utf-8"))["cells"]


def test_a_whole_session(page: Page, lab: Lab, keep: Keep) -> None:
    # Find the lesson, and run its first cells.
    page.goto(lab.url)
    tab_to(page, page.get_by_role("link", name=f"Ouvrir « {TITLE} »"))
    page.keyboard.press("Enter")
    wait_for_kernel(page)
    expect(page.locator(".jp-Cell.jp-mod-active")).to_contain_text(TITLE)
    for _ in range(2):
        page.keyboard.press("Shift+Enter")
    expect(page.locator(".jp-CodeCell .jp-InputPrompt").first).to_have_text("[1]:")

    # Go home, and straight to the second exercise.
    run_command(page, "Accueil")
    page.wait_for_url("**/atelier/")
    exercises = page.locator("summary", has_text="Les exercices").nth(1)
    expect(exercises).to_have_accessible_name(f"Les exercices de « {TITLE} »")
    tab_to(page, exercises)
    page.keyboard.press("Enter")
    keep(page, "accueil-exercices")
    tab_to(page, page.get_by_role("link", name="Exercice 2 — faire clignoter"))
    page.keyboard.press("Enter")
    wait_for_kernel(page)
    here = page.locator(".jp-Cell.jp-mod-active")
    expect(here).to_contain_text("Exercice 2 — faire clignoter")
    expect(here).to_be_focused()
    expect(here).to_be_in_viewport()

    # Write the answer; it runs, and the hints are next.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    for line in ANSWER:
        page.keyboard.type(line + "\n")
    page.keyboard.press("Shift+Enter")

    # A hint opens after the one before it.
    second = hint(page, 2).locator("summary")
    expect(second).to_have_attribute("aria-disabled", "true")
    expect(second).to_have_text("Indice 2 – ouvrir d'abord l'indice 1")
    tab_to(page, second)
    page.keyboard.press("Enter")
    expect(hint(page, 2)).not_to_have_attribute("open", "")
    tab_to(page, hint(page, 1).locator("summary"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(second).to_have_text("Indice 2")
    tab_to(page, second)
    page.keyboard.press("Enter")
    expect(hint(page, 2)).to_have_attribute("open", "")
    keep(page, "indices")

    # The check, then hand in.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".coop-grade")).to_contain_text("✔ Réussi — 4 points sur 4")
    run_command(page, "Rendre mon travail")
    page.wait_for_url("**/atelier/rendre")
    (opened,) = [cell["metadata"] for cell in saved(lab) if cell["id"] == "clignoter-indices"]
    assert opened["coop"] == {"hints": 2}
    tab_to(page, page.get_by_label("Votre pseudonyme"))
    page.keyboard.type("Lina")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Votre travail est prêt")
    tab_to(page, page.get_by_role("link", name="Télécharger le fichier"))
    with page.expect_download() as downloading:
        page.keyboard.press("Enter")
    assert downloading.value.suggested_filename.startswith("remise_Lina_")

    # Another day: the hints are as they were left, and the home page knows.
    page.goto(lab.base + f"lab/tree/{LESSON}?reset")
    wait_for_kernel(page)
    for number, is_open in ((1, True), (2, True), (3, False)):
        assert hint(page, number).evaluate("node => node.open") == is_open
    expect(hint(page, 3).locator("summary")).to_have_text("Indice 3")
    page.goto(lab.base + "atelier/")
    expect(page.locator(".next")).to_contain_text("Prochain exercice : Exercice 1")
    tab_to(page, page.locator("summary", has_text="Les exercices").nth(1))
    page.keyboard.press("Enter")
    done = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Exercice 2 — faire"))
    expect(done.last).to_contain_text("✔ réussi · 2 indices ouverts")


def brought(folder: Path) -> Path:
    """A hand-in made elsewhere: a green check, two hints, and an output that would harm if trusted."""
    notebook = json.loads((ROOT / "lessons" / LESSON).read_text(encoding="utf-8"))
    harm = '<img src="data:," onerror="window.harmed = true"><script>window.harmed = true</script>'
    bundle = grade(4, passed("faire_clignoter(lampe, 3)", constat="Trois éclairs."))._repr_mimebundle_()
    for cell in notebook["cells"]:
        if cell["id"] == "clignoter-indices":
            cell["metadata"]["coop"] = {"hints": 2}
        shown = {"clignoter-verification": bundle, "clignoter-essai": {"text/html": harm}}.get(cell["id"])
        if shown:
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": shown}]
    origin = hashlib.sha256((ROOT / "lessons" / LESSON).read_bytes()).hexdigest()
    path = folder / "remise_Lina.zip"
    path.write_bytes(handed_in(["Lina"], {LESSON: json.dumps(notebook)}, copied_from={LESSON: origin}))
    return path


def test_work_is_taken_up_again_on_another_pc(page: Page, lab: Lab, keep: Keep, tmp_path: Path) -> None:
    def send(path: Path) -> None:
        tab_to(page, page.get_by_label("Votre fichier"))
        with page.expect_file_chooser() as choosing:
            page.keyboard.press("Space")
        choosing.value.set_files(path)
        tab_to(page, page.get_by_role("button", name="Reprendre ce travail"))
        page.keyboard.press("Enter")

    page.goto(lab.url)
    tab_to(page, page.get_by_role("link", name="Reprendre mon travail"))
    page.keyboard.press("Enter")
    keep(page, "reprendre")
    other = tmp_path / "photos.zip"
    other.write_bytes(b"not a zip")
    send(other)
    expect(page.get_by_role("alert")).to_contain_text("n'est pas une remise du labo")
    send(brought(tmp_path))
    expect(page.get_by_role("status")).to_contain_text("Votre travail est là")
    keep(page, "reprendre-fait")
    page.set_viewport_size(ZOOMED)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"
    keep(page, "reprendre-200")
    page.set_viewport_size({"width": 1366, "height": 768})

    # Its panel is readable and its scripts are not run.
    tab_to(page, page.get_by_role("link", name=LESSON))
    page.keyboard.press("Enter")
    wait_for_kernel(page)
    expect(page.locator(".coop-grade")).to_contain_text("✔ Réussi — 4 points sur 4")
    expect(hint(page, 2)).to_have_attribute("open", "")
    page.locator(".coop-grade").scroll_into_view_if_needed()
    expect(page.locator(".coop-grade")).to_be_in_viewport()
    keep(page, "carnet-repris")
    assert page.evaluate("window.harmed") is None

    # The next hand-in knows the pseudonym; a second zip asks which work to keep.
    page.goto(lab.base + "atelier/rendre")
    expect(page.get_by_label("Votre pseudonyme")).to_have_value("Lina")
    page.goto(lab.base + "atelier/reprendre")
    keep(page, "reprendre-choix")
    choice = page.get_by_role("group", name=re.compile("déjà commencé"))
    expect(choice.get_by_role("radio")).to_have_count(2)


def test_comfort_is_kept_from_page_to_page(page: Page, lab: Lab, keep: Keep) -> None:
    page.goto(lab.url)
    size = "getComputedStyle(document.querySelector('main p')).fontSize"
    before = float(page.evaluate(size).removesuffix("px"))
    button = page.get_by_role("button", name="Confort")
    tab_to(page, button)
    page.keyboard.press("Enter")
    menu = page.get_by_role("group", name="Confort de lecture")
    for box in menu.get_by_role("checkbox").all():
        expect(box).to_be_focused()
        page.keyboard.press("Space")
        expect(box).to_be_checked()
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    assert float(page.evaluate(size).removesuffix("px")) == pytest.approx(1.25 * before)
    expect(page.locator("html")).to_have_css("scroll-behavior", "auto")
    keep(page, "accueil-confort")
    page.set_viewport_size(ZOOMED)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"
    keep(page, "accueil-confort-200")

    # JupyterLab follows, also in a window that 200 % makes small.
    page.goto(lab.base + f"lab/tree/{LESSON}?reset")
    wait_for_kernel(page)
    text = page.locator(".jp-RenderedMarkdown p").first
    expect(text).to_have_css("font-size", "19px")
    expect(text).to_have_css("letter-spacing", re.compile(r"1\.\d+px"))
    expect(page.locator("#jp-left-stack")).to_be_hidden()
    for name in ("Accueil", "Rendre mon travail", "Confort"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    keep(page, "carnet-confort-200")
    run_command(page, "Confort")
    expect(menu.get_by_role("checkbox").first).to_be_focused()
    keep(page, "confort-200")
    page.keyboard.press("Space")
    expect(text).not_to_have_css("font-size", "19px")


def test_less_motion_is_honoured(page: Page, lab: Lab) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(lab.url)
    expect(page.locator("html")).to_have_css("scroll-behavior", "auto")
