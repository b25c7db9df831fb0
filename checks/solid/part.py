"""What a check is given, a learner's part or the function that makes it, as a Solid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from checks.learner import LearnerError, call
from models.solid import BadShape, Solid

Measure = TypeVar("Measure")


class Made:
    """The part a learner's function makes from ``args``: called once, by the first check in need."""

    def __init__(self, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self._function, self._args = function, args
        self._part: Any = self
        self._solid: Solid | None = None

    def part(self) -> Any:
        if self._part is self:
            self._part = call(self._function, *self._args)
        return self._part

    def solid(self) -> Solid:
        """The part as a Solid, built once: a town takes seconds. Raises LearnerError."""
        if self._solid is None:
            part = self.part()
            if part is None:
                raise LearnerError(
                    "la fonction ne rend pas de pièce",
                    "La fonction a été appelée. Elle n'a rien rendu.",
                    "Sans return, une fonction garde son travail pour elle.",
                    "Construire la pièce dans la fonction, puis finir par return et le nom de la pièce.",
                )
            self._solid = measured(lambda: Solid.of(part).not_flat())
        return self._solid


def made_by(function: Callable[..., Any], *args: Any) -> Made:
    """The part that ``function(*args)`` returns, to give to a check."""
    return Made(function, args)


def solid_of(part: Any) -> Solid:
    """The Solid of a learner's answer. Raises LearnerError, which a check turns into a failed result."""
    if isinstance(part, Made):
        return part.solid()
    return measured(lambda: Solid.of(part).not_flat())


def measured(measure: Callable[[], Measure]) -> Measure:
    """What ``measure`` finds on a part. Raises LearnerError, in the same words, where it raises BadShape."""
    try:
        return measure()
    except BadShape as error:
        raise LearnerError(error.mistake, error.constat, error.pourquoi, error.piste) from error
