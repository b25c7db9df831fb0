"""The rules of a notebook that a tool can check: each is a function from a lesson to its violations.

``violations(lesson)`` runs them all. What needs a reader (is it one idea a cell? is it true?) is not here.
"""

from __future__ import annotations

import ast
import html
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MEAN_WORDS, MOST_WORDS = 14, 25
MINUTES = range(45, 61)
MINUTES_A_SWAP = 15
"""Pilote and copilote change places every 10 minutes or so: at least once a quarter of an hour."""
KERNEL = "python3"
RISKY_MODULES = ("00", "21", "22", "31", "32", "33", "41", "42", "51", "61")
"""Modules with a machine, heat, current or a blade: their header has a line on safety."""
ORDERING_TAGS = {"parsons", "trouve-l-erreur"}
STEPS = {"prédire": r"prédi", "exécuter": r"exécut", "explorer": r"explor", "modifier": r"modifi",
         "créer": r"\bcré(?:er|e|ez|ons|ation)\b|défi"}  # fmt: skip

_RECALL = re.compile(r"^(?:#+ )?.*(?:souven|souvien|rappel)", re.I)
"""The heading of the recall questions."""
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HEADING = re.compile(r"^(#{1,6}) +(.+)$", re.M)
_DETAILS = re.compile(r"<details\b.*?</details>", re.S)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.S | re.M)
_MARKDOWN_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
_HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.I)
_FETCHED = re.compile(
    r"src\s*=\s*[\"']?(?:https?:)?//|@import|url\(\s*[\"']?(?:https?:)?//|!\[[^\]]*\]\(\s*(?:https?:)?//|<link\b",
    re.I,
)
_SOLUTION = re.compile(r"^[^\n]*BEGIN SOLUTION[^\n]*\n(.*?)^[^\n]*END SOLUTION[^\n]*\n?", re.S | re.M)
_HIDDEN = re.compile(r"^### BEGIN HIDDEN TESTS$.*?^### END HIDDEN TESTS$\n?", re.S | re.M)


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


def read(path: Path, glossary: tuple[str, ...] = ()) -> Lesson:
    """The lesson in a notebook's file."""
    return lesson(
        json.loads(path.read_text("utf-8")),
        module=path.parent.name,
        name=path.stem,
        glossary=glossary,
        folder=path.parent,
    )


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


def violations(lesson: Lesson) -> list[Violation]:
    """Every violation of every rule."""
    return [Violation(rule.__name__, cell, text) for rule in RULES for cell, text in rule(lesson)]


Found = Iterator[tuple[str, str]]
"""What a rule yields: the id of the cell at fault and what is wrong there."""
RULES: list[Callable[[Lesson], Found]] = []


def _rule(function: Callable[[Lesson], Found]) -> Callable[[Lesson], Found]:
    RULES.append(function)
    return function


# --- the notebook as a file ---------------------------------------------------------------------------------


@_rule
def clean_file(lesson: Lesson) -> Found:
    """No outputs, no execution counts, the one kernel."""
    if lesson.metadata.get("kernelspec", {}).get("name") != KERNEL:
        yield "", f"the kernel is not {KERNEL}"
    for cell in lesson.cells:
        if cell.raw.get("outputs") or cell.raw.get("execution_count") is not None:
            yield cell.id, "it keeps outputs or an execution count"


@_rule
def readable_ids(lesson: Lesson) -> Found:
    """Ids are unique slugs; nbgrader's are the same."""
    seen: set[str] = set()
    for cell in lesson.cells:
        if not _SLUG.fullmatch(cell.id) or re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", cell.id):
            yield cell.id, "its id is not lower-case words, digits and hyphens"
        if cell.id in seen:
            yield cell.id, "its id is used twice"
        seen.add(cell.id)
        if cell.nbgrader and cell.nbgrader.get("grade_id") != cell.id:
            yield cell.id, f"nbgrader knows it as {cell.nbgrader.get('grade_id')!r}"


@_rule
def no_placeholder_names(lesson: Lesson) -> Found:
    for cell in lesson.cells:
        if found := re.search(r"\b(foo|bar|baz|toto|titi)\b", cell.source, re.I):
            yield cell.id, f"{found[0]!r} is no situation of the place"


# --- the frame ----------------------------------------------------------------------------------------------


