"""How an explanation is shown: a panel in the notebook, and the same as plain text."""

from __future__ import annotations

import html
import re

from lab.errors.fault import Explanation, Place

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_CORRECTED = "Ligne corrigée :"
_LINE = "margin:.3em 0"
_RAW = "font-family:monospace;white-space:pre-wrap;margin:.3em 0"
_CODE = f"{_RAW};background:rgba(128,128,128,.15);padding:.3em .8em"
# Edges and the underline stand out (3:1) on a light and on a dark notebook; texts keep the notebook's colour.
_MARK = "background:none;color:inherit;text-decoration:underline solid #d0454c 3px;text-underline-offset:3px"


def error_panel(explanation: Explanation, raw: list[str]) -> str:
    """The panel above an error, with Python's own text folded."""
    whole = html.escape(_ANSI.sub("", "\n".join(raw)))
    details = (
        f'<details><summary>Message complet de Python</summary><pre style="{_RAW}">{whole}</pre></details>'
    )
    return _panel(explanation, "Erreur", "✘", "#d0454c", details)


def notice_panel(explanation: Explanation) -> str:
    """The panel after a cell that ran, and holds a mistake all the same."""
    return _panel(explanation, "Remarque", "Remarque :", "#2a7fb8")


def as_text(explanation: Explanation) -> str:
    """The same as lines of text, for whoever reads no HTML."""
    place = explanation.place
    lines = [_capital(explanation.mistake)]
    if place.text.strip():
        lines += [f"{_where(place)} {place.text.strip()}"]
    lines += [f"{label} : {text}" for label, text in _parts(explanation)]
    if explanation.corrected:
        lines += [f"{_CORRECTED} {explanation.corrected.strip()}"]
    return "\n".join(lines)


def _panel(explanation: Explanation, word: str, sign: str, colour: str, after: str = "") -> str:
    title = html.escape(_capital(explanation.mistake))
    told = "".join(
        f'<dt><strong>{label}</strong></dt><dd style="white-space:pre-line">{_code(text)}</dd>'
        for label, text in _parts(explanation)
    )
    return (
        f'<section class="coop-error" role="group" aria-label="{word} : {title}" '
        f'style="border-left:4px solid {colour};padding:.2em .8em;margin:.2em 0">'
        f'<p style="{_LINE}"><strong><span aria-hidden="true">{sign}</span> {title}</strong></p>'
        + _place(explanation.place)
        + (f'<dl style="{_LINE}">{told}</dl>' if told else "")
        + _corrected(explanation.corrected)
        + f"{after}</section>"
    )


def _parts(explanation: Explanation) -> list[tuple[str, str]]:
    """The parts that have something to say, with the words of a failed check."""
    parts = {"Constat": explanation.constat, "Pourquoi": explanation.pourquoi, "Piste": explanation.piste}
    return [(label, text) for label, text in parts.items() if text]


def _place(place: Place) -> str:
    if not place.text.strip():
        return ""
    text = place.text.rstrip()
    before, fault, after = text[: place.start], text[place.start : place.end], text[place.end :]
    marked = html.escape(before) + (f'<mark style="{_MARK}">{html.escape(fault)}</mark>' if fault else "")
    return f'<p style="{_LINE}">{_where(place)}</p><pre style="{_CODE}">{marked}{html.escape(after)}</pre>'


def _where(place: Place) -> str:
    cell = f" de la cellule [{place.cell}]" if place.cell else ""
    return f"Ligne {place.line}{cell} :"


def _corrected(line: str) -> str:
    if not line:
        return ""
    return f'<p style="{_LINE}">{_CORRECTED}</p><pre style="{_CODE}">{html.escape(line)}</pre>'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _code(text: str) -> str:
    """French text with `code` between backquotes, as HTML."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html.escape(text, quote=False))
