"""The exchange over a byte stream: what a grading worker holds, and what the trusted side accepts."""

from __future__ import annotations

import base64
import json
import math
import socket
import threading
from collections.abc import Iterator

import pytest

from hardware.errors import ConnectionLost, NoAnswer
from hardware.sim.machine import Machine, Stop
from hardware.sim.remote import LARGEST, RemoteMachine, serve_exchange


class Echo(Machine):
    """Says back what it hears, at the moment asked."""

    kind = "uno"
    baud = 57600

    def exchange(self, data: bytes, until: float, stop_on_output: Stop = False) -> tuple[float, bytes]:
        return until, data + (stop_on_output if isinstance(stop_on_output, bytes) else b"")


def asked(**changes: object) -> dict[str, object]:
    return {
        "op": "exchange",
        "data": base64.b64encode(b"\xf9").decode(),
        "until": 1.0,
        "stop": False,
    } | changes


@pytest.fixture
def remote() -> Iterator[RemoteMachine]:
    near, far = socket.socketpair()

    def serve() -> None:
        with far, far.makefile("rwb") as stream:
            for line in stream:
                stream.write(json.dumps(serve_exchange(Echo(), json.loads(line), 10.0)).encode() + b"\n")
                stream.flush()

    server = threading.Thread(target=serve)
    server.start()
    with near, near.makefile("rwb") as stream:
        yield RemoteMachine("uno", stream)
    server.join()


def test_an_exchange_crosses_as_it_is(remote: RemoteMachine) -> None:
    everything = bytes(range(256))
    assert remote.exchange(everything, 0.1 + 0.2) == (0.1 + 0.2, everything)
    assert (remote.kind, remote.baud) == ("uno", 57600)


def test_the_bytes_to_stop_at_cross_as_they_are(remote: RemoteMachine) -> None:
    assert remote.exchange(b"data", 1.0, b"\xf7\n") == (1.0, b"data\xf7\n")


def test_more_than_a_message_holds_crosses_in_several(remote: RemoteMachine) -> None:
    data = bytes(LARGEST) + b"end"
    assert remote.exchange(data, 2.0) == (2.0, data)


def test_too_long_a_life_is_refused_in_french(remote: RemoteMachine) -> None:
    with pytest.raises(NoAnswer, match="10 secondes"):
        remote.exchange(b"", 10.5)


def test_a_machine_that_is_gone_is_told_in_french() -> None:
    near, far = socket.socketpair()
    far.close()
    with (
        near,
        near.makefile("rwb", buffering=0) as stream,
        pytest.raises(ConnectionLost, match="vérification"),
    ):
        RemoteMachine("uno", stream).exchange(b"", 1.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        "exchange",
        {},
        asked(op="drive"),
        asked(data=5),
        asked(data="é"),
        asked(data="not base64!"),
        asked(data=base64.b64encode(bytes(LARGEST + 64)).decode()),
        asked(until="1"),
        asked(until=True),
        asked(until=math.nan),
        asked(until=math.inf),
        asked(until=11),
        asked(until=10**400),
        asked(stop=1),
        asked(stop="not base64!"),
        asked(stop=base64.b64encode(bytes(300)).decode()),
    ],
)
def test_a_strange_message_gets_an_error_and_nothing_happens(message: object) -> None:
    class Untouched(Echo):
        def exchange(self, *_: object) -> tuple[float, bytes]:
            raise AssertionError("the machine was reached")

    assert set(serve_exchange(Untouched(), message, 10.0)) == {"error"}
