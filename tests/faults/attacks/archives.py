"""Attacks by the file that is handed in: bombs, paths, labels, names, notebooks that are none."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Mapping

from tests.faults.attacks import Attack
from tests.faults.attacks.course import MODULE, Place
from tests.made_zip import label, zipped

LESSON = f"{MODULE}/1_valeurs.ipynb"
UNTOUCHED = {"carres": 0.0, "retourner": 0.0, "doubles": 0.0}
"""What a notebook without a readable answer earns."""
LARGE = 60_000_000


def archive(name: str, tries: str, files, said: str = "", **more: object) -> Attack:
    """A zip that holds what ``files(place, attack)`` gives."""

    def packed(place: Place, attack: Attack) -> Mapping[str, bytes]:
        made = files(place, attack)
        return {f"{name}.zip": made if isinstance(made, bytes) else zipped(made)}

    return Attack(name, tries, files=packed, said=said, **{"graded": False, **more})  # type: ignore[arg-type]


def raw(name: str, tries: str, content, **more: object) -> Attack:
    """A file named as a notebook whose bytes are ``content()``."""
    files = {"files": lambda *_: {f"{name} - 1_valeurs.ipynb": content()}}
    return Attack(name, tries, due=UNTOUCHED, **{"said": "carnet", **files, **more})  # type: ignore[arg-type]


def lying_size(place: Place, attack: Attack) -> bytes:
    """Both headers of the one member announce ten bytes."""
    made = bytearray(zipped({f"{attack.name} - 1_valeurs.ipynb": b" " * LARGE}))
    size = struct.pack("<I", LARGE)
    while (at := made.find(size)) >= 0:
        made[at : at + 4] = struct.pack("<I", 10)
    return bytes(made)


def overlapping(place: Place, attack: Attack) -> bytes:
    """A thousand entries of the directory that mean one and the same member."""
    made = zipped({f"{attack.name} - 1_valeurs.ipynb": b" " * 19_000_000})
    start = made.rindex(b"PK\x01\x02")
    entry, end = made[start : made.rindex(b"PK\x05\x06")], bytearray(made[made.rindex(b"PK\x05\x06") :])
    end[8:12] = struct.pack("<HH", 1000, 1000)
    end[12:16] = struct.pack("<I", len(entry) * 1000)
    return made[:start] + entry * 1000 + bytes(end)


def damaged(place: Place, attack: Attack) -> bytes:
    """The compressed bytes are not what a decoder expects."""
    made = bytearray(zipped({f"{attack.name} - 1_valeurs.ipynb": bytes(range(256)) * 100}))
    made[70:120] = b"\xff" * 50
    return bytes(made)


def encrypted(place: Place, attack: Attack) -> bytes:
    made = bytearray(zipped({f"{attack.name} - 1_valeurs.ipynb": b"{}"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(mark) + offset] |= 1
    return bytes(made)


def with_links(place: Place, attack: Attack) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as bundle:
        for number, target in enumerate(("/etc/shadow", f"{place.notes}/gradebook.db", "../../..")):
            link = zipfile.ZipInfo(f"{attack.name}{number} - 1_valeurs.ipynb")
            link.external_attr = 0o120777 << 16
            bundle.writestr(link, target)
    return made.getvalue()


def nested(place: Place, attack: Attack) -> bytes:
    inner = zipped({f"{attack.name} - 1_valeurs.ipynb": b" " * 19_000_000})
    return zipped({f"{number}.zip": inner for number in range(300)})


def own(place: Place, attack: Attack, **changes: object) -> dict[str, bytes]:
    """An honest hand-in of the attacker's own, as the lab makes it."""
    return {"remise.json": label([attack.name], **changes), LESSON: place.handed_in(attack)}


def steals(place: Place, attack: Attack) -> Mapping[str, bytes]:
    """Somebody else's pseudonym, with a wrong answer, from the year 2999."""
    bad = place.answered("1_valeurs", "vol", answers={"retourner": "retourner = 0"})
    return {"remise.json": label(["Mina"], handed_in="2999-01-01T00:00:00+01:00"), LESSON: bad}


