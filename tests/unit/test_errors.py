"""The mistakes that beginners make most, each run as a real cell: what is told, on which line, what to try.

The table is the list of what is recognised. Each row: the mistake's name, the cell (or cells, the last one
fails), the line that must be shown, and words of the hint or of the corrected line.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell

import lab.errors
from lab import kernel
from lab.errors import Cell, Cells, explain, notices
from lab.errors.cells import FIND_THE_MISTAKE
from lab.errors.panel import error_panel
from tests import accessible

SOLUTIONS = sorted((Path(__file__).resolve().parents[2] / "solutions").glob("*/*.ipynb"))


class Case(NamedTuple):
    mistake: str
    cells: str | tuple[str, ...]
    line: int
    hint: str


COMMA = "une virgule à la place du point"

WRITING = [
    # Structure.
    Case("il manque les deux-points", "prix = 3\nif prix > 2\n    print(prix)", 2, "if prix > 2:"),
    Case(
        "il manque les deux-points", "for i in range(3)  # trois fois\n    print(i)", 1, "range(3):  # trois"
    ),
    Case("il manque les deux-points", "while True print(1)", 1, "while True: print(1)"),
    Case("un guillemet n'est pas fermé", 'print("bonjour)', 1, 'print("bonjour")'),
    Case("un guillemet n'est pas fermé", 'a = 1\ntexte = """vis\nb = 2', 2, '"""'),
    Case("une apostrophe ferme le texte trop tôt", "print('L'eau coule')", 1, 'print("L\'eau coule")'),
    Case("une apostrophe ferme le texte trop tôt", "print('L'eau d'ici')", 1, "print(\"L'eau d'ici\")"),
    Case("une parenthèse n'est pas fermée", 'a = 1\nprint("vis"\nb = 2\nc = 3', 2, 'print("vis")'),
    Case("une parenthèse n'est pas fermée", "x = 5\nif (x > 3:\n    print(x)", 2, "if (x > 3):"),
    Case("un crochet n'est pas fermé", "mesures = [1, 2\nprint(mesures)", 1, "mesures = [1, 2]"),
    Case("une accolade n'est pas fermée", 'stock = {"vis": 3\nprint(stock)', 1, 'stock = {"vis": 3}'),
    Case("une accolade n'est pas fermée", 'prix = 3\nprint(f"prix {prix")', 2, 'print(f"prix {prix}")'),
    Case("deux mots entre les accolades", 'prix = 3\nprint(f"{prix euros}")', 2, 'print(f"{prix} euros")'),
    Case("les accolades sont vides", 'print(f"prix {}")', 1, "Écrire un nom"),
    Case("une parenthèse de trop", 'print("vis"))', 1, 'print("vis")'),
    Case("les parenthèses ne vont pas ensemble", "x = [1, 2)", 1, "x = [1, 2]"),
    Case("« else if » s'écrit elif", "x = 1\nif x:\n    x = 2\nelse if x > 3:\n    x = 4", 4, "elif x > 3:"),
    Case("la ligne n'est pas décalée", "for i in range(3):\nprint(i)", 2, "quatre espaces"),
    Case("le bloc est vide", "x = 1\nif x:", 2, "pass"),
    Case("le bloc est vide", "def appel(lampe):\n    # lampe.on()", 1, "`#`"),
    Case("le bloc est vide", "x = 1\nif x:\nelse:\n    x = 2", 2, "pass"),
    Case("la ligne est trop décalée", "x = 1\n   y = 2", 2, "y = 2"),
    Case("le décalage ne s'aligne sur aucune ligne", "if 1:\n        x = 1\n    y = 2", 3, "Aligner"),
    Case("des tabulations et des espaces sont mélangées", "if 1:\n    x = 1\n\ty = 2", 3, "quatre espaces"),
    Case("un else sans son if", "x = 1\nif x:\n    x = 2\ny = 3\nelse:\n    x = 4", 5, "le décalage"),
    Case("un try sans except", "try:\n    x = 1\nprint(x)", 3, "except:"),
    Case("un return hors d'une fonction", "x = 1\nreturn x", 2, "def"),
    Case("un break hors d'une boucle", "x = 1\nif x:\n    break", 3, "dans la boucle"),
    Case("il manque les parenthèses après le nom", "def aire:\n    return 1", 1, "def aire():"),
    Case("une valeur sans nom après une valeur nommée", "print(sep='-', 1)", 1, "à la fin"),
    # Signs.
    Case("un seul = pour comparer", "x = 1\nif x = 3:\n    print(x)", 2, "if x == 3:"),
    Case("un seul = pour comparer", "x = 1\nwhile x = 3 and 1 == 1:\n    x = 2", 2, "while x == 3 and"),
    Case("le nom n'est pas à gauche du =", "x = 1\n3 = x", 2, "x = 3"),
    Case("des guillemets d'imprimerie", "print(“bonjour”)", 1, 'print("bonjour")'),
    Case("des guillemets d'imprimerie", "print(« bonjour »)", 1, 'print("bonjour")'),
    Case("des guillemets d'imprimerie", "print(‘bonjour’)", 1, "print('bonjour')"),
    Case("un signe invisible", "x = 1\ny\u00a0= 2", 2, "y = 2"),
    Case("un signe que Python ne connaît pas", "aire = 3 × 2", 1, "aire = 3 * 2"),
    Case("un signe que Python ne connaît pas", "reste = 3 – 2", 1, "reste = 3 - 2"),
    Case("un signe que Python ne connaît pas", "prix = 5 €", 1, "prix = 5"),
    Case("un signe que Python ne connaît pas", "prix = $5", 1, "prix = 5"),
    Case("un signe de comparaison mal écrit", "x = 1\nif x => 3:\n    x = 2", 2, "if x >= 3:"),
    Case("un signe de comparaison mal écrit", "x = 1\nif x > 3 && x < 5:\n    x = 2", 2, "x > 3 and x < 5"),
    Case("une comparaison à moitié écrite", "d = 3\nif d >= 2.8 and <= 3:\n    d = 1", 2, "and d <= 3:"),
    Case("un point d'exclamation pour « non »", "x = 1\nif !x:\n    x = 2", 2, "if not x:"),
    Case("++ n'existe pas", "i = 0\ni++", 2, "i += 1"),
    Case("une barre \\ mal placée", 'f = "C:\\Users"', 1, "C:/Users"),
    Case("il manque une virgule", "mesures = [1 2]", 1, "mesures = [1, 2]"),
    Case("il manque une virgule", 'x = 3\nprint("prix" x)', 2, 'print("prix", x)'),
    Case(
        "il manque une virgule", "def aire(largeur hauteur):\n    return 1", 1, "def aire(largeur, hauteur):"
    ),
    Case("une virgule de trop", "x = 3\nprint(, x)", 2, "print(x)"),
    Case("une virgule de trop", "mesures = [1,, 2]", 1, "mesures = [1, 2]"),
    Case("la ligne n'est pas finie", "x = 1\ny = x +", 2, "Écrire ce qui manque"),
    # Numbers.
    Case(COMMA, "prix = 1,05", 1, "prix = 1.05"),
    Case(COMMA, "d = 3\nif 2,8 <= d <= 3:\n    print(d)", 2, "if 2.8 <= d <= 3:"),
    Case("des lettres après un nombre", "nombre = 3 jetons", 1, "nombre = 3"),
    Case("il manque le signe *", "masse = 3\nprix = 0.025 masse", 2, "prix = 0.025 * masse"),
    Case("la lettre x à la place de l'étoile", "print(3 x 4)", 1, "print(3 * 4)"),
    Case("la lettre x à la place de l'étoile", "masse = 3\nprix = 0.025 x masse", 2, "prix = 0.025 * masse"),
    Case("un nombre qui commence par zéro", "numero = 07", 1, "numero = 7"),
    Case("des lettres après un nombre", "largeur = 10mm", 1, "largeur = 10"),
    Case("des lettres après un nombre", "print(10 mm, 20 mm)", 1, "garder l'unité dans le nom"),
    Case("une espace dans un nombre", "prix = 1 000", 1, "prix = 1000"),
    # Words.
    Case("un nom qui commence par un chiffre", "2trous = 3", 1, "trous2 = 3"),
    Case("un tiret dans un nom", "prix-total = 3", 1, "prix_total = 3"),
    Case("une espace dans un nom", "prix total = 3", 1, "prix_total = 3"),
    Case("une espace dans un nom", "def mon trou():\n    return 1", 1, "def mon_trou():"),
    Case("un mot de Python pris comme nom", "class = 3", 1, "autre nom"),
    Case("un mot de Python pris comme nom", "True = 3", 1, "autre nom"),
    Case("il manque les parenthèses", 'print "bonjour"', 1, 'print("bonjour")'),
    Case("il manque in dans la boucle", "for i range(3):\n    print(i)", 1, "for i in range(3):"),
    Case("il manque in dans la boucle", "for i dans range(3):\n    print(i)", 1, "for i in range(3):"),
    Case("un mot de Python mal écrit", "whlie True:\n    break", 1, "while True:"),
    Case("un mot de Python mal écrit", "x = 1\nIf x > 3:\n    x = 2", 2, "if x > 3:"),
    Case("un mot de Python mal écrit", "form math import pi", 1, "from math import pi"),
    Case("un mot de Python mal écrit", "from math improt pi", 1, "from math import pi"),
    Case("deux mots collés", "from math importpi", 1, "from math import pi"),
    Case("deux mots collés", "defaire(c):\n    return c", 1, "def aire(c):"),
    Case("un mot de Python en français", "x = 1\nsi x > 3:\n    x = 2", 2, "if x > 3:"),
]

NAMES = [
    Case("un nom mal écrit", "lampe = 1\nprint(lamp)", 2, "print(lampe)"),
    Case("un nom mal écrit", 'pront("bonjour")', 1, 'print("bonjour")'),
    Case("un nom avec ou sans accent", 'prénom = "Léa"\nprint(prenom)', 2, "print(prénom)"),
    Case("une majuscule de trop ou de moins", "Largeur = 3\nprint(largeur)", 2, "print(Largeur)"),
    Case("une majuscule de trop ou de moins", "fini = false", 1, "fini = False"),
    Case("un nom inconnu", "print(bonjour)", 1, '"bonjour"'),
    Case("un nom utilisé avant d'être créé", "print(total)\ntotal = 3", 1, "avant celle-ci"),
    Case("un nom utilisé avant d'être créé", "print(maths.pi)\nimport math as maths", 1, "avant celle-ci"),
    Case("un nom créé par une cellule arrêtée en route", ("1 / 0\ntotal = 3", "print(total)"), 1, "Corriger"),
    Case("un nom créé dans certains cas seulement", ("if 1 > 3:\n    gros = 1", "print(gros)"), 1, "avant"),
    Case("un nom créé dans certains cas seulement", "for n in []:\n    gros = n\nprint(gros)", 3, "avant"),
    Case("un nom qui n'existe que dans une fonction", "def f():\n    cote = 3\nprint(cote)", 3, "return"),
    Case("un nom lu avant d'avoir une valeur", "x = 1\ntotal = total + x", 2, "total = 0"),
    Case("il manque un import", "print(math.pi)", 1, "import math"),
    Case("il manque un import", "lampe = LED(13)", 1, "from hardware import LED"),
    Case("un nom lu avant d'avoir une valeur", "n = 0\ndef f():\n    n = n + 1\nf()", 3, "au début"),
    Case("un nom de module mal écrit", "import maths", 1, "import math"),
    Case("un module absent", "import qwertyuiop", 1, "la leçon"),
    Case("un nom absent du module", "from math import squrt", 1, "from math import sqrt"),
    Case("un nom mal écrit", "mesures = [1]\nmesures.apend(2)", 2, "mesures.append(2)"),
    Case("un nom inconnu après le point", "import math\nmath.racine(2)", 2, "la touche Tab"),
    Case("une suite qui ne peut pas grandir", "mesures = (1, 2)\nmesures.append(3)", 2, "[1, 2]"),
    Case(
        "une valeur perdue : le nom ne contient rien",
        "notes = [3, 1]\nnotes = notes.sort()\nprint(notes[0])",
        3,
        "sans `notes =`",
    ),
    Case("un nom encore vide (None)", "masse = None\nprix = masse * 20", 2, "plus haut"),
    Case("un nom encore vide (None)", "masse = None\nprix = masse * 20\nmasse = round(3)", 2, "plus haut"),
    Case("un nom encore vide (None)", "trous = None\ntrous.append(3)\ntrous = []", 2, "plus haut"),
    Case("une valeur vide (None)", "x = print(3)\nx.append(4)", 2, "return"),
    Case("une valeur vide (None)", "def aire(c):\n    c * c\nx = aire(3)\nprint(x + 1)", 4, "return"),
]

VALUES = [
    Case("un texte et un nombre mélangés", 'prix = 3\nprint("prix : " + prix)', 2, "print(texte, nombre)"),
    Case("un texte et un nombre mélangés", 'age = "12"\nif age > 10:\n    print(age)', 2, "float(age)"),
    Case("un texte et un nombre mélangés", 'cote = "30"\nprint(cote * 1.5)', 2, "float(cote)"),
    Case(COMMA, "prix = 3,5\ntotal = prix * 1.2", 2, "prix = 3.5"),
    Case(COMMA, ("prix = 3,5", "if prix < 4:\n    print(prix)"), 1, "prix = 3.5"),
    Case(COMMA, "def attendre(duree):\n    return duree\nattendre(0,5)", 3, "attendre(0.5)"),
    Case(COMMA, 'float("3,5")', 1, 'float("3.5")'),
    Case("int reçoit un nombre à virgule", 'n = int("3.5")', 1, 'n = float("3.5")'),
    Case("un texte qui n'est pas un nombre", 'n = int("douze")', 1, "Enlever les lettres"),
    Case("un nom qui cache une fonction", ("sum = 3", "sum([1, 2])"), 1, "del sum"),
    Case("des parenthèses à la place des crochets", "mesures = [1, 2]\nmesures(0)", 2, "mesures[…]"),
    Case("des crochets à la place des parenthèses", "range[3]", 1, "range(…)"),
    Case("il manque le signe *", "cote = 3\nprint(cote(2 + 1))", 2, "cote * (…)"),
    Case("des parenthèses après ce qui n'est pas une fonction", "import random\nrandom()", 2, "Enlever"),
    Case("il manque une valeur entre les parenthèses", "def f(a, b):\n    return a\nf(3)", 3, "`b`"),
    Case("trop de valeurs entre les parenthèses", "def f(a):\n    return a\nf(3, 4)", 3, "Compter"),
    Case("un nom inconnu entre les parenthèses", "def f(cote):\n    return 1\nf(cot=3)", 3, "f(cote=3)"),
    Case("trop de valeurs entre les parenthèses", "m = []\nm.append(3, 4)", 2, "Compter"),
    Case(COMMA, "m = []\nm.append(3,5)", 2, "m.append(3.5)"),
    Case("un nom inconnu entre les parenthèses", "print(prix=3)", 1, "Enlever"),
    Case("une fonction sans ses parenthèses", "def f():\n    return 2\nprint(f + 3)", 3, "()"),
    Case("deux valeurs qui ne vont pas ensemble", "[1, 2] + 3", 1, "print"),
    Case("des crochets après ce qui n'est pas une liste", "n = 3\nprint(n[0])", 2, "Enlever"),
    Case("un numéro qui n'est pas entier", 'mesures = [1, 2]\nmesures["0"]', 2, "int(…)"),
    Case("un nombre à la place d'une suite", "for i in 5:\n    print(i)", 1, "for i in range(5):"),
    Case("un nombre à virgule où il faut un entier", "for i in range(10 / 2):\n    print(i)", 1, "//"),
    Case("une valeur qui n'est pas un nombre", 'import math\nmath.sqrt("9")', 2, "guillemets"),
    Case("un élément qui ne peut pas changer", 'mot = "vis"\nmot[0] = "b"', 2, "crochets"),
    Case("len sur une valeur sans longueur", "len(3)", 1, "une liste ou un texte"),
    Case("pas le même nombre de noms et de valeurs", "a, b = 1, 2, 3", 1, "Compter"),
    Case("une valeur absente de la liste", "[1, 2].remove(3)", 1, "if valeur in liste:"),
    Case("un calcul impossible", "import math\nmath.sqrt(-1)", 2, "print"),
    Case("un numéro après la fin de la liste", "m = [4, 5, 6]\nprint(m[3])", 2, "`m[2]`"),
    Case("un numéro après la fin de la liste", "m = []\nprint(m[0])", 2, "Remplir"),
    Case("un élément retiré d'une liste trop courte", "m = []\nm.pop()", 2, "if liste:"),
    Case("une clé absente du dictionnaire", 'prix = {"vis": 1}\nprix["viss"]', 2, 'prix["vis"]'),
    Case("une division par zéro", "n = 0\nprint(10 / n)", 2, "`n` vaut 0"),
    Case("une fonction qui s'appelle sans fin", "def f(n):\n    return f(n)\nf(1)", 2, "if"),
    Case("un fichier introuvable", 'x = 1\nopen("mesures_absentes.txt")', 2, "le dossier"),
    Case("trop de données pour la mémoire", "x = 'a' * 10**18", 1, "plus petit"),
    Case("Programme arrêté à la demande.", "while True:\n    raise KeyboardInterrupt", 2, "la condition"),
]

TOOLS = [
    Case(
        "un outil ne peut pas faire ce qui est demandé",
        "import random\na = 5\nrandom.randint(a, 1)",
        3,
        "Vérifier ces valeurs",
    ),
    Case(
        "un outil ne peut pas faire ce qui est demandé",
        'from solid2 import cube\nx = cube(3) + "vis"',
        2,
        "Vérifier ces valeurs",
    ),
]

PLATE = "import cadquery as cq\nplaque = cq.Workplane().rect(20, 20).extrude(4)"
CADQUERY = [
    Case(
        "cadquery ne peut pas construire cette forme",
        (PLATE, 'r = 15\nplaque.edges("|Z").fillet(r)'),
        2,
        "plus petit",
    ),
    Case(
        "cadquery ne peut pas construire cette forme",
        (PLATE, 'plaque.faces(">Z").chamfer(12)'),
        1,
        "plus petit",
    ),
    Case("il n'y a pas de dessin à extruder", (PLATE, "cq.Workplane().extrude(4)"), 1, "rect"),
    Case(
        "il n'y a pas de dessin à extruder",
        (PLATE, "cq.Workplane().polyline([(0, 0), (9, 0), (9, 9)]).extrude(2)"),
        1,
        ".close()",
    ),
    Case("il n'y a pas encore de pièce", (PLATE, "x = 1\ncq.Workplane().hole(4)"), 2, "Extruder d'abord"),
    Case(
        "la face ou le bord demandé n'existe pas",
        (PLATE, 'plaque.faces(">Q").workplane()'),
        1,
        'faces(">Z")',
    ),
    Case("une taille nulle ou négative", (PLATE, "cq.Workplane().circle(-4).extrude(2)"), 1, "nombres"),
    Case("une taille nulle ou négative", (PLATE, "cq.Workplane().rect(9, 9).extrude(0)"), 1, "nombres"),
]

ERRORS = [*WRITING, *NAMES, *VALUES, *TOOLS, *CADQUERY]

NOTICES = [
    Case(COMMA, "prix = 3,5", 1, "prix = 3.5"),
    Case(COMMA, "x = 2\ntotal = x * 3,5", 2, "total = x * 3.5"),
    Case("une fonction sans ses parenthèses", "print\nx = 1", 1, "print()"),
    Case("une comparaison qui ne sert à rien", "x = 1\nx == 3\ny = 2", 2, "un seul `=`"),
    Case(
        "une condition toujours vraie",
        'c = "bleu"\nif c == "or" or "vert":\n    x = 1',
        2,
        '`or c == "vert"`',
    ),
    Case("un nom qui ne reçoit rien", "m = [2, 1]\nm = m.sort()", 2, "sans `m =`"),
]


class Shown:
    """What cells showed: panels as text and as HTML, and the error that tools read."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.html: list[str] = []
        self.error: tuple[str, list[str]] | None = None

    def display(self, data: dict[str, str], raw: bool) -> None:
        assert raw
        self.texts.append(data["text/plain"])
        self.html.append(data["text/html"])


