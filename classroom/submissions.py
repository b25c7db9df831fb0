"""Find the work of a class: in hand-in zips, in nbgrader's layout, in files by e-mail or Moodle.

Nothing is extracted to disk and nothing is trusted: archives are read in memory within limits, links are not
followed, a label speaks for the files beside it only, and what can't be used becomes one clear line. A
notebook is recognised by its file name, whose known names come from solutions/.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from classroom import unpacking
from classroom.printable import one_line
from classroom.unpacking import STAMP, Unpack
from lab import archive
from lab.archive import File
from lab.handin import LABEL, BadLabel, Label, clean_pseudonym, read_label

MAX_LINES = 20
"""Lines about one folder or archive."""
CLOCK_ERROR = timedelta(days=1)
"""A hand-in further in the future than this is not believed."""

Catalogue = Mapping[str, str]
"""The notebooks of the course: name of the notebook -> its module."""


@dataclass(frozen=True)
class Submission:
    """One notebook of one learner. ``origin`` says where it was found, for the trainer."""

    pseudonym: str
    module: str
    notebook: str
    content: bytes
    origin: str
    handed_in: datetime | None = None
    lessons_version: str = ""


@dataclass
class Collection:
    """What was found, and what could not be used, one line each, in French."""

    submissions: list[Submission] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def catalogue(solutions: Path) -> dict[str, str]:
    """The notebooks of the course."""
    return {path.stem: path.parent.name for path in sorted(solutions.glob("*/*.ipynb"))}


def collect(source: Path, known: Catalogue, unpack: Unpack = unpacking.unpack) -> Collection:
    """All submissions in a folder, a zip or a single notebook; the last one of each learner and notebook.

    ``unpack`` reads an archive: somewhere safe, when whoever made it may mean harm.
    """
    problems: list[str] = []
    everything: list[Submission] = []
    files = list(_walk(source, unpack, problems))
    labels = _labels(files, problems)
    stamps = {file.path.parent: _stamp(file) for file in files if file.path.name == STAMP}
    for file in files:
        # remise.json stands beside <module>/<notebook>.ipynb, and speaks for nothing else.
        label = labels.get(file.path.parent.parent)
        if file.path.name == LABEL:
            continue
        if label and file.path.suffix == ".ipynb" and known.get(file.path.stem) == file.path.parent.name:
            everything += _read_handed_in(file, label, problems)
        else:
            when = stamps.get(file.path.parent) or file.when
            everything += _read_loose(replace(file, when=when), known, problems)
    found = _latest(everything, problems)
    return Collection(found, _a_few_of_each([_shown(problem) for problem in problems]))


def _shown(text: str) -> str:
    """Words of a submission's own making, on one short line without control characters."""
    return one_line(text)[:300]


def _a_few_of_each(problems: list[str]) -> list[str]:
    """The lines, but of one folder or archive only the first ones: thousands would hide the others."""
    seen: Counter[str] = Counter()
    kept = []
    for problem in problems:
        place = problem.partition(" : ")[0]
        place = place.partition(".zip/")[0] if ".zip/" in place else place.rpartition("/")[0]
        seen[place] += 1
        if seen[place] <= MAX_LINES:
            kept.append(problem)
    more = [(place, count - MAX_LINES) for place, count in seen.items() if count > MAX_LINES]
    return kept + [
        f"{place or 'le dossier'} : et {count} autres fichiers du même genre." for place, count in more
    ]


# --- files, from disk and archives ------------------------------------------------------------------------


def _walk(source: Path, unpack: Unpack, problems: list[str]) -> Iterator[File]:
    for where, path in _found(source, problems):
        file = _open(where, path, problems)
        if file and unpacking.is_archive(where):
            unpacked = unpack(file)
            problems += unpacked.problems
            yield from unpacked.files
        elif file:
            yield file


def _found(source: Path, problems: list[str]) -> Iterator[tuple[PurePosixPath, Path]]:
    if source.is_file():
        yield PurePosixPath(source.name), source
        return
    for path in sorted(source.rglob("*")):
        where = PurePosixPath(path.relative_to(source).as_posix())
        if any(part.startswith((".", "__MACOSX")) for part in where.parts):
            continue
        if path.is_symlink():
            problems.append(f"{where} : c'est un lien vers un autre fichier, il n'est pas lu.")
        elif path.is_file() and not any(parent.is_symlink() for parent in _parents(path, source)):
            yield where, path


def _parents(path: Path, top: Path) -> list[Path]:
    return [parent for parent in path.parents if parent != top and top in parent.parents]


def _open(where: PurePosixPath, path: Path, problems: list[str]) -> File | None:
    limit = archive.MAX_ARCHIVE if unpacking.is_archive(where) else archive.MAX_FILE
    try:
        about = path.stat()
        if about.st_size > limit:
            size = about.st_size // 1_000_000
            problems.append(f"{where} : le fichier est trop gros ({size} Mo), il n'est pas lu.")
            return None
        content = path.read_bytes() if unpacking.is_read(where) else b""
    except OSError as error:
        problems.append(f"{where} : le fichier ne s'ouvre pas ({error.strerror}).")
        return None
    return File(where, content, _disk_time(about.st_mtime))