@_rule
def header(lesson: Lesson) -> Found:
    """Title, duration, 2 to 4 objectives, equipment, competences, and safety where there is a risk."""
    cell = lesson.header
    if not cell.is_markdown or not cell.source.startswith("# "):
        yield cell.id, "the first cell does not start with the title"
    needed = ["Durée", "Objectifs", "Matériel", "Compétences"]
    if _risky(lesson):
        needed.append("Sécurité")
    for item in needed:
        if not re.search(rf"\*\*{item}\b", cell.source):
            yield cell.id, f"no **{item}**"
    if lesson.minutes is not None and lesson.minutes not in MINUTES:
        yield cell.id, f"{lesson.minutes} minutes: a notebook lasts 45 to 60"
    objectives = re.search(r"\*\*Objectifs.*?(?=\n\*\*|\Z)", cell.source, re.S)
    if objectives and not 2 <= len(_items(objectives[0])) <= 4:
        yield cell.id, f"{len(_items(objectives[0]))} objectives: 2 to 4"
    if objectives and ("tu sais" if lesson.familiar else "vous savez") not in objectives[0].lower():
        yield cell.id, "the objectives don't say « tu sais » or « vous savez »"


def _risky(lesson: Lesson) -> bool:
    code = "\n".join(cell.source for cell in lesson.cells if not cell.is_markdown)
    return lesson.module.startswith(RISKY_MODULES) or bool(
        re.search(r"^\s*(from|import) hardware\b", code, re.M)
    )


@_rule
def headings_in_order(lesson: Lesson) -> Found:
    """One title; no level is skipped on the way down."""
    last = 0
    for cell, level, text in _headings(lesson):
        if level == 1 and last:
            yield cell.id, f"a second title: {text!r}"
        elif level > last + 1:
            yield cell.id, f"{text!r} jumps from level {last} to {level}"
        last = level


@_rule
def steps_in_order(lesson: Lesson) -> Found:
    """Prédire, exécuter, explorer, modifier, créer: all there and in order, in headings or in bold."""
    marks = [
        (heading or bold).lower()
        for cell in lesson.prose[1:]
        for heading, bold in re.findall(r"^#+ +(.+)$|\*\*(.+?)\*\*", _visible(cell), re.M)
    ]
    place = 0
    for step, pattern in STEPS.items():
        found = next((i for i in range(place, len(marks)) if re.search(pattern, marks[i])), None)
        if found is None:
            yield "", f"the step « {step} » is not marked after those before it"
        else:
            place = found + 1


@_rule
def recall_questions(lesson: Lesson) -> Found:
    """Two questions on earlier notebooks, except in the very first one."""
    if lesson.familiar and lesson.name.startswith("1_"):
        return
    section = _section(lesson, _RECALL.pattern)
    if section is None:
        yield "", "no section of recall questions"
    elif (count := len(_items(_DETAILS.sub("", section[1])))) != 2:
        yield section[0], f"{count} numbered recall questions: two"


@_rule
def takeaways(lesson: Lesson) -> Found:
    """« À retenir » has three points, « Pour aller plus loin » comes last."""
    section = _section(lesson, r"à retenir")
    if section is None:
        yield "", "no section « À retenir »"
    elif (count := len(_items(section[1]))) != 3:
        yield section[0], f"{count} points to remember: three"
    titles = [text.lower() for _, level, text in _headings(lesson) if level <= 2]
    if not titles or "pour aller plus loin" not in titles[-1]:
        yield "", "the last section is not « Pour aller plus loin »"


@_rule
def swaps(lesson: Lesson) -> Found:
    """Pilote and copilote change places often enough."""
    count = sum(len(re.findall(r"pilote\s*/\s*copilote", cell.source, re.I)) for cell in lesson.prose)
    if (minutes := lesson.minutes or MINUTES[0]) / (count + 1) > MINUTES_A_SWAP:
        yield (
            "",
            f"{count} marks « pilote / copilote » in {minutes} minutes: one every {MINUTES_A_SWAP} at least",
        )


# --- exercises ----------------------------------------------------------------------------------------------


