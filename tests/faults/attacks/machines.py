"""Attacks on the simulated machines and on the readers of parts and circuits."""

from __future__ import annotations

from tests.faults.attacks import Attack
from tests.faults.attacks.lines import FORGE

LINE = """
import base64
import classroom.grading.worker as w
from hardware import clock
from hardware.sim import plugged
from hardware.transport import open_line
"""


def attack(name: str, tries: str, answer: str = "", **more: object) -> Attack:
    """An attack by the answer of one exercise, « plaque » unless told."""
    exercise = str(more.pop("exercise", "plaque"))
    due = {exercise: 0.0, **more.pop("due", {})}  # type: ignore[dict-item]
    return Attack(name, tries, answers={exercise: answer}, due=due, notebook="2_machines", **more)  # type: ignore[arg-type]


def mesh(vertices: str, triangles: str) -> str:
    """A « plaque » that sends a mesh by hand, in the place of the one it measured."""
    return (
        "import base64, numpy as np\nimport models.solid as m\nfrom models.solid import Solid\n"
        "def coder(tableau, genre): return base64.b64encode(np.array(tableau, genre).tobytes()).decode()\n"
        "class Forge(Solid):\n    def __init__(self): pass\n"
        "    def as_plain(self):\n"
        f"        return {{'kind': 'solid', 'vertices': coder({vertices}, '<f8'), 'triangles': coder({triangles}, '<u4')}}\n"
        "def plaque(x):\n    return Forge()"
    )


def circuit(parts: str) -> str:
    """A « lampe » that sends a circuit by hand."""
    return f"def lampe(ohms):\n    return {{'kind': 'circuit', 'parts': {parts}}}"


