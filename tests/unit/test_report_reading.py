"""Pages of a class really graded: nothing hidden crosses, nothing that a trainer wrote is lost."""

import csv
import html

import pytest
from nbgrader.api import Gradebook

from classroom import grading, lessons
from classroom.report.reading import without_folders
from tests import made_course
from tests.made_course import MODULE, NOTEBOOK, RIGHT, SECRET
from tests.made_zip import handed_in

LONG = """\
def carres(n):
    resultat = []
    for i in range(1, n + 1):
        resultat.append(i * i)
    return resultat
"""
OTHER = LONG.replace("resultat", "liste")
DISPLAY = """
from IPython.display import HTML, display
display(HTML("<svg width='9'><rect width='5' height='5' onload='alert(1)'/></svg>"))
"""
FAILING = "def carres(n):\n    open('/dossier/secret/carres.txt')"


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    """A class graded, commented by a trainer, and its pages made again."""
    folder = tmp_path_factory.mktemp("cours")
    solutions = made_course.write_solutions(folder)
    lessons.update(solutions, folder / "lessons")
    lesson = folder / "lessons" / MODULE / f"{NOTEBOOK}.ipynb"
    answers = {"Ada": RIGHT + DISPLAY, "Bob": LONG, "Cle": OTHER, "Eve": FAILING}
    remises = folder / "remises"
    remises.mkdir()
    for name, answer in answers.items():
        (remises / f"{name} - {NOTEBOOK}.ipynb").write_bytes(made_course.answered(lesson, answer))
    (remises / f"Nil - {NOTEBOOK}.ipynb").write_bytes(lesson.read_bytes())
    together = made_course.answered(lesson, LONG.replace("    ", "  ") + "\n# à deux")
    pair = handed_in(["Lina", "Noah"], {f"{MODULE}/{NOTEBOOK}.ipynb": together})
    (remises / "duo.zip").write_bytes(pair)
    command = [str(remises), "--dossier", str(folder / "notes"), "--solutions", str(solutions), "--unsafe"]
    assert grading.main(command) == 0
    with Gradebook(f"sqlite:///{folder / 'notes' / 'gradebook.db'}") as gradebook:
        gradebook.find_comment("carres", NOTEBOOK, MODULE, "Bob").manual_comment = "Jolie boucle !"
        gradebook.find_submission_notebook(NOTEBOOK, MODULE, "Ada").late_submission_penalty = 1.0
        gradebook.db.commit()
    assert grading.main(command) == 0
    return folder / "notes"


def page(notes, name):
    return html.unescape((notes / "retours" / f"{name}.html").read_text("utf-8"))


def test_a_comment_on_the_answer_reaches_the_learner(notes):
    assert "Jolie boucle !" in page(notes, "Bob")
    assert "No response" not in page(notes, "Nil")
    assert "laissé vide" in page(notes, "Nil")


def grade_only(notes, who):
    folder = notes.parent
    where = [str(folder / "remises"), "--dossier", str(notes), "--solutions", str(folder / "solutions")]
    return grading.main([*where, "--unsafe", "--seulement", who])


def test_one_submission_is_graded_again_alone_to_the_same_bytes_and_its_comment_stays(notes, capsys):
    reports = [notes / "classe.html", *notes.glob("retours/*.html"), *notes.glob("*.csv")]
    before = {path: path.read_bytes() for path in reports}
    assert grade_only(notes, "bob/90") == 0
    assert "Carnets : 1 corrigé." in capsys.readouterr().out
    assert "Jolie boucle !" in page(notes, "Bob")
    assert {path: path.read_bytes() for path in reports} == before


def test_when_nobody_is_meant_near_names_are_said(notes, capsys):
    assert grade_only(notes, "Boby") == 2
    assert "« Bob »" in capsys.readouterr().err


def test_a_penalty_is_taken_off_the_mark(notes):
    assert "4 points sur 5" in page(notes, "Ada")
    with (notes / "notes.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["Note"] for row in csv.DictReader(file, delimiter=";") if row["Pseudonyme"] == "Ada"] == [
            "4"
        ]


def test_what_the_learners_cell_displayed_is_shown_made_safe(notes):
    assert '<img src="data:image/svg+xml;base64,' in page(notes, "Ada")
    assert "onload" not in page(notes, "Ada")


def test_no_page_shows_hidden_tests_solutions_or_folders(notes):
    for path in [*(notes / "retours").glob("*.html"), notes / "classe.html"]:
        text = html.unescape(path.read_text("utf-8"))
        assert f"Pour {SECRET}" not in text
        assert "BEGIN" not in text
        assert "range(1" not in text
        assert "/dossier" not in text
        assert str(notes.parent) not in text
    assert "carres.txt" in page(notes, "Eve")


def test_the_same_mistake_with_other_values_is_said_once(notes):
    assert page(notes, "Eve").count("Avec d'autres valeurs") == 1


def test_identical_answers_are_told_except_those_of_a_pair_by_itself(notes):
    text = html.unescape((notes / "classe.html").read_text("utf-8"))
    section = text[text.index("Réponses identiques") :]
    assert [name in section for name in ("Ada", "Bob", "Cle", "Lina", "Noah")] == [
        False,
        True,
        False,
        True,
        True,
    ]
    assert "ont rendu ensemble" in section


def test_folders_are_cut_off_and_nothing_else():
    assert without_folders("open('/home/eve/travail/carres.txt')") == "open('carres.txt')"
    assert without_folders("/tmp/x/y.py, ligne 3") == "y.py, ligne 3"
    assert without_folders("30 mm/s, 1/2, et/ou, http://hote/page") == "30 mm/s, 1/2, et/ou, http://hote/page"
