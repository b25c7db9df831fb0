"""The learner's own copy of the lessons: filled, brought up to date, never overwritten once work has begun.

What was copied is remembered as one SHA-256 digest a file, in ``.atelier/lessons.json``. A file whose
content is still what was copied is untouched, and may be replaced. Any other is the learner's.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

STATE = ".atelier"
"""Hidden folder of a working copy, for the lab's own files."""
HAND_INS = "remises"
"""Folder of a working copy where hand-ins are kept."""
_NEW = " (nouvelle version"
_ASIDE = " (mis de côté"


@dataclass(frozen=True)
class Brought:
    """Where work begun elsewhere was laid, and where work begun here went for it (paths in the copy)."""

    place: str
    moved: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkingCopy:
    """The folder ``work`` (`mon-travail/`), a learner's copy of the folder ``lessons``."""

    lessons: Path
    work: Path

    def refresh(self) -> list[str]:
        """Copy what is new; return the paths of the newer versions laid beside work already begun."""
        known = self._known()
        beside = []
        for name in self._lesson_files():
            content = (self.lessons / name).read_bytes()
            if any(known.get(place) == _digest(content) for place in self._existing(name)):
                continue
            place = next(place for place in _places(name) if self._is_free(place, content, known))
            path = self.work / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            known[place] = _digest(content)
            if place != name:
                beside.append(place)
        self._remember(known)
        return beside

    def bring_back(self, name: str, content: bytes, origin: str, *, keep: bool) -> Brought:
        """Lay here work on the lesson ``name``, begun elsewhere from the lesson with the digest ``origin``.

        No work is ever lost. Where other work on the lesson has begun here, one of the two is set aside: with
        ``keep`` what is brought, else what is here. Work set aside is not handed in.
        """
        begun = [place for place in self._existing(name) if self._is_begun(place)]
        if begun and (self.work / begun[-1]).read_bytes() == content:
            return Brought(begun[-1])
        if begun and keep:
            return Brought(self._set_aside(name, content))
        moved = tuple(self._set_aside(name, (self.work / place).read_bytes()) for place in begun)
        for place in begun:
            (self.work / place).unlink()
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self._remember(self._known() | {name: origin})
        return Brought(name, moved)

    def set_aside(self) -> list[str]:
        """The work that was set aside for other work on the same lesson."""
        return sorted(
            path.relative_to(self.work).as_posix() for path in self.work.glob(f"*/*{_ASIDE}*.ipynb")
        )

    def newer_versions(self) -> dict[str, str]:
        """The newest version beside each file that has one: path of the file -> path of that version."""
        return {
            name: existing[-1] for name in self._lesson_files() if len(existing := self._existing(name)) > 1
        }

    def notebooks(self) -> list[str]:
        """The notebooks of the course."""
        return [name for name in self._lesson_files() if name.endswith(".ipynb")]

    def begun(self) -> dict[str, Path]:
        """Notebooks the learner worked in: path of the lesson -> the file, the newest version worked in."""
        return {
            name: worked[-1]
            for name in self.notebooks()
            if (worked := [self.work / p for p in self._existing(name) if self._is_begun(p)])
        }

    def copied_from(self, path: Path) -> str:
        """The SHA-256 of the lesson that a file of this copy began from; "" when nobody knows any more."""
        return self._known().get(path.relative_to(self.work).as_posix(), "")

    def lessons_version(self) -> str:
        """Twelve hexadecimal digits that change whenever a lesson does."""
        whole = hashlib.sha256()
        for name in self._lesson_files():
            whole.update(f"{name}\0{_digest((self.lessons / name).read_bytes())}\n".encode())
        return whole.hexdigest()[:12]

    @property
    def _manifest(self) -> Path:
        return self.work / STATE / "lessons.json"

    def _known(self) -> dict[str, str]:
        try:
            return json.loads(self._manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}  # every file there is then taken for the learner's

    def _remember(self, known: dict[str, str]) -> None:
        self._manifest.parent.mkdir(parents=True, exist_ok=True)
        self._manifest.write_text(json.dumps(known, indent=1, ensure_ascii=False), encoding="utf-8")

    def _set_aside(self, name: str, content: bytes) -> str:
        """Keep ``content`` beside the lesson ``name``, once, and say where."""
        for place in _places(name, _ASIDE):
            path = self.work / place
            if place != name and (not path.exists() or path.read_bytes() == content):
                path.write_bytes(content)
                return place
        raise AssertionError("there is always another name")

    def _lesson_files(self) -> list[str]:
        return sorted(
            path.relative_to(self.lessons).as_posix()
            for path in self.lessons.rglob("*")
            if path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(self.lessons).parts)
        )

    def _existing(self, name: str) -> list[str]:
        """The copy of a lesson and the newer versions beside it, oldest first, as far as they exist."""
        first, *others = itertools.islice(_places(name), 20)
        return [place for place in (first, *others) if (self.work / place).exists()]

    def _is_free(self, place: str, content: bytes, known: dict[str, str]) -> bool:
        path = self.work / place
        return not path.exists() or _digest(path.read_bytes()) in (known.get(place), _digest(content))

    def _is_begun(self, place: str) -> bool:
        content = (self.work / place).read_bytes()
        if self._known().get(place) == _digest(content):
            return False
        return _cells(content) != _cells((self.lessons / original_name(place)).read_bytes())


def original_name(place: str) -> str:
    """The lesson that a newer version comes from: ``a/b (nouvelle version 2).ipynb`` -> ``a/b.ipynb``."""
    path = PurePosixPath(place)
    return str(path.with_name(path.stem.partition(_NEW)[0] + path.suffix))


def _places(name: str, words: str = _NEW) -> Iterator[str]:
    """Where a lesson may be copied: its own place, then beside it."""
    path = PurePosixPath(name)
    yield name
    yield str(path.with_name(f"{path.stem}{words}){path.suffix}"))
    for number in itertools.count(2):
        yield str(path.with_name(f"{path.stem}{words} {number}){path.suffix}"))


def _cells(content: bytes) -> Any:
    """What is work in a notebook: sources and outputs. To save it again or to open a hint is none."""
    try:
        return [
            ("".join(cell["source"]), [output.get("data") or output for output in cell.get("outputs", [])])
            for cell in json.loads(content)["cells"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
