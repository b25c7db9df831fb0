"""`atelier plateau`: a class's accepted parts, laid out on printing plates with their pseudonyms.

The parts come from what the class handed in (:mod:`classroom.accepted`), and from STL files named
``PSEUDONYM.stl`` in the same folder or zip. Each plate gives an STL
for the slicer and an SVG map that says whose part is where.
"""

from __future__ import annotations

import html
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from classroom.arguments import Parser
from classroom.sandbox import PROJECT, NoSandbox
from models import slicing
from models.solid import BadShape, Solid
from models.stl import MAX_BYTES

GAP = 5.0
"""Between two parts, and between a part and the edge of the plate (mm)."""
MAX_PARTS = 500
SOLUTIONS, LESSONS = PROJECT / "solutions", PROJECT / "lessons"


@dataclass(frozen=True)
class Placed:
    """A part on a plate: whose it is, and its solid, already where it will be printed."""

    pseudonym: str
    solid: Solid


@dataclass
class Plate:
    """What is printed at once. ``bed`` is its width and depth (mm)."""

    bed: tuple[float, float]
    parts: list[Placed] = field(default_factory=list)

    def solid(self) -> Solid:
        """Every part of the plate as one solid."""
        meshes = [placed.solid for placed in self.parts]
        shifts = np.cumsum([0] + [len(mesh.vertices) for mesh in meshes[:-1]])
        triangles = [mesh.triangles + shift for mesh, shift in zip(meshes, shifts, strict=True)]
        return Solid(np.concatenate([mesh.vertices for mesh in meshes]), np.concatenate(triangles))

    def svg(self, title: str) -> str:
        """A map of the plate seen from above: each part's place and pseudonym. The front is at the bottom."""
        width, depth = self.bed
        names = ", ".join(placed.pseudonym for placed in self.parts)
        alt = html.escape(f"{title} : {names}", quote=True)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="fr" role="img" aria-label="{alt}" '
            f'viewBox="-2 -14 {width + 4:g} {depth + 24:g}" width="{3 * width:g}" '
            'font-family="Liberation Sans, Arial, sans-serif">'
            f'<title>{alt}</title><rect x="-2" y="-14" width="100%" height="100%" fill="#fff"/>'
            f'<text x="0" y="-5" font-size="7">{html.escape(title)}</text>'
            f'<rect width="{width:g}" height="{depth:g}" fill="#f4f6f8" stroke="#16324d"/>'
            + "".join(_drawn(placed, depth) for placed in self.parts)
            + f'<text x="{width / 2:g}" y="{depth + 8:g}" font-size="6" text-anchor="middle">'
            "avant du plateau</text></svg>\n"
        )

    def write(self, folder: Path, number: int = 1) -> list[Path]:
        """Write ``plateau-N.stl`` and ``plateau-N.svg`` into ``folder``; returns their paths."""
        folder.mkdir(parents=True, exist_ok=True)
        stl, svg = folder / f"plateau-{number}.stl", folder / f"plateau-{number}.svg"
        stl.write_bytes(self.solid().to_stl())
        svg.write_text(self.svg(f"Plateau {number} — {_count(self.parts)}"), encoding="utf-8")
        return [stl, svg]


def _count(parts: list[Placed]) -> str:
    return f"{len(parts)} pièce{'s' if len(parts) > 1 else ''}"


def _drawn(placed: Placed, depth: float) -> str:
    (x0, y0, _), (x1, y1, _) = placed.solid.bounds
    size = min(6.0, 1.6 * (x1 - x0) / max(1, len(placed.pseudonym)), 0.8 * (y1 - y0))
    return (
        f'<rect x="{x0:.1f}" y="{depth - y1:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}" '
        'fill="#cfe3f5" stroke="#2f6fa8" stroke-width=".5"/>'
        f'<text x="{(x0 + x1) / 2:.1f}" y="{depth - (y0 + y1) / 2 + size / 3:.1f}" font-size="{size:.1f}" '
        f'text-anchor="middle">{html.escape(placed.pseudonym)}</text>'
    )


def lay_out(parts: list[tuple[str, Solid]], bed: tuple[float, float] = (220.0, 220.0)) -> list[Plate]:
    """Lay parts on as few plates as simple shelves allow.

    Deepest parts first, left to right; a new shelf when the row is full, a new plate when the shelves are. A
    part keeps its orientation, and stands on the plate. Raises :class:`BadShape` for one larger than ``bed``.
    """
    plates: list[Plate] = []
    x = y = shelf = 0.0
    for pseudonym, solid in sorted(parts, key=lambda part: -part[1].size[1]):
        width, depth, _ = solid.size
        if width + 2 * GAP > bed[0] or depth + 2 * GAP > bed[1]:
            raise _too_large(pseudonym, solid, bed)
        if not plates:
            plates, x, y, shelf = [Plate(bed)], GAP, GAP, depth
        if x + width + GAP > bed[0]:
            x, y, shelf = GAP, y + shelf + GAP, depth
        if y + depth + GAP > bed[1]:
            plates.append(Plate(bed))
            x, y, shelf = GAP, GAP, depth
        low = solid.bounds[0]
        plates[-1].parts.append(Placed(pseudonym, solid.moved(x - low[0], y - low[1], -low[2])))
        x += width + GAP
    return plates


