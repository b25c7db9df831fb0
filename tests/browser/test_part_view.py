"""The live view of a part, in one session of the lab: measured, cut, checked, exported, changed, reloaded."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from models import formats
from tests.browser.conftest import Lab, notebook, open_lab
from tests.browser.contrast import pale_texts

pytestmark = pytest.mark.browser
Keep = Callable[[Page, str], None]
NAME = "11_formes/1_volumes.ipynb"
PART = """from solid2 import cube, cylinder
from views.part import show
trou = cylinder(d=5, h=10, center=True, _fn=48)
plaque = cube([60, 20, 4]) - trou.translate([10, 10, 2]) - trou.translate([50, 10, 2])
plaque = plaque + cube([20, 0.6, 14]).translate([20, 19.4, 4]) + cube([20, 16, 2]).translate([20, 4, 16])
show(plaque, ghost=cube([60, 20, 22]))"""
CHECK = """from checks.feedback import grade
from checks import solid
grade(4, solid.hole(plaque, diameter=6, count=2))"""
CUT, OVERHANG, THIN = (0xF2, 0xD4, 0x9B), (0xF0, 0x8A, 0x24), (0xD6, 0x53, 0xC1)
"""Ground colours of the stripes: matter that is cut, overhangs, thin walls."""


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    path = tmp_path / "lecons" / NAME
    path.parent.mkdir(parents=True)
    path.write_text(notebook("# Volumes\n\n**Durée** : 45 min", ("piece", PART), ("verif", CHECK)), "utf-8")
    with open_lab(tmp_path / "lecons", tmp_path / "travail") as opened:
        yield opened


def open_part(page: Page, lab: Lab) -> None:
    page.goto(f"{lab.base}lab/tree/{NAME}?reset&{lab.url.partition('?')[2]}")
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Python 3 | Inactif")


def end_kernels(page: Page, lab: Lab) -> None:
    page.goto("about:blank")
    headers = {"Authorization": f"token {lab.url.partition('token=')[2]}"}
    for kernel in page.request.get(f"{lab.base}api/kernels", headers=headers).json():
        page.request.delete(f"{lab.base}api/kernels/{kernel['id']}", headers=headers)


def press(view: Locator, name: str) -> None:
    view.get_by_role("button", name=name).press("Enter")


def said(view: Locator) -> Locator:
    return view.locator(".said")


def to_the_top(view: Locator) -> None:
    view.evaluate("node => node.scrollIntoView({ block: 'start' })")
    expect(view.locator("canvas")).to_have_css("opacity", "1")


def drawn(view: Locator, colour: tuple[int, int, int]) -> int:
    """How many pixels of the picture have this colour, once what was asked is drawn."""
    view.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    picture = Image.open(io.BytesIO(view.locator("canvas").screenshot())).convert("RGB")
    return int((np.abs(np.asarray(picture).astype(int) - colour).max(axis=2) < 12).sum())


def test_the_life_of_a_part(page: Page, lab: Lab, keep: Keep) -> None:
    open_part(page, lab)
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    view = page.locator(".coop-view")
    expect(view).to_contain_text("Pièce de 60 × 20 × 18 mm, 2 trous de 5 mm.")
    expect(page.locator(".jp-OutputArea img")).to_be_hidden()
    expect(view.get_by_role("img")).to_have_accessible_name(re.compile("2 trous de 5 mm. Flèches : tourner"))
    keep(page, "piece-modele")
    view.get_by_role("button", name="Vue 3D").press("ArrowRight")
    expect(view.get_by_role("button", name="Vue Dessus")).to_be_focused()
    page.keyboard.press("Tab")
    expect(view.get_by_role("button", name="Mesurer la pièce")).to_be_focused()
    press(view, "Montrer le modèle")
    expect(said(view)).to_have_text("Le modèle est caché.")

    for open_it in (measured, cut, checked, exported):
        open_it(view, lambda name: keep(page, name))
    themes(page, view, keep)
    spotted(page, view, keep)
    changed(page, view, keep)
    reloaded(page, lab, keep)


def measured(view: Locator, keep: Callable[[str], None]) -> None:
    """By the buttons and by a click, sizes and a distance."""
    press(view, "Mesurer la pièce")
    press(view, "Suivant")
    expect(said(view)).to_contain_text("Pièce entière : 60 × 20 × 18 mm.")
    press(view, "Suivant")
    expect(said(view)).to_have_text(re.compile(r"2 sur \d+ : Rond : diamètre 5 mm \(4 fois\)\."))
    press(view, "Vue Dessus")
    canvas = view.locator("canvas")
    box = canvas.bounding_box()
    assert box
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(said(view)).to_contain_text("Face : 20 × 16 mm, aire 320 mm²")
    keep("piece-mesure")
    press(view, "Mesurer entre deux points")
    press(view, "Suivant")
    expect(said(view)).to_have_text(re.compile(r"1 sur \d+ : coin, x = "))
    press(view, "Prendre ce point")
    expect(said(view)).to_contain_text("Choisir le deuxième.")
    press(view, "Suivant")
    press(view, "Prendre ce point")
    expect(said(view)).to_have_text(
        re.compile(r"Distance : [\d,]+ mm \(Δx = [\d,]+ mm, Δy = .*, Δz = .*\)\.")
    )
    press(view, "Mesurer la pièce")
    press(view, "Vue 3D")


def cut(view: Locator, keep: Callable[[str], None]) -> None:
    assert drawn(view, CUT) == 0
    press(view, "Couper la pièce")
    expect(view.get_by_role("slider")).to_have_attribute("aria-valuetext", "x = 30 mm")
    assert drawn(view, CUT) > 200
    keep("piece-coupe")
    view.get_by_role("slider").press("End")
    press(view, "Couper la pièce")
    assert drawn(view, CUT) == 0


def checked(view: Locator, keep: Callable[[str], None]) -> None:
    press(view, "Contrôler la pièce")
    press(view, "Montrer les surplombs")
    expect(view.get_by_role("status").first).to_contain_text("Surplombs de plus de 45° : 308 mm².")
    press(view, "Montrer les parois fines")
    expect(view.get_by_role("status").first).to_contain_text("La plus fine mesure environ 0,6 mm.")
    press(view, "Vue Face")
    view.locator("canvas").press("ArrowDown")
    assert drawn(view, OVERHANG) > 100
    assert drawn(view, THIN) > 100
    keep("piece-controle")
    press(view, "Contrôler la pièce")
    press(view, "Vue 3D")


def exported(view: Locator, keep: Callable[[str], None]) -> None:
    press(view, "Exporter la pièce")
    with view.page.expect_download() as downloading:
        press(view, "Télécharger en STL")
    download = downloading.value
    assert download.suggested_filename == "plaque.stl"
    written_here = formats.read(download.path().read_bytes(), "plaque.stl")
    assert written_here.size == pytest.approx((60, 20, 18), abs=1e-4)
    with view.page.expect_download() as downloading:
        press(view, "Télécharger en 3MF")
    by_the_kernel = formats.read(downloading.value.path().read_bytes(), "plaque.3mf")
    assert by_the_kernel.volume == pytest.approx(written_here.volume, rel=1e-5)
    keep("piece-export")
    press(view, "Exporter la pièce")


def themes(page: Page, view: Locator, keep: Keep) -> None:
    """Readable in both themes, at 100 % and at 200 %; every control can be hit."""
    press(view, "Contrôler la pièce")
    press(view, "Montrer les surplombs")
    press(view, "Mesurer la pièce")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(scheme == "light").lower())
        for zoom in (2, 1):
            page.set_viewport_size({"width": 1366 // zoom, "height": 768 // zoom})
            assert pale_texts(view) == []
            assert view.evaluate("node => node.scrollWidth <= node.clientWidth")
            to_the_top(view)
            keep(page, f"piece-{scheme}-{100 * zoom}")
    for control in view.locator("button:visible, input:visible").all():
        size = control.bounding_box()
        assert size
        assert min(size["width"], size["height"]) >= 24
    press(view, "Mesurer la pièce")
    press(view, "Contrôler la pièce")


def spotted(page: Page, view: Locator, keep: Keep) -> None:
    page.get_by_role("button", name="Voir l'endroit").press("Enter")
    expect(said(view)).to_contain_text("L’endroit est marqué sur la pièce.")
    expect(view.locator("canvas")).to_be_focused()
    expect(view.locator("canvas")).to_be_in_viewport(ratio=0.9)
    expect(view.locator(".label", has_text="ici")).to_be_visible()
    keep(page, "piece-endroit")
    other = '{"kind": "point", "at": [0, 0, 0], "part": [[0, 0, 0], [9, 9, 9]]}'
    page.locator(".coop-grade").evaluate(
        "(node, place) => node.insertAdjacentHTML('beforeend',"
        " `<p><button class='coop-spot' data-place='${place}' hidden>Ailleurs</button></p>`)",
        other,
    )
    page.get_by_role("button", name="Ailleurs").press("Enter")
    expect(page.locator(".coop-grade").get_by_role("status")).to_contain_text("n’est pas affichée ici")


def changed(page: Page, view: Locator, keep: Keep) -> None:
    expect(view.get_by_role("button", name="Montrer la pièce d’avant")).to_have_count(0)
    editor = page.locator(".jp-CodeCell .cm-content").first
    editor.get_by_text("plaque = cube([60").click()
    page.keyboard.press("End")
    page.keyboard.type("\nplaque = plaque - cube([5, 5, 5])")
    page.keyboard.press("Shift+Enter")
    press(view, "Montrer la pièce d’avant")
    expect(said(view)).to_have_text("Avant : pièce de 60 × 20 × 18 mm, 2 trous de 5 mm.")
    to_the_top(view)
    keep(page, "piece-avant")


def reloaded(page: Page, lab: Lab, keep: Keep) -> None:
    """Without its kernel the part is still seen, and nothing looks broken."""
    page.locator(".jp-NotebookPanel-toolbar [data-command='docmanager:save']").click()
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Enregistrement effectué")
    cells = json.loads((lab.work / NAME).read_text(encoding="utf-8"))["cells"]
    assert any("image/png" in output["data"] for output in cells[1]["outputs"])
    end_kernels(page, lab)
    open_part(page, lab)
    still = page.locator(".jp-OutputArea img")
    expect(still).to_be_visible()
    expect(still).to_have_attribute("alt", re.compile("pièce de 60 × 20 × 18 mm, 2 trous de 5 mm"))
    expect(page.get_by_role("button", name="Voir l'endroit")).to_be_hidden()
    assert page.get_by_text(re.compile("Error|Erreur|model not found")).all() == []
    keep(page, "piece-sans-noyau")
