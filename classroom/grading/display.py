"""Notebooks of learners as formgrader shows them: what would run in the trainer's browser is made inert.

Formgrader draws a notebook inside a page that may do all that the trainer may, marks included; nbconvert lets
HTML of text cells and outputs through. Named in the folder of marks' nbgrader_config.py.
"""

from __future__ import annotations

import html
import re
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from checks.feedback import MIME

_TAG = re.compile(
    r"<(?=[a-zA-Z/!?])(?!/?(?:details|summary|code|pre|b|i|em|strong|sub|sup|kbd|br|p|hr)\s*/?>)"
)
"""The beginning of a tag that is not one of these, without attributes."""
_LINK = re.compile(
    r"\]([(:])(?!\s*+(?:https?://|mailto:|#|attachment:|image-absente:|[\w./%-]*(?:[)\s\"']|$)))"
)
"""The beginning of a link to anything but a page or a file: ``javascript:``, however it is spelt."""
_ATTACHMENT = re.compile(r"attachment:([^\s()<>\"']*)")
_FRAME = (
    'style="width:100%; height:22em; border:1px solid #c9cfda; resize:vertical" title="Sortie de l\'élève"'
)


class Inert(Preprocessor):
    """Leaves the checks' panels; text cells lose their HTML, HTML outputs go in a frame without scripts."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        if cell.cell_type == "markdown":
            cell.source = _without_missing_pictures(inert_text(cell.source), cell.get("attachments", {}))
        for output in cell.get("outputs", []):
            if (data := output.get("data")) and MIME not in data:
                _make_inert(data)
        return cell, resources


def inert_text(markdown: str) -> str:
    """``markdown`` without tags (but a few that carry nothing) and without links that would run something."""
    return _LINK.sub(r"]\\\1", _TAG.sub("&lt;", markdown))


def _without_missing_pictures(source: str, attachments: dict[str, Any]) -> str:
    """nbconvert gives up a whole notebook for one picture that is not there."""
    return _ATTACHMENT.sub(
        lambda found: found[0] if found[1] in attachments else f"image-absente:{found[1]}", source
    )


def _make_inert(data: NotebookNode) -> None:
    if "text/html" in data:
        page = html.escape(data["text/html"])
        data["text/html"] = f'<iframe sandbox="" srcdoc="{page}" {_FRAME}></iframe>'
    if "text/markdown" in data:
        data["text/markdown"] = inert_text(data["text/markdown"])