@_rule
def exercises_complete(lesson: Lesson) -> Found:
    """A solution cell is followed by its -verification, its -correction and its three hints."""
    if not lesson.solutions:
        yield "", "no exercise"
    order = [cell.id for cell in lesson.cells]
    by_id = {cell.id: cell for cell in lesson.cells}
    for cell in lesson.solutions:
        if not _SOLUTION.search(cell.source):
            yield cell.id, "no BEGIN SOLUTION … END SOLUTION"
        for suffix in ("verification", "correction"):
            test = by_id.get(f"{cell.id}-{suffix}")
            if test is None or not test.is_test or order.index(test.id) < order.index(cell.id):
                yield cell.id, f"no test cell {cell.id}-{suffix} after it"
        hints = by_id.get(f"{cell.id}-indices")
        if hints is None or len(_DETAILS.findall(hints.source)) != 3:
            yield cell.id, f"no cell {cell.id}-indices with three <details>"
    for test in (cell for cell in lesson.cells if cell.is_test):
        stem, _, suffix = test.id.rpartition("-")
        if suffix not in ("verification", "correction") or stem not in {cell.id for cell in lesson.solutions}:
            yield test.id, "a test cell of no exercise"


@_rule
def hidden_tests(lesson: Lesson) -> Found:
    """A -correction cell is all hidden but a comment; a -verification cell hides nothing."""
    for cell in (cell for cell in lesson.cells if cell.is_test):
        rest = _HIDDEN.sub("", cell.source)
        if cell.id.endswith("-correction"):
            if rest == cell.source or any(line and not line.startswith("#") for line in rest.splitlines()):
                yield cell.id, "something but one comment is outside HIDDEN TESTS"
        elif "HIDDEN TESTS" in cell.source:
            yield cell.id, "a visible check hides something"


@_rule
def points_agree(lesson: Lesson) -> Found:
    """A test cell ends with ``grade(points, …)``, the same points as nbgrader's."""
    for cell in (cell for cell in lesson.cells if cell.is_test):
        points = _graded_points(cell.source)
        if points is None:
            yield cell.id, "it does not end with grade(points, …)"
        elif points != cell.nbgrader.get("points"):
            yield cell.id, f"grade({points:g}, …) but {cell.nbgrader.get('points')} points for nbgrader"


def _graded_points(source: str) -> float | None:
    try:
        last = ast.parse(source).body[-1]
    except (SyntaxError, IndexError):
        return None
    match last:
        case ast.Expr(ast.Call(ast.Name("grade"), [ast.Constant(int() | float() as points), _, *_])):
            return points
    return None


@_rule
def solution_kept_secret(lesson: Lesson) -> Found:
    """Hints show less than half of a solution's lines; no other visible cell shows it whole."""
    for exercise in lesson.solutions:
        secret = _secret_lines(exercise.source)
        for cell in lesson.cells:
            if cell is exercise or not secret:
                continue
            seen = _squeeze(html.unescape(_HIDDEN.sub("", _SOLUTION.sub("", cell.source))))
            shown = sum(line in seen for line in secret) / len(secret)
            if "".join(secret) in seen or (cell.id == f"{exercise.id}-indices" and shown >= 0.5):
                yield cell.id, f"it shows the solution of {exercise.id}"


def _secret_lines(source: str) -> list[str]:
    """The telling lines of a solution: not comments, not what its cell shows anyway, not trifles."""
    shown = _squeeze(_SOLUTION.sub("", source))
    lines = [_squeeze(line) for part in _SOLUTION.findall(source) for line in part.splitlines()]
    return [
        line for line in lines if len(line) >= 8 and not line.startswith(("#", "//")) and line not in shown
    ]


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


@_rule
def ordering_exercise(lesson: Lesson) -> Found:
    """One exercise is an ordering or a find-the-error one, tagged so."""
    if not any(ORDERING_TAGS & set(cell.metadata.get("tags", [])) for cell in lesson.solutions):
        yield "", f"no solution cell tagged {' or '.join(sorted(ORDERING_TAGS))}"


@_rule
def open_challenge(lesson: Lesson) -> Found:
    """The last exercise is a défi, and its heading says so."""
    last_heading = ""
    for cell in lesson.cells:
        if cell.is_markdown and (found := _HEADING.findall(_visible(cell))):
            last_heading = found[-1][1]
        if lesson.solutions and cell is lesson.solutions[-1] and "défi" not in last_heading.lower():
            yield cell.id, f"the last exercise is under {last_heading!r}, not under a « défi »"


