"""A hand-in: one zip with the notebooks a learner began and a small label, nothing else.

    remise.json                     {"format": 1, "pseudonyms": ["Lina", "Noah"],
                                     "lessons_version": "0123456789ab",
                                     "handed_in": "2025-03-12T14:05:00+01:00",
                                     "copied_from": {"<module>/<notebook>.ipynb": SHA-256 of the lesson}}
    <module>/<notebook>.ipynb       under the name of the lesson, also when a newer version was worked in

``atelier grade`` and the lab's page « Reprendre mon travail » read this format.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lab.work import WorkingCopy

FORMAT = 1
LABEL = "remise.json"
MAX_NAMES = 4
"""Pseudonyms on one label; the lab asks for one or two."""
RULES = "2 à 20 caractères : des lettres, des chiffres ou des tirets, sans espace. Exemple : Robot-62"
_PSEUDONYM = re.compile(r"[^\W_](?:[^\W_]|-){1,19}")


class BadPseudonym(ValueError):
    """Un pseudonyme ne respecte pas les règles ; le message dit lesquelles."""


class BadLabel(ValueError):
    """The label of a hand-in can't be read."""


class NothingBegun(ValueError):
    """Aucun carnet n'est commencé : il n'y a rien à rendre."""


def read_pseudonyms(texts: Sequence[str]) -> list[str]:
    """The one or two pseudonyms typed in the form, in order, blanks left out.

    Raises :class:`BadPseudonym`.
    """
    names = [text.strip() for text in texts if text.strip()]
    if not names:
        raise BadPseudonym(f"Il manque un pseudonyme. {RULES}")
    for name in names:
        if not _PSEUDONYM.fullmatch(name):
            raise BadPseudonym(f"« {name} » ne convient pas. {RULES}")
    if len(names) > 2 or len({name.casefold() for name in names}) < len(names):
        raise BadPseudonym("Donnez un ou deux pseudonymes, différents l'un de l'autre.")
    return names


def make_hand_in(copy: WorkingCopy, pseudonyms: Sequence[str], handed_in: datetime) -> bytes:
    """The zip of everything begun in ``copy``. Same work and same moment give the same bytes.

    Raises :class:`NothingBegun`.
    """
    begun = copy.begun()
    if not begun:
        raise NothingBegun(
            "Aucun carnet n'est commencé. Ouvrez un carnet, travaillez, enregistrez, puis revenez ici."
        )
    label = {
        "format": FORMAT,
        "pseudonyms": list(pseudonyms),
        "lessons_version": copy.lessons_version(),
        "handed_in": handed_in.isoformat(timespec="seconds"),
        "copied_from": {name: copy.copied_from(path) for name, path in sorted(begun.items())},
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        _add(bundle, LABEL, json.dumps(label, ensure_ascii=False, indent=1).encode(), handed_in)
        for name, path in sorted(begun.items()):
            _add(bundle, name, path.read_bytes(), handed_in)
    return archive.getvalue()


def file_name(pseudonyms: Sequence[str], handed_in: datetime) -> str:
    """``remise_Lina+Noah_2025-03-12_14h05m09.zip``."""
    return f"remise_{'+'.join(pseudonyms)}_{handed_in:%Y-%m-%d_%Hh%Mm%S}.zip"


def _add(bundle: zipfile.ZipFile, name: str, content: bytes, moment: datetime) -> None:
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    bundle.writestr(entry, content)


@dataclass(frozen=True)
class Label:
    """What the ``remise.json`` of a hand-in says."""

    pseudonyms: tuple[str, ...]
    when: datetime | None
    version: str
    copied_from: Mapping[str, str]
    """By path of the lesson: the SHA-256 of the lesson that the work began from."""


def read_label(content: bytes) -> Label:
    """The label of a hand-in, which anyone may have written. Raises :class:`BadLabel`."""
    try:
        sheet = json.loads(content.decode("utf-8"))
        if sheet["format"] != FORMAT or not isinstance(sheet["pseudonyms"], list):
            raise BadLabel
        names = tuple(dict.fromkeys(clean_pseudonym(name) for name in sheet["pseudonyms"][: MAX_NAMES + 1]))
        if not all(names) or not 1 <= len(names) <= MAX_NAMES:
            raise BadLabel
        version = str(sheet.get("lessons_version", ""))[:100]
        origins = {str(name): str(digest) for name, digest in sheet.get("copied_from", {}).items()}
        return Label(names, _moment(sheet.get("handed_in")), version, origins)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BadLabel from error


def clean_pseudonym(name: object) -> str:
    """A pseudonym that can name a folder: letters of any language, digits and dashes, at most 40; else ""."""
    if not isinstance(name, str):
        return ""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name))
    return "-".join(words)[:40].strip("-")


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if isinstance(text, str) else None
