"""Attacks on the mark: tests stripped, checks replaced, results forged, cells and points rewritten."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests import made_course
from tests.faults.attacks import Attack, fatal, harmless, wrong
from tests.faults.attacks.course import Place

WRONG = "def retourner(texte):\n    return 'faux'"


def rewritten(change):
    """Hand in the honest notebook after ``change(cells)``."""

    def files(place: Place, attack: Attack) -> Mapping[str, bytes]:
        notebook = json.loads(place.handed_in(attack))
        notebook["cells"] = change(notebook["cells"]) or notebook["cells"]
        return {f"{attack.name} - {attack.notebook}.ipynb": json.dumps(notebook).encode()}

    return files


def named(cells, name):
    return next(cell for cell in cells if cell["id"] == name)


def more_points(cells):
    for cell in cells:
        if marks := cell["metadata"].get("nbgrader"):
            marks.update(points=396, max_score=396, locked=False)
            cell["outputs"] = [
                {"output_type": "execute_result", "data": {"text/plain": "396"}, "metadata": {}}
            ]


def easy_tests(cells):
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["source"] = "396"


def swapped_ids(cells):
    first, second = named(cells, "retourner-verification"), named(cells, "carres-verification")
    first["metadata"], second["metadata"] = second["metadata"], first["metadata"]
    first["id"], second["id"] = second["id"], first["id"]


def tests_deleted(cells):
    return [cell for cell in cells if not cell["metadata"].get("nbgrader", {}).get("grade")]


def duplicated(cells):
    forged = {**named(cells, "retourner-verification"), "id": "double", "source": "1"}
    return [forged, *cells, {**forged, "id": "encore"}]


def forged_test(cells):
    return [*cells, made_course.code("bonus", "396", grade=True, locked=True, points=396)]


def markdown_tests(cells):
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["cell_type"] = "markdown"


FORGED_GRADE = """
from IPython.display import display
from IPython import get_ipython
mime = "application/vnd.coop-factory.grade+json"
display({mime: {"points": 396, "earned": 396, "results": []}, "text/plain": "396"}, raw=True)
class Note(float):
    def _repr_mimebundle_(self, **_): return {mime: {"earned": 396, "results": []}, "text/plain": "396"}
