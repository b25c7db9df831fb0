"""Work taken up again, on another day or another PC, from a hand-in of the lab.

The file comes from a learner's pocket: it is read within the limits of :mod:`lab.archive`, and only notebooks
of the course that are valid are taken from it. Nothing in it is run or trusted: JupyterLab shows the outputs
of such a notebook without their scripts until its cells are run here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

import nbformat

from lab import archive, handin
from lab.work import STATE, Brought, WorkingCopy

MAX_UPLOAD = 100_000_000
"""Bytes of a hand-in sent to the lab."""
_NOT_ONE = (
    "Ce fichier n'est pas une remise du labo. "
    "Choisissez un fichier remise_….zip, fait avec « Rendre mon travail »."
)


class NotAHandIn(ValueError):
    """Le fichier n'est pas une remise du labo ; le message dit quoi faire."""


@dataclass(frozen=True)
class HandIn:
    """What a hand-in holds. ``left`` has a line about each file that can't be used."""

    label: handin.Label
    notebooks: Mapping[str, bytes]
    left: list[str]


def read_hand_in(content: bytes, known: Collection[str]) -> HandIn:
    """A hand-in, with its notebooks that are in ``known``. Raises :class:`NotAHandIn`."""
    if len(content) > MAX_UPLOAD:
        raise NotAHandIn(
            f"Ce fichier est trop gros : {len(content) // 1_000_000} Mo, limite {MAX_UPLOAD // 1_000_000} Mo."
        )
    left: list[str] = []
    whole = archive.File(PurePosixPath("remise.zip"), content)
    room = archive.Room(archive.MAX_ARCHIVE)
    try:
        found = archive.unzip(whole, _is_read, room, left)
        files = {str(file.path.relative_to(whole.path)): file.content for file in found}
        label = handin.read_label(files.pop(handin.LABEL))
    except Exception as error:
        raise NotAHandIn(_NOT_ONE) from error
    left += [f"{name} : ce carnet n'est plus dans le parcours." for name in files if name not in known]
    notebooks = {name: text for name, text in files.items() if name in known}
    left += [f"{name} : ce carnet est abîmé." for name, text in notebooks.items() if not _is_notebook(text)]
    return HandIn(label, {name: text for name, text in notebooks.items() if _is_notebook(text)}, left)


def bring_back(copy: WorkingCopy, work: HandIn, *, keep: bool) -> dict[str, Brought]:
    """Lay the notebooks of a hand-in in ``copy`` (see :meth:`WorkingCopy.bring_back`), by name of the lesson.

    A newer version of a lesson than the one worked in is laid beside it.
    """
    brought = {
        name: copy.bring_back(name, content, work.label.copied_from.get(name, ""), keep=keep)
        for name, content in work.notebooks.items()
    }
    copy.refresh()
    return brought


def remember(copy: WorkingCopy, pseudonyms: Collection[str], today: date) -> None:
    """Keep the pseudonyms of a hand-in for the next one."""
    sheet = {"day": today.isoformat(), "pseudonyms": list(pseudonyms)}
    (copy.work / STATE / "reprise.json").write_text(json.dumps(sheet, ensure_ascii=False), encoding="utf-8")


def remembered(copy: WorkingCopy, today: date) -> list[str]:
    """The pseudonyms of the hand-in taken up again today. Tomorrow someone else may sit at this PC."""
    try:
        sheet = json.loads((copy.work / STATE / "reprise.json").read_text(encoding="utf-8"))
        return sheet["pseudonyms"] if sheet["day"] == today.isoformat() else []
    except (OSError, ValueError, KeyError):
        return []


def _is_read(path: PurePosixPath) -> bool:
    return path.name == handin.LABEL or path.suffix == ".ipynb"


def _is_notebook(content: bytes) -> bool:
    try:
        nbformat.validate(json.loads(content), version=4)
    except Exception:  # noqa: BLE001 - nbformat raises anything on JSON of another shape
        return False
    return True
