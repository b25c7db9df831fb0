"""Run a notebook in two worlds and return the outputs of each cell.

* a learner's cell runs in the worker;
* a test cell (graded, locked) runs here, in the trusted namespace;
* a locked cell without points runs in both: it sets things up for the learner's cells and for the tests.
"""

from __future__ import annotations

import ast
import contextlib
import io
import traceback
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from checks.feedback import Grade, failed, grade
from checks.learner import LearnerError
from classroom.grading.namespace import Namespace
from classroom.grading.outputs import error_output
from classroom.grading.world import LearnerWorld
from hardware import clock
from hardware.sim import plugged
from hardware.sim.machine import Machine


class Side(StrEnum):
    """Where a cell runs."""

    LEARNER = "learner"
    TEST = "test"
    BOTH = "both"


@dataclass(frozen=True)
class Cell:
    """A code cell to run. A traceback and the trainer see ``name``; ``points`` is what a test is worth."""

    source: str
    side: Side
    name: str = "<test>"
    points: float = 0.0


def judge(cells: Sequence[Cell], world: LearnerWorld) -> Iterator[list[dict[str, Any]]]:
    """Run ``cells`` in the two worlds; give the outputs of each, in nbformat's form, as it is done."""
    namespace = Namespace(world)
    with private_machines():
        for number, cell in enumerate(cells, start=1):
            outputs = _run(cell, world, namespace)
            _number_result(outputs, number)
            yield outputs


@contextlib.contextmanager
def private_machines() -> Iterator[None]:
    """Virtual time and machines of its own for what the trusted side runs outside any bench."""
    machines: dict[str, Machine] = {}

    def find(kind: str) -> Machine | None:
        if kind not in machines and kind in plugged.KINDS:
            machines[kind] = plugged.make(kind)
        return machines.get(kind)

    with clock.using(clock.VirtualClock()), plugged.using(find):
        try:
            yield
        finally:
            for machine in machines.values():
                machine.close()


def _run(cell: Cell, world: LearnerWorld, namespace: Namespace) -> list[dict[str, Any]]:
    if cell.side is Side.LEARNER:
        return _run_over_there(cell, world)
    if cell.side is Side.TEST:
        return run_trusted(cell, namespace)
    shown = _run_over_there(cell, world)
    errors = [] if _needs_ipython(cell.source) else run_trusted(cell, namespace)
    return shown + [output for output in errors if output["output_type"] == "error"]


def _run_over_there(cell: Cell, world: LearnerWorld) -> list[dict[str, Any]]:
    try:
        return world.run(cell.source)
    except LearnerError as error:
        return [error_output("CelluleNonTerminée", error.constat)]
    except Exception as error:  # noqa: BLE001 - what the worker says was raised outside the learner's code
        return [error_output(type(error).__name__, str(error))]


def _needs_ipython(source: str) -> bool:
    """Whether the cell holds a magic or a shell command: those only run in the learner's IPython."""
    return "get_ipython()" in TransformerManager().transform_cell(source)


# --- the trusted side -------------------------------------------------------------------------------------


def run_trusted(cell: Cell, namespace: Namespace) -> list[dict[str, Any]]:
    """Run a test cell in the trusted namespace; its last expression is its result, as in a notebook."""
    printed = io.StringIO()
    outputs: list[dict[str, Any]] = []
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = _execute(cell, namespace)
            if value is not None:
                outputs = [_result(value)]
        except LearnerError as error:
            outputs = [_result(_not_done(cell, error))]
        except NameError as error:
            outputs = (
                [_result(_not_done(cell, _missing(error.name)))]
                if cell.points and error.name
                else [_error(cell, error)]
            )
        except (Exception, SystemExit) as error:  # noqa: BLE001 - as in a notebook, the next cells are run
            outputs = [_error(cell, error)]
    if text := printed.getvalue():
        outputs.insert(0, {"output_type": "stream", "name": "stdout", "text": text[:100_000]})
    return outputs


def _execute(cell: Cell, namespace: Namespace) -> Any:
    tree = ast.parse(cell.source, cell.name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, cell.name, "exec"), namespace)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), cell.name, "eval"), namespace)


def _result(value: Any) -> dict[str, Any]:
    has_bundle = hasattr(type(value), "_repr_mimebundle_")
    data = value._repr_mimebundle_() if has_bundle else {"text/plain": repr(value)[:100_000]}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}


def _error(cell: Cell, error: BaseException) -> dict[str, Any]:
    """The error with the lines of the test cell and what they called, without this module's own."""
    frame = error.__traceback__
    while frame and frame.tb_frame.f_code.co_filename != cell.name:
        frame = frame.tb_next
    output = error_output(type(error).__name__, str(error)[:2000])
    output["traceback"] = "".join(traceback.format_exception(error.with_traceback(frame))).splitlines()[-40:]
    return output


def _not_done(cell: Cell, error: LearnerError) -> Grade:
    """No point, and why, when a test could not even begin."""
    why = failed(
        "Votre programme",
        mistake=error.mistake,
        constat=error.constat,
        pourquoi=error.pourquoi,
        piste=error.piste,
    )
    return grade(cell.points, why)


def _missing(name: str | None) -> LearnerError:
    return LearnerError(
        "un nom manque",
        f"Le nom {name} n'existe pas dans votre carnet.",
        "La vérification cherche votre réponse sous ce nom.",
        "Vérifiez l'orthographe du nom, puis exécutez le carnet du début à la fin.",
    )


def _number_result(outputs: list[dict[str, Any]], number: int) -> None:
    for output in outputs:
        if output["output_type"] == "execute_result":
            output["execution_count"] = number
