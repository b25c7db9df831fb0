"""The notebook as a file, and its frame: first cell, steps, time, end."""

from __future__ import annotations

import re

from tests.lessons.rules.lesson import (
    DETAILS,
    RECALL,
    Cell,
    Found,
    Lesson,
    headings,
    items,
    plain,
    section,
    steps,
    stretches,
    visible,
    words,
)

KERNEL = "python3"
MINUTES = range(45, 61)
MINUTES_A_SWAP = 15
"""Pilote and copilote change places every 10 minutes or so: at least once a quarter of an hour."""
LEAST_ANNOUNCED = 0.8
"""Share of the duration that the steps take; the rest is for the welcome, the recall and the end."""
WORDS_A_MINUTE = 100
"""Read aloud, slowly. An adult reads about 180 words a minute aloud (Brysbaert 2019, for English)."""
FIRST_SUCCESS = 5
"""Minutes of reading before something is shown, at most."""
RISKY_MODULES = ("00", "21", "22", "31", "32", "33", "41", "42", "51", "61")
"""Modules with a machine, heat, current or a blade: their header has a line on safety."""
STEPS = {"prédire": r"prédi", "exécuter": r"exécut", "explorer": r"explor", "modifier": r"modifi",
         "créer": r"\bcré(?:er|e|ez|ons|ation)\b|défi"}  # fmt: skip

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def clean_file(lesson: Lesson) -> Found:
    """No outputs, no execution counts, the one kernel."""
    if lesson.metadata.get("kernelspec", {}).get("name") != KERNEL:
        yield "", f"the kernel is not {KERNEL}"
    for cell in lesson.cells:
        if cell.raw.get("outputs") or cell.raw.get("execution_count") is not None:
            yield cell.id, "it keeps outputs or an execution count"


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


def no_placeholder_names(lesson: Lesson) -> Found:
    for cell in lesson.cells:
        if found := re.search(r"\b(foo|bar|baz|qux|spam|toto|titi|tata|lorem)\b", cell.source, re.I):
            yield cell.id, f"{found[0]!r} is no situation of the place"


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
    if objectives and not 2 <= len(items(objectives[0])) <= 4:
        yield cell.id, f"{len(items(objectives[0]))} objectives: 2 to 4"
    if objectives and ("tu sais" if lesson.familiar else "vous savez") not in objectives[0].lower():
        yield cell.id, "the objectives don't say « tu sais » or « vous savez »"


def _risky(lesson: Lesson) -> bool:
    code = "\n".join(cell.source for cell in lesson.cells if not cell.is_markdown)
    return lesson.module.startswith(RISKY_MODULES) or bool(
        re.search(r"^\s*(from|import) hardware\b", code, re.M)
    )


def announced(lesson: Lesson) -> Found:
    """Title and competences are those of lab/curriculum.toml."""
    cell = lesson.header
    if lesson.title and f"# {lesson.title}" not in cell.source.splitlines():
        yield cell.id, f"lab/curriculum.toml calls it {lesson.title!r}"
    told = re.findall(r"^\*\*Compétences\*\*.*$", cell.source, re.M)
    if lesson.competences and told and told != [lesson.competences]:
        yield cell.id, f"by lab/curriculum.toml: {lesson.competences}"


def headings_in_order(lesson: Lesson) -> Found:
    """One title; no level is skipped on the way down."""
    last = 0
    for cell, level, text in headings(lesson):
        if level == 1 and last:
            yield cell.id, f"a second title: {text!r}"
        elif level > last + 1:
            yield cell.id, f"{text!r} jumps from level {last} to {level}"
        last = level


def steps_in_order(lesson: Lesson) -> Found:
    """Prédire, exécuter, explorer, modifier, créer: all there and in order, in headings or in bold."""
    marks = [
        (heading or bold).lower()
        for cell in lesson.prose[1:]
        for heading, bold in re.findall(r"^#+ +(.+)$|\*\*(.+?)\*\*", visible(cell), re.M)
    ]
    place = 0
    for step, pattern in STEPS.items():
        found = next((i for i in range(place, len(marks)) if re.search(pattern, marks[i])), None)
        if found is None:
            yield "", f"the step « {step} » is not marked after those before it"
        else:
            place = found + 1


def prediction_first(lesson: Lesson) -> Found:
    """A question is asked before the first program that shows something."""
    asked = False
    for cell in lesson.cells[1:]:
        if cell.is_markdown and re.search(r"prédi", visible(cell), re.I):
            asked = asked or "?" in visible(cell)
        elif _shows(cell) and re.search(r"(?<!board\.)\bshow\(|\bprint\(|\.on\(", cell.source) and not asked:
            yield cell.id, "no question to predict what it does comes before it"
            return


def early_success(lesson: Lesson) -> Found:
    """Something works within five minutes: what is read before the first program is short."""
    read = 0
    for cell in lesson.cells:
        if cell.is_markdown:
            read += len(words(plain(DETAILS.sub("", cell.source))))
        elif _shows(cell):
            break
    if read > FIRST_SUCCESS * WORDS_A_MINUTE:
        yield "", f"{read} words before the first program: at most {FIRST_SUCCESS * WORDS_A_MINUTE}"


def _shows(cell: Cell) -> bool:
    """A program to run: neither a test nor the cell of imports alone."""
    lines = [line for line in cell.source.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    tools = all(re.match(r"from |import |\s|\)|def ", line) for line in lines)
    return not cell.is_markdown and not cell.is_test and not tools


def text_before_code(lesson: Lesson) -> Found:
    """What a program is for is said before it: in a text, or in a comment on its first line."""
    before = None
    for cell in lesson.cells:
        told = before is not None and before.is_markdown
        if not cell.is_markdown and not cell.is_test and not told and not cell.source.startswith(("#", "//")):
            yield cell.id, "no text comes before this code"
        before = cell


def durations(lesson: Lesson) -> Found:
    """The minutes of the steps, in their headings « (5 minutes) », make most of the announced duration."""
    total = sum(minutes for _, _, minutes in steps(lesson))
    if lesson.minutes and not LEAST_ANNOUNCED * lesson.minutes <= total <= lesson.minutes:
        least = round(LEAST_ANNOUNCED * lesson.minutes)
        yield "", f"its steps take {total} minutes in all: {least} to {lesson.minutes} are announced"


def recall_questions(lesson: Lesson) -> Found:
    """Two questions on earlier notebooks, except in the very first one."""
    if lesson.familiar and lesson.name.startswith("1_"):
        return
    found = section(lesson, RECALL.pattern)
    if found is None:
        yield "", "no section of recall questions"
    elif (count := len(items(DETAILS.sub("", found[1])))) != 2:
        yield found[0], f"{count} numbered recall questions: two"


def takeaways(lesson: Lesson) -> Found:
    """« À retenir » has three points, « Pour aller plus loin » comes last."""
    found = section(lesson, r"à retenir")
    if found is None:
        yield "", "no section « À retenir »"
    elif (count := len(items(found[1]))) != 3:
        yield found[0], f"{count} points to remember: three"
    titles = [text.lower() for _, level, text in headings(lesson) if level <= 2]
    if not titles or "pour aller plus loin" not in titles[-1]:
        yield "", "the last section is not « Pour aller plus loin »"


def swaps(lesson: Lesson) -> Found:
    """Pilote and copilote change places often enough."""
    for step, minutes in stretches(lesson):
        if minutes > MINUTES_A_SWAP:
            yield "", f"{minutes} minutes without « pilote / copilote : on échange », up to {step!r}"
