"""OpenSCAD itself, run as a program where it is installed: the second opinion on a solidpython2 part.

It is some twenty times slower than openscad-evaluator (`python -m tests.bench solid`).
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from models.solid import BadShape

TIMEOUT = 120.0
"""Seconds for one part."""


def run(source: str) -> tuple[bytes, list[str]]:
    """The STL file that OpenSCAD makes of ``source``, empty where it makes none, and what it says.

    It runs in a temporary folder of its own: ``source`` names other files by their whole path. Raises
    :class:`BadShape` where OpenSCAD is missing, cannot start or has not finished after ``TIMEOUT``.
    """
    program = shutil.which("openscad")
    if program is None:
        raise _unable("OpenSCAD n'est pas installé sur cet ordinateur.")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "piece.stl"
        Path(folder, "piece.scad").write_text(source, "utf-8")
        command = [program, "-o", made.name, "--export-format", "binstl", "piece.scad"]
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _unable(f"OpenSCAD n'a pas fini en {TIMEOUT:.0f} secondes.") from error
        except OSError as error:
            raise _unable("OpenSCAD ne peut pas être lancé ici.") from error
        data = made.read_bytes() if done.returncode == 0 and made.exists() else b""
    return data, done.stderr.decode("utf-8", "replace").splitlines()


def _unable(constat: str) -> BadShape:
    return BadShape(
        "OpenSCAD ne répond pas",
        constat,
        "La pièce devait être construite par OpenSCAD.",
        'Construire la pièce sans lui : enlever engine="openscad".',
    )
