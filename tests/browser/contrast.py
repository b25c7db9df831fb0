"""The texts of a page as a browser paints them, for tests/accessible.py to judge."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.accessible import Text, pale

# For each run of text below `root`, shadow trees too: its words, its colour, what is painted under it.
# Left out: what is hidden, covered or clipped, what a screen reader is told to pass over, and disabled
# controls, which the recommendation exempts.
_TEXTS = """root => {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const over = (colour, under, opacity = 1) => {
    pen.globalAlpha = 1; pen.fillStyle = `rgb(${under})`; pen.fillRect(0, 0, 1, 1);
    pen.globalAlpha = opacity; pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const parent = (node) => node.parentElement ?? node.getRootNode().host;
  const opacity = (node) => node ? Number(getComputedStyle(node).opacity) * opacity(parent(node)) : 1;
  const passed = (node) => node && (node.ariaHidden === 'true' || node.disabled || passed(parent(node)));
  const stack = (node, x, y) => {
    const tree = node.getRootNode();
    return [...tree.elementsFromPoint(x, y), ...(tree.host ? stack(tree.host, x, y) : [])];
  };
  const paint = (node) => {
    const style = getComputedStyle(node);
    const drawn = node instanceof SVGGeometryElement;
    return drawn ? (style.fill === 'none' ? 'transparent' : style.fill) : style.backgroundColor;
  };
  const texts = (node) => [
    ...(node.shadowRoot ? texts(node.shadowRoot) : []),
    ...[...node.childNodes].flatMap((child) => child instanceof Text ? [child] : texts(child)),
  ];
  return texts(root).flatMap((text) => {
    const node = text.parentElement ?? text.getRootNode().host;
    if (!text.textContent.trim() || passed(node) || ['STYLE', 'SCRIPT'].includes(node.tagName)) return [];
    node.scrollIntoView({ block: 'center', inline: 'center' });
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = [...range.getClientRects()].find((rect) => rect.width > 1 && rect.height > 1);
    if (!box) return [];
    const under = stack(node, box.x + box.width / 2, box.y + box.height / 2);
    if (!under.includes(node)) return [];
    const painted = under.slice(under.indexOf(node)).reverse();
    const ground = painted.reduce((below, one) => over(paint(one), below), [255, 255, 255]);
    const style = getComputedStyle(node);
    const ink = node instanceof SVGElement ? style.fill : style.color;
    return [{ words: text.textContent.trim().slice(0, 40), ink: over(ink, ground, opacity(node)), ground,
              size: parseFloat(style.fontSize), bold: Number(style.fontWeight) >= 600 }];
  });
}"""


def pale_texts(where: Page | Locator) -> list[str]:
    """The texts of a page, or of a part of it, without the contrast they need."""
    part = where.locator("body") if isinstance(where, Page) else where
    found = [
        Text(seen["words"], tuple(seen["ink"]), tuple(seen["ground"]), seen["size"], seen["bold"])
        for seen in part.evaluate(_TEXTS)
    ]
    assert found, "no text was found: is the page open?"
    return list(dict.fromkeys(map(str, pale(found))))
