"""Submissions that go wrong or cheat: each costs its author at most the marks, and nobody else anything."""

import os
import time

import pytest

from classroom.grading.world import Limits
from tests import made_course, seats
from tests.made_course import code

QUICK = Limits(cell=3, call=3, grace=2, notebook=60)
TEST = "grade(5, verifier(carres, 4))"


def judged(*learner, limits=QUICK, test=TEST):
    """The learner's cells between the set-up and the test: what the test gives, the outputs, the facts."""
    cells = [
        code("reglages", made_course.SETUP, locked=True),
        *[code(f"libre-{number}", source) for number, source in enumerate(learner)],
        code("carres-correction", test, grade=True, locked=True, points=5),
    ]
    made = seats.judge(cells, limits=limits)
    outputs = [cell["outputs"] for cell in made.notebook["cells"]]
    return outputs[-1][-1], outputs, made.facts


def points(output):
    return float(output["data"]["text/plain"]) if output["output_type"] == "execute_result" else 0.0


def test_honest_work_earns_its_points():
    assert points(judged(made_course.RIGHT)[0]) == 5


def test_print_to_stderr_costs_nothing():
    last, outputs, _ = judged("import sys\nprint('attention', file=sys.stderr)", made_course.RIGHT)
    assert points(last) == 5
    assert outputs[1][0]["name"] == "stderr"


def test_an_endless_cell_is_interrupted_and_the_rest_counts():
    last, outputs, facts = judged("while True: pass", made_course.RIGHT)
    assert points(last) == 5
    assert outputs[1][0]["ename"] == "CelluleNonTerminée"
    assert facts == ["un programme trop long a été interrompu"]


def test_an_endless_cell_that_refuses_to_stop_is_killed():
    stubborn = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    last, outputs, facts = judged(stubborn, made_course.RIGHT)
    assert points(last) == 0
    assert "arrêté de force" in facts[0]
    assert outputs[2][0]["ename"] == "CelluleNonTerminée"
    assert "le programme ne s&#x27;arrête pas" in last["data"]["text/html"]


def test_an_endless_function_is_a_failed_result():
    last, *_ = judged("def carres(n):\n    while True: pass")
    assert points(last) == 0
    assert "le programme ne s&#x27;arrête pas" in last["data"]["text/html"]


@pytest.mark.parametrize("end", ["exit()", "quit()", "raise SystemExit", "raise KeyboardInterrupt"])
def test_leaving_politely_ends_nothing(end):
    assert points(judged(end, made_course.RIGHT)[0]) == 5


@pytest.mark.parametrize(
    "end",
    ["import os; os._exit(0)", "import os; os.abort()", "import ctypes; ctypes.string_at(0)"],
)
def test_a_program_that_ends_its_own_process_gets_no_point(end):
    last, _, facts = judged(made_course.RIGHT, end)
    assert points(last) == 0
    assert facts == ["le programme a arrêté son processus"]


def test_a_flood_of_prints_is_cut():
    last, outputs, _ = judged("for _ in range(200_000): print('x' * 50)", made_course.RIGHT, limits=Limits())
    assert points(last) == 5
    assert sum(len(output["text"]) for output in outputs[1]) < 1_100_000
    assert "coupée" in outputs[1][-1]["text"]


def test_a_very_long_value_is_refused_not_read():
    last, *_ = judged("def carres(n): return 'x' * 50_000_000")
    assert points(last) == 0


