"""Attacks that use up time, memory, disk, processes, and the patience of whoever reads the outputs."""

from __future__ import annotations

from tests.faults.attacks import Attack, fatal, harmless

BOMB = """
import os, time
def souffrir():
    blocs = []
    while True:
        try: blocs.append(bytearray(64 << 20))
        except MemoryError: break
"""

ATTACKS = [
    harmless("boucle", "A loop without end.", "while True: pass", said="interrompu"),
    fatal(
        "boucle-tetue",
        "A loop that catches KeyboardInterrupt, and everything else.",
        "while True:\n    try:\n        while True: sum(range(1000))\n    except BaseException: pass",
        said="arrêté de force",
    ),
    fatal(
        "sourd",
        "Ignores every signal and sleeps outside virtual time.",
        "import signal, select\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\n"
        "while True: select.select([], [], [], 600)",
        said="arrêté de force",
    ),
    harmless(
        "sommeil",
        "Sleeps for a year, in virtual time.",
        "import time\nfor _ in range(365): time.sleep(86_400)",
    ),
    Attack(
        "fonction-sans-fin",
        "The function never returns, and says so only when it is stopped.",
        answers={"retourner": "def retourner(texte):\n    while True: pass"},
        due={"retourner": 0.0},
        said="interrompu",
    ),
    fatal(
        "calcul-sans-fin",
        "One operation in C that no signal interrupts.",
        "import itertools\nsum(itertools.repeat(0))",
        said="arrêté de force",
    ),
    harmless(
        "recursion",
        "Recursion without end, in Python and in repr.",
        "def f(): return f()\nf()",
        "class R:\n    def __repr__(self): return repr(self)\nR()",
        "import copy\nl = []\nfor _ in range(10**5): l = [l]\ncopy.deepcopy(l)",
    ),
    Attack(
        "pile",
        "The recursion limit is lifted, then the stack of C overflows.",
        answers={
            "retourner": "import sys\nsys.setrecursionlimit(10**9)\n"
            "def retourner(texte): return sorted([texte], key=retourner)"
        },
        due={"retourner": 0.0, "doubles": 0.0},
        said="arrêté son processus",
    ),
    harmless(
        "flots",
        "Prints gigabytes, on both streams and below Python's.",
        "import os, sys\nfor _ in range(3000):\n    print('x' * 1_000_000)\n    sys.stderr.write('y' * 1_000_000)\n"
        "for fd in (1, 2):\n    try:\n        for _ in range(1000): os.write(fd, b'z' * 1_000_000)\n    except OSError: pass",
    ),
    Attack(
        "mille-flots",
        "Three hundred cells that each print a megabyte.",
        tuple(f"print('{number} ' * 180_000)" for number in range(300)),
    ),
    harmless(
        "mille-affichages",
        "A hundred thousand outputs, figures and errors in one cell.",
        "from IPython.display import display, HTML\nfor n in range(5_000): display(HTML('<b>x</b>'))",
        "ip = get_ipython()\nfor n in range(200):\n    try: raise ValueError('x' * 10_000)\n    except ValueError: ip.showtraceback()",
    ),
    harmless(
        "bombe-de-processus",
        "Forks as fast as it can.",
        "import os\nfor _ in range(12):\n    try:\n        os.fork()\n    except OSError: pass\n"
        "if os.getpid() != 1:\n    while True: pass",
    ),
    harmless(
        "bombe-de-fils",
        "Threads without number, which never end.",
        "import threading\ntry:\n    while True: threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "except (RuntimeError, MemoryError): pass",
    ),
    harmless("bombe-de-memoire", "Takes all the memory it can get.", BOMB + "souffrir()"),
    harmless(
        "memoire-partagee",
        "Takes memory by a mapping that is shared with nobody, in one piece and in many.",
        "import mmap\nfor size in (64 << 30, 3 << 30):\n    try: mmap.mmap(-1, size); gagne(size)\n    except OSError: pass\n"
        "maps = []\ntry:\n    for _ in range(200): maps.append(mmap.mmap(-1, 16 << 20))\n    gagne('3 Go')\nexcept OSError: pass\n"
        "maps.clear()",
    ),
    harmless(
        "disque",
        "Fills the disk it has, with files, with holes and with names.",
        "import os\nn = 0\ntry:\n    for n in range(200):\n        with open(f'gros-{n}', 'wb') as file: file.write(bytes(1 << 20))\n"
        "    gagne('200 Mo')\nexcept OSError: pass\n"
        "try:\n    for n in range(100_000): os.mkdir(f'd{n}')\nexcept OSError: pass\n"
        "with open('trou', 'wb') as file:\n    try: file.truncate(1 << 40); gagne('1 To')\n    except OSError: pass",
    ),
    harmless(
        "descripteurs-epuises",
        "Opens files, pipes and sockets until there are none left.",
        "import os, socket\nopened = []\ntry:\n    while True: opened += [*os.pipe(), *socket.socketpair(), open('/dev/null')]\n"
        "except OSError: pass\nif len(opened) > 1000: gagne(len(opened))",
    ),
    harmless(
        "expression-lente",
        "A regular expression that takes for ever.",
        "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')",
        said="interrompu",
    ),
    harmless(
        "limites-relevees",
        "Lifts its own limits.",
        "import resource\nfor name in dir(resource):\n    if name.startswith('RLIMIT_'):\n"
        "        number = getattr(resource, name)\n        soft, hard = resource.getrlimit(number)\n        if hard == -1: continue\n"
        "        try: resource.setrlimit(number, (hard + 1, hard + 1)); gagne(name)\n        except (ValueError, OSError): pass",
    ),
]
