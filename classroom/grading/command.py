"""`atelier grade FOLDER_OR_ZIP`: from what the class handed in to marks, a CSV and feedback pages."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from classroom.arguments import Parser
from classroom.grading.crew import Crew, LocalCrew, NoCluster, try_out
from classroom.grading.nursery import NurseryLost
from classroom.grading.progress import Progress
from classroom.grading.selection import FORMS, NothingMatches, select
from classroom.grading.world import Limits
from classroom.printable import one_line
from classroom.sandbox import NoSandbox
from classroom.submissions import Submission, catalogue, collect

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
UNPROTECTED = (
    "NON PROTÉGÉ : le code des élèves tourne sans bac à sable, avec vos droits sur ce poste.\n"
    "Ne corrigez ainsi que le travail de personnes de confiance."
)

REFUSED = (
    "Correction refusée : pas de bac à sable qui tienne ici, et le code d'un élève pourrait tout y faire.\n"
    "Pour essayer avec votre propre travail : atelier grade --unsafe."
)


def main(argv: list[str]) -> int:
    parser = Parser("grade", "Corriger le travail d'une classe.")
    parser.add_argument("remises", type=Path, help="un dossier, un zip ou un carnet")
    parser.add_argument("--dossier", type=Path, default=Path("notes"), help="où ranger les notes (notes/)")
    parser.add_argument(
        "--delai",
        type=float,
        default=Limits.notebook,
        metavar="SECONDES",
        help="au plus, pour un carnet (600)",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="carnets jugés en même temps (un par cœur)",
    )
    parser.add_argument("--scheduler", metavar="tcp://…", help="juger sur un groupe de machines (Dask)")
    parser.add_argument(
        "--unsafe", action="store_true", help="corriger sans bac à sable : seulement votre propre travail"
    )
    parser.add_argument("--seulement", metavar="QUI", help=f"corriger de nouveau, même inchangé : {FORMS}")
    parser.add_argument("--solutions", type=Path, default=SOLUTIONS, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if not options.remises.exists():
        print(f"{options.remises} n'existe pas. Donnez le dossier ou le zip des remises.", file=sys.stderr)
        return 2
    if options.unsafe:
        print(UNPROTECTED)
    try:
        with contextlib.closing(_crew(options)) as crew:
            # nbgrader, which comes with it, takes seconds to import: the crew gets ready meanwhile.
            import_module("classroom.report")
            found = collect(options.remises, catalogue(options.solutions), crew.unpack)
            chosen = select(found.submissions, options.seulement) if options.seulement else found.submissions
            crew.prepare(submission.content for submission in chosen)
            return _grade(options, crew, chosen, found.problems)
    except (NoSandbox, NurseryLost) as error:
        print(f"{REFUSED}\n{error}", file=sys.stderr)
        return 3
    except (NothingMatches, NoCluster) as error:
        print(one_line(str(error)), file=sys.stderr)
        return 2


def _crew(options: argparse.Namespace) -> Crew:
    if not options.scheduler:
        return LocalCrew(max(1, options.jobs), confined=not options.unsafe)
    from classroom.grading.cluster import ClusterCrew  # Dask is imported for this only

    return ClusterCrew(options.scheduler)


def _grade(
    options: argparse.Namespace, crew: Crew, submissions: list[Submission], problems: list[str]
) -> int:
    from classroom import report  # main says why not sooner
    from classroom.grading.course import Course
    from classroom.grading.grader import Grader

    try_out(crew)
    limits = Limits(
        notebook=options.delai,
        # One cell or one machine without end must not take the time of the rest of its notebook.
        cell=min(Limits.cell, options.delai / 8),
        call=min(Limits.call, options.delai / 16),
        machine=min(Limits.machine, options.delai / 4),
    )
    progress = Progress(submissions, sys.stderr)
    interrupted = False
    with contextlib.closing(Course(options.dossier, options.solutions)) as course:
        grader = Grader(course, crew, limits, protected=not options.unsafe)
        try:
            problems += grader.grade(submissions, progress.step, again=bool(options.seulement))
        except KeyboardInterrupt:
            interrupted = True
            crew.close()
        progress.end()
        page = report.write(course, grader.records, problems, protected=not options.unsafe)
    _summary(progress.counts, problems, page)
    if interrupted:
        print("Arrêté. Ce qui est corrigé est gardé ; relancez la même commande pour finir.")
        return 130
    return 0 if submissions else 1


def _summary(counts: Mapping[str, int], problems: list[str], page: Path) -> None:
    done = ", ".join(f"{number} {what}{'s' if number > 1 else ''}" for what, number in counts.items())
    print(f"Carnets : {done or 'aucun trouvé'}.")
    for problem in problems:
        print(f"  ! {one_line(problem)}")
    print(f"Page de la classe : {page}")
