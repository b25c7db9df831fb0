"""The programs of the system that lessons use: how each is recognised, what it gives, what it costs to lack.

Recognised by what it installs, not by a package manager, so that the table is true on any Linux; the names
are Debian's and Ubuntu's. Standard library only: the set-up reads it before anything is installed.
"""

from __future__ import annotations

import glob
import os
import shutil
import sys
from dataclasses import dataclass
from importlib.util import find_spec

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Package:
    """A system package. ``proofs`` are programs or patterns of absolute paths; every one must be found.

    A proof written ``a|b`` is any of them. ``gives`` and ``cost`` are French, for the doctor's table.
    """

    name: str
    proofs: tuple[str, ...]
    gives: str
    cost: str

    def installed(self) -> bool:
        return all(any(_found(choice) for choice in proof.split("|")) for proof in self.proofs)


def _found(proof: str) -> bool:
    if proof.startswith("/"):
        return bool(glob.glob(proof))
    return shutil.which(proof) is not None


LESSONS = (
    Package(
        "gcc-avr",
        ("avr-g++",),
        "compiler un croquis Arduino",
        "pas de croquis C++ (module 32) ; les leçons en Python marchent",
    ),
    Package(
        "avr-libc",
        ("/usr/lib/avr/include/avr/io.h|/usr/avr/include/avr/io.h",),
        "la bibliothèque C des cartes Arduino",
        "pas de croquis C++ (module 32) ; les leçons en Python marchent",
    ),
    Package(
        "arduino-core-avr",
        ("/usr/share/arduino/hardware/arduino/avr/cores/arduino/Arduino.h",),
        "le cœur Arduino (digitalWrite, Serial…)",
        "pas de croquis C++ (module 32) ; les leçons en Python marchent",
    ),
    Package(
        "ngspice",
        ("ngspice",),
        "calculer les circuits",
        "les circuits (modules 21 et 22) se dessinent mais ne se calculent pas",
    ),
    Package(
        "openscad",
        ("openscad",),
        "ouvrir une pièce dans OpenSCAD",
        "une pièce ne s'ouvre pas dans OpenSCAD ; les leçons la calculent sans lui",
    ),
    Package(
        "prusa-slicer",
        ("prusa-slicer",),
        "trancher une pièce pour l'imprimer",
        "pas de G-code ni de durée d'impression à partir d'une pièce",
    ),
    Package(
        "bubblewrap",
        ("bwrap",),
        "noter dans un bac à sable",
        "la correction est refusée",
    ),
    Package(
        "fonts-liberation",
        ("/usr/share/fonts/**/[Ll]iberation*",),
        "graver du texte dans une pièce",
        "le texte gravé n'a pas la même forme partout",
    ),
)

CHROMIUM = Package(
    "chromium",
    ("|".join(CHROMIUMS),),
    "tester le labo dans un navigateur",
    "les tests du navigateur ne tournent pas ; les leçons n'en ont pas besoin",
)


def venv_package() -> Package:
    """What lets *this* Python make a .venv: Debian and Ubuntu ship it apart."""
    name = f"python3.{sys.version_info.minor}-venv"
    return Package(name, (), "faire l'environnement Python (.venv)", "rien ne peut s'installer")


def python_can_make_venv() -> bool:
    return find_spec("ensurepip") is not None and find_spec("venv") is not None


def missing(packages: tuple[Package, ...]) -> list[Package]:
    """Those of ``packages`` that are not on this machine."""
    return [package for package in packages if not package.installed()]


def apt_command(packages: list[Package]) -> list[str]:
    """The one command that installs ``packages``, without ``sudo``."""
    names = [package.name for package in packages]
    return ["apt-get", "install", "-y", "--no-install-recommends", *names]


def apt_advice(packages: list[Package]) -> str:
    """The same, for a person to copy."""
    sudo = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
    names = " ".join(package.name for package in packages)
    return f"{sudo}apt-get update && {sudo}apt-get install {names}"


def chromium() -> str | None:
    """The path of a Chromium for the browser tests, or None."""
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
