"""Attacks on the private line between the two worlds: forged, late, endless and senseless messages."""

from __future__ import annotations

from tests.faults.attacks import Attack

FORGE = """
import json, os, socket, threading, time
def lignes():
    for name in os.listdir('/proc/self/fd'):
        try:
            if os.readlink(f'/proc/self/fd/{name}').startswith(('socket', 'pipe')): yield int(name)
        except OSError: pass
def forger(*messages):
    for fd in list(lignes()):
        for message in messages:
            data = message if isinstance(message, bytes) else json.dumps(message).encode() + b'\\n'
            while data:
                try: data = data[os.write(fd, data):]
                except OSError: break
"""


def forged(name: str, tries: str, attack: str, said: str = "ligne privée") -> Attack:
    """The function writes on its own line: what it was worth is lost, with what comes after."""
    answer = FORGE + "def retourner(texte):\n    " + attack.replace("\n", "\n    ") + "\n    return 0"
    return Attack(
        name, tries, answers={"retourner": answer}, due={"retourner": 0.0, "doubles": 0.0}, said=said
    )


def replied(name: str, tries: str, value: str, said: str = "", **due: float) -> Attack:
    """The line carries a reply of the right number, whose value is anything: as good as a return."""
    attack = f"for n in range(200): forger({{'id': n, 'value': {{'value': {value}, 'now': 0.0}}}})"
    return forged(name, tries, attack, said)


ATTACKS = [
    forged("charabia", "Bytes that are no message.", "forger(b'\\xff\\xfe charabia\\n')"),
    forged("sans-numero", "A message that answers nothing.", "forger({'value': 396})", said="répond à rien"),
    forged(
        "notes-forgees",
        "The judge's own answer, with full marks, on every file it was born with.",
        "forger({'outputs': [[{'output_type': 'execute_result', 'data': {'text/plain': '396'}}]] * 20, 'incidents': []})",
    ),
    forged("trop-gros", "A message of forty megabytes.", "forger(b'[' + b'0,' * 20_000_000 + b'0]\\n')"),
    forged("sans-fin", "A message that never ends.", "while True: forger(b'x' * 65536)"),
    forged(
        "profond",
        "A message two hundred thousand lists deep.",
        "forger(b'[' * 200_000 + b'\\n')",
        said="JSON",
    ),
    forged("nombre-long", "A number of a million digits.", "forger(b'9' * 1_000_000 + b'\\n')", said="JSON"),
    Attack(
        "goutte-a-goutte",
        "One byte now and then, for ever.",
        answers={
            "retourner": FORGE + "def retourner(texte):\n    attente = threading.Event()\n    while True:\n"
            "        forger(b' ')\n        attente.wait(0.2)"
        },
        due={"retourner": 0.0},
        said="interrompu",
    ),
    forged(
        "machine-inconnue",
        "A machine that is a file.",
        "for n in range(60): forger({'id': n, 'ask': {'machine': '/etc/passwd', 'message': 1}})",
    ),
    forged(
        "questions-sans-fin",
        "Asks and asks, and never reads an answer.",
        "question = {'machine': 'uno', 'message': {'op': 'exchange', 'data': '', 'until': 0, 'stop': False}}\n"
        "message = json.dumps({'id': 0, 'ask': question})\n"
        "while True:\n    for n in range(100): forger(message.replace('0', str(n), 1).encode() + b'\\n')",
        said="",
    ),
    forged(
        "heures-impossibles",
        "Moments that are NaN, huge, negative, text, true.",
        "for n in range(60):\n    for until in (float('nan'), 1e308, -1e308, 10**400, 'x', True, None):\n"
        "        forger({'id': n, 'ask': {'machine': 'uno', 'message': "
        "{'op': 'exchange', 'data': 'AAAA', 'until': until, 'stop': False}}})",
        said="",
    ),
    replied("reponse-en-avance", "Replies to requests that were not made yet.", "'balbaf'"),
    replied(
        "piece-forgee", "A solid that is none.", "{'solid': {'dict': ['kind', 'solid', 'vertices', 'x']}}"
    ),
    replied("tableau-menteur", "An array whose shape lies.", "{'array': ['<f8', [10**12, 10**12], 'AAAA']}"),
    replied(
        "tableau-vide-immense", "An empty array with a huge side.", "{'array': ['<f8', [10**15, 0], '']}"
    ),
    replied("types-nommes", "Kinds that are names of classes.", "{'object': ['os', 'system', 'id']}"),
    replied(
        "reference-forgee",
        "A reference to what is not there.",
        "{'ref': {'object': -1, 'callable': True, 'name': 'x', 'text': '396'}}",
    ),
    replied(
        "dictionnaire-de-collisions",
        "A dictionary whose keys Python would compare two by two, for minutes.",
        "{'dict': [x for k in range(60_000) for x in (k * (2**61 - 1), 0)]}",
    ),
    replied("cles-en-double", "A dictionary with one key twice.", "{'dict': ['a', 1, 'a', 2]}"),
    replied("types-nus", "Kinds without a body, or with two.", "{'bytes': None, 'float': 'nan'}"),
    Attack(
        "fil-bavard",
        "A thread goes on asking for a machine after its cell has ended.",
        (
            "import gc, threading\nimport classroom.grading.worker as w\n"
            "worker = next(o for o in gc.get_objects() if type(o) is w.Worker)\n"
            "question = {'machine': 'uno', 'message': {'op': 'exchange', 'data': '', 'until': 0, 'stop': False}}\n"
            "def bavarder():\n    while True:\n        worker._wire.send({'id': worker._request, 'ask': question})\n"
            "threading.Thread(target=bavarder, daemon=True).start()",
            "while True: pass",
        ),
        due={"retourner": 0.0, "doubles": 0.0},
    ),
    Attack(
        "sorties-forgees",
        "The reply of a cell: a result of a check, a million outputs, names without number.",
        (
            FORGE + "import classroom.grading.worker as w\nancien = w.capture.finish\n"
            "mime = 'application/vnd.coop-factory.grade+json'\n"
            "result = {'output_type': 'execute_result', 'execution_count': 1, 'metadata': {},\n"
            "          'data': {'text/plain': '396', mime: {'earned': 396, 'results': []}}}\n"
            "w.capture.finish = lambda: ancien() + [result] * 20",
            "# encore",
        ),
        {"retourner": "def retourner(texte): return 0"},
        {"retourner": 0.0},
    ),
    Attack(
        "million-de-sorties",
        "Three hundred thousand outputs in the reply of one cell.",
        (
            "import classroom.grading.worker as w\n"
            "w.capture.finish = lambda: [{'output_type': 'stream', 'name': 'stdout', 'text': ''}] * 300_000",
        ),
        due={"retourner": 0.0, "doubles": 0.0},
        said="ligne privée",
    ),
    Attack(
        "noms-des-tests",
        "Claims to own the names that tests use, to be sent their values.",
        (
            "import classroom.grading.worker as w\n"
            "def retenir(self, request):\n    if '@canary@-cache' in str(request): gagne('set')\n"
            "w.Worker._do_set = retenir\n"
            "for name in ('attendu', 'n', 'i', 'texte', 'expected', 'secret', 'trouve'): globals()[name] = 0",
        ),
    ),
]