Note(396)
"""

ATTACKS = [
    Attack(
        "transformeur-ast",
        "An AST transformer strips every assert.",
        (
            "import ast\nclass Sans(ast.NodeTransformer):\n"
            "    def visit_Assert(self, node): return ast.Pass()\n"
            "get_ipython().ast_transformers.append(Sans())",
        ),
        {"retourner": WRONG, "doubles": "def doubles(n):\n    return 0"},
        {"retourner": 0, "doubles": 0},
    ),
    Attack(
        "transformeur-entree",
        "Input transformers turn every later cell into a mark.",
        (
            "ip = get_ipython()\nip.input_transformers_post.append(lambda lines: ['396\\n'])\n"
            "ip.input_transformers_cleanup.append(lambda lines: ['396\\n'])",
        ),
        due={"retourner": 0, "doubles": 0},
    ),
    Attack(
        "verifications-remplacees",
        "The names of the checks, and those of Python, mean something else.",
        (
            "import builtins, json, numpy\n"
            "grade = lambda *a: 396\nverifier = verifier_retourner = call = lambda *a: 396\n"
            "class passed:\n    pass\n"
            "for name in ('isinstance', 'sum', 'len', 'repr', 'float', 'all', 'any', 'round'):\n"
            "    globals()[name] = lambda *a, **k: True\n"
            "json.loads = json.dumps = lambda *a, **k: {'value': 396}\n"
            "numpy.array_equal = numpy.allclose = lambda *a, **k: True",
        ),
        {"retourner": WRONG},
        {"retourner": 0, "doubles": 0},
        said="arrêté son processus",
    ),
    Attack(
        "bibliotheques-rapiecees",
        "Our own libraries are patched in place.",
        (
            "import checks.feedback as f, checks.learner, hardware, solid2\n"
            "f.Result.__bool__ = lambda self: True\nf.Grade.__repr__ = lambda self: '396'\n"
            "f.Grade.earned = property(lambda self: 396)\nf.failed = f.passed\n"
            "checks.learner.call = lambda *a, **k: 396\n"
            "import checks.board, checks.solid\n"
            "checks.board.blinks = checks.solid.size = lambda *a, **k: []",
        ),
        {"retourner": WRONG},
        {"retourner": 0},
    ),
    Attack(
        "traceur",
        "sys.settrace and setprofile wait for the frame that knows the answer.",
        (
            "import sys\nleft = 3000\ndef trace(frame, event, arg):\n    global left\n    left -= 1\n"
            "    if left > 0 and '@canary@-cache' in repr(frame.f_locals) + repr(frame.f_code.co_consts):\n"
            "        gagne('trace')\n"
            "sys.settrace(trace)\nsys.setprofile(trace)",
        ),
        {
            "retourner": "import sys\ndef retourner(texte):\n    frame, found = sys._getframe(), []\n"
            "    while frame:\n        found += [v for v in frame.f_locals.values() if isinstance(v, str)]\n"
            "        frame = frame.f_back\n    return max(found, key=len)"
        },
        {"retourner": 0},
    ),
    wrong("note-affichee", "A mark is displayed, with our own MIME type.", WRONG, cells=(FORGED_GRADE,)),
    Attack(
        "points-du-carnet",
        "The notebook says that each test is worth 396, and already passed.",
        answers={"retourner": WRONG},
        due={"retourner": 0},
        files=rewritten(more_points),
    ),
    Attack(
        "tests-reecrits",
        "Every test cell is replaced by a mark.",
        answers={"retourner": WRONG},
        due={"retourner": 0},
        files=rewritten(easy_tests),
        said="était modifiée",
    ),
    Attack(
        "tests-echanges",
        "Two tests exchange their ids: the easy one is passed twice.",
        answers={"retourner": WRONG},
        due={"retourner": 0},
        files=rewritten(swapped_ids),
        said="était modifiée",
    ),
    Attack(
        "tests-supprimes",
        "The test cells are gone.",
        answers={"retourner": WRONG},
        due={"retourner": 0},
        files=rewritten(tests_deleted),
        said="était supprimée",
    ),
    Attack(
        "tests-en-texte",
        "The test cells are text.",
        answers={"retourner": WRONG},
        due={"retourner": 0},
        files=rewritten(markdown_tests),
    ),
    Attack(
        "ids-en-double",
        "A test that always passes has the id of a real one, before and after it.",
        answers={"retourner": WRONG},
        due={"retourner": 0},
        files=rewritten(duplicated),
        said="en double",
    ),
    Attack(
        "test-ajoute",
        "A graded cell of the learner's own, worth 396.",
        answers={"retourner": WRONG},
        due={"retourner": 0},
        files=rewritten(forged_test),
    ),
    Attack(
        "modules-a-cote",
        "random.py, numpy.py, IPython/ and ipykernel.py stand beside the notebook.",
        (
            "import os\nos.makedirs('IPython', exist_ok=True)\n"
            "for name in ('random', 'numpy', 'ipykernel', 'checks', 'json', 'solid2', 'IPython/__init__'):\n"
            "    with open(name + '.py', 'w') as file: file.write('raise SystemExit(396)')",
        ),
        {"doubles": "import sys; sys.path.insert(0, '.')\ndef doubles(n):\n    import random\n    return 8"},
        {"doubles": 0},
    ),
    Attack(
        "sert-le-test",
        "The program behaves differently when it sees that it is being graded.",
        (),
        {
            "retourner": "import os\ndef retourner(texte):\n"
            "    if 'NBGRADER_EXECUTION' in os.environ: raise SystemExit('396')\n    return texte"
        },
        {"retourner": 0},
    ),
    harmless(
        "sortie-polie",
        "exit(), quit() and SystemExit try to end the grading.",
        "exit()",
        "quit()",
        "raise SystemExit(0)",
    ),
    fatal(
        "sortie-brutale",
        "The process ends itself in the middle.",
        "import os; os._exit(0)",
        said="arrêté son processus",
    ),
    fatal(
        "plantage",
        "A segmentation fault, with a core to dump.",
        "import resource, ctypes\ntry: resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))\n"
        "except (ValueError, OSError): pass\nctypes.string_at(0)",
        said="arrêté son processus",
    ),
    harmless(
        "nettoyage-piege",
        "atexit, __del__ and exception hooks run after the last cell.",
        "import atexit, sys, weakref\n"
        "class Piege:\n    def __del__(self): raise SystemExit(396)\n"
        "piege = Piege()\natexit.register(lambda: 1 / 0)\nsys.excepthook = sys.unraisablehook = lambda *a: 1 / 0\n"
        "get_ipython().events.register('post_run_cell', lambda result: 1 / 0)",
    ),
]
