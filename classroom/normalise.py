"""One way to write a notebook down, so that a diff shows what an author changed and nothing else.

python -m classroom.normalise FILE…          rewrite the notebooks in place
python -m classroom.normalise --text FILE    print one as plain text, for `git diff` (see CONTRIBUTING.md)
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
METADATA = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
KEPT = ("nbgrader", "tags", "deletable", "editable", "jupyter")
"""Metadata of a cell that an author means; anything else is some editor's."""
_READABLE = re.compile(r"(?![0-9a-f]{8}(-|$))[a-z0-9]+(-[a-z0-9]+)*")
Notebook = dict[str, Any]


def normalise(text: str) -> str:
    """The canonical text of a notebook: no outputs, readable ids, one kernelspec, sorted keys.

    Raises ValueError when ``text`` is not a notebook of format 4.
    """
    notebook = json.loads(text)
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise ValueError("ce n'est pas un carnet Jupyter de format 4")
    taken: set[str] = set()
    clean = {
        "cells": [_cell(cell, taken) for cell in notebook["cells"]],
        "metadata": METADATA,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(clean, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _cell(cell: Notebook, taken: set[str]) -> Notebook:
    metadata = {key: value for key, value in cell.get("metadata", {}).items() if key in KEPT}
    clean = {
        "cell_type": cell["cell_type"],
        "id": _identity(cell, taken),
        "metadata": metadata,
        "source": source(cell).splitlines(keepends=True),
    }
    if cell["cell_type"] == "code":
        clean |= {"execution_count": None, "outputs": []}
    if cell.get("attachments"):
        clean["attachments"] = cell["attachments"]
    return clean


def source(cell: Notebook) -> str:
    """The source of a cell, without spaces at its end."""
    text = cell["source"]
    return ("".join(text) if isinstance(text, list) else text).rstrip()


def _identity(cell: Notebook, taken: set[str]) -> str:
    """nbgrader's id where there is one, the author's if it is readable, else the cell's first words."""
    wanted = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") or cell.get("id", "")
    if not _READABLE.fullmatch(wanted) or len(wanted) > 64:
        wanted = _slug(source(cell)) or cell["cell_type"]
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    words = re.findall(r"[a-z0-9]+", plain)[:5]
    return "-".join(words)[:50].strip("-")


def as_text(notebook: str) -> str:
    """A notebook as plain text: a line of title a cell, then its source."""
    pieces = []
    for cell in json.loads(notebook)["cells"]:
        mark = cell.get("metadata", {}).get("nbgrader", {})
        points = f" ({mark['points']} points)" if mark.get("grade") else ""
        pieces.append(f"# %% [{cell['cell_type']}] {cell.get('id', '')}{points}\n{source(cell)}\n")
    return "\n".join(pieces)


def main(argv: list[str]) -> int:
    if argv[:1] == ["--text"] and len(argv) == 2:
        sys.stdout.write(as_text(Path(argv[1]).read_text("utf-8")))
        return 0
    if not argv or argv[0].startswith("-"):
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    for name in argv:
        path = Path(name)
        path.write_text(normalise(path.read_text("utf-8")), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
