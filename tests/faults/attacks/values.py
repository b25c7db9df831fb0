"""Attacks by what crosses to the trusted side: objects that lie, data without measure, errors that speak."""

from __future__ import annotations

from tests.faults.attacks import Attack, wrong


def returned(source: str, setup: str = "") -> str:
    """A « retourner » that returns what ``source`` makes."""
    return f"{setup}\ndef retourner(texte):\n    return {source}"


LIAR = """
class Menteur:
    __class__ = property(lambda self: str)
    __array_interface__ = {"shape": (), "typestr": "<f8", "data": (0, False), "version": 3}
    __array_priority__ = 1e9
    mistake = constat = pourquoi = piste = outcome = "passed"
    weight = earned = points = 396
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return 0
    __rsub__ = __sub__
    def __bool__(self): return True
    def __len__(self): return 6
    def __getitem__(self, key): return self
    def __iter__(self): return iter("balbaf")
    def __hash__(self): return hash("balbaf")
    def __abs__(self): return 0
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __float__(self): return 396.0
    def __array_ufunc__(self, *a, **k): return True
    def __array__(self, *a, **k): import numpy; return numpy.ones(3)
    def __reduce__(self): return (eval, ("gagne('reduce')",))
    def __call__(self, *a): return self
    def call_remotely(self, *a): return self
    def __repr__(self): return "396"
    def _repr_mimebundle_(self, **k): return {"text/plain": "396"}
"""

ATTACKS = [
    wrong(
        "tableau-d-objets",
        "An array of objects, and one of records.",
        returned("(numpy.array([object()]), numpy.zeros(2, 'i4,S9'))", "import numpy"),
    ),
    wrong("menteur", "An object equal to everything, with every dunder.", returned("Menteur()", LIAR)),
    Attack(
        "menteur-a-la-place",
        "The same object in the place of the function.",
        answers={"retourner": LIAR + "retourner = Menteur()"},
        due={"retourner": 0.0},
    ),
    wrong(
        "texte-menteur",
        "A str of another class, equal to everything.",
        returned(
            "T('x')", "class T(str):\n    def __eq__(self, other): return True\n    __hash__ = str.__hash__"
        ),
    ),
    wrong(
        "entier-menteur",
        "An int of another class whose arithmetic lies.",
        returned(
            "N(3)", "class N(int):\n    def __eq__(self, o): return True\n    def __sub__(self, o): return 0"
        ),
    ),
    wrong(
        "pas-un-nombre",
        "NaN, where a comparison may be written the wrong way round.",
        returned("float('nan')"),
    ),
    wrong(
        "infini",
        "Infinities and huge floats in an array.",
        returned("__import__('numpy').array([1e308, -1e308]) * 1e308"),
    ),
    wrong("entier-immense", "An integer of a million digits.", returned("10 ** 1_000_000")),
    wrong("entier-long", "An integer just below the limit of what crosses.", returned("(1 << 4095) - 1")),
    wrong(
        "liste-recursive",
        "A list that holds itself.",
        returned("boucle", "boucle = []\nboucle.append(boucle)"),
    ),
    wrong(
        "liste-profonde",
        "A list a hundred thousand lists deep.",
        returned("fond", "fond = []\nfor _ in range(100_000): fond = [fond]"),
    ),
    wrong("texte-de-10-go", "A text of ten gigabytes.", returned("'x' * (10 << 30)")),
    wrong(
        "texte-de-12-mo", "A text as long as may cross, for the page to show.", returned("'x' * 11_999_999")
    ),
    wrong("liste-enorme", "Ten million numbers.", returned("[0] * 10_000_000")),
    wrong(
        "demi-caracteres",
        "Half characters, which no UTF-8 file can hold.",
        returned("'\\ud800\\udfff' + chr(0xdc80)"),
    ),
    Attack(
        "demi-caracteres-partout",
        "Half characters in what is printed, raised and named.",
        (
            "print('\\ud800')\nraise ValueError('\\udfff')",
            "f = type('\\udfff', (), {'__repr__': lambda s: '\\ud800'})()\nf",
        ),
        {"retourner": "def retourner(texte):\n    raise KeyError('\\ud800')"},
        {"retourner": 0.0},
    ),
    wrong(
        "bidi",
        "Text that turns round, hides itself and rings the bell.",
        returned("'\\u202e\\u2066\\x07\\x1b[2J\\x00' * 99"),
    ),
    wrong(
        "cles-semblables",
        "A dictionary whose keys all have one hash: minutes to make.",
        returned("dict.fromkeys(n * (2**61 - 1) for n in range(1, 2000))"),
    ),
    wrong(
        "itere-sans-fin", "An object that never ends being read.", returned("__import__('itertools').count()")
    ),
    wrong(
        "affichage-sans-fin",
        "An object whose text never ends.",
        returned("R()", "class R:\n    def __repr__(self):\n        while True: pass"),
    ),
    Attack(
        "exception-reussie",
        "An exception that says it is a passed result, and tells the hidden argument in its texts.",
        answers={
            "retourner": "def retourner(texte):\n    class Passe(Exception): pass\n"
            "    erreur = Passe('passed')\n    erreur.outcome = 'passed'\n"
            "    erreur.mistake = erreur.constat = erreur.pourquoi = erreur.piste = texte\n    raise erreur"
        },
        due={"retourner": 0.0},
    ),
    Attack(
        "exception-etrange",
        "Exceptions that fake their class, their text and their family.",
        answers={
            "retourner": "class Etrange(BaseException):\n    def __str__(self): raise SystemExit(396)\n"
            "    __repr__ = __str__\n"
            "def retourner(texte):\n    raise BaseExceptionGroup('x', [Etrange(), GeneratorExit()])"
        },
        due={"retourner": 0.0},
    ),
    wrong(
        "bonne-reponse-en-tableau",
        "The right letters, as an array: not a text.",
        returned("__import__('numpy').array(list(texte[::-1]))"),
    ),
    Attack(
        "memoire-des-tests",
        "gc and every module are searched for what the tests know.",
        (
            "import gc, sys\nfor thing in gc.get_objects():\n    if isinstance(thing, (str, dict, list, tuple)):\n"
            "        try: text = repr(thing) if len(thing) < 10_000 else ''\n"
            "        except Exception: continue\n"
            "        if '@canary@' in text and 'gagne(' not in text: gagne('gc')\n",
        ),
        {
            "retourner": "vus = []\ndef retourner(texte):\n    vus.append(texte)\n    return vus[0][::-1]",
        },
        {"retourner": 1.0},
    ),
]