def _disk_time(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


# --- a hand-in of the lab: remise.json beside <module>/<notebook>.ipynb -----------------------------------


def _labels(files: list[File], problems: list[str]) -> dict[PurePosixPath, Label]:
    """The labels that can be read, by their folder."""
    labels = {}
    for file in files:
        if file.path.name != LABEL:
            continue
        try:
            labels[file.path.parent] = read_label(file.content)
        except BadLabel:
            problems.append(
                f"{file.path} : l'étiquette de la remise est illisible, la remise est lue sans elle."
            )
    return labels


def _read_handed_in(file: File, label: Label, problems: list[str]) -> Iterator[Submission]:
    module, notebook = file.path.parent.name, file.path.stem
    when = _past(file, label.when, problems)
    for name in label.pseudonyms:
        yield Submission(name, module, notebook, file.content, _shown(str(file.path)), when, label.version)


def _stamp(file: File) -> datetime | None:
    """The date in nbgrader's stamp; None when it can't be read."""
    from nbgrader.utils import parse_utc  # slow to import: only where there is a stamp

    try:
        return parse_utc(file.content[:100].decode("utf-8").strip()).replace(tzinfo=UTC)
    except Exception:  # noqa: BLE001 - dateutil raises anything on a text that is no date
        return None


def _past(file: File, when: datetime | None, problems: list[str]) -> datetime | None:
    """``when``, unless it lies in the future: it would win over every other hand-in."""
    if when and when > datetime.now(UTC) + CLOCK_ERROR:
        problems.append(f"{file.path} : sa date de remise est dans le futur, on n'en tient pas compte.")
        return None
    return when


# --- any other file: the notebook from its name, the learner from its name or its folder ------------------

_MOODLE = re.compile(r"(?P<who>.+?)_\d+_assignsubmission_(file|onlinetext)_?(?P<rest>.*)")
_COPY = re.compile(r"\(\d{1,4}\)|-?[Cc]op(ie|y)\d{0,4}")
_SEPARATORS = " -_–—.·"


def _read_loose(file: File, known: Catalogue, problems: list[str]) -> Iterator[Submission]:
    if file.path.suffix.lower() != ".ipynb":
        if file.path.suffix.lower() not in (".txt", ".json", ".csv", ".html"):
            problems.append(f"{file.path} : ce n'est pas un carnet, il n'est pas corrigé.")
        return
    stem = unicodedata.normalize("NFC", file.path.stem)
    notebook = max((name for name in known if name in stem), key=len, default=None)
    if notebook is None:
        problems.append(f"{file.path} : aucun carnet du parcours ne porte ce nom, il n'est pas corrigé.")
        return
    pseudonym = _learner(_COPY.sub("", stem.replace(notebook, "", 1)), file.path, known)
    if not pseudonym:
        problems.append(
            f"{file.path} : on ne sait pas à qui est ce carnet. "
            f"Renommez-le « PSEUDO - {notebook}.ipynb » ou mettez-le dans un dossier à son nom."
        )
        return
    when = _past(file, file.when, problems)
    yield Submission(pseudonym, known[notebook], notebook, file.content, _shown(str(file.path)), when)


def _learner(left: str, path: PurePosixPath, known: Catalogue) -> str:
    """Who made the file: what its name says besides the notebook's, else the nearest folder that names
    someone.
    """
    modules = {*known.values(), "submitted"}
    moodle = _MOODLE.fullmatch(left)
    if name := clean_pseudonym(moodle["who"] if moodle else left.strip(_SEPARATORS)):
        return name
    for folder in path.parts[-2::-1]:
        folder = folder.removesuffix(".zip")
        if moodle := _MOODLE.fullmatch(folder):
            folder = moodle["who"]
        if folder not in modules and (name := clean_pseudonym(folder)):
            return name
    return ""


def _latest(submissions: list[Submission], problems: list[str]) -> list[Submission]:
    best: dict[tuple[str, str, str], Submission] = {}
    spelling = _spelling([found.pseudonym for found in submissions])
    for found in submissions:
        name = spelling[found.pseudonym.casefold()]
        one = replace(found, pseudonym=name)
        key = (one.pseudonym, one.module, one.notebook)
        other = best.get(key)
        if other is None:
            best[key] = one
            continue
        if one.content != other.content:
            problems.append(
                f"{name} a rendu {one.notebook} plusieurs fois ({other.origin}, {one.origin}) : "
                "la dernière remise compte."
            )
        if _when(one) >= _when(other):
            best[key] = one
    return [best[key] for key in sorted(best)]


def _spelling(names: list[str]) -> dict[str, str]:
    """How each name is written, whatever its capitals: as most of its files do."""
    rarest_first = sorted(Counter(names).items(), key=lambda item: (item[1], item[0]))
    return {name.casefold(): name for name, _ in rarest_first}


def _when(submission: Submission) -> datetime:
    return submission.handed_in or datetime.min.replace(tzinfo=UTC)
