"""A hand-in: one zip with the notebooks a learner began and a small ``remise.json``, nothing else.

    remise.json                     {"format": 1, "pseudonyms": ["Lina", "Noah"],
                                     "lessons_version": "0123456789ab",
                                     "handed_in": "2025-03-12T14:05:00+01:00"}
    <module>/<notebook>.ipynb       under the name of the lesson, also when a newer version was worked in

``atelier grade`` reads this format.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime

from lab.work import WorkingCopy

FORMAT = 1
RULES = "2 à 20 caractères : des lettres, des chiffres ou des tirets, sans espace. Exemple : Robot-62"
_PSEUDONYM = re.compile(r"[^\W_](?:[^\W_]|-){1,19}")


class BadPseudonym(ValueError):
    """Un pseudonyme ne respecte pas les règles ; le message dit lesquelles."""


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
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        _add(bundle, "remise.json", json.dumps(label, ensure_ascii=False, indent=1).encode(), handed_in)
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
