"""What an archive of hand-ins holds, archives in it included: nothing extracted to disk, nothing trusted.

:func:`unpack` is safe to call on anything. What it gives crosses from a process that can do no harm as plain
messages (:func:`as_messages`, :func:`from_messages`): zipfile's decoders are C.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from lab import archive
from lab.archive import File, Room
from lab.handin import LABEL

MAX_DEPTH = 2
"""A zip of zips, no more."""
STAMP = "timestamp.txt"
"""nbgrader's date of a hand-in, beside its notebooks: « 2026-03-12 13:05:00.123456 UTC »."""


@dataclass
class Unpacked:
    """The files of an archive, and what could not be read, one line each, in French."""

    files: list[File] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


Unpack = Callable[[File], Unpacked]


def unpack(file: File) -> Unpacked:
    """The files in the archive ``file``. Those nothing is made of (:func:`is_read`) are empty."""
    problems: list[str] = []
    return Unpacked(list(_expand(file, problems, Room(archive.MAX_ARCHIVE), 0)), problems)


def is_archive(path: PurePosixPath) -> bool:
    return path.suffix.lower() == ".zip"


def is_read(path: PurePosixPath) -> bool:
    """Whether anything is made of a file's content."""
    return is_archive(path) or path.suffix.lower() == ".ipynb" or path.name in (LABEL, STAMP)


def _expand(file: File, problems: list[str], room: Room, depth: int) -> Iterator[File]:
    if not is_archive(file.path):
        yield file
    elif depth >= MAX_DEPTH:
        problems.append(f"{file.path} : une archive dans une archive dans une archive n'est pas lue.")
    else:
        try:
            for inner in archive.unzip(file, is_read, room, problems):
                yield from _expand(inner, problems, room, depth + 1)
        except Exception as error:  # noqa: BLE001 - zipfile and its decoders raise anything on a damaged archive
            problems.append(unreadable(file, str(error) or type(error).__name__))


def unreadable(file: File, why: str) -> str:
    """The line about an archive that can't be read."""
    return f"{file.path} : l'archive est illisible ({why})."


# --- as plain data ----------------------------------------------------------------------------------------


def as_messages(unpacked: Unpacked) -> Iterator[dict[str, Any]]:
    """A message for each file and each problem, and a last one that says that all is there."""
    yield from map(file_as_plain, unpacked.files)
    for problem in unpacked.problems:
        yield {"problem": problem}
    yield {"unpacked": len(unpacked.files)}


def from_messages(messages: Iterable[Any], file: File) -> Unpacked:
    """What the messages about the archive ``file`` say. Raises ValueError for anything else."""
    made = Unpacked()
    for message in messages:
        match message:
            case {"problem": str(problem)}:
                made.problems.append(problem)
            case {"unpacked": count} if count == len(made.files):
                return made
            case _:
                inner = file_from_plain(message)
                if ".." in inner.path.parts or not inner.path.is_relative_to(file.path):
                    raise ValueError("a file from elsewhere")
                made.files.append(inner)
    raise ValueError("cut short")


def file_as_plain(file: File) -> dict[str, Any]:
    return {
        "path": str(file.path),
        "content": base64.b64encode(file.content).decode("ascii"),
        "when": file.when.isoformat() if file.when else "",
    }


def file_from_plain(plain: Any) -> File:
    """Raises ValueError for anything that :func:`file_as_plain` does not give."""
    match plain:
        case {"path": str(path), "content": str(content), "when": str(when)}:
            moment = datetime.fromisoformat(when) if when else None
            return File(PurePosixPath(path), base64.b64decode(content, validate=True), moment)
    raise ValueError("not a file")
