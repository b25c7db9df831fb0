"""What may cross between the two worlds of grading: plain data of an agreed kind, in JSON.

``encode`` turns a value into JSON, ``decode`` turns it back; both sides use both. The worker's side is not
trusted, so everything that keeps a mark honest is in :func:`decode`: exact built-in types only, bounded in
size, depth and number, nothing imported or called by name. A number, a text, a boolean, ``None`` and a list
are themselves in JSON; every other kind is an object of one key, its kind: ``{"tuple": [1, 2]}``.

What is of no agreed kind (a function, an object of the learner's own class) crosses as a *reference*: the
object stays where it is and the other side holds a name for it.
"""

from __future__ import annotations

import base64
import collections
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from hardware.sim.bench import DeviceSpec

MAX_DEPTH = 40
MAX_ITEMS = 200_000
"""Values in one message, counting those inside lists."""
MAX_TEXT = 12_000_000
"""Characters of one text."""
MAX_BYTES = 12_000_000
"""Bytes of one array or bytes object."""
MAX_INT_BITS = 4096
MAX_SAME_HASH = 50
"""Keys of one dict or set that share a hash; chance gives two, malice makes Python compare them all."""

# Plain forms of the project's own models: kind -> (modules of the live objects, "module:class").
MODELS = {
    "solid": (("solid2", "cadquery", "models.solid", "pathlib"), "models.solid:Solid"),  # a path: its file's
    "circuit": (("models.circuit",), "models.circuit:Circuit"),
    "toolpath": (("models.toolpath",), "models.toolpath:Toolpath"),
    "sketch": (("models.sketch",), "models.sketch:Sketch"),
    "figure": (("matplotlib.figure", "matplotlib.axes", "models.figure"), "models.figure:Figure"),
}
_CONTAINERS = {"tuple": tuple, "set": set, "frozenset": frozenset}
_NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
# Subclasses from the standard library that beginners meet; any other subclass is a reference.
_DICTS = (dict, collections.OrderedDict, collections.defaultdict, collections.Counter)


class NotPlain(ValueError):
    """A value, or a message, that is not plain data of an agreed kind within its limits."""


@dataclass(frozen=True)
class DeviceValue:
    """A device of the learner's, seen from the other side: its class in ``hardware``, pins, machine's URL."""

    device: str
    pins: tuple[int | str, ...]
    machine: str


@dataclass
class _Budget:
    items: int = MAX_ITEMS

    def spend(self, depth: int) -> None:
        self.items -= 1
        if self.items < 0:
            raise NotPlain(f"plus de {MAX_ITEMS} valeurs d'un coup")
        if depth > MAX_DEPTH:
            raise NotPlain(f"des listes emboîtées sur plus de {MAX_DEPTH} niveaux")


# --- encode: a value -> JSON ------------------------------------------------------------------------------


def encode(value: Any, refer: Callable[[Any], Any]) -> Any:
    """``value`` as JSON. What is of no agreed kind becomes ``{"ref": refer(value)}``.

    Raises :class:`NotPlain` beyond the limits, and whatever a part or a circuit raises when it is evaluated.
    """
    return _encode(value, refer, _Budget(), 0)


def _encode(value: Any, refer: Callable[[Any], Any], budget: _Budget, depth: int) -> Any:
    budget.spend(depth)

    def inside(values: Any) -> list[Any]:
        return [_encode(item, refer, budget, depth + 1) for item in values]

    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        return _of_few_bits(value)
    if kind is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    if kind is str:
        return _short(value, MAX_TEXT)
    if kind is list:
        return inside(value)
    if kind in _CONTAINERS.values():
        return {kind.__name__: inside(value)}
    if kind in _DICTS:
        return {"dict": inside(part for item in value.items() for part in item)}
    if kind is bytes:
        return {"bytes": _base64(value)}
    if kind is complex:
        return {"complex": inside([value.real, value.imag])}
    if kind is DeviceSpec:
        return {"spec": inside([value.device, *value.arguments])}
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "biufc":
        return {"array": _encode_array(np.asarray(value))}
    for name, (modules, _) in MODELS.items():
        if _comes_from(kind, modules) and (model := _as_model(name, value)) is not None:
            return {name: _encode(model.as_plain(), refer, budget, depth + 1)}
    if _comes_from(kind, ("hardware.devices",)):
        return {"device": inside(_describe_device(value))}
    return {"ref": refer(value)}


def _comes_from(kind: type, modules: tuple[str, ...]) -> bool:
    origins = [base.__module__ for base in kind.__mro__]
    return any(origin == name or origin.startswith(name + ".") for origin in origins for name in modules)


def _as_model(name: str, value: Any) -> Any:
    """The model made from a live object, or None when it is something else of the same library."""
    model = _model(name)
    if isinstance(value, model):
        return value
    try:
        return model.of(value)
    except (AttributeError, TypeError):
        return None


def is_model(value: Any) -> bool:
    """Whether ``value`` is one of the project's own models: a solid, a circuit, a tool path…"""
    return type(value).__module__.partition(".")[0] == "models"