CUBE = "[[0,0,0],[1,0,0],[0,1,0],[0,0,1]]"
ATTACKS = [
    attack(
        "maillage-nan",
        "A mesh with corners that are no numbers.",
        mesh("[[float('nan')] * 3] * 4", "[[0,1,2]]"),
    ),
    attack(
        "maillage-indices",
        "Triangles whose corners are far outside the mesh.",
        mesh(CUBE, "[[0, 1, 4_000_000_000]]"),
    ),
    attack(
        "maillage-geant",
        "Half a million triangles that are all the same.",
        mesh(CUBE, "[[0, 1, 2]] * 500_000"),
    ),
    attack(
        "maillage-plat",
        "A closed mesh without thickness, and one that crosses itself.",
        mesh(CUBE, "[[0,1,2],[0,2,1]] * 1000"),
    ),
    attack(
        "maillage-croise",
        "A random tangle of a thousand points.",
        mesh(
            "np.random.default_rng(0).random((1000, 3)) * 9000",
            "np.random.default_rng(1).integers(0, 1000, (20_000, 3))",
        ),
    ),
    attack(
        "piece-imitee",
        "An object that says it is measured already.",
        "class Piece:\n    __class__ = property(lambda s: __import__('models.solid').solid.Solid)\n"
        "    size = (30, 20, 5)\n    volume = 4100\n    bounds = ((0, 0, 0), (30, 20, 5))\n"
        "def plaque(x): return Piece()",
    ),
    attack(
        "openscad-fichier",
        "A part that reads a file of the grader's.",
        "from solid2 import import_, surface\ndef plaque(x):\n    return import_('/etc/passwd') + surface('/etc/passwd')",
    ),
    attack(
        "openscad-bombe",
        "A part that takes minutes to work out.",
        "from solid2 import minkowski, sphere\ndef plaque(x):\n    s = sphere(10, _fn=200)\n"
        "    return minkowski()(s, minkowski()(s, s))",
        due={"lampe": 2.0},
    ),
    attack(
        "circuit-injecte",
        "Names and values that are commands of the solver.",
        circuit(
            "[{'kind': 'battery', 'name': 'p\\n.shell id', 'nodes': ['A', '0'], 'values': ['9 V\\n.include /etc/passwd']},"
            " {'kind': 'led', 'name': 'D', 'nodes': ['A', '0'], 'values': ['red']}]"
        ),
        exercise="lampe",
    ),
    attack(
        "circuit-nan",
        "Values that are no numbers, infinite, or of another type.",
        circuit(
            "[{'kind': 'battery', 'name': 'p', 'nodes': ['A', '0'], 'values': [float('nan')]},"
            " {'kind': 'resistor', 'name': 'R', 'nodes': ['A', 'B'], 'values': [float('inf')]},"
            " {'kind': '__init__', 'name': 'D', 'nodes': ['B', '0'], 'values': [[]]}]"
        ),
        exercise="lampe",
    ),
    attack(
        "circuit-enorme",
        "Ten thousand parts.",
        circuit(
            "[{'kind': 'resistor', 'name': f'R{n}', 'nodes': [f'A{n}', '0'], 'values': [1]} for n in range(10_000)]"
        ),
        exercise="lampe",
    ),
    attack(
        "solution-imitee",
        "A circuit that says it is solved.",
        "class Montage:\n    __class__ = property(lambda s: __import__('models.circuit').circuit.Circuit)\n"
        "    def as_plain(self): return {'kind': 'circuit', 'parts': []}\n"
        "    def problems(self): return []\n    def solve(self): return self\n    def burns(self): return []\n"
        "def lampe(ohms): return Montage()",
        exercise="lampe",
    ),
    attack(
        "broches-inventees",
        "The edges of the pins are made up.",
        "import hardware.sim.uno as uno\nfrom collections import namedtuple\nEdge = namedtuple('Edge', 'time level')\n"
        "uno.Uno.edges = lambda self, pin: [Edge(t / 2, (t + 1) % 2) for t in range(6)]\n"
        "def clignoter(lampe, fois):\n    from hardware.sim import plugged\n    machine = plugged.find('uno') if hasattr(plugged, 'find') else None\n"
        "    machine.edges = lambda pin: [Edge(t / 2, (t + 1) % 2) for t in range(6)]",
        exercise="clignoter",
    ),
    attack(
        "temps-invente",
        "The time of the bench runs backwards, then says a century has passed.",
        "from hardware import clock\ndef clignoter(lampe, fois):\n    lampe.on(); type(clock.current()).now = lambda self: 1e12",
        exercise="clignoter",
        due={"plaque": 0.0, "lampe": 0.0, "tracer": 0.0},
        said="ligne privée",
    ),
    attack(
        "ligne-inondee",
        "Floods the serial line of the board without letting time go by.",
        FORGE
        + "import base64, threading\ndef clignoter(lampe, fois):\n"
        + "    message = {'op': 'exchange', 'data': base64.b64encode(bytes(range(256)) * 200).decode(), 'until': 0, 'stop': False}\n"
        + "    from hardware.sim import plugged\n    from classroom.grading.worker import capture\n    import gc\n"
        + "    import classroom.grading.worker as w\n    worker = next(o for o in gc.get_objects() if type(o) is w.Worker)\n"
        + "    while True: worker._ask({'machine': 'bench', 'message': message})",
        exercise="clignoter",
        due={"plaque": 3.0},
    ),
    attack(
        "emulation-sans-fin",
        "Lets the board live for ever, a little at a time.",
        "import time\ndef clignoter(lampe, fois):\n    while True: time.sleep(1)",
        exercise="clignoter",
    ),
    attack(
        "octets-hostiles",
        "Bytes that are no Firmata: endless sysex, wrong pins, every byte there is.",
        "from hardware.transport import open_line\ndef clignoter(lampe, fois):\n    import hardware\n"
        "    line = lampe.board._line if hasattr(lampe.board, '_line') else None\n"
        "    for data in (bytes(range(256)) * 4, b'\\xf0' + bytes(5000), b'\\x90\\x7f\\x7f' * 2000, b'\\xff' * 50):\n"
        "        (getattr(line, 'write', None) or lampe.board._send)(data)",
        exercise="clignoter",
    ),
    Attack(
        "imprimante-hostile",
        "G-code with numbers without measure, endless waits, lines without end.",
        (
            "import serial\nline = serial.serial_for_url('sim://marlin', timeout=0.1)\n"
            "for order in ('G1 X1e308 F1e-308', 'G1 X' + '9' * 5000, 'G4 P1e300', 'M104 S1e999', 'G2 I0 J0 R1e-300', 'N-1 G1*999',\n"
            "              'M155 S0.0000001', 'G1 Xnan Yinf', 'M190 S99999', '\\x00' * 500, 'M112', '(' * 5000, 'G28 ' * 2000):\n"
            "    line.write(order.encode() + b'\\n')\n    line.read(200)",
        ),
        notebook="2_machines",
    ),
    attack(
        "gcode-sans-fin",
        "A program of three thousand full circles, each a kilometre long, at a micrometre a minute.",
        "def tracer(x):\n    return 'G28\\n' + 'G2 I9e4 J9e4 F0.001 E1e9\\n' * 2990",
        exercise="tracer",
    ),
    attack(
        "gcode-trop-long",
        "A program of a million lines.",
        "def tracer(x):\n    return 'G1 X1\\n' * 1_000_000",
        exercise="tracer",
    ),
    attack(
        "gcode-nombres",
        "Coordinates that are no numbers, lines a hundred thousand characters long, control characters.",
        "def tracer(x):\n    return 'G28\\nG1 X' + '9' * 100_000 + '\\nG1 Xnan Yinf\\nG1 X1e308 Y-1e308 E1e308\\n'"
        " + '\\x00\\x1b[2J\\u202e' * 1000 + '\\nG4 P1e300\\nN-1 G1*999\\nM110 N99999999999999999999'",
        exercise="tracer",
    ),
    attack(
        "gcode-menteur",
        "A text that shows each reader another program.",
        "class Texte(str):\n    lu = 0\n    def splitlines(self, *_):\n        Texte.lu += 1\n"
        "        return [] if Texte.lu % 2 else ['G28']\ndef tracer(x): return Texte('G1 X500')",
        exercise="tracer",
    ),
    attack(
        "chemin-forge",
        "A toolpath and a device that are plain lies.",
        "class P:\n    pass\nP.__module__ = 'models.toolpath'\nP.__name__ = 'Toolpath'\n"
        "class L:\n    pin = 13\n    board = 1\nL.__module__ = 'hardware.devices.led'\ndef plaque(x): return [P(), L()]",
    ),
]
