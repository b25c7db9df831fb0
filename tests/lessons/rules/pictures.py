"""Pictures, folds, colours and links of a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from tests import accessible
from tests.lessons.rules.lesson import DETAILS, MARKDOWN_IMAGE, Cell, Found, Lesson, visible

VAGUE = {"ici", "cliquez ici", "clique ici", "lien", "ce lien", "voir", "là", "plus", "en savoir plus"}

_HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.I)
_LINK = re.compile(
    r"(?<!!)\[([^\]]+)\]\(([^)\s]+)[^)]*\)|<a\b[^>]*href=[\"']([^\"']+)[\"'][^>]*>(.*?)</a>", re.S
)
_FETCHED = re.compile(
    r"src\s*=\s*[\"']?(?:https?:)?//|@import|url\(\s*[\"']?(?:https?:)?//|!\[[^\]]*\]\(\s*(?:https?:)?//|<link\b",
    re.I,
)
_COLOURED = re.compile(
    r"<font\b|\b(?:style|bgcolor|color)\s*=\s*[\"'][^\"']*(?:color|background|#[0-9a-f]{3})", re.I
)
_FILE_NAME = re.compile(r"\.(?:svg|png|jpe?g|gif)\b|\b\w+_\w+\b", re.I)


def alt_text(lesson: Lesson) -> Found:
    """Every picture is told in words."""
    for cell in lesson.prose:
        alts = [alt for alt, _ in MARKDOWN_IMAGE.findall(cell.source)]
        alts += [_attribute(tag, "alt") for tag in _HTML_IMAGE.findall(cell.source)]
        for alt in alts:
            if len(alt.split()) < 2 or _FILE_NAME.search(alt):
                yield cell.id, f"a picture has no text alternative (found {alt!r})"


def pictures_are_local(lesson: Lesson) -> Found:
    """Nothing is fetched from outside; every picture is there."""
    for cell in lesson.cells:
        code = cell.source if cell.is_markdown else re.sub(r"#.*", "", cell.source)
        if _FETCHED.search(code) or (not cell.is_markdown and re.search(r"https?://", code)):
            yield cell.id, "it fetches something from outside"
        if re.search(r"<(script|iframe|object|embed)\b", code, re.I):
            yield cell.id, "it embeds a page or a script"
        if cell.is_markdown and lesson.folder:
            for path in _files(lesson, cell):
                if not path.is_file():
                    yield cell.id, f"no picture {path.relative_to(lesson.folder)}"


def figures_named(lesson: Lesson) -> Found:
    """A figure says what it is by itself too: it is an image, and has a name."""
    for cell, figure in _figures(lesson):
        for fault in accessible.unnamed(figure.read_text("utf-8")):
            yield cell.id, f"{figure.name}: {fault}"


def contrast(lesson: Lesson) -> Found:
    """Texts of figures stand out from what is drawn under them, or from the notebook, light or dark."""
    for cell, figure in _figures(lesson):
        for theme, page in accessible.THEMES.items():
            for text in accessible.pale(accessible.svg_texts(figure.read_text("utf-8"), page)):
                yield cell.id, f"{figure.name}, {theme} theme: {text}"


def no_colour_of_its_own(lesson: Lesson) -> Found:
    """Text keeps the reader's colours (light, dark, comfort): emphasis is bold, never a colour."""
    for cell in lesson.prose:
        if found := _COLOURED.search(visible(cell)):
            yield cell.id, f"{found[0]!r}: a colour of its own"


def folds_hold_together(lesson: Lesson) -> Found:
    """Every <details> is closed and says what it hides."""
    for cell in lesson.prose:
        opened, closed = cell.source.count("<details"), cell.source.count("</details>")
        if opened != closed or any("<summary>" not in fold for fold in DETAILS.findall(cell.source)):
            yield cell.id, "a <details> is not closed or has no <summary>"


def links_lead_somewhere(lesson: Lesson) -> Found:
    """A link to a file of the repository finds it; one to a place of the notebook finds its heading."""
    slugs = {_slug(text) for cell in lesson.prose for text in re.findall(r"^#+ +(.+)$", visible(cell), re.M)}
    for cell in lesson.prose:
        for _, target in _links(cell):
            path, _, place = unquote(target).partition("#")
            if re.match(r"\w+:|//", target):
                continue
            if path and lesson.folder and not (lesson.folder / path).exists():
                yield cell.id, f"no file {path}"
            if not path and place not in slugs:
                yield cell.id, f"no heading for #{place}"


def links_say_where(lesson: Lesson) -> Found:
    """The words of a link, read alone, say where it goes."""
    for cell in lesson.prose:
        for words, target in _links(cell):
            if words.strip(" .*").lower() in VAGUE or re.match(r"https?:", words):
                yield cell.id, f"the link {words!r} to {target} does not say where it goes"


def _links(cell: Cell) -> list[tuple[str, str]]:
    return [(words or inner, target or href) for words, target, href, inner in _LINK.findall(visible(cell))]


def _slug(heading: str) -> str:
    """JupyterLab's name of a heading."""
    return heading.strip().replace(" ", "-")


def _files(lesson: Lesson, cell: Cell) -> list[Path]:
    """The pictures of a cell that are files of the repository."""
    sources = [source for _, source in MARKDOWN_IMAGE.findall(cell.source)]
    sources += [_attribute(tag, "src") for tag in _HTML_IMAGE.findall(cell.source)]
    local = [source for source in sources if not source.startswith(("http", "//", "data:"))]
    return [lesson.folder / source for source in local] if lesson.folder else []


def _figures(lesson: Lesson) -> Iterator[tuple[Cell, Path]]:
    for cell in lesson.prose:
        yield from ((cell, path) for path in _files(lesson, cell) if path.suffix == ".svg" and path.is_file())


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\b{name}\s*=\s*(\"([^\"]*)\"|'([^']*)')", tag)
    return (found[2] or found[3] or "") if found else ""