def _model(name: str) -> Any:
    from importlib import import_module  # models are heavy: only when one crosses

    module, attribute = MODELS[name][1].split(":")
    return getattr(import_module(module), attribute)


def _describe_device(device: Any) -> list[Any]:
    pins = [pin for name in ("pin", "pins") for pin in _listed(getattr(device, name, None))]
    machine = getattr(getattr(device, "board", device), "url", "")
    return [type(device).__name__, machine if type(machine) is str else "", *pins]


def _listed(pins: Any) -> list[Any]:
    pins = list(pins) if isinstance(pins, list | tuple) else [pins]
    return [pin for pin in pins if type(pin) in (int, str)]


def _encode_array(array: np.ndarray) -> list[Any]:
    return [
        array.dtype.newbyteorder("<").str,
        list(array.shape),
        _base64(array.astype(array.dtype.newbyteorder("<")).tobytes()),
    ]


def _base64(data: bytes) -> str:
    return base64.b64encode(_short(data, MAX_BYTES)).decode("ascii")


def _of_few_bits(value: int) -> int:
    if value.bit_length() > MAX_INT_BITS:
        raise NotPlain("un nombre entier démesuré")
    return value


def _short(value: Any, limit: int) -> Any:
    if len(value) > limit:
        raise NotPlain(f"une donnée de {len(value)} caractères ou octets (au plus {limit})")
    return value


# --- decode: JSON -> a value ------------------------------------------------------------------------------


def decode(plain: Any, resolve: Callable[[Any], Any]) -> Any:
    """The value that ``plain`` (parsed JSON) stands for; ``resolve`` gives what a reference means here.

    Raises :class:`NotPlain` for anything else than plain data of an agreed kind within its limits.
    """
    try:
        return _decode(plain, resolve, _Budget(), 0)
    except NotPlain:
        raise
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError, MemoryError) as error:
        raise NotPlain(f"une donnée mal formée ({type(error).__name__})") from error


def _decode(plain: Any, resolve: Callable[[Any], Any], budget: _Budget, depth: int) -> Any:
    budget.spend(depth)

    def inside(values: Any) -> list[Any]:
        if type(values) is not list:
            raise NotPlain("une liste est attendue")
        return [_decode(item, resolve, budget, depth + 1) for item in values]

    if plain is None or type(plain) is bool:
        return plain
    if type(plain) is int:
        return _of_few_bits(plain)
    if type(plain) is float:
        return plain
    if type(plain) is str:
        return _short(plain, MAX_TEXT)
    if type(plain) is list:
        return inside(plain)
    if type(plain) is not dict or len(plain) != 1:
        raise NotPlain("une donnée d'aucun genre connu")
    ((kind, body),) = plain.items()
    if kind in _CONTAINERS:
        items = inside(body)
        return tuple(items) if kind == "tuple" else _CONTAINERS[kind](_spread(items))
    if kind in MODELS:
        return _model(kind).from_plain(_decode(body, resolve, budget, depth + 1))
    match kind:
        case "float":
            return _NOT_FINITE[body]
        case "dict":
            parts = inside(body)
            return dict(zip(_spread(parts[::2]), parts[1::2], strict=True))
        case "bytes":
            return base64.b64decode(_short(body, 2 * MAX_BYTES), validate=True)
        case "complex":
            real, imaginary = map(_number, inside(body))
            return complex(real, imaginary)
        case "array":
            return _decode_array(*inside(body))
        case "device":
            return _decode_device(*inside(body))
        case "spec":
            device, *arguments = inside(body)
            return DeviceSpec(device, tuple(arguments))
        case "ref":
            return resolve(body)
    raise NotPlain("une donnée d'aucun genre connu")


def _spread(keys: list[Any]) -> list[Any]:
    """The keys of a dict or set, refused when too many share a hash."""
    most = collections.Counter(map(hash, keys)).most_common(1)
    if most and most[0][1] > MAX_SAME_HASH:
        raise NotPlain("un dictionnaire ou un ensemble aux clés trop semblables")
    return keys


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise NotPlain("un nombre est attendu")
    return float(value)


def _decode_array(dtype: Any, shape: Any, data: Any) -> Any:
    if type(dtype) is not str or len(dtype) > 4 or np.dtype(dtype).kind not in "biufc":
        raise NotPlain("un tableau d'un type inconnu")
    if type(shape) is not list or not all(type(side) is int and 0 <= side <= MAX_BYTES for side in shape):
        raise NotPlain("un tableau aux dimensions impossibles")
    raw = base64.b64decode(data, validate=True)
    array = np.frombuffer(_short(raw, MAX_BYTES), dtype=np.dtype(dtype)).reshape(shape).copy()
    return array if shape else array[()]


def _decode_device(device: Any, machine: Any, *pins: Any) -> DeviceValue:
    if type(device) is not str or type(machine) is not str or not all(type(p) in (int, str) for p in pins):
        raise NotPlain("un appareil mal décrit")
    return DeviceValue(device, pins, machine)
