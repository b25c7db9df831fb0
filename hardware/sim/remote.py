"""A simulated machine at the other end of a byte stream: the exchange of ``machine.py`` as JSON lines.

    {"op": "exchange", "data": base64, "until": seconds, "stop": bool or base64}
    -> {"now": seconds, "data": base64}   or   {"error": text}

The grader's worker holds the :class:`RemoteMachine`; the trusted side owns the machine and answers with
:func:`serve_exchange`. Nothing else of the machine is in reach of the worker.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Protocol

from hardware.errors import ConnectionLost, NoAnswer
from hardware.sim import plugged
from hardware.sim.machine import Machine, Stop

LARGEST = 64 * 1024
"""Bytes of serial data that one message may carry."""
FOREVER = 1e9
"""Seconds; no moment is that far."""


class Stream(Protocol):
    """A duplex binary file: ``socket.makefile("rwb")``, or a pair of pipes."""

    def write(self, data: bytes, /) -> object: ...
    def flush(self) -> object: ...
    def readline(self) -> bytes: ...


class RemoteMachine(Machine):
    """The machine of this ``kind`` that answers at the other end of ``stream``."""

    def __init__(self, kind: str, stream: Stream) -> None:
        model = plugged.machine_class(kind)
        self.kind, self.baud, self.byte_time = kind, model.baud, model.byte_time
        self._stream = stream

    def exchange(self, data: bytes, until: float, stop_on_output: Stop = False) -> tuple[float, bytes]:
        """As :meth:`Machine.exchange`.

        Raises :class:`NoAnswer` when the other side refuses and :class:`ConnectionLost` when it is gone.
        """
        before = b""
        while len(data) > LARGEST:
            _, output = self._ask(data[:LARGEST], 0.0, False)
            data, before = data[LARGEST:], before + output
        now, output = self._ask(data, until, not before and stop_on_output)
        return now, before + output

    def _ask(self, data: bytes, until: float, stop: Stop) -> tuple[float, bytes]:
        told = _encode(stop) if isinstance(stop, bytes) else stop
        message = {"op": "exchange", "data": _encode(data), "until": until, "stop": told}
        try:
            self._stream.write(json.dumps(message).encode() + b"\n")
            self._stream.flush()
            answer = self._stream.readline()
        except (OSError, ValueError) as error:  # ValueError: the stream was closed
            raise _gone() from error
        if not answer.endswith(b"\n"):
            raise _gone()
        result = json.loads(answer)
        if "error" in result:
            raise NoAnswer(result["error"])
        return result["now"], base64.b64decode(result["data"])


def serve_exchange(machine: Machine, message: object, limit: float) -> dict[str, Any]:
    """Answer one decoded message for ``machine``, which may live ``limit`` seconds in all.

    ``message`` comes from a learner's program: whatever it is, the answer is a message, never an exception.
    """
    try:
        data, until, stop = _read(message)
    except ValueError as error:
        return {"error": f"Message refusé par la machine simulée : {error}."}
    if until > limit:
        return {
            "error": f"Le programme demande plus de {limit:g} secondes à la machine simulée : "
            "c'est trop long. Vérifiez les durées et les boucles sans fin."
        }
    now, output = machine.exchange(data, until, stop)
    return {"now": now, "data": _encode(output)}


def _read(message: object) -> tuple[bytes, float, Stop]:
    match message:
        case {
            "op": "exchange",
            "data": str(text),
            "until": float() | int() as until,
            "stop": bool(stop) | str(stop),
        }:
            pass
        case _:
            raise ValueError("forme inconnue")
    if isinstance(until, bool) or not abs(until) < FOREVER:  # NaN and huge integers too
        raise ValueError("le moment n'est pas un nombre de secondes")
    return _decode(text, LARGEST), float(until), _decode(stop, 256) if isinstance(stop, str) else stop


def _decode(text: str, most: int) -> bytes:
    if len(text) > most * 4 // 3 + 4:
        raise ValueError("trop d'octets à la fois")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("octets mal codés") from error


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _gone() -> ConnectionLost:
    return ConnectionLost(
        "La machine simulée ne répond plus : la vérification qui la tenait est terminée. "
        "Relancez la cellule qui crée la carte ou la machine."
    )