def _too_large(pseudonym: str, solid: Solid, bed: tuple[float, float]) -> BadShape:
    return BadShape(
        "la pièce dépasse du plateau",
        f"La pièce de {pseudonym} mesure {solid.size[0]:.0f} × {solid.size[1]:.0f} mm.",
        f"Le plateau mesure {bed[0]:.0f} × {bed[1]:.0f} mm, avec {GAP:.0f} mm de marge.",
        "Imprimer cette pièce à part, ou demander une pièce plus petite.",
    )


def read(source: Path) -> Iterator[tuple[str, bytes | BadShape]]:
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
    """A pseudonym fit for a map: no control character, at most 40 characters."""
    return re.sub(r"[^\w .'-]", "_", pseudonym)[:40] or "sans nom"


def main(arguments: list[str] | None = None) -> int:
    """Read accepted parts, lay them out, write the plates. Returns 0, or 1 when nothing could be laid out."""
    parser = Parser("plateau", "Poser les pièces acceptées de la classe sur des plateaux d'impression.")
    parser.add_argument("source", type=Path, help="dossier ou zip des remises, ou de fichiers PSEUDO.stl")
    parser.add_argument("--sortie", type=Path, default=Path("plateaux"), help="dossier à écrire (plateaux)")
    asked = parser.parse_args(arguments)
    if not asked.source.is_dir() and not zipfile.is_zipfile(asked.source):
        print(
            f"atelier plateau : « {asked.source} » n'est ni un dossier ni un zip.\n"
            "Donnez le dossier des remises de la classe, ou des fichiers PSEUDO.stl.",
            file=sys.stderr,
        )
        return 1
    try:
        parts = [*_handed_in(asked.source), *_accepted(asked.source)]
    except NoSandbox as error:
        print(f"Sans bac à sable, aucun programme d'élève n'est lancé. {error}", file=sys.stderr)
        return 3
    if not parts:
        print("Aucune pièce à poser : ni porte-clés accepté, ni fichier PSEUDO.stl lisible.", file=sys.stderr)
        return 1
    width, depth, _ = slicing.profile().bed
    plates = lay_out(parts, (width, depth))
    for number, plate in enumerate(plates, 1):
        stl, svg = plate.write(asked.sortie, number)
        time = slicing.estimate(plate.solid())
        print(f"Plateau {number} : {_count(plate.parts)}, environ {time}")
        print(f"  {os.fspath(stl)} (à trancher)   {os.fspath(svg)} (le plan)")
    return 0


def _handed_in(source: Path) -> Iterator[tuple[str, Solid]]:
    """The accepted parts of the submissions in ``source``; the others are named with their reason."""
    from classroom import accepted  # only here: it brings nbgrader's side of the house
    from classroom.grading.crew import LocalCrew
    from classroom.submissions import catalogue, collect

    submissions = collect(source, catalogue(SOLUTIONS)).submissions
    if not any(submission.notebook == accepted.NOTEBOOK for submission in submissions):
        return
    with LocalCrew(os.cpu_count() or 1) as crew:
        for piece in accepted.pieces(submissions, crew, LESSONS):
            if piece.solid is None:
                print(f"  ✘ {piece.pseudonym} : {piece.refusal}", file=sys.stderr)
            else:
                print(f"  ✔ {piece.pseudonym}")
                yield piece.pseudonym, piece.solid


def _accepted(source: Path) -> Iterator[tuple[str, Solid]]:
    """The parts that can be printed, in order; the others are named with their reason."""
    width, depth, height = slicing.profile().bed
    try:
        for number, (name, data) in enumerate(read(source), 1):
            if number > MAX_PARTS:
                print(f"Plus de {MAX_PARTS} fichiers : les suivants sont laissés.", file=sys.stderr)
                return
            pseudonym = _clean(name)
            try:
                if isinstance(data, BadShape):
                    raise data
                solid = Solid.from_stl(data)
                solid.closed()
                lay_out([(pseudonym, solid)], (width, depth))
                if solid.size[2] > height:
                    raise _too_large(pseudonym, solid, (width, depth))
            except BadShape as error:
                print(f"  ✘ {pseudonym} : {error.mistake}. {error.constat}", file=sys.stderr)
                continue
            print(f"  ✔ {pseudonym}")
            yield pseudonym, solid
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        print(f"atelier plateau : lecture interrompue, le fichier est abîmé ({error}).", file=sys.stderr)
