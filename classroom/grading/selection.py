"""Which submissions to grade again: ``--seulement PSEUDO``, ``PSEUDO/MODULE`` or ``PSEUDO/MODULE/CARNET``."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from classroom.submissions import Submission
from lab.handin import clean_pseudonym

FORMS = "PSEUDO, PSEUDO/MODULE ou PSEUDO/MODULE/CARNET"


class NothingMatches(ValueError):
    """No submission is meant; the text says what there is instead, in French."""


def matches(submission: Submission, text: str) -> bool:
    """Whether ``text`` means this submission.

    Case and accents don't count. A module or a notebook can be given by its number: ``ada/11/1`` is Ada's
    ``11_formes/1_volumes``.
    """
    wanted = text.strip("/").split("/")
    return len(wanted) <= 3 and all(map(_same, wanted, _names(submission)))


def select(submissions: Iterable[Submission], text: str) -> list[Submission]:
    """The submissions that ``text`` means. Raises :class:`NothingMatches`."""
    every = list(submissions)
    chosen = [submission for submission in every if matches(submission, text)]
    if not chosen:
        raise NothingMatches(_why_nothing([_names(submission) for submission in every], text))
    return chosen


def _names(submission: Submission) -> tuple[str, str, str]:
    return submission.pseudonym, submission.module, submission.notebook


def _same(wanted: str, name: str) -> bool:
    """Whether ``wanted`` is ``name``, or its number where it has one: ``11`` for ``11_formes``."""
    number, mark, _ = name.partition("_")
    return _plain(wanted) in (_plain(name), _plain(number) if mark else None)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", clean_pseudonym(name.removesuffix(".ipynb")))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def _why_nothing(names: list[tuple[str, str, str]], text: str) -> str:
    wanted = text.strip("/").split("/")
    if len(wanted) > 3 or not all(wanted):
        return f"--seulement attend {FORMS}, pas « {text} »."
    known = names
    for level, (part, what) in enumerate(zip(wanted, ("élève", "module", "carnet"), strict=False)):
        kept = [name for name in known if _same(part, name[level])]
        if not kept:
            return (
                f"Rien à corriger pour « {text} » : {_instead(part, what, {name[level] for name in known})}"
            )
        known = kept
    raise AssertionError("something matches")


def _instead(part: str, what: str, names: set[str]) -> str:
    """What was handed in instead: near names first, else all of them."""
    plain = {_plain(name): name for name in sorted(names, key=_plain)}
    near = [plain[found] for found in difflib.get_close_matches(_plain(part), plain, n=3, cutoff=0.5)]
    missing = f"pas de remise pour {'cet' if what == 'élève' else 'ce'} {what}."
    if near:
        return f"{missing} Vouliez-vous dire {' ou '.join(f'« {name} »' for name in near)} ?"
    return f"{missing} Remis : {', '.join(list(plain.values())[:12]) or 'rien'}."
