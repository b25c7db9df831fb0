"""`atelier doctor`: what is installed, which machines are found, what each missing thing costs.

It runs with nothing installed at all, to explain why: only the standard library is imported up here.
"""

from __future__ import annotations

import contextlib
import locale
import os
import platform
import shutil
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import metadata
from pathlib import Path

from classroom import system, usb
from classroom.arguments import Parser
from classroom.setup import browser_parts
from classroom.setup.places import ROOT, node_and_npm
from classroom.setup.trouble import NEEDED_GIGABYTES

SETUP = "python3 start.py"
_ROLES = {"board": "carte (board)", "printer": "imprimante (printer)"}
_SHOWN = ("jupyterlab", "nbgrader", "cadquery", "solidpython2")
_TIGHT_GIGABYTES = 1


class State(Enum):
    """The mark and the word: never told by a colour alone."""

    OK = "✓"
    INFO = "·"
    MISSING = "–"
    BLOCKING = "✗"


@dataclass(frozen=True)
class Row:
    """A line of the table. ``cost``: what its absence costs; ``command``: the one thing to do about it."""

    state: State
    what: str
    found: str
    cost: str = ""
    command: str = ""


def main(arguments: list[str]) -> int:
    """Print the table. Returns 0 when the lessons can run."""
    parser = Parser("doctor", "Dit ce qui est installé et ce que coûte ce qui manque.")
    parser.add_argument("--court", action="store_true", help="seulement ce qui manque")
    short = parser.parse_args(arguments).court
    rows: list[Row] = []
    for title, examine in SECTIONS:
        section = list(_careful(title, examine))
        rows += section
        shown = [row for row in section if not short or row.state in (State.MISSING, State.BLOCKING)]
        if shown:
            print(f"\n{title}\n{table(shown)}")
    print(f"\n{conclusion(rows)}")
    return 1 if any(row.state is State.BLOCKING for row in rows) else 0


def conclusion(rows: list[Row]) -> str:
    """The sentence that ends the examination."""
    if any(row.state is State.BLOCKING for row in rows):
        return f"Les leçons ne peuvent pas tourner. Lancez :  {SETUP}"
    missing = sum(row.state is State.MISSING for row in rows)
    if missing:
        return f"Les leçons peuvent tourner. À compléter : {missing} (les lignes « – »)."
    return "Les leçons peuvent tourner. Il ne manque rien."


def table(rows: list[Row]) -> str:
    """Rows as text: two aligned columns, then the cost and the command under what is missing."""
    width = max(_width(row.what) for row in rows)
    lines = []
    for row in rows:
        padding = " " * (width - _width(row.what))
        lines.append(f"  {row.state.value} {row.what}{padding}  {row.found}")
        if row.cost:
            lines.append(f"      sans lui : {row.cost}")
        if row.command:
            lines.append(f"      à faire :  {row.command}")
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(not unicodedata.combining(letter) for letter in text)


def _careful(title: str, examine: Callable[[], Iterator[Row]]) -> Iterator[Row]:
    """The rows of an examination; one that breaks says so and stops no other."""
    try:
        yield from examine()
    except Exception as error:  # noqa: BLE001 - a doctor that dies tells nothing
        yield Row(State.MISSING, title, f"examen impossible : {type(error).__name__}: {error}")


def _python() -> Iterator[Row]:
    yield Row(State.OK, "Python", f"{platform.python_version()}  {sys.executable}")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wrong = [text for text in project["dependencies"] if not satisfied(text)]
    total = len(project["dependencies"])
    cost = "les leçons ne tournent pas" if wrong else ""
    yield Row(
        State.BLOCKING if wrong else State.OK,
        "Paquets Python",
        f"{total - len(wrong)} sur {total}" + (f" ; manquent : {_some(wrong)}" if wrong else ""),
        cost,
        SETUP if wrong else "",
    )
    for name in _SHOWN:
        if version := _version(name):
            yield Row(State.INFO, name, version)


def _some(names: list[str]) -> str:
    return ", ".join(names[:4]) + (" …" if len(names) > 4 else "")


def satisfied(requirement: str) -> bool:
    """Whether an installed package answers a requirement of pyproject.toml."""
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return False
    wanted = Requirement(requirement)
    version = _version(wanted.name)
    return version is not None and wanted.specifier.contains(version, prereleases=True)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _browser_parts() -> Iterator[Row]:
    node, _ = node_and_npm(Path(sys.prefix))
    if node.exists():
        yield Row(State.OK, "node", _first_line([str(node), "--version"]))
    else:
        yield Row(State.BLOCKING, "node", "absent", "pas de carte simulée", SETUP)
    if browser_parts.built():
        yield Row(State.OK, "Vues et carte simulée", "assemblées")
    else:
        cost = "rien ne s'affiche, la carte simulée ne démarre pas"
        yield Row(State.BLOCKING, "Vues et carte simulée", "à assembler", cost, SETUP)