CHEATS = {
    "equal to everything": """
class Oui:
    def __eq__(self, other): return True
    def __len__(self): return 4
def carres(n): return Oui()""",
    "a list equal to everything": """
class Oui(list):
    def __eq__(self, other): return True
def carres(n): return Oui()""",
    "results rewritten": """
import checks.feedback as f
f.Result.__bool__ = lambda self: True
f.Grade.earned = property(lambda self: 5)
f.Grade.__repr__ = lambda self: "5"
def carres(n): return 0""",
    "checks replaced": """
verifier = lambda *a: []
grade = lambda *a: 5
call = lambda *a: [1, 4, 9, 16]
def carres(n): return 0""",
    "built-ins replaced": """
import builtins
builtins.range = lambda *a: []
def carres(n): return 0""",
    "exit": "def carres(n): raise SystemExit(0)",
    "itself": "def carres(n): return carres",
    "not a number": "def carres(n): return float('nan')",
    "no function": "carres = 5",
    "a call of its own": """
class Faux:
    def call_remotely(self, *a): return [1, 4, 9, 16]
    def __call__(self, *a): return self
carres = Faux()""",
    "an exception that says it passed": """
class Passe(Exception):
    mistake = constat = pourquoi = piste = outcome = "passed"
def carres(n): raise Passe""",
    "a grade as display": """
from IPython.display import display
display({"application/vnd.coop-factory.grade+json": {"earned": 5}}, raw=True)
def carres(n): return 0""",
}


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS)
def test_a_forged_answer_is_at_most_a_wrong_one(cheat):
    assert points(judged(cheat)[0]) == 0


FORGE = """
import json, os, re, socket
def every_line():
    for name in os.listdir("/proc/self/fd"):
        try:
            if os.readlink(f"/proc/self/fd/{name}").startswith(("socket", "pipe")):
                yield int(name)
        except OSError:
            pass
def forge(message):
    for fd in list(every_line()):
        try: os.write(fd, message)
        except OSError: pass
"""


@pytest.mark.parametrize(
    "message",
    [
        b"garbage\n",
        b'{"outputs": [[], [], []], "incidents": []}',
        b'{"id": 99, "value": 5}\n',
        b'{"id": 1, "value": {"earned": 5}}\n' * 50,
        b'{"id": 3, "ask": {"machine": "bench", "message": 1}}\n',
        b'{"id": 3, "ask": {"machine": "/etc/passwd", "message": 1}}\n',
        b"[" * 200_000 + b"\n",
        b"9" * 100_000 + b"\n",
        b"\xff\xfe\n",
    ],
)
def test_forged_messages_on_every_open_line_earn_nothing(message):
    forge = f"{FORGE}\ndef carres(n):\n    forge({message!r})\n    return 0"
    last, outputs, _ = judged(forge)
    assert points(last) == 0
    assert len(outputs) == 3


def test_a_forged_reply_of_the_right_number_is_only_a_wrong_answer():
    forge = (
        f"{FORGE}\ndef carres(n):\n"
        "    answer = {'value': {'solid': 1}, 'now': 0.0}\n"
        "    for k in range(1, 60): forge(json.dumps({'id': k, 'value': answer}).encode() + b'\\n')\n"
        "    return 0"
    )
    assert points(judged(forge)[0]) == 0


def test_an_endless_message_is_cut():
    endless = f"{FORGE}\ndef carres(n):\n    while True: forge(b'x' * 65536)"
    last, _, facts = judged(endless)
    assert points(last) == 0
    assert "ligne privée" in facts[0]


def test_nothing_stays_behind(tmp_path):
    marker = f"reste-{os.getpid()}-{time.monotonic_ns()}"
    child = (
        "import os, subprocess, sys\n"
        "wait = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
        f"subprocess.Popen([*wait, {marker!r}], start_new_session=True)"
    )
    judged(child, made_course.RIGHT)
    assert not [pid for pid in os.listdir("/proc") if pid.isdigit() and marker.encode() in _command(pid)]


def _command(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
    except OSError:
        return b""


def test_no_hidden_value_reaches_the_learners_process():
    spy = (
        "import sys, gc\n"
        "def carres(n):\n"
        "    here = repr([o for o in gc.get_objects() if isinstance(o, (str, dict, tuple))])\n"
        "    found = 'eehcac-ruelav'[::-1] in here\n"
        "    raise ValueError('vu' if found else 'rien vu')"
    )
    secret = "attendu = ['valeur-cachee']\ngrade(5, verifier(carres, 4))"
    last, *_ = judged(spy, test=secret)
    assert "rien vu" in last["data"]["text/html"]


def test_a_notebook_that_takes_too_long_is_given_up():
    last, outputs, facts = judged(made_course.RIGHT, limits=Limits(notebook=3), test="while True: pass")
    assert points(last) == 0
    assert facts == ["le carnet a dépassé 3 secondes : il a été arrêté"]
    assert len(outputs) == 3