Run = Callable[..., Shown]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run cells in a shell of its own, as the lab's kernel does; give what the last one showed."""
    shown = Shown()
    shell = InteractiveShell()
    shell.history_manager.enabled = False

    def report(kind: type, error: Any, lines: list[str]) -> None:
        shown.error = (kind.__name__, lines)

    shell._showtraceback = report  # type: ignore[method-assign]
    monkeypatch.setattr(kernel, "display", shown.display)
    kernel.load_ipython_extension(shell)

    def execute(*cells: str, cell_id: str | None = None) -> Shown:
        for cell in cells:
            shown.__init__()
            shell.run_cell(cell, store_history=True, cell_id=cell_id)
        return shown

    return execute


def of(case: Case) -> tuple[str, ...]:
    return (case.cells,) if isinstance(case.cells, str) else case.cells


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: f"{case.mistake} | {of(case)[-1]!r}")
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_a_mistake_is_named_on_its_line(case: Case, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab.errors, "explanation_of_friendly", pytest.fail)
    shown = run(*of(case))
    (text,) = shown.texts
    assert text.splitlines()[0] == case.mistake[0].upper() + case.mistake[1:]
    assert f"Ligne {case.line} : {of(case)[-1].splitlines()[case.line - 1].strip()}" in text
    assert case.hint in told(text)
    assert_plain(text)
    assert shown.error is not None, "an `error` output stays, for tools"


