"""The rules of a notebook that a tool can check: each is a function from a lesson to its violations.

``violations(lesson)`` runs them all. The rules of the curriculum (« Rules of every notebook ») one by one:

1.  ``header``, ``announced`` (title and competences as in lab/curriculum.toml).
2.  ``steps_in_order``, ``prediction_first``.
3.  ``header`` (45 to 60 minutes), ``durations``, ``text_before_code``. At most two new ideas, one idea
    a cell: a reader judges.
4.  ``worked_example``, ``ordering_exercise``.
5.  ``early_success``, ``open_challenge``. That the défi has many answers: a reader.
6.  ``exercises_complete``, ``points_agree``, ``solution_kept_secret``. That hints grow: a reader. Constat,
    pourquoi and piste: ``checks.feedback.failed`` asks for the three, test_scores sees every wrong answer get them.
7.  ``hidden_tests``, ``wrong_answers``.
8.  ``recall_questions``, ``swaps``, ``takeaways``.
9.  ``short_sentences``, ``one_address``, ``hard_words_explained``, ``typography``. One idea a sentence:
    a reader.
10. ``alt_text``, ``headings_in_order``, ``figures_named``, ``contrast``, ``no_colour_of_its_own``,
    ``links_say_where``, ``folds_hold_together``. Views: test_views_accessible.py; pages: tests/browser/test_contrast.py.
    That a figure doubles its colours with a sign or a word: a reader.
11. ``clean_file``, ``pictures_are_local``, ``links_lead_somewhere``; test_scores runs both forms.
12. ``answers_in_cells``, ``ordering_exercise``.
13. ``no_placeholder_names``. That the situation is real: a reader.

``readable_ids`` is a convention of CONTRIBUTING.md.
"""

from __future__ import annotations

from tests.lessons.rules import exercises, frame, language, pictures
from tests.lessons.rules.exercises import wrong_answers
from tests.lessons.rules.lesson import Lesson, Rule, Violation, lesson, read, read_glossary, sentences

RULES: list[Rule] = [
    frame.clean_file,
    frame.readable_ids,
    frame.no_placeholder_names,
    frame.header,
    frame.announced,
    frame.headings_in_order,
    frame.steps_in_order,
    frame.prediction_first,
    frame.early_success,
    frame.text_before_code,
    frame.durations,
    frame.recall_questions,
    frame.takeaways,
    frame.swaps,
    exercises.exercises_complete,
    exercises.hidden_tests,
    exercises.points_agree,
    exercises.solution_kept_secret,
    exercises.worked_example,
    exercises.ordering_exercise,
    exercises.open_challenge,
    exercises.answers_in_cells,
    pictures.alt_text,
    pictures.pictures_are_local,
    pictures.figures_named,
    pictures.contrast,
    pictures.no_colour_of_its_own,
    pictures.folds_hold_together,
    pictures.links_lead_somewhere,
    pictures.links_say_where,
    language.short_sentences,
    language.one_address,
    language.hard_words_explained,
    language.typography,
]

__all__ = [
    "RULES",
    "Lesson",
    "Violation",
    "lesson",
    "read",
    "read_glossary",
    "sentences",
    "violations",
    "wrong_answers",
]


def violations(lesson: Lesson) -> list[Violation]:
    """Every violation of every rule."""
    return [Violation(rule.__name__, cell, text) for rule in RULES for cell, text in rule(lesson)]
