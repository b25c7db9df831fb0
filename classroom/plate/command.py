"""The word `atelier plateau`."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from classroom.arguments import Parser
from classroom.plate import pages, record
from classroom.plate.layout import Part, plates
from classroom.plate.parts import Gathered, gather
from classroom.plate.record import BadRecord, Sheet
from classroom.printable import one_line
from classroom.sandbox import NoSandbox
from models import slicing

QUICK = "pla_04_rapide"
PLAN, HANDOUTS = "plateaux.html", "fiches.html"


def main(arguments: list[str] | None = None) -> int:
    """Judge the parts, lay out the new ones, write plates, plan and sheets.

    Returns 0, or 1 when nothing could be laid out, 3 when no learner's program can be run safely.
    """
    asked = _parser().parse_args(arguments)
    if not asked.source.is_dir() and not zipfile.is_zipfile(asked.source):
        return _refuse(
            f"« {asked.source} » n'est ni un dossier ni un zip.\n"
            "Donnez le dossier des remises de la classe, ou des fichiers PSEUDO.stl."
        )
    settings = slicing.profile(QUICK) if asked.rapide else slicing.profile()
    try:
        known = [] if asked.refaire else record.read(asked.sortie)
        gathered = gather(asked.source, settings)
    except BadRecord:
        return _refuse(
            f"« {asked.sortie / record.FILE} » est illisible. Avec --refaire, tout est posé de nouveau."
        )
    except NoSandbox as error:
        print(f"Sans bac à sable, aucun programme d'élève n'est lancé. {error}", file=sys.stderr)
        return 3
    new = _new(gathered.parts, known)
    _say(gathered, new, known)
    if not new and not known:
        return _refuse("aucune pièce à poser : ni porte-clés accepté, ni fichier PSEUDO.stl lisible.")
    width, depth, _ = settings.bed
    laid = plates(new, asked.imprimantes, (width, depth))
    made = record.sheets(laid, known, settings)
    asked.sortie.mkdir(parents=True, exist_ok=True)
    if asked.refaire:
        for old in asked.sortie.glob("plateau-*.stl"):
            old.unlink()
    for sheet, plate in zip(made, laid, strict=True):
        (asked.sortie / _stl(sheet)).write_bytes(plate.solid().to_stl())
        print(f"Plateau {sheet.number} : {_count(sheet)}, environ {_minutes(sheet)} min, {_grams(sheet)} g")
        print(f"  {asked.sortie / _stl(sheet)} (à trancher)")
    everything = [*known, *made]
    record.write(asked.sortie, everything)
    (asked.sortie / PLAN).write_text(pages.plan(everything, gathered, (width, depth)), encoding="utf-8")
    (asked.sortie / HANDOUTS).write_text(pages.handouts(everything, gathered), encoding="utf-8")
    print(f"À imprimer : {asked.sortie / PLAN} (qui est où), {asked.sortie / HANDOUTS} (une page par élève)")
    return 0


def _parser() -> Parser:
    parser = Parser(
        "plateau",
        "Poser les pièces acceptées de la classe sur des plateaux d'impression. "
        "La même commande, relancée, ne pose que les nouvelles pièces.",
    )
    parser.add_argument("source", type=Path, help="dossier ou zip des remises, ou de fichiers PSEUDO.stl")
    parser.add_argument("--sortie", type=Path, default=Path("plateaux"), help="dossier à écrire (plateaux)")
    parser.add_argument(
        "--imprimantes",
        type=int,
        choices=range(1, 11),
        default=1,
        metavar="N",
        help="partager entre N imprimantes",
    )
    parser.add_argument("--rapide", action="store_true", help=f"couches de 0,28 mm (profil {QUICK})")
    parser.add_argument("--refaire", action="store_true", help="oublier les plateaux d'avant")
    return parser


def _new(parts: Sequence[Part], known: Sequence[Sheet]) -> list[Part]:
    """The parts that are on no plate yet; a pupil whose part is on one gets no second."""
    placed = {entry.pseudonym for sheet in known for entry in sheet.parts}
    return [part for part in parts if part.pseudonym not in placed]


def _say(gathered: Gathered, new: Sequence[Part], known: Sequence[Sheet]) -> None:
    for part in new:
        print(f"  ✔ {part.pseudonym}")
    now = {part.pseudonym: record.digest(part.solid) for part in gathered.parts}
    for sheet in known:
        for entry in sheet.parts:
            changed = now.get(entry.pseudonym, entry.digest) != entry.digest
            again = " ; sa pièce a changé depuis, elle n'est pas reposée" if changed else ""
            print(f"  · {entry.pseudonym} : déjà sur le plateau {sheet.number}{again}")
    for pseudonym, reason in gathered.left.items():
        print(f"  ✘ {one_line(pseudonym)} : {one_line(reason)}", file=sys.stderr)
    for problem in gathered.problems:
        print(f"  ! {one_line(problem)}", file=sys.stderr)


def _refuse(why: str) -> int:
    print(f"atelier plateau : {why}", file=sys.stderr)
    return 1


def _stl(sheet: Sheet) -> str:
    return f"plateau-{sheet.number}.stl"


def _count(sheet: Sheet) -> str:
    return f"{len(sheet.parts)} pièce{'s' if len(sheet.parts) > 1 else ''}"


def _minutes(sheet: Sheet) -> str:
    return f"{sheet.minutes:.0f}"


def _grams(sheet: Sheet) -> str:
    return f"{sheet.grams:.1f}".replace(".", ",")
