"""Outputs of the learner's cells, rebuilt from what the worker says: nbformat's form, known kinds, nothing
else.
"""

from __future__ import annotations

from typing import Any

from checks.feedback import MIME as GRADE_MIME
from classroom.grading.capture import MAX_CHARACTERS, MAX_OUTPUTS
from classroom.grading.values import NotPlain

SHOWN = ("text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml", "image/png", "image/jpeg")
"""MIME types that are kept. A result of a check (GRADE_MIME) never comes from the learner's side."""
assert GRADE_MIME not in SHOWN


def clean_outputs(outputs: Any) -> list[dict[str, Any]]:
    """The outputs, with exact types and known fields only. Raises :class:`NotPlain` for anything else."""
    if type(outputs) is not list:
        raise NotPlain("des sorties mal formées")
    if len(outputs) > 2 * MAX_OUTPUTS:
        raise NotPlain("des sorties trop nombreuses")
    cleaned = [_clean(output) for output in outputs]
    if weight(cleaned) > 2 * MAX_CHARACTERS:
        raise NotPlain("des sorties trop longues")
    return cleaned


def weight(outputs: list[dict[str, Any]]) -> int:
    """Characters of all texts in some outputs, whatever they are for."""
    return sum(_weight(output) for output in outputs)


def _weight(part: Any) -> int:
    if isinstance(part, dict):
        return sum(map(_weight, part.values()))
    if isinstance(part, list):
        return sum(map(_weight, part))
    return len(part) if isinstance(part, str) else 0


def _clean(output: Any) -> dict[str, Any]:
    if type(output) is not dict:
        raise NotPlain("une sortie mal formée")
    match output.get("output_type"):
        case "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return {"output_type": "stream", "name": name, "text": _text(output.get("text"))}
        case "error":
            lines = output.get("traceback")
            if type(lines) is not list:
                raise NotPlain("une erreur mal formée")
            return {
                "output_type": "error",
                "ename": _text(output.get("ename")),
                "evalue": _text(output.get("evalue")),
                "traceback": [_text(line) for line in lines],
            }
        case "display_data":
            return {"output_type": "display_data", "data": _bundle(output.get("data")), "metadata": {}}
        case "execute_result":
            data = _bundle(output.get("data"))
            return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}
    raise NotPlain("une sortie d'un genre inconnu")


def _bundle(data: Any) -> dict[str, str]:
    if type(data) is not dict:
        raise NotPlain("une sortie mal formée")
    return {mime: _text(data[mime]) for mime in SHOWN if mime in data}


def _text(text: Any) -> str:
    if type(text) is not str:
        raise NotPlain("un texte est attendu")
    return text


def error_output(name: str, text: str) -> dict[str, Any]:
    """An error of the trusted side's own telling."""
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}
