"""The parts of a class: those its hand-ins hold, and STL files named ``PSEUDONYM.stl``."""

from __future__ import annotations

import contextlib
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from classroom.accepted import MODULE, NOTEBOOK, Piece, pieces, reason
from classroom.plate.layout import Part, fits
from classroom.sandbox import PROJECT
from models import slicing
from models.formats import MAX_BYTES
from models.slicing import Profile
from models.solid import BadShape, Solid

MAX_PARTS = 500
SOLUTIONS, LESSONS = PROJECT / "solutions", PROJECT / "lessons"


@dataclass
class Gathered:
    """Parts to print, who is not among them and why, and what could not be read: in French."""

    parts: list[Part] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    code: dict[str, str] = field(default_factory=dict)
    """The lines that each pseudonym, or pair, wrote for the part."""

    def add(self, pseudonym: str, solid: Solid, settings: Profile) -> None:
        """Take a part, unless it can't be printed: that is told, and spoils no other."""
        try:
            fits(pseudonym, solid, settings.bed)
            self.parts.append(Part(pseudonym, solid, slicing.estimate(solid, settings)))
        except BadShape as error:
            self.left[pseudonym] = reason(error.mistake, error.constat)


def gather(source: Path, settings: Profile) -> Gathered:
    """Every part of a folder or zip. Raises NoSandbox when programs can't be run safely."""
    gathered = Gathered()
    _handed_in(source, settings, gathered)
    _files(source, settings, gathered)
    return gathered


def _handed_in(source: Path, settings: Profile, gathered: Gathered) -> None:
    """The parts of the submissions, judged; who handed in something else only is told as well."""
    from classroom.grading.crew import LocalCrew  # only here: it brings nbgrader's side of the house
    from classroom.submissions import catalogue, collect

    collection = collect(source, catalogue(SOLUTIONS))
    gathered.problems += [problem for problem in collection.problems if ".stl " not in problem.lower()]
    asked = [one for one in collection.submissions if (one.module, one.notebook) == (MODULE, NOTEBOOK)]
    without = {one.pseudonym for one in collection.submissions} - {one.pseudonym for one in asked}
    gathered.left |= dict.fromkeys(sorted(without), "n'a pas rendu le carnet du porte-clés")
    if not asked:
        return
    with contextlib.closing(LocalCrew(os.cpu_count() or 1)) as crew:
        for piece in pieces(asked, crew, LESSONS):
            _take(piece, settings, gathered)


def _take(piece: Piece, settings: Profile, gathered: Gathered) -> None:
    gathered.code[piece.pseudonym] = piece.code
    if piece.solid is None:
        gathered.left[piece.pseudonym] = piece.refusal
    else:
        gathered.add(piece.pseudonym, piece.solid, settings)


def _files(source: Path, settings: Profile, gathered: Gathered) -> None:
    try:
        for number, (name, data) in enumerate(_stl(source), 1):
            if number > MAX_PARTS:
                gathered.problems.append(f"Plus de {MAX_PARTS} fichiers STL : les suivants sont laissés.")
                return
            pseudonym = _clean(name)
            try:
                if isinstance(data, BadShape):
                    raise data
                solid = Solid.from_stl(data)
                solid.closed()
            except BadShape as error:
                gathered.left[pseudonym] = reason(error.mistake, error.constat)
                continue
            gathered.add(pseudonym, solid, settings)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        gathered.problems.append(f"{source.name} : lecture interrompue, le fichier est abîmé ({error}).")


def _stl(source: Path) -> Iterator[tuple[str, bytes | BadShape]]:
    """Each pseudonym and STL of a folder or a zip. Nothing is unpacked; too large a member is refused."""
    if source.is_dir():
        for path in sorted(source.rglob("*.stl"), key=lambda path: path.as_posix().casefold()):
            large = path.stat().st_size > MAX_BYTES
            yield path.stem, _too_heavy() if large else path.read_bytes()
        return
    with zipfile.ZipFile(source) as archive:
        for member in sorted(archive.infolist(), key=lambda member: member.filename.casefold()):
            name = Path(member.filename)
            if name.suffix.lower() == ".stl" and not name.name.startswith("."):
                large = member.file_size > MAX_BYTES
                yield name.stem, _too_heavy() if large else archive.read(member)


def _too_heavy() -> BadShape:
    return BadShape(
        "le fichier STL est trop lourd",
        f"Le fichier pèse plus de {MAX_BYTES // 1_000_000} Mo.",
        "Une pièce de la classe pèse moins d'un mégaoctet.",
        "Demander une pièce avec moins de facettes.",
    )


def _clean(pseudonym: str) -> str:
    """A pseudonym fit for a plan: no control character, at most 40 characters."""
    return re.sub(r"[^\w .'-]", "_", pseudonym)[:40] or "sans nom"
