"""The .venv and what is in it: uv, the packages of the lock file, the project itself."""

from __future__ import annotations

import ast
import os
import shutil
import sys
import tempfile
from pathlib import Path

from classroom import system
from classroom.setup.places import ROOT, VENV, environment, node_and_npm, packages_of, program
from classroom.setup.progress import Progress
from classroom.setup.steps import Step, digest
from classroom.setup.trouble import DISK_FULL, NEEDED_GIGABYTES, SetupError

LOCKS = {"lab": ROOT / "requirements.lock", "test": ROOT / "requirements-test.lock"}
"""``test`` holds all of ``lab`` at the same versions, and the test tools."""

# pip's settings, as `pip config list` names them, and what uv calls them.
_UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "HTTPS_PROXY",
}


def steps(flavour: str) -> list[Step]:
    """The steps that make the .venv; ``flavour`` is ``lab`` or ``test``."""
    lock = LOCKS[flavour]

    def project() -> str:
        names = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
        return digest([ROOT / "pyproject.toml"], *names)

    return [
        Step("venv", "Environnement Python (.venv)", _interpreter, _whole, _make_venv),
        Step(
            "uv",
            "uv, l'installateur de paquets",
            lambda: digest([], pinned(lock, "uv")),
            program("uv").exists,
            lambda progress: _install_uv(lock, progress),
        ),
        Step(
            "packages",
            "Paquets Python (plusieurs minutes la première fois)",
            lambda: digest([lock]),
            lambda: node_and_npm(VENV)[0].exists(),
            lambda progress: _install_packages(lock, progress),
        ),
        Step("project", "Le parcours lui-même", project, program("atelier").exists, _install_project),
    ]


def pinned(lock: Path, name: str) -> str:
    """The lines of a lock file that pin ``name``, with its hashes."""
    lines = lock.read_text("utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{name}=="))
    block = [lines[start]]
    while block[-1].endswith("\\"):
        block.append(lines[start + len(block)])
    return "\n".join(block) + "\n"


def _interpreter() -> str:
    """Where the .venv is and the Python it really runs: a moved folder or a replaced Python breaks it."""
    return f"{VENV} -> {os.path.realpath(program('python'))}"


def _whole() -> bool:
    """Whether the .venv has its Python and pip: uv stopped by a full disk may have taken pip away."""
    return program("python").exists() and (packages_of(VENV) / "pip").is_dir()


def _make_venv(progress: Progress) -> None:
    if not system.python_can_make_venv():
        advice = system.apt_advice([system.venv_package()])
        raise SetupError(
            "Ce Python ne sait pas faire d'environnement : il lui manque le module venv.\n"
            f"Que faire : lancez cette commande, puis recommencez.\n  {advice}"
        )
    if shutil.disk_usage(ROOT).free < NEEDED_GIGABYTES * 10**9:
        raise SetupError(DISK_FULL.format(NEEDED_GIGABYTES))
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    # start.py may have been run by the very Python of the .venv it makes anew.
    python = getattr(sys, "_base_executable", sys.executable)
    progress.run([python, "-m", "venv", VENV])


def _install_uv(lock: Path, progress: Progress) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "uv.txt")
        wanted.write_text(pinned(lock, "uv"), "utf-8")
        progress.run(
            [program("python"), "-m", "pip", "install", "--no-deps", "--require-hashes", "-r", wanted],
            env=environment(),
        )


def _install_packages(lock: Path, progress: Progress) -> None:
    _uv(progress, "sync", "--require-hashes", lock)


def _install_project(progress: Progress) -> None:
    _uv(progress, "install", "--no-deps", "--no-build-isolation", "--editable", ROOT)


def _uv(progress: Progress, *arguments: str | Path) -> None:
    variables = environment()
    listing = progress.run([program("python"), "-m", "pip", "config", "list"], env=variables)
    variables = {**uv_settings(listing), "UV_HTTP_TIMEOUT": "120", **variables}
    progress.run([program("uv"), "pip", *arguments, "--python", program("python")], env=variables, cwd=ROOT)


def uv_settings(listing: str) -> dict[str, str]:
    """uv's variables for what ``pip config list`` says of this machine's mirrors, proxy and certificates.

    uv reads none of pip's settings, and a school's network is often described to pip only.
    """
    settings: dict[str, str] = {}
    for line in listing.splitlines():
        key, _, quoted = line.partition("=")
        name = _UV_NAMES.get(key.rpartition(".")[2])
        if name and quoted:  # the environment's come first, and win
            settings.setdefault(name, " ".join(ast.literal_eval(quoted).split()))
    if "UV_FIND_LINKS" in settings:
        settings["UV_FIND_LINKS"] = settings["UV_FIND_LINKS"].replace(" ", ",")
    if "UV_INDEX" in settings:
        # pip looks everywhere; uv would stop at the first index that knows a name. Hashes make it safe.
        settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return settings
