"""The learner's world, seen from the trusted side: requests, their limits, and the machines it may use.

Whatever goes wrong over there is told as a :class:`~checks.learner.LearnerError`, or as the built-in
exception the learner's code raised. Nothing here waits longer than its limits.
"""

from __future__ import annotations

import base64
import builtins
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from checks.learner import LearnerError
from classroom.grading import told, values
from classroom.grading.learner import LearnerProcess, start_plain
from classroom.grading.outputs import clean_outputs, weight
from classroom.grading.values import NotPlain
from classroom.grading.wire import Wire
from hardware.sim import plugged
from hardware.sim.bench import Bench
from hardware.sim.machine import Machine, Stop
from hardware.sim.remote import serve_exchange


@dataclass(frozen=True)
class Limits:
    """How long the learner's code may take, in seconds.

    Processor time decides, so that a busy host changes no mark; wall time only ends what waits for nothing.
    """

    cell: float = 30.0
    """Processor time of one cell, without its machines'."""
    call: float = 20.0
    """Processor time of one call of a function, without its machines'."""
    patience: float = 4.0
    """Wall time is at most so many times these."""
    emulated: float = 120.0
    """A simulated machine's own time in one cell or call."""
    machine: float = 180.0
    """Wall time its machines may take to live it."""
    timeouts: int = 3
    """After so many the program is ended."""
    grace: float = 2.0
    """Wall time an interrupted program has to stop by itself."""
    start: float = 60.0
    """Wall time for a worker to start."""
    notebook: float = 600.0
    """Wall time of a whole notebook, checks included."""


SLICE = 2.0
"""Emulated seconds between two looks at the wall clock."""
PIECE = 4_000_000
"""Bytes of a file in one message: one that comes with a lesson may be larger than a message."""
MAX_NAMES = 10_000
MAX_SHOWN = 10_000_000
"""Characters of outputs kept of one notebook."""
_CUT = {
    "output_type": "stream",
    "name": "stdout",
    "text": "… les sorties de ce carnet sont trop longues : celle-ci n'est pas gardée.\n",
}


