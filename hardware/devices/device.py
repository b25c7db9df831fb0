"""What all devices share: strict names, a pin of a board, a clear end."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar

from hardware.errors import BadValue, ConnectionLost, UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hardware.devices.board import Board


class Strict:
    """An object on which a typo is an error that names the fix.

    ``_FRENCH`` lists words a learner may try and what to write instead.
    """

    __slots__ = ("__weakref__",)
    _FRENCH: ClassVar[Mapping[str, str]] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # Jupyter and copy look for such names: a plain answer for them
            raise AttributeError(name)
        raise UnknownName(self._no_such_name(name), name=name, obj=self)

    def __setattr__(self, name: str, value: Any) -> None:
        known = getattr(type(self), name, None)
        if callable(known) and not name.startswith("_"):
            raise UnknownName(
                f"{type(self).__name__} : {name} est une action, on ne lui donne pas de valeur. "
                f"Écrire : {name}().",
                name=name,
                obj=self,
            )
        if isinstance(known, property) and known.fset is None:
            raise UnknownName(
                f"{type(self).__name__} : {name} se lit, mais ne se change pas.", name=name, obj=self
            )
        if not hasattr(type(self), name):
            raise UnknownName(self._no_such_name(name), name=name, obj=self)
        object.__setattr__(self, name, value)

    def _no_such_name(self, name: str) -> str:
        names = {
            public: f"{public}()" if callable(getattr(type(self), public, None)) else public
            for public in dir(type(self))
            if not public.startswith("_")
        }
        near = get_close_matches(name.lower(), [*self._french(), *names], 1, cutoff=0.5)
        advice = f"Essayer : {(names | self._french())[near[0]]}. " if near else ""
        return (
            f"{type(self).__name__} : le nom « {name} » n'existe pas. {advice}"
            f"Les noms possibles : {', '.join(sorted(names.values()))}."
        )

    @classmethod
    def _french(cls) -> dict[str, str]:
        words: dict[str, str] = {}
        for base in reversed(cls.__mro__):
            words |= getattr(base, "_FRENCH", {})
        return words


class Device(Strict):
    """Un appareil branché sur une broche de la carte."""

    __slots__ = ("_board", "_pin")
    _FRENCH: ClassVar[Mapping[str, str]] = {"broche": "pin", "fermer": "close()"}

    def __init__(self, pin: int | str, board: Board | None) -> None:
        from hardware.devices.board import default_board

        self._board: Board | None = None
        self._pin = check_pin(pin, type(self).__name__)
        owner = board or default_board()
        owner.claim(self)
        self._board = owner

    @property
    def pin(self) -> int:
        """Le numéro de la broche (A0 est la broche 14)."""
        return self._pin

    @property
    def board(self) -> Board:
        """La carte qui porte l'appareil."""
        if self._board is None:
            raise ConnectionLost(
                f"Cet appareil de la broche {pin_name(self._pin)} est fermé ou remplacé. "
                f"Exécuter de nouveau la cellule qui contient {type(self).__name__}({pin_name(self._pin)})."
            )
        return self._board

    def close(self) -> None:
        """Libérer la broche ; une sortie est éteinte."""
        if self._board is not None:
            if self._board.is_open:
                self._release()
            self._board.forget(self)
            self._board = None

    def _release(self) -> None:
        """Leave the pin at rest; called while the board still answers."""

    def _changed(self, level: bool) -> None:
        """The pin, if it is an input, has taken ``level``."""

    def __repr__(self) -> str:
        state = "fermé" if self._board is None or not self._board.is_open else self._state()
        return f"<{type(self).__name__} broche {pin_name(self._pin)}, {state}>"

    def _state(self) -> str:
        return "prêt"


def check_pin(pin: int | str, device: str) -> int:
    """The number of ``pin`` (``"A0"`` is 14), or :class:`BadValue` in French."""
    if isinstance(pin, str):
        if len(pin) == 2 and pin[0] in "Aa" and pin[1] in "012345":
            return 14 + int(pin[1])
        fix = f"Écrire {device}({pin.strip()}), sans guillemets." if pin.strip().isdigit() else ""
        raise BadValue(f"La broche {pin!r} n'existe pas. {fix or 'Exemples : 13, 9, A0 entre guillemets.'}")
    if isinstance(pin, bool) or not isinstance(pin, int):
        raise BadValue(
            f"La broche {pin!r} n'existe pas : une broche est un nombre entier. Exemple : {device}(13)."
        )
    if pin in (0, 1):
        raise BadValue(
            f"La broche {pin} est réservée à la liaison avec l'ordinateur. Prendre une broche de 2 à 13."
        )
    if not 2 <= pin <= 19:
        raise BadValue(f"La broche {pin} n'existe pas : elles vont de 2 à 13, puis de A0 à A5.")
    return pin


def pin_name(pin: int) -> str:
    """The name printed on an Uno beside this pin."""
    return f"A{pin - 14}" if pin >= 14 else str(pin)


def check_number(value: Any, low: float, high: float, what: str) -> float:
    """``value`` as a float between ``low`` and ``high``, or :class:`BadValue` in French."""
    if not isinstance(value, int | float) or not low <= value <= high:  # a bool is 0 or 1
        limits = f"de {low:g} à {high:g}" if high < float("inf") else f"à partir de {low:g}"
        raise BadValue(f"{what} : {value!r} ne convient pas. Il faut un nombre {limits}.")
    return float(value)
