"""The learner's world: the process that runs the learner's cells and answers for their names.

It is a fork (:mod:`classroom.grading.learner`) that calls :func:`live`. No test, no hidden value and no
gradebook ever comes here, and nothing that leaves from here is believed: all in this process is in the
learner's hands. Simulated machines stand on the other side; only their serial line is here. Time is virtual.
"""

from __future__ import annotations

import base64
import builtins
import contextlib
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import hardware
from classroom.grading import values
from classroom.grading.capture import Capture, Stream
from classroom.grading.wire import Wire
from hardware import clock
from hardware.sim import plugged
from hardware.sim.bench import Bench, DeviceSpec
from hardware.sim.machine import Machine
from hardware.sim.remote import RemoteMachine

TEXTS = ("mistake", "constat", "pourquoi", "piste")
"""What our own errors about a part or a circuit bring, as a failed result does."""
capture = Capture()


class _Publisher(DisplayPublisher):
    def publish(self, data: dict[str, Any], **_: Any) -> None:  # type: ignore[override]
        capture.show(data)

    def clear_output(self, wait: bool = False) -> None:
        capture.start()


class _Hook(DisplayHook):
    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        capture.show(format_dict, result=True)

    def finish_displayhook(self) -> None:
        pass


class _Shell(InteractiveShell):
    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        capture.error(etype.__name__, str(evalue), stb)

    def _tee(self, channel: str) -> Any:
        """IPython would keep a second copy of all that is printed, without limit."""
        return contextlib.nullcontext()

    def enable_gui(self, gui: str | None = None) -> None:
        pass

    def ask_exit(self) -> None:
        """`exit` in a cell ends nothing: the next cells are run all the same."""


