"""Attacks that read: the gradebook, the solutions, other learners' work, the grader itself."""

from __future__ import annotations

from tests.faults.attacks import Attack, harmless

READ = """
import os
def lire(path):
    try:
        with open(path, 'rb') as file: return file.read(1 << 20)
    except OSError: return b''
"""

ATTACKS = [
    harmless(
        "magies",
        "IPython's magics: shells, files, environment, other folders, extensions, a question to nobody.",
        "!cat @notes@/gradebook.db @canaries@/shadow; rm -rf @notes@ @remises@ @canaries@ /tmp/* ~\n"
        "%cd @notes@\n%env\n%load_ext autoreload\n%pip list",
        "%%bash\ncat @canaries@/* || true\nkill -9 -1",
        "%%writefile @canaries@/x\nx",
        "%run @canaries@/shadow",
        "input('?')",
    ),
    harmless(
        "carnet-de-notes",
        "Opens gradebook.db where it is known to be, and counts its tables.",
        READ
        + "if lire('@notes@/gradebook.db'): gagne('lu')\n"
        + "import sqlite3\nfor mode in ('ro', 'rw', 'rwc'):\n    try:\n"
        + "        base = sqlite3.connect(f'file:@notes@/gradebook.db?mode={mode}', uri=True)\n"
        + "        if base.execute('select count(*) from sqlite_master').fetchone()[0]: gagne(mode)\n"
        + "    except sqlite3.Error: pass",
    ),
    harmless(
        "corriges",
        "Reads the solutions, the work of others, the passwords, by path and by link.",
        READ
        + "for top in ('@solutions@', '@remises@', '@notes@', '@canaries@', '/etc/shadow', '/root', '/home'):\n"
        + "    if lire(top): gagne(top)\n"
        + "    for folder, _, names in os.walk(top):\n        for name in names:\n"
        + "            if b'@canary@' in lire(os.path.join(folder, name)): gagne(folder)\n"
        + "os.symlink('/etc/shadow', 'lien')\nos.symlink('@root@', 'lien2')\n"
        + "if lire('lien') or os.path.exists('lien2'): gagne('lien')",
    ),
    harmless(
        "tout-le-disque",
        "Walks the whole disk for the canary, outside the system's own programs.",
        READ
        + "import time\nfin = time.monotonic() + 3\n"
        + "for folder, folders, names in os.walk('/'):\n"
        + "    if folder in ('/proc', '/usr', '/tmp') or '.venv' in folder or '/python' in folder: folders.clear(); continue\n"
        + "    if time.monotonic() > fin: break\n    for name in names:\n"
        + "        if b'@canary@' in lire(os.path.join(folder, name)): gagne(folder)",
    ),
    harmless(
        "processus",
        "Reads the environment, the memory and the root of every process.",
        READ
        + "me = str(os.getpid())\nfor pid in ['self', *filter(str.isdigit, os.listdir('/proc'))]:\n"
        + "    for name in ('environ', 'cmdline', 'stack', 'maps'):\n"
        + "        if b'@canary@' in lire(f'/proc/{pid}/{name}'): gagne(name)\n"
        + "    if pid not in (me, 'self'):\n        if lire(f'/proc/{pid}/mem'): gagne('mem')\n"
        + "    for top in (f'/proc/{pid}/root/', f'/proc/{pid}/cwd/../'):\n"
        + "        if os.path.exists(top + '@root@'): gagne(top)\n"
        + "for name in ('kcore', 'kallsyms', 'keys', 'sys/kernel/core_pattern'):\n"
        + "    try:\n        with open('/proc/' + name, 'rb+') as file: gagne(name)\n    except OSError: pass",
    ),
    harmless(
        "environnement",
        "Looks for the grader's environment in its own.",
        "import os, ctypes\nif any('@canary@' in value for value in os.environ.values()): gagne('environ')\n"
        "if any(name.startswith(('SUDO', 'SSH', 'ATELIER', 'PYTEST')) for name in os.environ): gagne('nom')",
    ),
    harmless(
        "descripteurs",
        "Reads whatever the files it was born with hold.",
        "import os, select\nfor name in os.listdir('/proc/self/fd'):\n    try: kind = os.readlink(f'/proc/self/fd/{name}')\n"
        "    except OSError: continue\n    if kind.startswith(('/', 'pipe', 'anon')) and kind not in ('/dev/null', '/proc/1/fd'):\n"
        "        if not kind.startswith('/proc/'): gagne(kind)",
    ),
    harmless(
        "lien-dans-la-remise",
        "The hand-in holds a link to the passwords and one to the gradebook.",
        "import os\nos.makedirs('images', exist_ok=True)\nos.symlink('/etc/shadow', 'images/photo.png')\n"
        "print(os.listdir('images'))",
    ),
    Attack(
        "reponse-des-autres",
        "Keeps what the visible test asks, and answers it again.",
        answers={"retourner": "vus = {}\ndef retourner(texte):\n    vus[texte] = 1\n    return 'balbaf'"},
        due={"retourner": 1.0},
    ),
]