class LearnerWorld:
    """One worker, started when first needed. ``incidents`` are facts for the trainer, in French."""

    def __init__(
        self, limits: Limits | None = None, start: Callable[[], LearnerProcess] = start_plain
    ) -> None:
        self.limits = limits or Limits()
        self.names: set[str] = set()
        self.incidents: list[str] = []
        self.turn = 0
        """How many times the learner's code was asked to run: what they have may have changed since."""
        self._start = start
        self._process: LearnerProcess | None = None
        self._dead: LearnerError | None = None
        self._request = 0
        self._timeouts = 0
        self._shown = 0
        self._machines: dict[str, Machine] = {}

    @property
    def alive(self) -> bool:
        return self._dead is None

    # --- requests -----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the worker now: whatever comes into this process later can't be in its memory."""
        if self._process is None and not self._dead:
            self._process = self._start()

    def put_file(self, name: str, data: bytes) -> None:
        """Put a file in the learner's folder; ``name`` is its path from there."""
        for begin in range(0, max(len(data), 1), PIECE):
            piece = base64.b64encode(data[begin : begin + PIECE]).decode("ascii")
            request = {"op": "file", "name": name, "data": piece, "begins": begin == 0}
            self._ask(request, self.limits.start)

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run a cell and return its outputs, in nbformat's form."""
        self.turn += 1
        reply = self._ask({"op": "run", "source": source}, self.limits.cell)
        try:
            outputs, names = reply["outputs"], reply["names"]
            if type(names) is not list or not all(type(name) is str for name in names):
                raise NotPlain("des noms mal formés")
            self.names.update(names[:MAX_NAMES])
            shown = clean_outputs(outputs)
        except (TypeError, KeyError, NotPlain) as error:
            raise self._forged() from error
        self._shown += weight(shown)
        return shown if self._shown <= MAX_SHOWN else [_CUT]

    def get(self, name: str, resolve: Callable[[Any], Any]) -> Any:
        """The value of a learner's name; raises NameError when there is none."""
        return self._decode(self._ask({"op": "get", "name": name}, self.limits.call), resolve)

    def set(self, name: str, value: Any) -> None:
        """Bind a learner's name to plain data, or to what a reference (already encoded) stands for."""
        self._ask({"op": "set", "name": name, "value": value}, self.limits.call)

    def delete(self, name: str) -> None:
        self._ask({"op": "delete", "name": name}, self.limits.call)

    def attribute(self, number: int, name: str, resolve: Callable[[Any], Any]) -> Any:
        """An attribute of the learner's object ``number``."""
        return self._decode(
            self._ask({"op": "attr", "object": number, "name": name}, self.limits.call), resolve
        )

    def call(
        self,
        number: int,
        args: list[Any],
        kwargs: dict[str, Any],
        bench: Bench | None,
        resolve: Callable[[Any], Any],
    ) -> Any:
        """Call the learner's function ``number`` with encoded arguments, its machine and time those of
        ``bench``.
        """
        self.turn += 1
        described = {"kind": bench.machine.kind, "now": bench.clock.now()} if bench else None
        request = {"op": "call", "object": number, "args": args, "kwargs": kwargs, "bench": described}
        reply = self._ask(request, self.limits.call, bench)
        if type(reply) is not dict or reply.keys() != {"value", "now"}:
            raise self._forged()
        if bench:
            self._let_time_pass(bench, reply["now"])
        return self._decode(reply["value"], resolve)

    def close(self) -> None:
        """End the worker and everything it started; switch its machines off."""
        self._end()
        self._dead = self._dead or _gone("la correction est finie")
        for machine in self._machines.values():
            machine.close()
        self._machines.clear()

    # --- one request --------------------------------------------------------------------------------------

    def _ask(self, body: dict[str, Any], seconds: float, bench: Bench | None = None) -> Any:
        process = self._started()
        self._request += 1
        now = time.monotonic()
        service = _Service(self, bench, now + self.limits.machine)
        budget = self._budget(process, seconds)
        try:
            process.wire.send({"id": self._request, **body}, now + budget.wall)
            reply = self._converse(process.wire, service, budget)
        except TimeoutError:
            raise self._interrupted(process, service) from None
        except (EOFError, OSError):
            raise self._fail(
                _gone("il a arrêté son propre processus"), "le programme a arrêté son processus"
            ) from None
        except NotPlain as error:
            raise self._forged(str(error)) from error
        if service.fault:
            raise service.fault
        if service.refusal:
            raise _endless(service.refusal)
        return self._value(reply)

    def _budget(self, process: LearnerProcess, seconds: float) -> _Budget:
        return _Budget(process, seconds, seconds * self.limits.patience)

    def _converse(self, wire: Wire, service: _Service, budget: _Budget) -> dict[str, Any]:
        while True:
            message = self._receive(wire, budget)
            if type(message) is not dict or message.get("id") != self._request:
                raise NotPlain("un message qui ne répond à rien")
            if "ask" not in message:
                return message
            # Its machine's time is not the learner's: a slow machine, on a loaded host, is not their fault.
            with budget.stopped():
                answer = service.answer(message["ask"])
            wire.send(answer, time.monotonic() + self.limits.grace)

    def _receive(self, wire: Wire, budget: _Budget) -> Any:
        while True:
            try:
                return wire.receive(time.monotonic() + budget.left())
            except TimeoutError:
                if budget.left() <= 0:
                    raise

    def _value(self, reply: dict[str, Any]) -> Any:
        if "raised" not in reply:
            if "value" not in reply:
                raise self._forged()
            return reply["value"]
        raised = reply["raised"]
        if type(raised) is not dict or type(raised.get("text")) is not str:
            raise self._forged()
        texts = raised.get("texts")
        if type(texts) is list and len(texts) == 4 and all(type(text) is str for text in texts):
            mistake, constat, pourquoi, piste = texts
            if told.is_ours(mistake, pourquoi, piste):
                raise LearnerError(mistake, constat[:2000], pourquoi, piste)
        raise _built_in(raised.get("type"))(raised["text"][:2000])

    def _decode(self, plain: Any, resolve: Callable[[Any], Any]) -> Any:
        try:
            return values.decode(plain, resolve)
        except NotPlain as error:
            raise LearnerError(
                "la valeur ne peut pas être lue",
                f"Votre programme a donné {error}.",
                "La vérification ne lit que des nombres, des textes, des listes, des pièces, des circuits…",
                "Regardez ce que contient votre variable, ou ce que votre fonction renvoie.",
            ) from error

    # --- the life of the worker ---------------------------------------------------------------------------

    def _started(self) -> LearnerProcess:
        if self._dead:
            raise self._dead
        self.start()
        assert self._process is not None
        return self._process

    def _interrupted(self, process: LearnerProcess, service: _Service) -> LearnerError:
        """Stop a program that takes too long: gently, then for good."""
        self._timeouts += 1
        error = _endless("le temps de calcul accordé")
        service.stopped = True
        process.interrupt()
        try:
            self._converse(process.wire, service, self._budget(process, self.limits.grace))
        except (TimeoutError, EOFError, OSError, NotPlain):
            return self._fail(error, "un programme sans fin a dû être arrêté de force")
        if self._timeouts >= self.limits.timeouts:
            return self._fail(error, f"le programme a dépassé {self._timeouts} fois le temps accordé")
        self.incidents.append("un programme trop long a été interrompu")
        return error

    def _forged(self, detail: str = "un message mal formé") -> LearnerError:
        return self._fail(
            _gone("il a écrit sur la ligne privée de la correction"),
            f"le programme a écrit sur la ligne privée de la correction ({detail})",
        )

    def _fail(self, error: LearnerError, incident: str) -> LearnerError:
        self.incidents.append(incident)
        self._dead = error
        self._end()
        return error

    def _end(self) -> None:
        if self._process is not None:
            process, self._process = self._process, None
            process.end()

    # --- machines -----------------------------------------------------------------------------------------

    def machine(self, kind: str) -> Machine:
        """The notebook's own machine of this kind, outside any bench."""
        if kind not in self._machines:
            self._machines[kind] = plugged.make(kind)
        return self._machines[kind]

    def _let_time_pass(self, bench: Bench, now: Any) -> None:
        """Bring the bench to the moment its worker says it has reached, within the limit."""
        start = bench.clock.now()
        if type(now) not in (int, float) or not start <= now <= start + self.limits.emulated:
            raise self._forged("une heure impossible")
        bench.clock.sleep(now - start)


