"""Files of parts: STL, 3MF and STEP, one module a format; what they have in common is here.

A file comes from anywhere: sizes are checked before anything is read or unpacked, and whatever is wrong with
one is a :class:`models.solid.BadShape`, which says in French what was found, why it matters and what to try.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from models import skin
from models.solid import BadShape, Solid

MAX_BYTES = 100_000_000
"""Of a file: two million triangles in binary STL."""
KINDS = {".stl": "stl", ".3mf": "threemf", ".step": "step", ".stp": "step"}
"""The module that reads and writes files of this suffix."""
WRITTEN = ("stl", "3mf", "step")


def write(part: Any, kind: str) -> bytes:
    """``part`` as the bytes of a file: ``kind`` is "stl", "3mf" or "step".

    ``part`` is whatever ``Solid.of`` accepts. Lengths are millimetres. STEP is exact for a cadquery part and
    made of flat faces for any other. Raises :class:`BadShape` for what is no closed volume, and in STEP for a
    mesh with too many faces.
    """
    if kind not in WRITTEN:
        raise ValueError(f"Format inconnu : {kind}. Les formats sont {', '.join(WRITTEN)}.")
    return _module(f".{kind}").write(part)


def read(data: bytes, name: str) -> Solid:
    """The part in ``data``, the bytes of a file called ``name``. Raises :class:`BadShape`."""
    if len(data) > MAX_BYTES:
        raise _too_large(len(data))
    if not data:
        raise BadShape(
            "le fichier est vide",
            f"Le fichier {name} est vide.",
            "Il ne contient aucune pièce.",
            "Exporter la pièce une nouvelle fois.",
        )
    solid = skin.without_flat_faces(_module(Path(name).suffix).read(data))
    skin.refuse_crossings(solid)
    return solid


def load(path: Path) -> Solid:
    """The part in the file ``path``. Raises :class:`BadShape`, too large a file being left unread."""
    _module(path.suffix)
    try:
        if not path.is_file():
            raise FileNotFoundError
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(size)
        return read(path.read_bytes(), path.name)
    except FileNotFoundError as error:
        raise BadShape(
            "le fichier n'existe pas",
            f"Le fichier {path.name} n'a pas été trouvé.",
            "La pièce est dans ce fichier.",
            "Vérifier le nom du fichier et son dossier, majuscules comprises.",
        ) from error
    except OSError as error:
        raise BadShape(
            "le fichier ne se lit pas",
            f"Le fichier {path.name} ne se laisse pas lire.",
            "Ses droits ou son disque l'empêchent.",
            "Copier le fichier dans le dossier du carnet, puis réessayer.",
        ) from error


def export(part: Any, name: str | Path) -> list[Path]:
    """Enregistrer la pièce : ``nom.stl``, ``nom.3mf`` et ``nom.step``, dans le dossier du carnet.

    Returns the files written. A part that has too many faces for STEP is written in the two others, and the
    reason is printed. Raises :class:`BadShape` for what is no closed volume or cannot be written.
    """
    place = Path(name)
    if not place.name:
        raise _unwritable("Le nom du fichier est vide.")
    if place.suffix.lower() in KINDS:
        place = place.with_suffix("")
    files = []
    for kind in WRITTEN:
        try:
            data = write(part, kind)
        except BadShape as error:
            if kind != "step":
                raise
            print(f"Pas de fichier STEP. {error}")
            continue
        file = place.with_name(f"{place.name}.{kind}")
        try:
            file.write_bytes(data)
        except (OSError, ValueError) as error:  # a name may hold what no file's name can
            raise _unwritable(f"Le fichier {file} ne peut pas être écrit.") from error
        files.append(file)
    return files


def _module(suffix: str) -> Any:
    """The module for files of this suffix. Modules are loaded when first needed: STEP is heavy."""
    try:
        return import_module(f"models.formats.{KINDS[suffix.lower()]}")
    except KeyError as error:
        raise BadShape(
            "ce n'est pas un fichier de pièce",
            f"Le nom du fichier finit par {suffix}." if suffix else "Le nom du fichier n'a pas de suffixe.",
            f"Les fichiers de pièces finissent par {', '.join(KINDS)}.",
            "Exporter la pièce en STL, en 3MF ou en STEP.",
        ) from error


def _unwritable(constat: str) -> BadShape:
    return BadShape(
        "le fichier ne s'écrit pas",
        constat,
        "Le dossier n'existe pas ou il est protégé, ou le nom n'est pas permis.",
        'Donner un nom court, sans dossier : export(piece, "ma-piece").',
    )


def _too_large(size: int) -> BadShape:
    return BadShape(
        "le fichier est trop lourd",
        f"Le fichier pèse {size // 1_000_000} Mo ; la limite est de {MAX_BYTES // 1_000_000} Mo.",
        "Une pièce d'atelier pèse quelques mégaoctets au plus.",
        "Exporter la pièce avec moins de facettes.",
    )