@pytest.mark.parametrize("case", NOTICES, ids=lambda case: f"{case.mistake} | {case.cells!r}")
def test_a_mistake_that_raises_nothing_is_told_after_the_cell(case: Case, run: Run) -> None:
    shown = run(*of(case))
    (text,) = shown.texts
    assert text.splitlines()[0] == case.mistake[0].upper() + case.mistake[1:]
    assert f"Ligne {case.line} : " in text
    assert case.hint in told(text)
    assert_plain(text)
    assert shown.error is None


def told(text: str) -> str:
    """What a panel says besides the learner's own line."""
    return "\n".join(line for line in text.splitlines() if not re.match(r"Ligne \d", line))


def test_there_are_forty_mistakes_and_more() -> None:
    assert len({case.mistake for case in (*ERRORS, *NOTICES)}) >= 70


def assert_plain(text: str) -> None:
    """Short sentences, in words that fit « tu » and « vous »."""
    parts = re.findall(r"^(?:Constat|Pourquoi|Piste) : (.*)", text, re.MULTILINE)
    prose = re.sub(r"`[^`\n]*`|« [^»]* »", "x", "\n".join(parts))
    for sentence in re.split(r"[.!?:;…]\s", prose):
        assert len(re.findall(r"[\w']+", sentence)) <= 14, sentence
    assert not re.search(r"\b(tu|te|ton|ta|tes|vous|votre|vos)\b|\w(?<!ass)ez\b", prose)


