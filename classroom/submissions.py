"""Find the work of a class: in hand-in zips, in nbgrader's layout, in files by e-mail or Moodle.

Nothing is extracted to disk and nothing is trusted: archives are read in memory within limits, links are not
followed, and what can't be used becomes one clear line. A notebook is recognised by its file name, whose know
names come from solutions/.
"""

from __future__ import annotations

import io
import json
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

MAX_FILE = 20_000_000
"""Bytes of one notebook."""
MAX_ARCHIVE = 300_000_000
"""Bytes of all that one archive unpacks to."""
MAX_MEMBERS = 5_000
MAX_DEPTH = 2
"""A zip of zips, no more."""

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


@dataclass(frozen=True)
class _File:
    """A file met on the way. ``path`` begins at the folder the trainer gave; archives count as folders."""

    path: PurePosixPath
    content: bytes
    when: datetime | None


def catalogue(solutions: Path) -> dict[str, str]:
    """The notebooks of the course."""
    return {path.stem: path.parent.name for path in sorted(solutions.glob("*/*.ipynb"))}


def collect(source: Path, known: Catalogue) -> Collection:
    """All submissions in a folder, a zip or a single notebook; the last one of each learner and notebook."""
    found = Collection()
    everything: list[Submission] = []
    files = list(_walk(source, found.problems))
    for folder in _hand_ins(files):
        everything += _read_hand_in(folder, files, known, found.problems)
    handed = _hand_ins(files)
    for file in files:
        if not any(folder in file.path.parents for folder in handed):
            everything += _read_loose(file, known, found.problems)
    found.submissions = _latest(everything, found.problems)
    return found


# --- files, from disk and archives ------------------------------------------------------------------------


def _walk(source: Path, problems: list[str]) -> Iterator[_File]:
    if source.is_file():
        yield from _open(PurePosixPath(source.name), source, problems)
        return
    for path in sorted(source.rglob("*")):
        where = PurePosixPath(path.relative_to(source).as_posix())
        if any(part.startswith((".", "__MACOSX")) for part in where.parts):
            continue
        if path.is_symlink():
            problems.append(f"{where} : c'est un lien vers un autre fichier, il n'est pas lu.")
        elif path.is_file() and not any(parent.is_symlink() for parent in _parents(path, source)):
            yield from _open(where, path, problems)


def _parents(path: Path, top: Path) -> list[Path]:
    return [parent for parent in path.parents if parent != top and top in parent.parents]


def _open(where: PurePosixPath, path: Path, problems: list[str]) -> Iterator[_File]:
    size = path.stat().st_size
    limit = MAX_ARCHIVE if where.suffix.lower() == ".zip" else MAX_FILE
    if size > limit:
        problems.append(f"{where} : le fichier est trop gros ({size // 1_000_000} Mo), il n'est pas lu.")
        return
    when = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    yield from _expand(_File(where, path.read_bytes(), when), problems, 0)


