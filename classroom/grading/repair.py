"""Make a clean notebook of a submission: the learner's sources, everything else from the lesson itself.

A submission is hostile until proved otherwise: of its JSON only the type, the source, the attachments and the
``grade_id`` of its cells are read. Points, locks and kernel come from the lesson; a cell of the lesson that
was deleted comes back at its place. What was changed is noted as a fact for the trainer.
"""

from __future__ import annotations

import copy
import json
import re
from typing import Any

MAX_CELLS = 2_000
MAX_SOURCE = 1_000_000
"""Characters of one cell."""
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
Notebook = dict[str, Any]


class Unreadable(ValueError):
    """The file is not a notebook; the text says why, in French."""


def read(content: bytes) -> list[Notebook]:
    """The cells of a submitted notebook, each with ``cell_type``, ``source``, ``grade_id``, ``attachments``.

    Raises :class:`Unreadable`.
    """
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("ce n'est pas un carnet Jupyter (le fichier n'est pas du JSON)") from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("ce n'est pas un carnet Jupyter de format 4 (il n'a pas de cellules)")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"le carnet a {len(cells)} cellules (au plus {MAX_CELLS})")
    return [_read_cell(cell) for cell in cells]


def _read_cell(cell: Any) -> Notebook:
    if not isinstance(cell, dict):
        raise Unreadable("une cellule du carnet est mal formée")
    kind = cell.get("cell_type")
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if kind not in ("code", "markdown", "raw") or not isinstance(source, str):
        raise Unreadable("une cellule du carnet est mal formée")
    return {
        "cell_type": kind,
        "source": _whole(source),
        "grade_id": _grade_id(cell),
        "attachments": _attachments(cell),
    }


def _grade_id(cell: Notebook) -> str | None:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _attachments(cell: Notebook) -> dict[str, dict[str, str]]:
    attachments = cell.get("attachments")
    if not isinstance(attachments, dict):
        return {}
    pictures = {name: _pictures(bundle) for name, bundle in attachments.items() if isinstance(bundle, dict)}
    return {_whole(name): bundle for name, bundle in pictures.items() if bundle}


def _pictures(bundle: dict[str, Any]) -> dict[str, str]:
    return {
        _whole(mime): data
        for mime, data in bundle.items()
        if mime.startswith("image/") and isinstance(data, str) and _BASE64.fullmatch(data)
    }


def _whole(text: str) -> str:
    """``text`` with a ``?`` for each half character: JSON lets them through, no file in UTF-8 holds one."""
    return text.encode("utf-8", "replace").decode("utf-8")


def repair(submitted: list[Notebook], lesson: Notebook) -> tuple[Notebook, list[str]]:
    """A notebook to grade, made of ``submitted`` cells and of the released ``lesson``; and what was tampered
    with.
    """
    expected = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in _lesson_cells(lesson)}
    notes: list[str] = []
    cells = _without_duplicates([_of_bounded_size(cell, notes) for cell in submitted], expected, notes)
    present = [cell["grade_id"] for cell in cells]
    for position, grade_id in enumerate(expected):
        if grade_id not in present:
            notes.append(f"la cellule « {grade_id} » était supprimée : elle a été remise")
            before = [present.index(known) for known in list(expected)[:position] if known in present]
            index = max(before, default=-1) + 1
            present.insert(index, grade_id)
            cells.insert(index, {**_read_cell(expected[grade_id]), "grade_id": grade_id})
    made = [_make_cell(number, cell, expected, notes) for number, cell in enumerate(cells, start=1)]
    return {**lesson, "cells": made}, notes


def _of_bounded_size(cell: Notebook, notes: list[str]) -> Notebook:
    size = len(cell["source"])
    if size <= MAX_SOURCE:
        return cell
    notes.append(f"une cellule comptait {size} caractères : elle a été vidée")
    return {**cell, "source": ""}


def _lesson_cells(lesson: Notebook) -> list[Notebook]:
    return [cell for cell in lesson["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id")]


def _without_duplicates(
    cells: list[Notebook], expected: dict[str, Notebook], notes: list[str]
) -> list[Notebook]:
    """Each cell of the lesson once, the last one as nbgrader does; other cells have no ``grade_id``."""
    kept: list[Notebook] = []
    seen: set[str] = set()
    for cell in reversed(cells):
        grade_id = cell["grade_id"]
        if grade_id in seen:
            notes.append(f"la cellule « {grade_id} » était en double : la dernière compte")
        if grade_id not in expected or grade_id in seen:
            cell = {**cell, "grade_id": None}
        else:
            seen.add(grade_id)
        kept.append(cell)
    return kept[::-1]


def _make_cell(number: int, cell: Notebook, expected: dict[str, Notebook], notes: list[str]) -> Notebook:
    original = expected.get(cell["grade_id"] or "")
    if original is None:
        made = {
            "cell_type": cell["cell_type"],
            "id": f"cellule-{number}",
            "metadata": {},
            "source": cell["source"],
        }
    else:
        made = {**copy.deepcopy(original), "source": cell["source"]}
        if _is_locked(original) and cell["source"] != _read_cell(original)["source"]:
            notes.append(
                f"la cellule « {cell['grade_id']} » était modifiée : elle a été remise comme dans la leçon"
            )
            made["source"] = original["source"]
    if made["cell_type"] == "code":
        made |= {"outputs": [], "execution_count": None}
    if cell["attachments"] and made["cell_type"] == "markdown":
        made["attachments"] = cell["attachments"]
    return made


def _is_locked(cell: Notebook) -> bool:
    nbgrader = cell["metadata"]["nbgrader"]
    return bool((nbgrader.get("locked") or nbgrader.get("grade")) and not nbgrader.get("solution"))