def written(folder: Path, count: int | None) -> Path:
    """A notebook whose cell, under a title, makes the name ``rayon``; ``count`` is its saved number."""
    path = folder / "1_essai.ipynb"
    cells = [
        {"cell_type": "markdown", "source": ["# Essai\n", "## Mesurer la vis"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "rayon = 3"], "execution_count": count},
        {"cell_type": "code", "source": ["print(rayon)"], "execution_count": None},
    ]
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("count", "mistake"),
    [(None, "Une cellule n'a pas été exécutée"), (4, "Le noyau a redémarré : les noms sont perdus")],
    ids=["a cell out of order", "a kernel that restarted"],
)
def test_a_name_made_elsewhere_in_the_notebook(
    count: int | None,
    mistake: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(written(tmp_path, count)))
    run: Run = request.getfixturevalue("run")
    (text,) = run("x = 1\nprint(rayon)").texts
    assert text.startswith(mistake)
    assert "Ligne 2 :" in text
    assert "« Mesurer la vis »" in text
    assert "Exécuter tout au-dessus" in text
    (text,) = run("rayon = 3", "print(rayo)").texts
    assert text.startswith("Un nom mal écrit"), "once made, only spelling is left"


def test_a_notebook_that_cannot_be_read_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "absent.ipynb"))
    run: Run = request.getfixturevalue("run")
    assert run("print(rayon)").texts[0].startswith("Un nom inconnu")


