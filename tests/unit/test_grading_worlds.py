"""The two worlds: learner's cells in a worker, test cells here, and only plain data between them."""

import hashlib
import math

import pytest

from checks.learner import LearnerError, call
from classroom.grading.judge import Cell, Side, judge, run_trusted
from classroom.grading.namespace import Namespace, RemoteFunction
from classroom.grading.world import LearnerWorld, Limits
from hardware.sim.bench import Bench, DeviceSpec
from hardware.sim.machine import SimulatedMachine
from tests import seats
from tests.made_course import code


@pytest.fixture(scope="module")
def shared_world():
    """One worker for the tests that leave it as they found it."""
    world = LearnerWorld()
    yield world
    world.close()


@pytest.fixture
def namespace(shared_world):
    return Namespace(shared_world)


def run_test(namespace, source, points=1.0):
    """Run a test cell; its outputs."""
    return run_trusted(Cell(source, Side.TEST, "<test>", points), namespace)


def learner(namespace, source):
    return namespace.world.run(source)


def test_a_learners_cell_shows_what_a_notebook_shows(namespace):
    outputs = learner(namespace, "import sys\nprint('bonjour')\nprint('aïe', file=sys.stderr)\n1 + 1")
    assert [(o["output_type"], o.get("text") or o["data"]["text/plain"]) for o in outputs] == [
        ("stream", "bonjour\n"),
        ("stream", "aïe\n"),
        ("execute_result", "2"),
    ]
    assert learner(namespace, "1 / 0")[0]["ename"] == "ZeroDivisionError"


def test_a_learners_values_and_functions_are_seen_by_a_test(namespace):
    learner(
        namespace,
        "import numpy as np\nx = {'a': [1, (2.5, None)]}\na = np.eye(2)\ndef f(n, k=1): return n * k",
    )
    assert (
        run_test(namespace, "assert x == {'a': [1, (2.5, None)]}\nassert a.sum() == 2\nassert f(2, k=3) == 6")
        == []
    )


def test_functions_of_a_test_cell_see_the_learners_names(namespace):
    """CPython looks up the globals of a function through __getitem__ when they are a subclass of dict."""
    learner(namespace, "taille = 4")
    source = (
        "def double():\n    return taille * 2\nassert double() == 8\nassert [taille for _ in '  '] == [4, 4]"
    )
    assert run_test(namespace, source) == []


def test_the_idiom_of_nbgraders_documentation(namespace):
    learner(
        namespace,
        "def squares(n): return [i**2 for i in range(1, n+1)]\ndef total(n): return sum(squares(n))",
    )
    idiom = """
orig_squares = squares
del squares
try:
    total(1)
except NameError:
    pass
else:
    raise AssertionError("total does not use squares")
finally:
    squares = orig_squares
assert total(3) == 14
"""
    assert run_test(namespace, idiom) == []
    assert learner(namespace, "squares(2)")[0]["data"]["text/plain"] == "[1, 4]"


def test_what_a_test_defines_stays_with_the_tests(namespace):
    run_test(namespace, "attendu = 42")
    learner(namespace, "attendu = 1")
    assert run_test(namespace, "assert attendu == 42") == []
    assert learner(namespace, "attendu")[0]["data"]["text/plain"] == "1"


def test_python_names_are_never_the_learners(namespace):
    learner(namespace, "abs = lambda x: 0\nAssertionError = ValueError")
    (error,) = run_test(namespace, "assert abs(-3) == 0")
    assert error["ename"] == "AssertionError"
    learner(namespace, "del abs, AssertionError")


def test_a_test_can_give_the_learner_a_value(namespace):
    learner(namespace, "mesure = 1\ndef lire(): return mesure")
    assert run_test(namespace, "mesure = [7, 8]\nassert lire() == [7, 8]") == []


def test_exceptions_come_back_as_their_built_in_type(namespace):
    learner(
        namespace, "class Panne(KeyError): pass\ndef f(): raise Panne('x')\ndef stop(): raise SystemExit(3)"
    )
    assert run_test(namespace, "try:\n    f()\nexcept KeyError as error:\n    assert 'x' in str(error)") == []
    assert run_test(namespace, "stop()")[0]["ename"] == "RuntimeError"


def test_an_object_that_fakes_equality_is_only_a_reference(namespace):
    learner(
        namespace,
        "class Oui:\n    def __eq__(self, o): return True\n    def __sub__(self, o): return 0\nx = Oui()",
    )
    assert run_test(namespace, "assert x == 3")[0]["ename"] == "AssertionError"
    assert run_test(namespace, "x - 3")[0]["ename"] == "TypeError"