def _system_packages() -> Iterator[Row]:
    versions = _debian_versions([package.name for package in system.LESSONS])
    for package in system.LESSONS:
        if package.installed():
            yield Row(State.OK, package.name, versions.get(package.name, "présent"))
        else:
            yield Row(State.MISSING, package.name, f"absent ({package.gives})", package.cost)
    missing = system.missing(system.LESSONS)
    if missing and shutil.which("apt-get"):
        yield Row(State.INFO, "Pour les installer", "", command=system.apt_advice(missing))


def _debian_versions(names: list[str]) -> dict[str, str]:
    if shutil.which("dpkg-query") is None:
        return {}
    command = ["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *names]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    pairs = (line.split(" ", 1) for line in output.splitlines())
    return {name: version for name, version in pairs if version}


def _sandbox() -> Iterator[Row]:
    """Not whether bubblewrap is there, but whether a notebook was judged in one, as in grading."""
    obstacle = "il n'y en a pas sous Windows" if os.name == "nt" else _find_obstacle()
    if obstacle:
        yield Row(State.MISSING, "Bac à sable", obstacle, "la correction est refusée")
    else:
        yield Row(State.OK, "Bac à sable", "un carnet d'essai y a été jugé : il tient")


def _find_obstacle() -> str:
    from classroom.grading import crew
    from classroom.sandbox import NoSandbox

    try:
        with contextlib.closing(crew.LocalCrew()) as local:
            crew.try_out(local)
    except NoSandbox as error:
        return str(error)
    return ""


def _machines() -> Iterator[Row]:
    try:
        from serial.tools import list_ports
    except ImportError:
        yield Row(State.MISSING, "Ports USB", "pas examinés : pyserial n'est pas installé", command=SETUP)
        return
    from hardware import config
    from hardware.errors import HardwareError

    ports = sorted(list_ports.comports())
    try:
        named = config.machines()
    except HardwareError as error:
        yield Row(State.MISSING, "lab.toml", str(error), "les leçons utilisent les machines simulées")
        named = {}
    for role, default in config.DEFAULTS.items():
        url = named.get(role, default)
        yield _machine(_ROLES.get(role, role), url, "lab.toml" if role in named else "sans lab.toml")
    for port in ports:
        if port.vid is not None:
            yield Row(State.INFO, port.device, usb.name(port.vid, port.pid))
    if not any(port.vid is not None for port in ports):
        yield Row(State.INFO, "Ports USB", "aucune machine branchée")


def _machine(role: str, url: str, source: str) -> Row:
    """A role of the lab. A port is looked for, never opened: opening one restarts an Arduino."""
    if "://" in url or url.upper().startswith("COM"):
        return Row(State.OK, role, f"{url} ({source})")
    if not os.path.exists(url):
        found = f"{url} ({source}) : pas branché"
        return Row(
            State.MISSING, role, found, "les leçons qui s'en servent s'arrêtent", "branchez le câble USB"
        )
    if not os.access(url, os.R_OK | os.W_OK):
        found = f"{url} ({source}) : accès refusé"
        return Row(State.MISSING, role, found, f"{role} ne s'ouvre pas", 'sudo usermod -aG dialout "$USER"')
    return Row(State.OK, role, f"{url} ({source})")


def _surroundings() -> Iterator[Row]:
    free = shutil.disk_usage(ROOT).free / 10**9
    if free < _TIGHT_GIGABYTES:
        cost = "l'enregistrement du travail peut échouer"
        yield Row(State.MISSING, "Place sur le disque", f"{free:.1f} Go", cost, "libérez de la place")
    else:
        yield Row(State.OK, "Place sur le disque", f"{free:.0f} Go ({NEEDED_GIGABYTES} pour tout installer)")
    encoding = locale.getpreferredencoding(False)
    if encoding.lower().replace("-", "") == "utf8":
        yield Row(State.OK, "Langue du système", f"{os.environ.get('LANG') or 'non dite'}, {encoding}")
    else:
        cost = "les accents s'affichent mal dans le terminal ; pas dans le labo"
        yield Row(State.MISSING, "Langue du système", encoding, cost, "export LANG=C.UTF-8")
    browser = system.chromium()
    if browser:
        yield Row(State.OK, "Chromium (tests)", browser)
    else:
        yield Row(State.INFO, "Chromium (tests)", f"absent : {system.CHROMIUM.cost}")


def _first_line(command: list[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    return (result.stdout or result.stderr).partition("\n")[0].strip()


SECTIONS: tuple[tuple[str, Callable[[], Iterator[Row]]], ...] = (
    ("Python", _python),
    ("Dans le navigateur", _browser_parts),
    ("Logiciels du système", _system_packages),
    ("Notation", _sandbox),
    ("Machines", _machines),
    ("Autour", _surroundings),
)