def test_a_line_of_an_earlier_cell_is_told_with_its_number(run: Run) -> None:
    (text,) = run("\n\ndef partage(n):\n    return 10 / n", "x = 1\npartage(0)").texts
    assert "Ligne 4 de la cellule [1] : return 10 / n" in text


def test_a_learners_function_called_by_a_tool_is_the_learners(run: Run) -> None:
    (text,) = run("def cle(x):\n    return x / 0\nsorted([1, 2], key=cle)").texts
    assert text.startswith("Une division par zéro")
    assert "Ligne 2 : return x / 0" in text


@pytest.mark.parametrize("line", ["assert 1 == 2", "absent + 1", "raise NotImplementedError"])
def test_a_tool_that_breaks_is_not_the_learners_fault(
    line: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "perceuse.py").write_text(f"def percer(x):\n    {line}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "perceuse", raising=False)
    (text,) = run("import perceuse\nperceuse.percer(3)").texts
    assert text.startswith("Un outil est en panne")
    assert "Ligne 2 : perceuse.percer(3)" in text
    assert "n'y est pour rien" in text
    assert "Appeler la formatrice ou le formateur." in text


def test_what_was_given_to_a_tool_is_shown(run: Run) -> None:
    (text,) = run("import random\nplus, moins = 5, 1\nrandom.randint(plus, moins)").texts
    assert "L'outil `random`" in text
    assert "`plus` = `5`, `moins` = `1`" in text


def test_an_error_of_ours_keeps_its_own_words(run: Run) -> None:
    (text,) = run("from hardware import LED\nLED(99)").texts
    assert text.startswith("La broche 99 n'existe pas")
    assert "Ligne 2 : LED(99)" in text
    (text,) = run(
        "from models.solid import BadShape\nraise BadShape('la pièce', 'Un.', 'Deux.', 'Trois.')"
    ).texts
    assert text.splitlines()[0] == "La pièce"
    assert "Pourquoi : Deux." in text


@pytest.mark.parametrize(
    "cell", ["x = '<b>&\n", "d = {}\nd['<script>']", "raise ValueError('<script>')", "print(<b>)"]
)
def test_nothing_a_learner_wrote_is_html(cell: str, run: Run) -> None:
    (panel,) = run(cell).html
    assert "<script>" not in panel
    assert "<b>" not in panel


@pytest.mark.parametrize("cell", ["lampe = 1\nprint(lamp)", "prix = 3,5"], ids=["error", "notice"])
def test_a_panel_is_open_to_all(cell: str, run: Run) -> None:
    (panel,) = run(cell).html
    assert accessible.faults(panel) == []
    assert re.search(r'role="group" aria-label="(Erreur|Remarque) : Un', panel)
    edges = re.findall(r"(?:border-left:4px|underline) solid (#\w+)", panel)
    assert edges
    for edge in edges:
        ink = accessible.colour(edge)
        assert ink is not None
        assert min(accessible.ratio(ink, page) for page in accessible.THEMES.values()) >= 3


def test_the_part_at_fault_is_marked(run: Run) -> None:
    (panel,) = run("lampe = 1\nprint(lamp)").html
    assert ">lamp</mark>)" in panel


def test_the_mistake_to_find_is_not_given_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "1_essai.ipynb"
    cell = {"cell_type": "code", "id": "prix", "source": "", "metadata": {"tags": [FIND_THE_MISTAKE]}}
    path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    run: Run = request.getfixturevalue("run")
    assert run("prix = 3,5", cell_id="prix").texts == []
    assert run("prix = 3,5", cell_id="autre").texts != []


def solution_cells() -> Iterator[str]:
    """The code of the lessons, but where a mistake is there to be found."""
    for path in SOLUTIONS:
        for cell in nbformat.read(path, as_version=4).cells:
            tags = cell.metadata.get("tags", [])
            if cell.cell_type == "code" and FIND_THE_MISTAKE not in tags and not cell.source.startswith("%"):
                yield cell.source


@pytest.mark.parametrize(
    "cell",
    ["p = 3, 5", "p = (3,5)", "a, b = 3,5", "x = max(1,2), 3", "x = 3,[1,2]", "x = [3,5]", "x == 3"],
)
def test_what_may_be_meant_is_not_remarked(cell: str, run: Run) -> None:
    assert run("x = 1", cell).texts == []


def test_no_notice_in_the_lessons_own_cells() -> None:
    for source in solution_cells():
        assert notices(Cell(1, source), {}) == [], source


def mutants(seed: int, count: int) -> list[str]:
    """Cells of the lessons, each without one of its characters."""
    choose = random.Random(seed)
    cells = sorted(set(solution_cells()))
    found = []
    for _ in range(count):
        cell = choose.choice(cells)
        place = choose.randrange(len(cell))
        found.append(cell[:place] + cell[place + 1 :])
    return found


def failure(code: str, filename: str) -> BaseException | None:
    """What running ``code`` raises, without imports, and stopped when it takes too many lines."""
    steps = 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal steps
        steps += 1
        if steps > 5_000:
            raise KeyboardInterrupt
        return count

    def no_import(name: str, *_: Any) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}")

    kept = sys.gettrace()
    try:
        program = compile(code, filename, "exec")
        sys.settrace(count)
        exec(program, {"__builtins__": {**vars(__import__("builtins")), "__import__": no_import}})
    except BaseException as error:  # noqa: BLE001 - whatever it is, it must be explained
        return error
    finally:
        sys.settrace(kept)
    return None


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_a_cell_without_one_of_its_characters_is_always_explained_inside_the_cell() -> None:
    explained = 0
    for code in mutants(seed=4, count=400):
        cells = Cells(SOLUTIONS[0])
        cells.keep("<cell>", Cell(1, code))
        error = failure(code, "<cell>")
        if error is None:
            continue
        explanation = explain(error, cells, {})
        assert explanation.mistake
        assert explanation.place is not None
        assert 1 <= explanation.place.line <= len(code.splitlines())
        assert "Ligne" in error_panel(explanation, [str(error)])
        if isinstance(error, SyntaxError) and explanation.corrected:
            assert _line_refused(code, explanation.place.line, explanation.corrected) > explanation.place.line
        explained += 1
    assert explained > 200


def _line_refused(code: str, line: int, corrected: str) -> int:
    """The line where Python stops reading once ``line`` is corrected; beyond the end if it reads it all."""
    lines = code.splitlines()
    lines[line - 1] = corrected
    error = failure("\n".join(lines), "<corrected>")
    return (error.lineno or 0) if isinstance(error, SyntaxError) else len(lines) + 1