# --- pictures and folds -------------------------------------------------------------------------------------


@_rule
def alt_text(lesson: Lesson) -> Found:
    """Every picture is told in words."""
    for cell in lesson.prose:
        alts = [alt for alt, _ in _MARKDOWN_IMAGE.findall(cell.source)]
        alts += [_attribute(tag, "alt") for tag in _HTML_IMAGE.findall(cell.source)]
        for alt in alts:
            if len(alt.split()) < 2:
                yield cell.id, f"a picture has no text alternative (found {alt!r})"


@_rule
def pictures_are_local(lesson: Lesson) -> Found:
    """Nothing is fetched from outside; every picture is there."""
    for cell in lesson.cells:
        code = cell.source if cell.is_markdown else re.sub(r"#.*", "", cell.source)
        if _FETCHED.search(code) or (not cell.is_markdown and re.search(r"https?://", code)):
            yield cell.id, "it fetches something from outside"
        if re.search(r"<(script|iframe|object|embed)\b", code, re.I):
            yield cell.id, "it embeds a page or a script"
        if cell.is_markdown and lesson.folder:
            for source in _sources(cell.source):
                if not source.startswith(("http", "//", "data:")) and not (lesson.folder / source).is_file():
                    yield cell.id, f"no picture {source}"


@_rule
def folds_hold_together(lesson: Lesson) -> Found:
    """Every <details> is closed and says what it hides."""
    for cell in lesson.prose:
        opened, closed = cell.source.count("<details"), cell.source.count("</details>")
        if opened != closed or any("<summary>" not in fold for fold in _DETAILS.findall(cell.source)):
            yield cell.id, "a <details> is not closed or has no <summary>"


def _sources(text: str) -> list[str]:
    return [source for _, source in _MARKDOWN_IMAGE.findall(text)] + [
        _attribute(tag, "src") for tag in _HTML_IMAGE.findall(text)
    ]


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\b{name}\s*=\s*(\"([^\"]*)\"|'([^']*)')", tag)
    return (found[2] or found[3] or "") if found else ""


# --- language -----------------------------------------------------------------------------------------------


@_rule
def short_sentences(lesson: Lesson) -> Found:
    """About 12 words a sentence: the mean at most 14, none over 25. The header cell is a form, not prose."""
    lengths = []
    for cell in lesson.prose[1:]:
        for sentence in sentences(cell.source):
            lengths.append(words := len(_words(sentence)))
            if words > MOST_WORDS:
                yield cell.id, f"{words} words: {sentence[:60]!r}…"
    if lengths and sum(lengths) / len(lengths) > MEAN_WORDS:
        yield "", f"{sum(lengths) / len(lengths):.1f} words a sentence on average"


_FAMILIAR = re.compile(r"\b(?:tu|toi|ton|ta|tes|te)\b|(?<![\w-])t['’](?=\w)", re.I)
_POLITE = re.compile(r"\b(?:vous|votre|vos|(?!(?:chez|assez|nez|rez)\b)\w{2,}ez)\b", re.I)


@_rule
def one_address(lesson: Lesson) -> Found:
    """« tu » in the découverte track, « vous » elsewhere, never both; comments of code too."""
    wrong = _POLITE if lesson.familiar else _FAMILIAR
    for cell in lesson.cells:
        text = plain(cell.source) if cell.is_markdown else "\n".join(re.findall(r"(?:#|//).*", cell.source))
        if found := wrong.search(text):
            yield cell.id, f"{found[0]!r}: this lesson says « {'tu' if lesson.familiar else 'vous'} »"


@_rule
def hard_words_explained(lesson: Lesson) -> Found:
    """A word of the glossary is in bold where the text first uses it, and what follows explains it."""
    for word in lesson.glossary:
        for cell in lesson.prose[1:]:
            if _RECALL.search(cell.source):
                continue  # it speaks of what was learnt before
            text = _running_text(cell.source)
            if first := _word(word).search(text):
                if not _explained(text, first.start(), first.end()):
                    yield cell.id, f"« {word} » is not explained at its first use: **{word}** (…)"
                break


def _word(word: str) -> re.Pattern[str]:
    """The word, in singular or plural, whatever its capitals."""
    forms = r"[sx]?\s+".join(re.escape(part) for part in word.split())
    return re.compile(rf"(?<![\w-]){forms}[sx]?(?![\w-])", re.I)


