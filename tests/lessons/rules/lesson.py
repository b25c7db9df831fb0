"""A notebook as the rules see it: its cells, its sections, its sentences."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab import competences, curriculum

HEADING = re.compile(r"^(#{1,6}) +(.+)$", re.M)
DETAILS = re.compile(r"<details\b.*?</details>", re.S)
FENCE = re.compile(r"^(```|~~~).*?^\1", re.S | re.M)
MARKDOWN_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
RECALL = re.compile(r"^(?:#+ )?.*(?:souven|souvien|rappel)", re.I)
"""The heading of the recall questions."""
SWAP = re.compile(r"pilote\s*/\s*copilote", re.I)
_MINUTES = re.compile(r"\((\d+) minutes?\)")


@dataclass(frozen=True)
class Violation:
    """One rule broken in one cell (``""``: the notebook as a whole)."""

    rule: str
    cell: str
    text: str

    def __str__(self) -> str:
        return f"[{self.rule}] {self.cell or 'notebook'}: {self.text}"


@dataclass(frozen=True)
class Cell:
    id: str
    kind: str
    source: str
    metadata: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def nbgrader(self) -> dict[str, Any]:
        return self.metadata.get("nbgrader", {})

    @property
    def is_markdown(self) -> bool:
        return self.kind == "markdown"

    @property
    def is_solution(self) -> bool:
        return bool(self.nbgrader.get("solution")) and not self.nbgrader.get("grade")

    @property
    def is_test(self) -> bool:
        return bool(self.nbgrader.get("grade")) and not self.nbgrader.get("solution")


@dataclass(frozen=True)
class Lesson:
    """A notebook as the rules see it. ``folder`` is where its images are, None when unknown."""

    module: str
    name: str
    cells: tuple[Cell, ...]
    metadata: dict[str, Any]
    glossary: tuple[str, ...] = ()
    folder: Path | None = None
    title: str = ""
    """What lab/curriculum.toml calls it, ``""`` when it does not."""
    competences: str = ""
    """The line on competences that lab/curriculum.toml makes, ``""`` when it declares none."""

    @property
    def prose(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_markdown]

    @property
    def header(self) -> Cell:
        return self.cells[0] if self.cells else Cell("", "markdown", "")

    @property
    def solutions(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_solution]

    @property
    def minutes(self) -> int | None:
        found = re.search(r"\*\*Durée.*?(\d+)\s*min", self.header.source)
        return int(found[1]) if found else None

    @property
    def familiar(self) -> bool:
        """The découverte track says « tu »."""
        return self.module.startswith("00_")


Found = Iterator[tuple[str, str]]
"""What a rule yields: the id of the cell at fault and what is wrong there."""
Rule = Callable[[Lesson], Found]


def read(path: Path, glossary: tuple[str, ...] = ()) -> Lesson:
    """The lesson in a notebook's file."""
    declared = competences.of_notebook(path.parent.name, path.stem)
    return lesson(
        json.loads(path.read_text("utf-8")),
        module=path.parent.name,
        name=path.stem,
        glossary=glossary,
        folder=path.parent,
        title=_titles(path.parent.name).get(path.stem.partition("_")[0], ""),
        competences=competences.header(declared) if declared else "",
    )


def _titles(module: str) -> dict[str, str]:
    """The titles of a module's notebooks, by their number."""
    modules = (entry for stage in curriculum.read_curriculum()["stage"] for entry in stage["module"])
    titles = next((entry["notebooks"] for entry in modules if entry["id"] == module), [])
    return {str(number): title for number, title in enumerate(titles, start=1)}


def lesson(notebook: dict[str, Any], **rest: Any) -> Lesson:
    """The lesson in a notebook's data (nbformat 4)."""
    cells = tuple(
        Cell(raw.get("id", ""), raw["cell_type"], "".join(raw["source"]), raw.get("metadata", {}), raw)
        for raw in notebook["cells"]
    )
    return Lesson(cells=cells, metadata=notebook.get("metadata", {}), **rest)


