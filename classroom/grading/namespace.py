"""The namespace of the test cells: theirs first, then Python's own names, then the learner's, over the line.

What a test cell defines stays here and wins: a learner can't replace a check, ``grade``, ``abs`` or a name an
earlier test has set. A name that only the learner has is fetched each time it is used; binding or deleting it
is forwarded. So nbgrader's idiom works: ``orig = squares; del squares; …; squares = orig``.

It is a dict because ``exec`` wants one; CPython goes through ``__getitem__`` for the global names of a
function when its globals are a subclass of dict.
"""

from __future__ import annotations

import builtins
from typing import Any

from classroom.grading import values
from classroom.grading.values import NotPlain
from classroom.grading.world import LearnerWorld
from hardware.sim.bench import Bench


class RemoteObject:
    """Something of the learner's that can't cross: known by its number, shown by its text, read by its
    attributes.
    """

    def __init__(self, namespace: Namespace, number: int, name: str, text: str) -> None:
        self._namespace, self._number, self._text = namespace, number, text
        self.__name__ = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._namespace.world.attribute(self._number, name, self._namespace.resolve)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RemoteObject) and other._number == self._number

    def __hash__(self) -> int:
        return hash(self._number)

    def __repr__(self) -> str:
        return self._text


class RemoteFunction(RemoteObject):
    """A function of the learner's. It runs over there; arguments and result cross as plain data."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._namespace.call(self, args, kwargs, None)

    def call_remotely(self, args: tuple[Any, ...], bench: Bench | None) -> Any:
        """What :func:`checks.learner.call` uses: the function finds the machine and the time of ``bench``."""
        return self._namespace.call(self, args, {}, bench)


class Namespace(dict[str, Any]):
    """Globals for the test cells of one notebook."""

    def __init__(self, world: LearnerWorld) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self.world = world
        self._models: dict[str, tuple[int, Any]] = {}

    def __getitem__(self, name: str) -> Any:
        if name in self.keys():
            return super().__getitem__(name)
        # A name Python has is Python's, whatever the learner made of it.
        if hasattr(builtins, name):
            raise KeyError(name)
        turn, model = self._models.get(name, (-1, None))
        if turn == self.world.turn:
            return model
        try:
            value = self.world.get(name, self.resolve)
        except NameError:
            raise KeyError(name) from None
        # One part for every check, and for the hidden ones: a clever object could be another each time.
        if values.is_model(value):
            self._models[name] = (self.world.turn, value)
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        self._models.pop(name, None)
        # A thing of the learner's goes back to them under this name; anything else is the test's own.
        if isinstance(value, RemoteObject) and name in self.world.names:
            self.pop(name, None)
        else:
            super().__setitem__(name, value)
        if name in self.world.names:
            self._forward(name, value)

    def __delitem__(self, name: str) -> None:
        self._models.pop(name, None)
        if name in self.world.names:
            self.pop(name, None)
            self.world.delete(name)
        else:
            super().__delitem__(name)

    def resolve(self, reference: Any) -> RemoteObject:
        """What a reference sent by the worker stands for here."""
        kinds = {"object": int, "callable": bool, "name": str, "text": str}
        if type(reference) is not dict or reference.keys() != kinds.keys():
            raise NotPlain("une référence mal formée")
        if not all(type(reference[key]) is kind for key, kind in kinds.items()):
            raise NotPlain("une référence mal formée")
        kind = RemoteFunction if reference["callable"] else RemoteObject
        return kind(self, reference["object"], reference["name"][:200], reference["text"][:200])

    def call(self, function: RemoteObject, args: Any, kwargs: dict[str, Any], bench: Bench | None) -> Any:
        """Run the learner's function over there."""
        sent = [self._encode(arg) for arg in args]
        named = {name: self._encode(arg) for name, arg in kwargs.items()}
        return self.world.call(function._number, sent, named, bench, self.resolve)

    def _encode(self, value: Any) -> Any:
        return values.encode(value, _number_of)

    def _forward(self, name: str, value: Any) -> None:
        try:
            plain = self._encode(value)
        except (TypeError, NotPlain):
            return  # a function, a module or a huge thing of the test's: the learner's code keeps its own
        self.world.set(name, plain)


def _number_of(value: Any) -> int:
    if isinstance(value, RemoteObject):
        return value._number
    raise TypeError(
        f"{type(value).__name__} : seuls des nombres, textes, listes et autres données simples "
        "passent en argument d'une fonction de l'élève."
    )
