"""The one way a check runs a learner's function: here in the kernel, over there when grading.

In the kernel the function is the learner's own; in the grader it is a stub that lives in another process and
offers ``call_remotely``. Checks never see the difference.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import hardware
from checks.limits import TooLong, cpu_limit
from hardware.sim.bench import Bench, DeviceSpec


class LearnerError(Exception):
    """The learner's code did not do its part; the four texts of a failed result, in French."""

    def __init__(self, mistake: str, constat: str, pourquoi: str, piste: str) -> None:
        super().__init__(constat)
        self.mistake, self.constat, self.pourquoi, self.piste = mistake, constat, pourquoi, piste


def call(function: Callable[..., Any], *args: Any, bench: Bench | None = None) -> Any:
    """Call the learner's ``function`` and return what it returns.

    With a ``bench``, its machine is the one the learner's code finds, time is the bench's, and a
    :class:`DeviceSpec` among ``args`` arrives as the device it names.

    Raises :class:`LearnerError` for whatever goes wrong in the learner's code.
    """
    if not callable(function):
        raise LearnerError(
            "la fonction n'existe pas",
            f"À la place d'une fonction, il y a : {function!r}.",
            "La vérification appelle la fonction : il faut donc la définir avec def.",
            "Exécuter d'abord la cellule qui commence par def, puis celle-ci.",
        )
    try:
        remote = getattr(function, "call_remotely", None)
        if remote is not None:
            return remote(args, bench)
        with cpu_limit():
            if bench is None:
                return function(*args)
            with bench:
                return function(*[_build(arg) for arg in args])
    except TooLong:
        raise LearnerError(
            "le programme ne finit pas",
            "La fonction calcule encore après plusieurs secondes.",
            "Une boucle sans fin ne rend jamais la main.",
            "Chercher une boucle while dont la condition reste toujours vraie.",
        ) from None
    except Exception as error:
        raise explain(error) from error


def _build(arg: Any) -> Any:
    return getattr(hardware, arg.device)(*arg.arguments) if isinstance(arg, DeviceSpec) else arg


def explain(error: BaseException) -> LearnerError:
    """What an exception of the learner's code means, as a LearnerError."""
    if isinstance(error, LearnerError):
        return error
    family = _family(error)
    return LearnerError(
        f"le programme s'arrête sur une erreur {family}",
        f"Python dit : {family}: {error}",
        meaning(error),
        "Appeler la fonction dans une cellule : le message montre la ligne en cause.",
    )


def meaning(error: BaseException) -> str:
    """What the family of an error means, for a beginner, in French."""
    return _MEANINGS.get(_family(error), "Une erreur arrête le programme avant la fin.")


def _family(error: BaseException) -> str:
    """The built-in family, as it crosses from the learner's world: the same words here and when grading."""
    return next(kind.__name__ for kind in type(error).__mro__ if hasattr(builtins, kind.__name__))


_MEANINGS = {
    "SyntaxError": "Python ne peut pas lire cette ligne : un signe manque, ou est de trop.",
    "NameError": "Python ne connaît pas ce nom : il est mal écrit, ou jamais créé.",
    "UnboundLocalError": "Ce nom est lu avant d'avoir reçu une valeur.",
    "AttributeError": "L'ordre écrit après le point n'existe pas : une lettre manque, ou est de trop.",
    "TypeError": "Un ordre a reçu trop de valeurs, pas assez, ou une valeur d'un autre genre. "
    "Un nombre à virgule s'écrit avec un point : 0.5.",
    "ValueError": "Un ordre a reçu une valeur qui n'est pas permise.",
    "IndexError": "Le numéro demandé dépasse la fin de la liste.",
    "ZeroDivisionError": "On ne peut pas diviser par zéro.",
}
"""What each family of error means, for a beginner."""
