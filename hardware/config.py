"""The only reader of the environment and of ``lab.toml``, the file that names the machines of a lab.

    [machines]
    board = "/dev/ttyACM0"
    printer = "sim://marlin"

It is looked for where the variable ``ATELIER_LAB_TOML`` says, else at the root of the project. Without it, or
for a machine it does not name, the simulators are used.
"""

from __future__ import annotations

import getpass
import os
import re
import tempfile
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from hardware import clock
from hardware.errors import BadConfig

DEFAULTS = {"board": "sim://uno", "printer": "sim://marlin"}
"""What each role of a lab is when nothing says otherwise."""

VARIABLE = "ATELIER_LAB_TOML"


def machine_url(role: str) -> str:
    """The URL of the machine that plays ``role`` (``"board"``, ``"printer"``) in this lab, now.

    On a virtual clock - a check's bench, grading - it is always the simulator: no check moves a real machine.
    Raises :class:`BadConfig`, in French, when ``lab.toml`` is wrong.
    """
    if isinstance(clock.current(), clock.VirtualClock):
        return DEFAULTS[role]
    return machines().get(role, DEFAULTS[role])


def lab_file() -> Path:
    """Where ``lab.toml`` is, or would be."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else Path(__file__).resolve().parents[1] / "lab.toml"


def machines() -> dict[str, str]:
    """The table ``[machines]`` of ``lab.toml``: role to URL; empty without the file."""
    path = lab_file()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if os.environ.get(VARIABLE):
            raise BadConfig(
                f"{path} n'existe pas, alors que la variable {VARIABLE} le nomme. "
                "Créer ce fichier, ou supprimer la variable pour utiliser les simulateurs."
            ) from None
        return {}
    except UnicodeDecodeError as error:
        raise _wrong(path, 1, "le fichier n'est pas en UTF-8", "L'enregistrer en UTF-8.") from error
    return _checked(path, text, _parsed(path, text))


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        number = int(found[1]) if found else len(text.splitlines())
        lines = text.splitlines()
        line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
        raise _wrong(
            path,
            number,
            f"« {line} » n'est pas du TOML",
            "Chaque ligne s'écrit : board = \"/dev/ttyACM0\", avec des guillemets autour de l'adresse.",
        ) from error


def _checked(path: Path, text: str, data: dict[str, Any]) -> dict[str, str]:
    for table in data:
        if table != "machines":
            raise _wrong(path, _line_of(text, table), f"« {table} » n'est pas connu", "Écrire [machines].")
    table = data.get("machines", {})
    if not isinstance(table, dict):
        raise _wrong(
            path,
            _line_of(text, "machines"),
            "« machines » n'est pas un titre",
            "Écrire [machines] seul sur sa ligne.",
        )
    for role, url in table.items():
        number = _line_of(text, role)
        if role not in DEFAULTS:
            near = get_close_matches(role, DEFAULTS, 1)
            fix = f"Écrire {near[0]}." if near else f"Les noms possibles : {', '.join(DEFAULTS)}."
            raise _wrong(path, number, f"la machine « {role} » n'est pas connue", fix)
        if not isinstance(url, str) or not url.strip():
            raise _wrong(
                path,
                number,
                f"l'adresse de « {role} » n'est pas un texte",
                f'Écrire {role} = "{DEFAULTS[role]}".',
            )
    return table


def _line_of(text: str, key: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"""\s*\[*\s*["']?{re.escape(key)}\b""", line):
            return number
    return 1


def _wrong(path: Path, line: int, what: str, fix: str) -> BadConfig:
    return BadConfig(f"{path}, ligne {line} : {what}. {fix}")


def runtime_directory() -> Path:
    """Where the live simulated machines leave word of themselves: ``ATELIER_RUNTIME``, else a place that a
    restart empties.
    """
    if named := os.environ.get("ATELIER_RUNTIME"):
        return Path(named)
    if base := os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("LOCALAPPDATA"):
        return Path(base) / "coop-factory"
    return Path(tempfile.gettempdir()) / f"coop-factory-{getpass.getuser()}"


def linger() -> float:
    """Seconds a live simulated machine waits for somebody before it ends: ``ATELIER_LINGER``, else 30."""
    return float(os.environ.get("ATELIER_LINGER", "30"))