def _expand(file: _File, problems: list[str], depth: int) -> Iterator[_File]:
    if file.path.suffix.lower() != ".zip":
        yield file
    elif depth >= MAX_DEPTH:
        problems.append(f"{file.path} : une archive dans une archive dans une archive n'est pas lue.")
    else:
        try:
            yield from _unzip(file, problems, depth)
        except (
            zipfile.BadZipFile,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            problems.append(f"{file.path} : l'archive est illisible ({error}).")


def _unzip(file: _File, problems: list[str], depth: int) -> Iterator[_File]:
    budget = MAX_ARCHIVE
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_MEMBERS:
            raise ValueError(f"{len(members)} fichiers, au plus {MAX_MEMBERS}")
        for member in members:
            name = PurePosixPath(member.filename.replace("\\", "/"))
            where = file.path / name.name
            if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
                problems.append(f"{where} : son chemin sort de l'archive, le fichier n'est pas lu.")
            elif stat.S_ISLNK(member.external_attr >> 16):
                problems.append(f"{where} : c'est un lien vers un autre fichier, il n'est pas lu.")
            elif not any(part.startswith((".", "__MACOSX")) for part in name.parts):
                # Never more than announced: the size in the directory of an archive may lie.
                allowed = min(budget, MAX_ARCHIVE if name.suffix.lower() == ".zip" else MAX_FILE)
                with archive.open(member) as stream:
                    content = stream.read(allowed + 1)
                if len(content) > allowed:
                    raise ValueError("elle se déplie en un contenu démesuré")
                budget -= len(content)
                inner = _File(file.path / name, content, _zip_time(member))
                yield from _expand(inner, problems, depth + 1)


def _zip_time(member: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*member.date_time, tzinfo=UTC)
    except ValueError:
        return None


# --- a hand-in of the lab: remise.json beside <module>/<notebook>.ipynb -----------------------------------


def _hand_ins(files: Iterable[_File]) -> list[PurePosixPath]:
    return [file.path.parent for file in files if file.path.name == "remise.json"]


def _read_hand_in(
    folder: PurePosixPath, files: list[_File], known: Catalogue, problems: list[str]
) -> Iterator[Submission]:
    (label,) = [file for file in files if file.path == folder / "remise.json"][:1]
    try:
        sheet = json.loads(label.content.decode("utf-8"))
        pseudonyms = [clean_pseudonym(name) for name in sheet["pseudonyms"]]
        when = _moment(sheet.get("handed_in"))
        version = str(sheet.get("lessons_version", ""))[:100]
        if sheet["format"] != 1 or not pseudonyms or not all(pseudonyms):
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError):
        problems.append(
            f"{label.path} : l'étiquette de la remise est illisible, la remise est lue sans elle."
        )
        for file in files:
            if folder in file.path.parents and file is not label:
                yield from _read_loose(file, known, problems)
        return
    for file in files:
        if folder not in file.path.parents or file is label:
            continue
        module, notebook = file.path.parent.name, file.path.stem
        if file.path.suffix != ".ipynb" or known.get(notebook) != module:
            problems.append(f"{file.path} : ce n'est pas un carnet du parcours, il n'est pas corrigé.")
            continue
        for name in dict.fromkeys(pseudonyms):
            yield Submission(name, module, notebook, file.content, str(file.path), when, version)


def _moment(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    when = datetime.fromisoformat(text)
    return when.astimezone(UTC)


# --- any other file: the notebook from its name, the learner from its name or its folder ------------------

_MOODLE = re.compile(r"(?P<who>.+?)_\d+_assignsubmission_(file|onlinetext)_?(?P<rest>.*)")
_COPY = re.compile(r"\s*(\(\d+\)|-?[Cc]op(ie|y)\d*)")
_SEPARATORS = " -_–—.·"


def _read_loose(file: _File, known: Catalogue, problems: list[str]) -> Iterator[Submission]:
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
    yield Submission(pseudonym, known[notebook], notebook, file.content, str(file.path), file.when)


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


def clean_pseudonym(name: object) -> str:
    """A pseudonym that can name a folder: letters of any language, digits and dashes, at most 40; else ""."""
    if not isinstance(name, str):
        return ""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name))
    return "-".join(words)[:40].strip("-")


def _latest(submissions: list[Submission], problems: list[str]) -> list[Submission]:
    best: dict[tuple[str, str, str], Submission] = {}
    spelling: dict[str, str] = {}
    for found in submissions:
        name = spelling.setdefault(found.pseudonym.casefold(), found.pseudonym)
        one = replace(found, pseudonym=name)
        key = (one.pseudonym, one.module, one.notebook)
        other = best.get(key)
        if other is None:
            best[key] = one
            continue
        if one.content != other.content:
            problems.append(f"{name} a rendu {one.notebook} plusieurs fois : la dernière remise compte.")
        if _when(one) >= _when(other):
            best[key] = one
    return [best[key] for key in sorted(best)]


def _when(submission: Submission) -> datetime:
    return submission.handed_in or datetime.min.replace(tzinfo=UTC)