class _Budget:
    """Seconds that one request may still take: of its process's own processor, and on the wall."""

    def __init__(self, process: LearnerProcess, cpu: float, wall: float) -> None:
        self._process, self.wall = process, wall
        self._cpu_end = process.cpu_seconds() + cpu
        self._wall_end = time.monotonic() + wall

    def left(self) -> float:
        """Wall seconds to wait at least before looking again; 0 or less when it is spent."""
        return min(self._cpu_end - self._process.cpu_seconds(), self._wall_end - time.monotonic())

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """The wall does not count inside."""
        began = time.monotonic()
        yield
        self._wall_end += time.monotonic() - began


class _Service:
    """Serves the machines during one request, within its limits."""

    def __init__(self, world: LearnerWorld, bench: Bench | None, deadline: float) -> None:
        self._world, self._bench, self._deadline = world, bench, deadline
        self._watched: dict[str, _Watched] = {}
        self.refusal = ""
        self.fault: Exception | None = None
        """What a check that watches the machine has to say, or what broke in the machine."""
        self.stopped = False

    def answer(self, ask: Any) -> dict[str, Any]:
        """Answer one question of the worker; raises NotPlain when it makes no sense."""
        if type(ask) is not dict or ask.keys() != {"machine", "message"}:
            raise NotPlain("une question mal formée")
        if self.stopped:
            return {"answer": {"error": "Le programme a été interrompu."}}
        try:
            watched = self._watch(ask["machine"])
            answer = serve_exchange(watched, ask["message"], watched.start + self._world.limits.emulated)
        except TimeoutError:
            answer = {"error": "Le programme demande trop de calcul à la machine simulée."}
        except NotPlain:
            raise
        except Exception as fault:  # noqa: BLE001 - the worker still waits for its answer: told afterwards
            self.fault, self.stopped = fault, True
            return {"answer": {"error": str(fault)[:2000]}}
        if "error" in answer:
            # Whatever the learner's code makes of it, the request has failed.
            self.refusal = "le temps accordé sur la machine simulée"
        return {"answer": answer}

    def _watch(self, name: Any) -> _Watched:
        if type(name) is not str or (name != "bench" and name not in plugged.KINDS):
            raise NotPlain("une machine inconnue")
        if name not in self._watched:
            if name == "bench" and self._bench is None:
                raise NotPlain("une machine inconnue")
            machine = self._bench.machine if name == "bench" and self._bench else self._world.machine(name)
            self._watched[name] = _Watched(machine, self._deadline)
        return self._watched[name]


class _Watched(Machine):
    """A machine that looks at the wall every few seconds of its own. Raises TimeoutError past a deadline."""

    def __init__(self, machine: Machine, deadline: float) -> None:
        self.kind, self.baud = machine.kind, machine.baud
        self._machine, self._deadline = machine, deadline
        self.start, self._said = machine.exchange(b"", 0.0)
        self._now = self.start

    def exchange(self, data: bytes, until: float, stop_on_output: Stop = False) -> tuple[float, bytes]:
        output, self._said = self._said, b""
        if stop_on_output and output:
            until = 0.0
        while True:
            if time.monotonic() > self._deadline:
                raise TimeoutError
            step = min(until, self._now + SLICE)
            now, said = self._machine.exchange(data, step, stop_on_output)
            self._now, data, output = max(self._now, now), b"", output + said
            if step == until or (stop_on_output and output):
                return now, output


def _built_in(name: Any) -> type[Exception]:
    kind = getattr(builtins, name, None) if type(name) is str else None
    if not isinstance(kind, type) or not issubclass(kind, Exception):
        return RuntimeError
    # Those that need more than a text, or that Python gives a meaning of its own.
    special = issubclass(kind, UnicodeError | ExceptionGroup | StopIteration | StopAsyncIteration)
    return RuntimeError if special else kind


def _endless(limit: str) -> LearnerError:
    return LearnerError(
        "le programme ne s'arrête pas",
        f"Votre programme n'était pas fini après {limit}.",
        "Un programme qui ne finit pas bloque tout ce qui vient après lui.",
        "Cherchez une boucle while dont la condition reste toujours vraie.",
    )


def _gone(why: str) -> LearnerError:
    return LearnerError(
        "le programme s'est arrêté avant la vérification",
        f"Votre programme ne répond plus : {why}.",
        "La vérification a besoin de votre programme pour appeler vos fonctions.",
        "Exécutez tout votre carnet, du début à la fin, sans l'arrêter.",
    )