def _explained(text: str, start: int, end: int) -> bool:
    """Bold, then « (… », « : … », « , … » or « est … », « sont … »."""
    before, after = text[:start], text[end:]
    inside_bold = before.count("**") % 2 == 1
    return inside_bold and bool(re.match(r"[^*]*\*\*\s*(\(|:|,|est\b|sont\b)", after))


# --- reading markdown ---------------------------------------------------------------------------------------


def plain(markdown: str) -> str:
    """The words a reader sees: no code, no addresses, no marks."""
    text = _FENCE.sub("", markdown)
    text = re.sub(r"<code>.*?</code>|`[^`]*`", "code", text, flags=re.S)
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"</?(?:summary|details|p|br|li|td|th|tr|div)\b[^>]*>", "\n", text)
    text = re.sub(r"<[^>]+>", "", text)
    return html.unescape(re.sub(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)", "", text))


def sentences(markdown: str) -> list[str]:
    """The sentences of a cell: headings, tables and code left out, a list item is one or more."""
    text = re.sub(r"^(#{1,6} .*|\s*\|.*)$", "", _FENCE.sub("", markdown), flags=re.M)
    text = re.sub(r"^\s*(?:[-*+]|\d+\.) +", "\n\n", plain(_MARKDOWN_IMAGE.sub("", text)), flags=re.M)
    blocks = (re.sub(r"\s+", " ", block).strip() for block in re.split(r"\n\s*\n", text))
    found = (part for block in blocks for part in re.split(r"(?<=[.!?…])[»\s]+", block))
    return [sentence for sentence in found if len(_words(sentence)) > 0]


def _words(sentence: str) -> list[str]:
    return [word for word in sentence.split() if re.search(r"\w", word)]


def _running_text(markdown: str) -> str:
    """Prose with its bold marks: headings, code, pictures and addresses left out."""
    text = _HEADING.sub("", _FENCE.sub("", markdown))
    text = re.sub(r"<code>.*?</code>|`[^`]*`", "", text, flags=re.S)
    return re.sub(r"<[^>]+>", "", re.sub(r"\]\([^)]*\)", "]", _MARKDOWN_IMAGE.sub("", text)))


def _visible(cell: Cell) -> str:
    return _FENCE.sub("", cell.source)


def _headings(lesson: Lesson) -> list[tuple[Cell, int, str]]:
    return [
        (cell, len(marks), text) for cell in lesson.prose for marks, text in _HEADING.findall(_visible(cell))
    ]


def _section(lesson: Lesson, title: str) -> tuple[str, str] | None:
    """The cell and the text of the section whose heading matches ``title``, up to the next heading."""
    inside: str | None = None
    kept: list[str] = []
    for cell in lesson.prose:
        for line in _visible(cell).splitlines():
            if heading := _HEADING.fullmatch(line):
                if inside is not None:
                    return inside, "\n".join(kept)
                if re.search(title, heading[2], re.I):
                    inside = cell.id
            elif inside is not None:
                kept.append(line)
    return (inside, "\n".join(kept)) if inside is not None else None


def _items(markdown: str) -> list[str]:
    return re.findall(r"^(?:[-*+]|\d+\.) +\S.*$", markdown, re.M)


# --- beside the notebook ------------------------------------------------------------------------------------


def wrong_answers(lesson: Lesson, path: Path) -> list[Violation]:
    """At least two wrong answers an exercise, each with its code and the message it must get."""
    entries = tomllib.loads(path.read_text("utf-8")).get("wrong", []) if path.is_file() else []
    found = []
    for cell in lesson.solutions:
        mine = [entry for entry in entries if entry.get("cell") == cell.id]
        complete = [entry for entry in mine if all(entry.get(key) for key in ("name", "code", "mistake"))]
        if len({entry["code"] for entry in complete}) < 2:
            found.append(Violation("wrong_answers", cell.id, f"{len(complete)} wrong answers: two or more"))
    known = {cell.id for cell in lesson.solutions}
    found += [
        Violation("wrong_answers", str(entry.get("cell")), "a wrong answer to no exercise")
        for entry in entries
        if entry.get("cell") not in known
    ]
    return found