ATTACKS = [
    archive(
        "bombe-plate",
        "Gigabytes of spaces in one small member.",
        lambda p, a: {f"{a.name} - 1_valeurs.ipynb": b" " * LARGE},
        "démesuré",
    ),
    archive("bombe-gigogne", "Three hundred archives of 19 MB in one.", nested, "démesuré"),
    archive("bombe-menteuse", "The sizes in the archive are lies.", lying_size, "illisible"),
    archive("bombe-superposee", "A thousand entries for the same bytes.", overlapping, "illisible"),
    archive(
        "bombe-sans-fond",
        "An archive in an archive in an archive, to the end.",
        lambda p, a: {"1.zip": zipped({"2.zip": zipped({"3.zip": zipped({"4.zip": b"PK"})})})},
        "archive dans une archive",
    ),
    archive("abime", "Bytes that make the decoder fail.", damaged, "illisible"),
    archive("chiffre", "A member that asks for a password.", encrypted, "illisible"),
    archive("pas-une-archive", "Random bytes.", lambda p, a: bytes(range(256)) * 40, "illisible"),
    archive("liens", "Links to the passwords, the gradebook and the folder above.", with_links, "lien"),
    archive(
        "chemins",
        "Paths that leave the archive, in every notation.",
        lambda p, a: dict.fromkeys(
            (
                "../../notes/1_valeurs.ipynb",
                "/etc/1_valeurs.ipynb",
                "C:\\x\\1_valeurs.ipynb",
                "..\\..\\1_valeurs.ipynb",
                ".",
                "a/../../b - 1_valeurs.ipynb",
            ),
            b"{}",
        ),
        "sort de l'archive",
    ),
    archive(
        "appareils",
        "Names of devices and of shells.",
        lambda p, a: dict.fromkeys(
            (
                "CON.ipynb",
                "NUL",
                "aux/1_valeurs.ipynb.exe",
                "COM1.zip",
                "`id`.ipynb",
                "$(id) - x.ipynb",
                "-rf.ipynb",
            ),
            b"{}",
        ),
        "pas un carnet",
    ),
    archive(
        "foule",
        "Four thousand files that are no notebook.",
        lambda p, a: own(p, a) | {f"{n}.exe": b"" for n in range(4000)},
        "autres fichiers",
        graded=True,
    ),
    archive(
        "foule-d-etiquettes",
        "Two thousand labels.",
        lambda p, a: {f"{n}/remise.json": label([a.name]) for n in range(2000)},
    ),
    archive("vol-de-nom", "A label that names somebody else, from the future.", steals, "futur"),
    archive(
        "meme-nom",
        "A label with somebody else's pseudonym in capitals, handed in before.",
        lambda p, a: own(p, a, pseudonyms=["MINA"]),
        "plusieurs fois",
    ),
    archive(
        "toute-la-classe",
        "A label that names the whole class.",
        lambda p, a: own(p, a, pseudonyms=["Ada", "Mina", "Zoe", *(f"E{n}" for n in range(997))]),
        "étiquette",
    ),
    archive(
        "etiquette-etrange",
        "A label whose fields are of other types, and deep.",
        lambda p, a: {
            "remise.json": b'{"format": 1, "pseudonyms": ["x"], "handed_in": ' + b"[" * 100_000,
            LESSON: p.handed_in(a),
        },
        "étiquette",
        graded=True,
    ),
    archive(
        "hors-du-temps",
        "A moment that no calendar has.",
        lambda p, a: own(p, a, handed_in="0001-01-01T00:00:00+23:59"),
        "étiquette",
    ),
    archive(
        "antique",
        "A moment before all others.",
        lambda p, a: own(p, a, handed_in="0001-01-02T00:00:00+00:00"),
        graded=True,
    ),
    archive(
        "etrangers",
        "Modules beside the notebook, as on a stick.",
        lambda p, a: (
            own(p, a)
            | {
                f"{MODULE}/random.py": b"raise SystemExit",
                f"{MODULE}/nbgrader_config.py": b"raise SystemExit",
                "gradebook.db": b"x",
            }
        ),
        "pas un carnet",
        graded=True,
    ),
    raw(
        "cent-megaoctets",
        "A notebook of a hundred megabytes.",
        lambda: b'{"cells": [' + b" " * 100_000_000 + b"]}",
        said="trop gros",
        graded=False,
    ),
    raw("json-profond", "JSON two hundred thousand lists deep.", lambda: b'{"cells": ' + b"[" * 200_000),
    raw("json-nombreux", "Five million empty lists.", lambda: b'{"cells": [' + b"[]," * 5_000_000 + b"[]]}"),
    raw("json-nombre", "A number of a million digits.", lambda: b'{"cells": ' + b"9" * 1_000_000 + b"}"),
    raw(
        "json-cellules",
        "A hundred thousand cells.",
        lambda: json.dumps({"cells": [{"cell_type": "code", "source": "1"}] * 100_000}).encode(),
    ),
    raw(
        "json-types",
        "Cells of every wrong type.",
        lambda: json.dumps({"cells": [{"cell_type": [], "source": {}}, None, 3]}).encode(),
    ),
    raw("pas-du-json", "A picture.", lambda: b"\x89PNG" * 1000),
    Attack(
        "cellule-geante",
        "A cell of eighteen megabytes.",
        cells=("x = 0 #" + "y" * 18_000_000,),
        said="vidée",
    ),
    Attack(
        "noms-pieges",
        "File names with controls, bidi marks, formulas, tags, quotes and half characters.",
        files=lambda place, attack: {
            name: place.handed_in(attack)
            for name in (
                "\x1b]0;titre\x07\x1b[2J\u202e - perdu.ipynb",
                "=cmd|' C'!A0 - 1_valeurs.ipynb",
                "<script>MALIN()<\u2215script> - 1_valeurs.ipynb",
                "\udcff\udcfe - perdu.ipynb",
                "ligne\ncoupée - perdu.ipynb",
                "a" * 100 + " - 1_valeurs.ipynb",
                "e\u0301le\u0300ve - 1_valeurs.ipynb",
            )
        },
        graded=False,
        said="aucun carnet",
    ),
    Attack(
        "racine",
        "A label loose in the folder of the class, to claim all of it.",
        files=lambda place, attack: {"remise.json": label([attack.name])},
        graded=False,
    ),
]