def test_attributes_and_methods_of_a_learners_object(namespace):
    learner(
        namespace,
        "class Boite:\n    largeur = 3\n    def aire(self, h): return self.largeur * h\nb = Boite()",
    )
    assert (
        run_test(namespace, "assert b.largeur == 3\nassert b.aire(2) == 6\nassert not hasattr(b, 'poids')")
        == []
    )


def test_a_missing_name_gives_no_point_and_says_which(namespace):
    (result,) = run_test(namespace, "fonction_absente(1)", points=2)
    assert result["data"]["text/plain"] == "0"
    assert "fonction_absente" in result["data"]["text/html"]


def test_a_tests_own_objects_do_not_cross(namespace):
    learner(namespace, "def f(x): return x")
    assert run_test(namespace, "f(f) is None\nf(print)")[0]["ename"] == "TypeError"


class Echo(SimulatedMachine):
    """Sends back what it receives, one second later, and notes when."""

    kind, baud = "uno", 10_000

    def __init__(self):
        super().__init__()
        self.now, self.queue, self.heard = 0.0, b"", []

    def _receive(self, data):
        if data:
            self.heard.append((self.now, data))
            self.queue += data

    def _run(self, until, stop_on_output):
        self.now = max(self.now, until)
        sent, self.queue = self.queue, b""
        return self.now, sent


USE_MACHINE = """
from hardware import clock, sleep
from hardware.sim import plugged
import time
def parler(mot):
    machine = plugged.find("uno")
    clock.current().follow(type("F", (), {"advance_to": lambda self, when: machine.exchange(b"", when)})())
    machine.exchange(mot, 0.0)
    sleep(1)
    time.sleep(0.5)
    machine.exchange(mot, 0.0)
    return clock.current().now()
"""


def test_a_function_finds_the_machine_and_the_time_of_the_bench(namespace):
    learner(namespace, USE_MACHINE)
    bench = Bench(Echo())
    assert call(namespace["parler"], b"ab", bench=bench) == 1.5
    assert bench.machine.heard == [(0.0, b"ab"), (1.5, b"ab")]
    assert bench.clock.now() == 1.5
    assert call(namespace["parler"], b"c", bench=bench) == 3.0


def test_a_device_is_built_over_there(namespace):
    learner(namespace, "def nom(lampe): return type(lampe).__name__, lampe.pin")
    with_led = call(namespace["nom"], DeviceSpec("LED", (13,)), bench=(bench := Bench("uno")))
    bench.close()
    assert with_led == ("LED", 13)


def test_emulated_time_is_limited_whatever_the_learner_catches():
    world = LearnerWorld(Limits(emulated=10))
    namespace = Namespace(world)
    try:
        world.run(
            "from hardware.sim import plugged\ndef f():\n    try: plugged.find('uno').exchange(b'', 11.0)\n"
            "    except Exception: return 'rien vu'"
        )
        with pytest.raises(LearnerError, match="machine simulée"):
            call(namespace["f"], bench=Bench(Echo()))
        assert world.alive
    finally:
        world.close()


def test_a_lie_about_the_time_ends_the_worker():
    world = LearnerWorld()
    try:
        world.run("from hardware import clock\ndef f(): clock.current()._now = float('-inf')")
        with pytest.raises(LearnerError):
            call(Namespace(world)["f"], bench=Bench(Echo()))
        assert not world.alive
    finally:
        world.close()


def test_both_worlds_run_a_locked_cell_and_the_learner_never_gets_a_test(shared_world):
    cells = [
        Cell("secret = 1", Side.BOTH),
        Cell("cache = 99", Side.TEST),
        Cell("print(secret, 'cache' in globals())", Side.LEARNER),
        Cell("secret + cache", Side.TEST),
    ]
    outputs = list(judge(cells, shared_world))
    assert outputs[2][0]["text"] == "1 False\n"
    assert outputs[3][0]["data"]["text/plain"] == "100"


def test_a_cell_with_a_magic_runs_on_the_learners_side_only(shared_world):
    cells = [Cell("%time x = 3", Side.BOTH), Cell("x", Side.TEST)]
    assert list(judge(cells, shared_world))[1][0]["data"]["text/plain"] == "3"


def test_a_notebook_finds_the_files_that_come_with_it():
    reading = code("libre", "import os; print(open('data/mesures.txt').read(), os.listdir('.'))")
    made = seats.judge([reading], files={"data/mesures.txt": b"12"})
    assert made.notebook["cells"][0]["outputs"][0]["text"] == "12 ['data']\n"


def test_a_file_larger_than_a_message_comes_whole():
    large = bytes(range(256)) * 70_000
    reading = code("libre", "import hashlib; hashlib.sha256(open('releve.bin', 'rb').read()).hexdigest()")
    made = seats.judge([reading], files={"releve.bin": large, "vide.txt": b""})
    shown = made.notebook["cells"][0]["outputs"][0]["data"]["text/plain"]
    assert shown == repr(hashlib.sha256(large).hexdigest())


