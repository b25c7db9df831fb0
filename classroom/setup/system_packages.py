"""The system's packages: installed when the account may, named with the one command otherwise."""

from __future__ import annotations

import os
import shutil
import subprocess

from classroom import system
from classroom.setup.progress import Progress, say
from classroom.setup.steps import Memory
from classroom.setup.trouble import CommandFailed

_TRIED = "apt"


def provide(packages: list[system.Package], memory: Memory) -> None:
    """Install ``packages``, all missing, if the account may; say what each is for otherwise. Never raises for
    what fails: the lessons go on with what there is. What failed once is not tried again by itself."""
    right = right_to_install()
    names = " ".join(package.name for package in packages)
    if right is not None and memory.get(_TRIED) != names:
        packages = _install(right, packages)
        memory.put(**{_TRIED: " ".join(package.name for package in packages)})
    if packages:
        say(_advice(packages))


def right_to_install() -> list[str] | None:
    """What to put before apt-get: nothing for root, sudo where it asks no password; None: not allowed."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    quiet = subprocess.run([sudo, "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL, check=False)
    return [sudo, "-n"] if quiet.returncode == 0 else None


def _install(right: list[str], packages: list[system.Package]) -> list[system.Package]:
    """Install what the distribution has of ``packages``; return those that are still missing."""
    progress = Progress(1)
    say("À installer : " + ", ".join(package.name for package in packages))
    progress.begin("Logiciels du système")
    apt = [*right, "env", "DEBIAN_FRONTEND=noninteractive"]
    wait = ["-o", "DPkg::Lock::Timeout=120"]
    try:
        progress.run([*apt, "apt-get", "update"], gentle=True)
        known = [package for package in packages if _has(package.name)]
        if known:
            progress.run([*apt, *system.apt_command(known), *wait], gentle=True)
        progress.end()
    except CommandFailed as error:
        progress.abandon()
        say(str(error))
    return [package for package in packages if not _provided(package)]


def _has(name: str) -> bool:
    """Whether the distribution knows the package: one unknown name would make apt install nothing."""
    command = ["apt-cache", "show", "--no-all-versions", name]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _provided(package: system.Package) -> bool:
    return package.installed() if package.proofs else system.python_can_make_venv()


def _advice(packages: list[system.Package]) -> str:
    lines = ["Il manque des logiciels du système. Ce que cela coûte :"]
    lines += [f"  {package.name} : {package.cost}" for package in packages]
    if shutil.which("apt-get"):
        lines.append(f"Pour les installer, une seule commande :\n  {system.apt_advice(packages)}")
    else:
        lines.append("Installez-les avec l'outil de votre système (les noms sont ceux de Debian).")
    return "\n".join(lines)
