"""What is on each plate, kept beside the plates: the same command again lays only what is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from classroom.plate.layout import Plate
from models import slicing
from models.slicing import Profile
from models.solid import Solid

FILE = "plateaux.json"


class BadRecord(ValueError):
    """The file can't be read."""


@dataclass(frozen=True)
class Entry:
    """A part on a plate. ``number`` is its own in the whole session; lengths in mm."""

    number: int
    pseudonym: str
    corner: tuple[float, float]
    """Front left, on the plate."""
    size: tuple[float, float, float]
    minutes: float
    """To print it alone, without the heating."""
    grams: float
    digest: str


@dataclass(frozen=True)
class Sheet:
    """A plate that was laid out: file ``plateau-NUMBER.stl``. ``minutes``: the whole, without the heating."""

    number: int
    minutes: float
    grams: float
    layer: float
    """Height of a layer (mm)."""
    parts: tuple[Entry, ...]


def digest(solid: Solid) -> str:
    """The same for the same part, wherever it stands."""
    low = solid.bounds[0]
    return hashlib.sha256(solid.moved(*(-value for value in low)).to_stl()).hexdigest()


def sheets(plates: Iterable[Plate], known: list[Sheet], settings: Profile) -> list[Sheet]:
    """New plates as they are kept, numbered after those ``known``."""
    made: list[Sheet] = []
    for plate in plates:
        before = [*known, *made]
        first = 1 + sum(len(sheet.parts) for sheet in before)
        whole = slicing.estimate(plate.solid(), settings)
        entries = [
            Entry(
                number,
                part.pseudonym,
                (part.solid.bounds[0][0], part.solid.bounds[0][1]),
                part.solid.size,
                part.estimate.minutes,
                part.estimate.grams,
                digest(part.solid),
            )
            for number, part in enumerate(plate.parts, first)
        ]
        made.append(
            Sheet(len(before) + 1, whole.minutes, whole.grams, settings["layer_height"], tuple(entries))
        )
    return made


def write(folder: Path, known: Iterable[Sheet]) -> None:
    """Keep what is on the plates in ``folder``."""
    text = json.dumps([asdict(sheet) for sheet in known], ensure_ascii=False, indent=1)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> list[Sheet]:
    """What is on the plates already; none in a new folder. Raises :class:`BadRecord`."""
    path = folder / FILE
    if not path.exists():
        return []
    try:
        return [
            Sheet(**{**sheet, "parts": tuple(_entry(part) for part in sheet["parts"])})
            for sheet in json.loads(path.read_text("utf-8"))
        ]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadRecord(str(error)) from error


def _entry(part: dict) -> Entry:
    return Entry(**{**part, "corner": tuple(part["corner"]), "size": tuple(part["size"])})