@pytest.mark.parametrize("side", [20, 30])
def test_a_part_cut_with_cadquery_is_judged_though_the_warm_process_has_cut_nothing(side):
    """Cadquery's kernel makes a pool of threads at the first cut; a fork has none but the one that forked."""
    cut = f'cq.Workplane().rect({side}, {side}).extrude(4).faces(">Z").workplane().hole(6)'
    cells = [
        code("libre", f"import cadquery as cq\npiece = {cut}"),
        code("test", "round(float(piece_volume()), 1)", grade=True, locked=True, points=1),
    ]
    cells[0]["source"] += "\ndef piece_volume():\n    return piece.val().Volume()"
    made = seats.judge(cells, limits=Limits(notebook=60))
    shown = made.notebook["cells"][1]["outputs"][0]["data"]["text/plain"]
    assert float(shown) == pytest.approx(side * side * 4 - math.pi * 9 * 4, abs=0.1)


def test_files_and_engines_of_parts_work_in_a_learners_process_or_say_why_not():
    """Each runs a program or threads of a library in a confined fork: none may hang."""
    writing = """
import cadquery as cq
from pathlib import Path
from models import formats
from models.solid import BadShape, Solid
piece = cq.Workplane().box(20, 20, 4).faces(">Z").workplane().hole(6)
formats.export(piece, "piece")
fichier = Path("piece.step")
def par_openscad():
    from solid2 import cube
    try:
        return Solid.of(cube(10), engine="openscad").volume
    except BadShape as error:
        return error.mistake
"""
    judging = """
expected = 20 * 20 * 4 - math.pi * 9 * 4
assert abs(piece.volume - expected) < 1 and abs(fichier.volume - piece.volume) < 1e-6
assert par_openscad() in (1000.0, "OpenSCAD ne répond pas")
1
"""
    cells = [
        code("libre", writing),
        code("test", "import math" + judging, grade=True, locked=True, points=1),
    ]
    made = seats.judge(cells, limits=Limits(notebook=120))
    assert [output["data"]["text/plain"] for output in made.notebook["cells"][1]["outputs"]] == ["1"]


def test_a_notebook_stopped_half_way_keeps_what_it_had_earned():
    test = {"grade": True, "locked": True, "points": 1}
    cells = [
        code("un", "print('vu')", **test),
        code("deux", "while True: pass", **test),
        code("trois", "0", **test),
    ]
    made = seats.judge(cells, limits=Limits(notebook=3))
    shown = [cell["outputs"][0] for cell in made.notebook["cells"]]
    assert [output["output_type"] for output in shown] == ["stream", "error", "error"]
    assert made.facts == [shown[1]["evalue"]]
    assert "3 secondes" in made.facts[0]


SHIFTY = """
from solid2 import cube
from models.solid import Solid
honest, told = Solid.of, 0
def of(thing):
    global told
    told += 1
    return honest(cube(told))
Solid.of = of
piece = cube(1)
def rien(): pass"""


def test_every_check_sees_the_same_part(namespace):
    learner(namespace, SHIFTY)
    same = "assert piece.size == piece.size"
    assert run_test(namespace, same) == []
    first = namespace["piece"].size
    assert run_test(namespace, same) == []
    assert namespace["piece"].size == first
    call(namespace["rien"])
    assert namespace["piece"].size != first, "their code has run: what they have may have changed"
    learner(namespace, "Solid.of = honest")


def test_the_stub_is_what_checks_expect(namespace):
    learner(namespace, "def f(): return float('nan')")
    function = namespace["f"]
    assert isinstance(function, RemoteFunction)
    assert callable(function)
    assert function.__name__ == "f"
    assert math.isnan(call(function))


BAD_SHAPE = "from models.solid import BadShape\nclass Panne(BadShape): pass\n"


def test_an_error_of_ours_about_a_part_keeps_its_words(namespace):
    from models.solid import BadShape, Solid

    with pytest.raises(BadShape) as ours:
        Solid.of(None)
    learner(namespace, "from models.solid import Solid\ndef mauvaise(): return Solid.of(None)")
    with pytest.raises(LearnerError) as crossed:
        call(namespace["mauvaise"])
    assert (crossed.value.mistake, crossed.value.piste) == (ours.value.mistake, ours.value.piste)


def test_an_error_of_the_learners_brings_no_words_of_its_own(namespace):
    source = "def bavarde(valeur): raise Panne(valeur, valeur, valeur, valeur)"
    learner(namespace, BAD_SHAPE + source)
    with pytest.raises(LearnerError) as crossed:
        call(namespace["bavarde"], "secret")
    assert "secret" not in crossed.value.mistake + crossed.value.pourquoi + crossed.value.piste
