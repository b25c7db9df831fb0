"""What a learner does in the lab, from the home page to the hand-in, in a real browser."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.accessible import page_faults
from tests.browser.conftest import Lab
from tests.browser.contrast import pale_texts

pytestmark = pytest.mark.browser
Keep = Callable[[Page, str], None]


def open_notebook(page: Page, lab: Lab, title: str) -> None:
    """From the home page to a notebook whose kernel is ready."""
    page.goto(lab.url)
    page.get_by_role("link", name=f"Ouvrir « {title} »").click()
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Python 3 | Inactif")


def run_all(page: Page) -> None:
    page.get_by_role("menuitem", name="Exécution", exact=True).click()
    page.get_by_role("menuitem", name="Exécuter toutes les cellules", exact=True).click()


def save(page: Page) -> None:
    page.locator(".jp-NotebookPanel-toolbar [data-command='docmanager:save']").click()


def test_home_page_is_french_and_shows_the_path(page: Page, lab: Lab, keep: Keep) -> None:
    page.goto(lab.url)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bienvenue à l'atelier")
    module = page.locator("[id='00_decouverte']")
    expect(module).to_contain_text("Durée : 1 h 30")
    printing = page.locator("[id='42_imprimer']")
    expect(printing).to_contain_text("À faire avant : Formes en 3D (bientôt), Le G-code (bientôt)")
    expect(printing).to_contain_text("Bientôt")
    assert page.locator(".module").count() == 15
    keep(page, "accueil")
    page.emulate_media(color_scheme="dark")
    keep(page, "accueil-sombre")


def test_home_page_holds_at_200_percent(page: Page, lab: Lab, keep: Keep) -> None:
    page.set_viewport_size({"width": 1366 // 2, "height": 768 // 2})
    page.goto(lab.url)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"
    keep(page, "accueil-200")


def test_home_page_by_keyboard(page: Page, lab: Lab) -> None:
    page.goto(lab.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_text(re.compile("Commencer|Continuer"))


def test_the_pages_are_open_to_all(page: Page, lab: Lab) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for path in ("atelier/", "atelier/rendre", "atelier/reprendre"):
            page.goto(lab.url.replace("atelier/", path))
            assert pale_texts(page) == [], f"{scheme}, {path}"
            assert page_faults(page.content()) == [], path


def test_without_the_token_nothing_is_shown(page: Page, lab: Lab) -> None:
    page.goto(lab.base + "atelier/")
    assert "/login" in page.url


def test_a_lesson_runs_and_its_check_turns_green(page: Page, lab: Lab, keep: Keep) -> None:
    open_notebook(page, lab, "Mon premier objet")
    for word in ("Fichier", "Édition", "Affichage", "Noyau", "Aide"):
        expect(page.get_by_role("menuitem", name=word, exact=True)).to_be_visible()
    expect(page.get_by_role("menuitem", name="Nbgrader")).to_have_count(0)
    run_all(page)
    expect(page.locator(".coop-grade")).to_contain_text("✔ Réussi — 2 points sur 2")
    error = page.locator(".coop-error")
    expect(error).to_contain_text("Il connaît lampe.")
    expect(error.locator("pre").last).to_be_hidden()
    error.get_by_text("Message complet de Python").click()
    expect(error.locator("pre").last).to_contain_text("Traceback")
    keep(page, "carnet-execute")
    page.get_by_role("button", name="Accueil").click()
    page.wait_for_url("**/atelier/")
    expect(page.locator("[id='00_decouverte']")).to_contain_text("✔ terminé")
    keep(page, "accueil-progres")


def test_the_live_board_works_while_a_cell_runs(page: Page, lab: Lab, keep: Keep) -> None:
    open_notebook(page, lab, "Ma première lumière")
    run_all(page)
    board = page.locator("section.board")
    expect(board.locator(".words")).to_contain_text("LED rouge (broche 13) : clignote")
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Python 3 | Occupé")
    assert pale_texts(board) == []
    keep(page, "carte-vivante")
    light = board.get_by_role("slider", name=re.compile("lumière"))
    light.fill("2.5")
    expect(board.locator("output")).to_have_text("2,5 V")
    button = board.get_by_role("button", name=re.compile("bouton"))
    button.focus()
    page.keyboard.down("Space")
    expect(
        page.locator(".jp-OutputArea").get_by_text("bouton vu par le programme", exact=True)
    ).to_be_visible()
    page.keyboard.up("Space")
    board.get_by_role("button", name="Pause").click()
    expect(board.locator(".words")).to_have_text("La carte est en pause.")
    board.get_by_role("button", name="Reprendre").click()
    expect(board.get_by_role("button", name="Pause")).to_be_visible()
    save(page)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Enregistrement effectué")
    saved = json.loads((lab.work / "00_decouverte/2_ma_premiere_lumiere.ipynb").read_text())
    still = "".join(saved["cells"][1]["outputs"][0]["data"]["text/html"])
    assert 'role="img" aria-label="Carte Arduino Uno avec une LED rouge sur la broche 13' in still


def test_hand_in_gives_one_zip(page: Page, lab: Lab, keep: Keep) -> None:
    open_notebook(page, lab, "Mon premier objet")
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("  # moi")
    page.get_by_role("button", name="Rendre mon travail").click()
    page.wait_for_url("**/atelier/rendre")
    page.get_by_label("Votre pseudonyme").fill("lina@exemple.fr")
    page.get_by_role("button", name="Préparer le fichier à rendre").click()
    expect(page.get_by_role("alert")).to_contain_text("ne convient pas")
    page.get_by_label("Votre pseudonyme").fill("Lina")
    page.get_by_label("l'autre pseudonyme").fill("Noah")
    page.get_by_role("button", name="Préparer le fichier à rendre").click()
    expect(page.get_by_role("status")).to_contain_text("prêt")
    keep(page, "rendre")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Télécharger le fichier").click()
    download = downloading.value
    assert download.suggested_filename.startswith("remise_Lina+Noah_")
    kept = lab.work / "remises" / download.suggested_filename
    assert kept.read_bytes() == download.path().read_bytes()
    with zipfile.ZipFile(kept) as bundle:
        assert json.loads(bundle.read("remise.json"))["pseudonyms"] == ["Lina", "Noah"]
        assert "# moi" in bundle.read("00_decouverte/1_mon_premier_objet.ipynb").decode()
        assert all(name == "remise.json" or name.endswith(".ipynb") for name in bundle.namelist())
