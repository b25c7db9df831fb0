"""The live view of a toolpath, on a page of its own and in the lab."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from models.toolpath import Toolpath
from tests.browser.conftest import Lab, notebook, open_lab
from tests.browser.contrast import pale_texts
from views import path_live, toolpath

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not path_live.MODULE.exists(), reason="the browser parts are not built"),
]
Keep = Callable[[Page, str], None]

# Opens the view as JupyterLab does, from the module and the message of the kernel.
_OPEN = """async ([source, message, alt]) => {
  const bytes = (text) => new DataView(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer);
  const path = Object.fromEntries(Object.entries(message).map(([name, value]) =>
    [name, value?.base64 === undefined ? value : bytes(value.base64)]));
  const module = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const { default: view } = await import(module);
  const model = { get: (name) => ({ path, alt, still: 'still' })[name] };
  view.render({ model, el: document.querySelector('main') });
}"""

_DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"

# The pixels of the picture, once it is drawn: how many are orange, how many green.
_COLOURS = """async () => {
  const canvas = document.querySelector('canvas');
  const gl = canvas.getContext('webgl2');
  const [wide, high] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
  const pixels = new Uint8Array(4 * wide * high);
  canvas.dispatchEvent(new Event('webglcontextrestored')); // draws again
  await new Promise((drawn) => requestAnimationFrame(drawn));
  gl.readPixels(0, 0, wide, high, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  const found = { orange: 0, green: 0 };
  for (let at = 0; at < pixels.length; at += 4) {
    const [red, green, blue] = pixels.subarray(at, at + 3);
    if (red > 1.4 * green && green > blue) found.orange += 1;
    else if (green > 1.25 * red && green > blue) found.green += 1;
  }
  return found;
}"""


def tower(layers: int = 12) -> str:
    """A square tower, with the comments, the speeds and the temperatures of a slicer."""
    lines = ["G28", "M109 S215", "M83"]
    for layer in range(layers):
        z = 0.2 * (layer + 1)
        lines += [
            "M106 S255" if layer else "M107",
            "M104 S205" if layer == layers // 2 else "",
            f"G1 Z{z:.2f} F600",
            "G1 X100 Y100 F7200",
            ";TYPE:External perimeter",
            *(f"G1 {to} E0.7 F1800" for to in ("X120", "Y120", "X100", "Y100")),
            "G1 X101 Y101 F7200",
            ";TYPE:Perimeter",
            *(f"G1 {to} E0.63 F2400" for to in ("X119", "Y119", "X101", "Y101")),
            ";TYPE:Internal infill",
            *(f"G1 X{x} Y{y} E0.6 F3600" for x, y in zip(range(102, 119), [118, 102] * 9, strict=False)),
        ]
    return "\n".join(lines)


@pytest.fixture
def sheet(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens the view of a program on an empty page, in a theme and at a zoom."""
    contexts = []

    def open_view(program: str, theme: str = "light", zoom: int = 1) -> Page:
        context = browser.new_context(
            viewport={"width": 1366 // zoom, "height": 1100 // zoom}, device_scale_factor=zoom, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"the page: {error}"))
        ground, ink = ("#fff", "#212121") if theme == "light" else ("#1e1e1e", "#fff")
        page.set_content(
            f"<body data-jp-theme-light='{str(theme == 'light').lower()}' "
            f"style='background:{ground};color:{ink}'>"
            "<figure class='still'>image</figure><main></main></body>"
        )
        path = Toolpath.from_gcode(program)
        page.evaluate(_OPEN, [path_live.MODULE.read_text("utf-8"), message(path), toolpath.describe(path)])
        return page

    yield open_view
    for context in contexts:
        context.close()


def message(path: Toolpath) -> dict[str, Any]:
    """What the kernel sends, for a page without one."""
    return {
        name: {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for name, value in path_live.as_message(path).items()
    }


def at(page: Page, name: str) -> Any:
    return page.get_by_role("slider", name=name)


def colours(page: Page) -> dict[str, int]:
    return page.evaluate(_COLOURS)


@pytest.mark.parametrize("zoom", [1, 2])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_colouring_has_its_legend(sheet: Any, keep: Keep, theme: str, zoom: int) -> None:
    page = sheet(tower(), theme, zoom)
    expect(page.locator(".still")).to_be_hidden()
    legend = page.get_by_role("group", name="Légende")
    for way, names in {
        "kind": ["paroi extérieure", "paroi intérieure", "remplissage", "à vide"],
        "speed": ["30 mm/s", "40 mm/s", "60 mm/s", "à vide"],
        "temperature": ["205 °C", "215 °C", "à vide"],
    }.items():
        page.get_by_label("Couleurs").select_option(way)
        expect(legend.locator("label")).to_have_text(names)
        swatches = legend.locator(".swatch").evaluate_all("all => all.map(one => one.style.background)")
        assert len(set(swatches)) == len(names)
        keep(page, f"chemin-{way}-{theme}-{zoom}00")
    assert pale_texts(page.locator("main")) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_a_slider_hides_is_not_drawn(sheet: Any, keep: Keep) -> None:
    page = sheet(tower())
    whole = colours(page)
    last = at(page, "À la couche")
    expect(last).to_have_attribute("aria-valuetext", "12 sur 12, à 2,4 mm")
    last.focus()
    page.keyboard.press("ArrowLeft")
    expect(last).to_have_attribute("aria-valuetext", "11 sur 12, à 2,2 mm")
    page.keyboard.press("Home")
    expect(last).to_have_attribute("aria-valuetext", "1 sur 12, à 0,2 mm")
    assert colours(page)["orange"] < whole["orange"] * 0.7
    keep(page, "chemin-couche-1")


def test_the_layer_slider_follows_the_mouse(sheet: Any, keep: Keep) -> None:
    page = sheet(tower())
    whole = colours(page)
    first = at(page, "De la couche")
    box = first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(first).to_have_attribute("aria-valuetext", "12 sur 12, à 2,4 mm")
    assert colours(page)["orange"] < whole["orange"] * 0.7
    keep(page, "chemin-derniere-couche")
    at(page, "À la couche").fill("3")  # below the first, which goes with it
    expect(first).to_have_attribute("aria-valuetext", "4 sur 12, à 0,8 mm")


def test_the_head_is_followed_move_by_move(sheet: Any, keep: Keep) -> None:
    page = sheet(tower())
    head = at(page, "Suivre la tête")
    head.focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    said = "Ligne 10 : paroi extérieure, 30 mm/s, 215 °C, largeur 0,42 mm, jusqu’à "
    said += "X\u00a0120 Y\u00a0120 Z\u00a00,2."
    expect(page.locator(".move")).to_have_text(said)
    expect(head).to_have_attribute("aria-valuetext", re.compile(f"^\\d+ s. {re.escape(said)}$"))
    keep(page, "chemin-tete")
    few = colours(page)
    page.keyboard.press("End")
    assert colours(page)["orange"] > 2 * few["orange"]


def test_the_head_goes_on_by_itself_until_it_is_stopped(sheet: Any) -> None:
    page = sheet(tower(2))
    head, button = at(page, "Suivre la tête"), page.get_by_role("button", name="Faire avancer la tête")
    end = int(head.get_attribute("max"))
    button.click()
    expect(button).to_have_text("Pause")
    page.wait_for_function(f"document.querySelectorAll('input[type=range]')[2].value < {end}")
    button.click()
    expect(button).to_have_text("Lire")


def test_a_kind_of_line_is_hidden_by_its_box(sheet: Any) -> None:
    page = sheet(tower())
    before = colours(page)
    page.get_by_role("checkbox", name="paroi extérieure").uncheck()
    page.get_by_role("checkbox", name="remplissage").uncheck()
    after = colours(page)
    assert after["orange"] < before["orange"]
    assert after.get("green", 0) < before["green"] / 5


def test_what_is_under_the_pointer_is_told(sheet: Any, keep: Keep) -> None:
    page = sheet("M83\nG1 Z0.2\nG1 X100 Y100 F3000\nM104 S200\nG1 X140 E1.4 F1200\nG1 Y130 E1")
    box = page.locator("canvas").bounding_box()
    assert box
    told = page.locator(".move")
    expect(told).to_contain_text("Passez sur un trait")
    seen = []
    for step in range(1, 100):
        page.mouse.move(box["x"] + box["width"] * step / 100, box["y"] + box["height"] * 0.5)
        page.evaluate(_DRAWN)
        seen.append(told.inner_text())
        if "Ligne 6" in seen[-1]:
            keep(page, "chemin-pointeur")
    line = "Ligne 6 : trait de plastique, 20 mm/s, 200 °C, largeur 0,4 mm, jusqu’à "
    assert f"{line}X\u00a0140 Y\u00a0130 Z\u00a00,2." in seen
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] + 200)
    expect(told).to_contain_text("Passez sur un trait")


def test_the_picture_turns_by_the_keyboard_and_is_named(sheet: Any) -> None:
    page = sheet(tower())
    picture = page.get_by_role("img", name="Impression en 12 couches")
    picture.focus()
    before = colours(page)
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    assert colours(page) != before


def test_a_vase_is_cut_by_height(sheet: Any, keep: Keep) -> None:
    turn = "".join(
        f"G1 X{100 + x} Y{100 + y} Z{0.2 + z / 100:.2f} E1 F1800\n"
        for z in range(3000)
        for x, y in [[(0, 0), (40, 0), (40, 40), (0, 40)][z % 4]]
    )
    page = sheet("M83\n" + turn)
    last = at(page, "À la hauteur")
    last.fill("20")
    expect(last).to_have_attribute("aria-valuetext", re.compile(r"^à \d+(,\d+)? mm$"))
    keep(page, "chemin-vase")


def test_nothing_but_travels_is_drawn_as_dashes(sheet: Any, keep: Keep) -> None:
    page = sheet("G28\nG1 Z5 F300\nG1 X20 Y60 F3000\nG1 Y20\nG1 X50")
    expect(page.get_by_role("group", name="Légende").locator("label")).to_have_text(["à vide"])
    page.evaluate(_DRAWN)
    keep(page, "chemin-a-vide")


def test_in_the_lab_then_without_a_kernel(page: Page, tmp_path: Path, keep: Keep) -> None:
    lesson = tmp_path / "lecons" / "00_decouverte" / "1_mon_premier_objet.ipynb"
    lesson.parent.mkdir(parents=True)
    program = f"from views.toolpath import show\nshow({tower(6)!r})"
    lesson.write_text(notebook("# Mon premier objet\n\n**Durée** : 45 min", ("voir", program)), "utf-8")
    with open_lab(tmp_path / "lecons", tmp_path / "travail") as lab:
        _open(page, lab)
        expect(page.locator("#jp-main-statusbar")).to_contain_text("Python 3 | Inactif")
        page.locator(".jp-CodeCell .cm-content").first.click()
        page.keyboard.press("Control+Enter")
        expect(at(page, "À la couche")).to_be_visible()
        expect(page.locator("figure[class*='coop-still']")).to_be_hidden()
        page.locator(".coop-view canvas").scroll_into_view_if_needed()
        page.evaluate(_DRAWN)
        keep(page, "chemin-labo")
        page.locator(".jp-NotebookPanel-toolbar [data-command='docmanager:save']").click()
        expect(page.locator("#jp-main-statusbar")).to_contain_text("Enregistrement effectué")
    page.goto("about:blank")
    with open_lab(tmp_path / "lecons", tmp_path / "travail") as lab:  # its kernel knows no view
        _open(page, lab)
        still = page.locator("figure[class*='coop-still'] img")
        expect(still).to_be_visible()
        expect(still).to_have_attribute("alt", re.compile("^Impression en 6 couches"))
        still.scroll_into_view_if_needed()
        keep(page, "chemin-sans-noyau")


def _open(page: Page, lab: Lab) -> None:
    page.goto(lab.url)
    page.locator("a.button.quiet[href*='1_mon_premier_objet']").click()
