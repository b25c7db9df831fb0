"""Read an archive that nobody vouches for: in memory, within limits, nothing extracted, no link followed."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

MAX_FILE = 20_000_000
"""Bytes of one notebook."""
MAX_ARCHIVE = 300_000_000
"""Bytes of all that one archive unpacks to, with the archives in it."""
MAX_MEMBERS = 5_000
MAX_PATH = 1_000
"""Characters of a path in an archive."""


@dataclass(frozen=True)
class File:
    """A file met on the way. Its ``path`` begins where the reader began; archives count as folders."""

    path: PurePosixPath
    content: bytes
    when: datetime | None = None


@dataclass
class Room:
    """What a file and the archives in it may still unpack to, in bytes."""

    left: int


def unzip(
    file: File, is_read: Callable[[PurePosixPath], bool], room: Room, problems: list[str]
) -> Iterator[File]:
    """The members of the archive ``file``; those that ``is_read`` does not want are empty.

    Hidden members are left out, unsafe ones too, with a line of French added to ``problems``. Raises
    :class:`ValueError` about an archive beyond the limits, and whatever zipfile and its decoders raise on a
    damaged one.
    """
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_MEMBERS:
            raise ValueError(f"{len(members)} fichiers, au plus {MAX_MEMBERS}")
        for member in members:
            name = PurePosixPath(member.filename.replace("\\", "/"))
            where = file.path / (name.name or "sans nom")
            if len(member.filename) > MAX_PATH:
                problems.append(f"{file.path} : un fichier au nom trop long n'est pas lu.")
            elif not name.name or name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
                problems.append(f"{where} : son chemin sort de l'archive, le fichier n'est pas lu.")
            elif stat.S_ISLNK(member.external_attr >> 16):
                problems.append(f"{where} : c'est un lien vers un autre fichier, il n'est pas lu.")
            elif not any(part.startswith((".", "__MACOSX")) for part in name.parts):
                content = _unpack(archive, member, name, room) if is_read(name) else b""
                yield File(file.path / name, content, _time(member))


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: PurePosixPath, room: Room) -> bytes:
    """The content of a member. Never more than allowed: the size in the directory of an archive may lie."""
    allowed = min(room.left, MAX_ARCHIVE if name.suffix.lower() == ".zip" else MAX_FILE)
    with archive.open(member) as stream:
        content = stream.read(allowed + 1)
    if len(content) > allowed:
        raise ValueError("elle se déplie en un contenu démesuré")
    room.left -= len(content)
    return content


def _time(member: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*member.date_time, tzinfo=UTC)
    except ValueError:
        return None
