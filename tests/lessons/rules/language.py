"""The language of a notebook: short sentences, one address, hard words explained, French typography."""

from __future__ import annotations

import re

from tests.lessons.rules.lesson import RECALL, Found, Lesson, plain, running_text, sentences, words

MEAN_WORDS, MOST_WORDS = 14, 25
TYPOGRAPHY = {
    r"\"": "straight quotes: « … »",
    r"\.\.\.": "three dots: …",
    r"[’‘]": "a curly apostrophe: these lessons write '",
    r"\w[;!?](?=\s|$)|\w:(?=\s)": "no space before ; : ! or ?",
    r"«\S|\S»": "no space inside « »",
    r"(?<![\w.])\d+\.\d+(?![\w.])": "a decimal point: 0,5 in French",
    r"(?i)oe(?=il|u)": "œ in one letter",
    r"(?m)^A (?=vous|toi|retenir)|\bE(?=tape|cri|change|teindre|lectr)": "a capital without its accent",
}


def short_sentences(lesson: Lesson) -> Found:
    """About 12 words a sentence: the mean at most 14, none over 25. The header cell is a form, not prose."""
    lengths = []
    for cell in lesson.prose[1:]:
        for sentence in sentences(cell.source):
            lengths.append(count := len(words(sentence)))
            if count > MOST_WORDS:
                yield cell.id, f"{count} words: {sentence[:60]!r}…"
    if lengths and sum(lengths) / len(lengths) > MEAN_WORDS:
        yield "", f"{sum(lengths) / len(lengths):.1f} words a sentence on average"


_FAMILIAR = re.compile(r"\b(?:tu|toi|ton|ta|tes|te)\b|(?<![\w-])t['’](?=\w)", re.I)
_POLITE = re.compile(r"\b(?:vous|votre|vos|(?!(?:chez|assez|nez|rez)\b)\w{2,}ez)\b", re.I)


def one_address(lesson: Lesson) -> Found:
    """« tu » in the découverte track, « vous » elsewhere, never both; comments of code too."""
    wrong = _POLITE if lesson.familiar else _FAMILIAR
    for cell in lesson.cells:
        text = plain(cell.source) if cell.is_markdown else "\n".join(re.findall(r"(?:#|//).*", cell.source))
        if found := wrong.search(text):
            yield cell.id, f"{found[0]!r}: this lesson says « {'tu' if lesson.familiar else 'vous'} »"


def hard_words_explained(lesson: Lesson) -> Found:
    """A word of the glossary is in bold where the text first uses it, and what follows explains it."""
    for word in lesson.glossary:
        for cell in lesson.prose[1:]:
            if RECALL.search(cell.source):
                continue  # it speaks of what was learnt before
            text = running_text(cell.source)
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


def typography(lesson: Lesson) -> Found:
    """French typography, as these lessons have it. The first cell names editions like 2.2: not looked at."""
    for cell in lesson.prose[1:]:
        text = plain(cell.source)
        for pattern, fault in TYPOGRAPHY.items():
            if found := re.search(pattern, text):
                around = text[max(0, found.start() - 15) : found.end() + 15].replace("\n", " ")
                yield cell.id, f"{fault}, in {around!r}"
