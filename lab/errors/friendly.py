"""What friendly_traceback says of an error that no recogniser of ours knows."""

from __future__ import annotations

from types import TracebackType
from typing import cast

from checks.learner import meaning
from lab.errors.fault import Explanation, Fault

_UNKNOWN = ("github.com/friendly-traceback", "Je ne reconnais pas ce message")
"""In friendly's text when it knows nothing about an error."""


def explanation_of_friendly(fault: Fault) -> Explanation:
    """The cause and the hint of friendly; what Python says, where it knows none either."""
    error = fault.error
    mistake, why = f"erreur {type(error).__name__}", meaning(error)
    info = _friendly(error)
    cause, hint = info.get("cause", "").strip(), info.get("suggest", "").strip()
    if not cause or any(mark in cause for mark in _UNKNOWN):
        return Explanation(mistake, f"Python dit : {fault.message or error}", why, place=fault.place)
    return Explanation(mistake, cause, why, hint, fault.place)


def _friendly(error: BaseException) -> dict[str, str]:
    import friendly_traceback  # 0.4 s to import: only for an error that we do not name ourselves
    from friendly_traceback.core import FriendlyTraceback

    if friendly_traceback.get_lang() != "fr":
        friendly_traceback.set_lang("fr")
    explained = FriendlyTraceback(type(error), error, cast(TracebackType, error.__traceback__))
    try:
        explained.compile_info()
    except Exception:  # noqa: BLE001 - it stumbles, for one, on a text that `eval` cannot read
        return {}
    return cast(dict[str, str], explained.info)
