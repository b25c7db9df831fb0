"""From a fresh clone to a running lab. Standard library only: it runs before anything is installed.

The steps: what the system brings (apt), a .venv, uv, the packages of the lock file, the project, the parts
for the browser. Then the command line `atelier` of that .venv takes over.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from classroom import cli, system
from classroom.setup import browser_parts, python_packages, system_packages
from classroom.setup.places import ROOT, environment, program
from classroom.setup.progress import Progress, say
from classroom.setup.steps import Memory, Step
from classroom.setup.trouble import CommandFailed, SetupError, explain_os_error

HELP = """\
utilisation : python3 start.py [MOT] [options…]

  python3 start.py          installe ce qui manque, puis ouvre le labo (JupyterLab)
  python3 start.py test     installe aussi les outils de test, puis lance tous les tests
  python3 start.py doctor   dit ce qui est installé et ce que coûte ce qui manque
  python3 start.py MOT …    installe ce qui manque, puis lance « atelier MOT … »

La première fois demande le réseau et environ 4 Go ; ensuite, plus rien à télécharger."""


def start(arguments: list[str]) -> int:
    """Set up what is missing, then become `atelier` with these words. Returns an exit code."""
    _speak_utf8()
    if arguments[:1] in (["-h"], ["--help"], ["aide"]):
        print(f"{HELP}\n\nLes mots d'atelier :\n{cli.words()}")
        return 0
    if not arguments or arguments[0].startswith("-"):
        arguments = ["lab", *arguments]
    if arguments[0] not in cli.WORDS:
        say(cli.unknown(arguments[0]))
        return 2
    # kill, a closed window and Ctrl-C all end the same way.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        if arguments[0] != "doctor":
            prepare("test" if arguments[0] == "test" else "lab")
        return _become_atelier(arguments)
    except KeyboardInterrupt:
        say("\nInterrompu. Relancez la même commande : elle reprend où elle s'est arrêtée.")
        return 130
    except SetupError as error:
        say(str(error))
    except OSError as error:
        say(explain_os_error(error))
    return 1


def prepare(flavour: str) -> None:
    """Bring everything up to date for ``flavour``, ``lab`` or ``test``. Raises SetupError."""
    wanted = system.LESSONS + ((system.CHROMIUM,) if flavour == "test" else ())
    missing = system.missing(wanted)
    if not system.python_can_make_venv():
        missing.insert(0, system.venv_package())
    if not missing and not _stale(Memory(), flavour):
        return
    with _alone():
        memory = Memory()  # another start.py may just have done it all
        if missing:
            system_packages.provide(missing, memory)
        _leave_sudo()
        _do(_stale(memory, flavour), memory)
        if flavour == "test":
            memory.put(flavour="test")


def _do(todo: list[Step], memory: Memory) -> None:
    """Do the steps. An update that finds no network leaves what was complete, and may wait."""
    before = memory.all()
    try:
        memory.do(todo, Progress(len(todo)))
    except CommandFailed as error:
        if not error.offline or any(step.name not in before for step in todo):
            raise
        memory.put(**before)
        say(f"{error}\nEn attendant, je continue avec ce qui était déjà installé.")


def _stale(memory: Memory, flavour: str) -> list[Step]:
    """What is to do, in order."""
    # Once the test tools are in, the lab keeps them: no switching back and forth.
    flavour = memory.get("flavour") or flavour
    return memory.todo(python_packages.steps(flavour)) + memory.todo(browser_parts.steps())


@contextmanager
def _alone() -> Iterator[None]:
    """One set-up at a time in this folder; a second one waits."""
    if os.name == "nt":
        yield
        return
    import fcntl

    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Une autre installation est en cours dans ce dossier : j'attends qu'elle finisse…")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _leave_sudo() -> None:
    """After `sudo python3 start.py`: give root back, or the folder's owner could not use what is made."""
    user, uid, gid = (os.environ.get(name) for name in ("SUDO_USER", "SUDO_UID", "SUDO_GID"))
    if os.name == "nt" or os.geteuid() != 0 or not (user and uid and gid) or uid == "0":
        return
    import pwd

    say(f"Lancé avec sudo : je continue avec le compte {user}. La prochaine fois, sudo n'est pas utile.")
    os.initgroups(user, int(gid))
    os.setgid(int(gid))
    os.setuid(int(uid))
    os.environ["HOME"] = pwd.getpwuid(int(uid)).pw_dir


def _become_atelier(arguments: list[str]) -> int:
    """Replace this process by `atelier` (on Windows, which cannot: run it)."""
    variables = environment()
    if program("python").exists() and program("atelier").exists():
        command = [str(program("atelier")), *arguments]
    else:  # only the doctor comes here, on a machine where nothing is set up
        command = [sys.executable, "-m", "classroom.cli", *arguments]
        variables["PYTHONPATH"] = str(ROOT)
    if os.name == "nt":
        return subprocess.call(command, env=variables)
    return os.execve(command[0], command, variables)


def _speak_utf8() -> None:
    """A terminal that cannot show an accent shows « ? », and nothing stops."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # pyright: ignore[reportAttributeAccessIssue]