def read_glossary(path: Path) -> tuple[str, ...]:
    """The words of docs/glossaire.md: lines ``- **mot** : explication``."""
    return tuple(re.findall(r"^- \*\*(.+?)\*\* :", path.read_text("utf-8"), re.M))


def plain(markdown: str) -> str:
    """The words a reader sees: no code, no addresses, no marks."""
    text = FENCE.sub("", markdown)
    text = re.sub(r"<code>.*?</code>|`[^`]*`", "code", text, flags=re.S)
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"</?(?:summary|details|p|br|li|td|th|tr|div)\b[^>]*>", "\n", text)
    text = re.sub(r"<[^>]+>", "", text)
    return html.unescape(re.sub(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)", "", text))


def sentences(markdown: str) -> list[str]:
    """The sentences of a cell: headings, tables and code left out, a list item is one or more."""
    text = re.sub(r"^(#{1,6} .*|\s*\|.*)$", "", FENCE.sub("", markdown), flags=re.M)
    text = re.sub(r"^\s*(?:[-*+]|\d+\.) +", "\n\n", plain(MARKDOWN_IMAGE.sub("", text)), flags=re.M)
    blocks = (re.sub(r"\s+", " ", block).strip() for block in re.split(r"\n\s*\n", text))
    found = (part for block in blocks for part in re.split(r"(?<=[.!?…])[»\s]+", block))
    return [sentence for sentence in found if len(words(sentence)) > 0]


def words(sentence: str) -> list[str]:
    return [word for word in sentence.split() if re.search(r"\w", word)]


def running_text(markdown: str) -> str:
    """Prose with its bold marks: headings, code, pictures and addresses left out."""
    text = HEADING.sub("", FENCE.sub("", markdown))
    text = re.sub(r"<code>.*?</code>|`[^`]*`", "", text, flags=re.S)
    return re.sub(r"<[^>]+>", "", re.sub(r"\]\([^)]*\)", "]", MARKDOWN_IMAGE.sub("", text)))


def visible(cell: Cell) -> str:
    return FENCE.sub("", cell.source)


def headings(lesson: Lesson) -> list[tuple[Cell, int, str]]:
    return [
        (cell, len(marks), text) for cell in lesson.prose for marks, text in HEADING.findall(visible(cell))
    ]


def section(lesson: Lesson, title: str) -> tuple[str, str] | None:
    """The cell and the text of the section whose heading matches ``title``, up to the next heading."""
    inside: str | None = None
    kept: list[str] = []
    for cell in lesson.prose:
        for line in visible(cell).splitlines():
            if heading := HEADING.fullmatch(line):
                if inside is not None:
                    return inside, "\n".join(kept)
                if re.search(title, heading[2], re.I):
                    inside = cell.id
            elif inside is not None:
                kept.append(line)
    return (inside, "\n".join(kept)) if inside is not None else None


def items(markdown: str) -> list[str]:
    return re.findall(r"^(?:[-*+]|\d+\.) +\S.*$", markdown, re.M)


def steps(lesson: Lesson) -> Iterator[tuple[str, str, int]]:
    """Cell, heading and minutes of each step: a heading that says how long it takes."""
    for cell, _, text in headings(lesson):
        if found := _MINUTES.search(text):
            yield cell.id, text, int(found[1])


def stretches(lesson: Lesson) -> Iterator[tuple[str, int]]:
    """The last step and the minutes between two changes of pilote, as the steps announce them."""
    step, minutes = "", 0
    for cell in lesson.prose:
        for line in visible(cell).splitlines():
            if SWAP.search(line):
                yield step, minutes
                minutes = 0
            elif HEADING.fullmatch(line) and (found := _MINUTES.search(line)):
                step, minutes = line.lstrip("# "), minutes + int(found[1])
    yield step, minutes