def make_shell() -> InteractiveShell:
    """An IPython that keeps no history and shows nothing but through :data:`capture`."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    # The other modes look for the module of each frame: endless recursion took 10 s.
    config.InteractiveShell.xmode = "Plain"
    config.InteractiveShell.display_pub_class = _Publisher
    return _Shell.instance(config=config, display_pub_class=_Publisher, displayhook_class=_Hook)


class MachineLine:
    """What :class:`RemoteMachine` talks through: each message is a question to the trusted side."""

    def __init__(self, ask: Callable[[dict[str, Any]], Any], machine: str) -> None:
        self._ask, self._machine = ask, machine
        self._message = b""

    def write(self, data: bytes, /) -> None:
        self._message = data

    def flush(self) -> None:
        pass

    def readline(self) -> bytes:
        answer = self._ask({"machine": self._machine, "message": json.loads(self._message)})
        return json.dumps(answer).encode() + b"\n"


class Worker:
    """Answers the requests of the trusted side, one by one, until the line is closed."""

    def __init__(self, wire: Wire, shell: InteractiveShell) -> None:
        self._wire, self._shell = wire, shell
        self._own_names = set(shell.user_ns)
        self._objects: list[Any] = []
        self._machines: dict[str, Machine] = {}
        self._request = 0
        self._busy = False
        self._talking = threading.RLock()

    def serve(self) -> None:
        signal.signal(signal.SIGINT, self._interrupt)
        while True:
            try:
                request = self._wire.receive()
            except (EOFError, OSError):
                return
            self._request = request["id"]
            self._reply(self._answer(request))

    def machine(self, kind: str) -> Machine | None:
        """The machine that ``sim://kind`` means outside any bench: one for the whole notebook."""
        if kind in plugged.KINDS and kind not in self._machines:
            self._machines[kind] = self._remote(kind, kind)
        return self._machines.get(kind)

    def _remote(self, name: str, kind: str) -> Machine:
        return RemoteMachine(kind, MachineLine(self._ask, name))

    def _interrupt(self, *_: object) -> None:
        if self._busy:
            raise KeyboardInterrupt

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        handle = getattr(self, "_do_" + request["op"])
        try:
            self._busy = True
            try:
                return {"value": handle(request)}
            finally:
                self._busy = False
        except BaseException as error:  # noqa: BLE001 - whatever the learner's code raises, exits included
            return {"raised": describe(error)}

    def _reply(self, body: dict[str, Any]) -> None:
        try:
            self._wire.send({"id": self._request, **body})
        except values.NotPlain as error:
            self._wire.send({"id": self._request, "raised": describe(error)})

    def _ask(self, question: dict[str, Any]) -> Any:
        with self._talking:
            # An interruption waits for the answer, or the next reader would find it.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                self._wire.send({"id": self._request, "ask": question})
                reply = self._wire.receive()
            finally:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        return reply["answer"]

    # --- one method an operation --------------------------------------------------------------------------

    def _do_file(self, request: dict[str, Any]) -> Any:
        """A file that comes with the notebook, put in the learner's folder, a piece at a time."""
        path = Path(request["name"])
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb" if request["begins"] else "ab") as file:
            file.write(base64.b64decode(request["data"]))

    def _do_run(self, request: dict[str, Any]) -> Any:
        capture.start()
        try:
            self._shell.run_cell(request["source"], store_history=True)
        finally:
            self._busy = False
        names = [name for name in self._shell.user_ns if name not in self._own_names and name[:1] != "_"]
        return {"outputs": capture.finish(), "names": names}

    def _do_get(self, request: dict[str, Any]) -> Any:
        name = request["name"]
        if name not in self._shell.user_ns:
            raise NameError(f"name {name!r} is not defined")
        return self._encode(self._shell.user_ns[name])

    def _do_set(self, request: dict[str, Any]) -> Any:
        self._shell.user_ns[request["name"]] = self._decode(request["value"])

    def _do_delete(self, request: dict[str, Any]) -> Any:
        self._shell.user_ns.pop(request["name"], None)

    def _do_attr(self, request: dict[str, Any]) -> Any:
        return self._encode(getattr(self._objects[request["object"]], request["name"]))

    def _do_call(self, request: dict[str, Any]) -> Any:
        capture.start()
        function = self._objects[request["object"]]
        with self._bench(request["bench"]) as bench:
            args = [self._argument(arg) for arg in request["args"]]
            kwargs = {name: self._argument(arg) for name, arg in request["kwargs"].items()}
            value = self._encode(function(*args, **kwargs))
        return {"value": value, "now": bench.clock.now() if bench else 0.0}

    @contextlib.contextmanager
    def _bench(self, described: dict[str, Any] | None) -> Any:
        """The bench of a check, as the learner's code finds it: its machine plugged, its clock current."""
        if described is None:
            yield None
            return
        bench = Bench(self._remote("bench", described["kind"]))
        bench.clock.sleep(described["now"])
        with bench:
            yield bench

    def _argument(self, plain: Any) -> Any:
        value = self._decode(plain)
        return getattr(hardware, value.device)(*value.arguments) if isinstance(value, DeviceSpec) else value

    def _encode(self, value: Any) -> Any:
        return values.encode(value, self._refer)

    def _decode(self, plain: Any) -> Any:
        return values.decode(plain, lambda number: self._objects[number])

    def _refer(self, thing: Any) -> dict[str, Any]:
        number = next((n for n, known in enumerate(self._objects) if known is thing), len(self._objects))
        if number == len(self._objects):
            self._objects.append(thing)
        name = getattr(thing, "__name__", type(thing).__name__)
        return {
            "object": number,
            "callable": callable(thing),
            "name": str(name)[:200],
            "text": short_repr(thing),
        }


def short_repr(thing: Any) -> str:
    try:
        return repr(thing)[:200]
    except Exception:  # noqa: BLE001 - a learner's __repr__ may do anything
        return f"<{type(thing).__name__}>"


def describe(error: BaseException) -> dict[str, Any]:
    """An exception: the name of the nearest built-in type, its text and, if it has them, a result's texts."""
    built_in = next(
        kind.__name__ for kind in type(error).__mro__ if getattr(builtins, kind.__name__, None) is kind
    )
    try:
        texts = [str(getattr(error, name)) for name in TEXTS]
    except Exception:  # noqa: BLE001 - most exceptions have none, and a learner's may do anything
        texts = []
    try:
        text = str(error)[:2000]
    except Exception:  # noqa: BLE001 - a learner's __str__ may do anything
        text = ""
    return {"type": built_in, "text": text, "texts": texts}


def live(line: socket.socket, shell: InteractiveShell) -> NoReturn:
    """Be the learner's world at the end of ``line``; the process ends with it, whatever the learner left."""
    line.set_inheritable(False)
    worker = Worker(Wire(line), shell)
    sys.stdout, sys.stderr = Stream(capture, "stdout"), Stream(capture, "stderr")
    time.sleep = hardware.sleep  # a lesson that sleeps the usual way waits in virtual time too
    try:
        with clock.using(clock.VirtualClock()), plugged.using(worker.machine):
            worker.serve()
    finally:
        os._exit(0)
