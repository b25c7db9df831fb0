"""``atelier lab``: open JupyterLab, in French, on the learner's own copy of the lessons, or the trainer's.

The launcher stays outside and opens the browser; the server and its kernels run, where bubblewrap works, in a
view of the disk where solutions, marks and history are hidden (:mod:`classroom.hiding`). Settings come from
``lab/config`` and ``lab/jupyter``; what Jupyter and IPython write goes to a hidden folder of the lab's own.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from classroom.hiding import hiding_command
from lab.work import STATE, WorkingCopy

PROJECT = Path(__file__).resolve().parent.parent
LAB = PROJECT / "lab"
FIRST_PORT = 8888
READY = "ATELIER "
"""The server's line on standard output that says where it is begins with this (see ``lab/server.py``)."""


class CannotStart(RuntimeError):
    """Le labo ne peut pas s'ouvrir ; le message dit pourquoi et quoi faire."""


def main(argv: Sequence[str] | None = None) -> int:
    """Open the lab and keep it open until Ctrl-C. Returns the exit code."""
    options = _parser().parse_args(argv)
    for stop in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(stop, signal.default_int_handler)  # closed like with Ctrl-C
    try:
        if options.formateur:
            return _open(PROJECT, PROJECT / "notes" / STATE, options, trainer=True)
        work = options.dossier.resolve()
        _refresh(WorkingCopy(options.lecons.resolve(), work))
        return _open(work, work / STATE, options)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="atelier lab", description="Ouvrir le labo dans le navigateur.")
    parser.add_argument(
        "--formateur", action="store_true", help="ouvrir tout le dépôt, avec les outils de notation"
    )
    parser.add_argument("--port", type=int, help=f"port de la page (sinon le premier libre dès {FIRST_PORT})")
    parser.add_argument("--no-browser", action="store_true", help="ne pas ouvrir le navigateur")
    parser.add_argument(
        "--dossier",
        type=Path,
        default=PROJECT / "mon-travail",
        help="dossier du travail (sinon mon-travail)",
    )
    parser.add_argument(
        "--lecons", type=Path, default=PROJECT / "lessons", help="dossier des leçons (sinon lessons)"
    )
    return parser


def _refresh(copy: WorkingCopy) -> None:
    """Bring the learner's copy of the lessons up to date, and say what arrived beside their work."""
    try:
        arrived = copy.refresh()
    except OSError as error:
        raise CannotStart(
            f"Impossible d'écrire dans le dossier {copy.work} : {error.strerror}.\n"
            "Libérez de la place ou choisissez un autre dossier avec --dossier."
        ) from error
    for name in arrived:
        print(f"Nouvelle version d'une leçon, à côté de votre travail : {name}")


def _open(root: Path, state: Path, options: argparse.Namespace, *, trainer: bool = False) -> int:
    """Start the server on ``root``, say where it is, and wait for its end or for Ctrl-C."""
    state.mkdir(parents=True, exist_ok=True)
    wrapper = [] if trainer else hiding_command(PROJECT)
    if not trainer and not wrapper:
        print(
            "Attention : sur cet ordinateur, les corrigés restent lisibles depuis les carnets.\n"
            "Pour les cacher, sous Linux, installez bubblewrap : sudo apt install bubblewrap",
            file=sys.stderr,
        )
    port = options.port or _free_port()
    journal = state / "journal.txt"
    with journal.open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [*wrapper, sys.executable, "-m", "lab.serve", f"--port={port}", f"--ServerApp.root_dir={root}"],
            env=_environment(state, options.lecons.resolve(), trainer),
            cwd=state.parent,  # for a trainer, nbgrader's course: the folder of marks
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,  # Ctrl-C is ours to pass on
        )
    pid = server.pid
    try:
        place = _wait_until_ready(server, journal)
        pid = place["pid"]
        print(f"Le labo est ouvert : {place['url']}\nPour le fermer : Ctrl-C dans cette fenêtre.", flush=True)
        if not options.no_browser:
            webbrowser.open(place["url"])
        server.wait()
        print("Le labo s'est fermé.")
    except KeyboardInterrupt:
        _stop(server, pid)
        print("\nLe labo est fermé. À bientôt !")
    return 0


def _environment(state: Path, lessons: Path, trainer: bool) -> dict[str, str]:
    """Our settings first, nothing read from or written to the user's own Jupyter and IPython folders."""
    mode = "trainer" if trainer else "learner"
    own = {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(str(LAB / "config" / name) for name in (mode, "common")),
        "JUPYTER_PATH": str(LAB / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(state / "config"),
        "JUPYTER_DATA_DIR": str(state / "data"),
        "JUPYTER_RUNTIME_DIR": str(state / "runtime"),
        "IPYTHONDIR": str(state / "ipython"),
        "ATELIER_FORMATEUR": "1" if trainer else "0",
        "ATELIER_LECONS": str(lessons),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
    }
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))
    }
    return inherited | own


def _free_port() -> int:
    """The first free port from :data:`FIRST_PORT`."""
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        with socket.socket() as trial:
            if os.name == "posix":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise CannotStart(
        f"Aucun port libre entre {FIRST_PORT} et {FIRST_PORT + 99}. Fermez un labo, ou donnez --port."
    )


def _wait_until_ready(server: subprocess.Popen[bytes], journal: Path) -> dict[str, Any]:
    """Where the lab is (``url``) and which process it is (``pid``), as its server says when it is ready."""
    assert server.stdout is not None
    for line in server.stdout:
        text = line.decode(errors="replace")
        if text.startswith(READY):
            # What kernels print to their own output is of no interest, but must not fill the pipe.
            threading.Thread(target=server.stdout.read, daemon=True).start()
            return json.loads(text.removeprefix(READY))
    end = "\n".join(journal.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])
    raise CannotStart(
        f"Le labo n'a pas pu démarrer. La fin de son journal ({journal}) dit :\n{end}\n"
        "Essayez un autre port avec --port, ou lancez « atelier doctor »."
    )


def _stop(server: subprocess.Popen[bytes], pid: int) -> None:
    """Ask the server to end its kernels and itself; end it after ten seconds."""
    if os.name == "posix":
        os.kill(pid, signal.SIGTERM)
    else:
        server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
