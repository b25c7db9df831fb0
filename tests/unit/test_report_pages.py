"""The pages of a graded class: what they say, that they are accessible, offline and safe, byte for byte."""

import base64
import hashlib
import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from checks.feedback import Outcome
from classroom.report import pages
from classroom.report.model import Exercise, Learner, Line, Picture, Work
from lab.competences import Competence
from tests import accessible, made_report

TEMPLATES = Path(pages.__file__).parents[1] / "templates"
HOSTILE = "</style><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}\u202e\x1b[2J"
WRONG = Line(
    Outcome.FAILED, "Trou", "le trou est trop petit", "Trouvé : 3 mm.", "L'axe ne passe pas.", "Essayer 5."
)
RIGHT = Line(Outcome.PASSED, "Taille", constat="20 × 10 mm")


class Outline(HTMLParser):
    """The tags of a page, their attributes and the text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


def exercise(score=0.0, *lines, **rest):
    return Exercise("trou", "Percer la plaque", score=score, max_score=3, lines=list(lines), **rest)


def learner(*exercises, module="11_formes", **rest):
    return Learner("Ada", [Work(module, "1_volumes", "Volumes", list(exercises), **rest)])


def test_a_page_says_what_is_right_what_is_wrong_and_what_to_try():
    page = html.unescape(pages.feedback(learner(exercise(1.5, RIGHT, WRONG))))
    for text in (
        "20 × 10 mm",
        "Trou",
        "le trou est trop petit",
        "Trouvé : 3 mm.",
        "L'axe ne passe pas.",
        "Essayer 5.",
    ):
        assert text in page
    assert "1,5 point sur 3" in page
    assert "réussi en partie" in page


def test_a_reason_shared_by_several_mistakes_is_said_once():
    long, wide = (replace(WRONG, title="Autres essais", mistake=name) for name in ("trop long", "trop large"))
    page = html.unescape(pages.feedback(learner(exercise(0, RIGHT, RIGHT, long, wide))))
    assert "Autres essais : trop long ; trop large" in page
    assert page.count(WRONG.pourquoi) == 1


def test_the_trainers_comments_and_the_wait_for_a_mark_are_shown():
    page = html.unescape(pages.feedback(learner(exercise(0, by_hand=True, comments=["Relisez\nla cote."]))))
    assert "Relisez\nla cote." in page
    assert "à corriger à la main" in page


def test_an_answer_left_as_it_was_gets_a_kind_word_and_no_list_of_faults():
    page = html.unescape(pages.feedback(learner(exercise(0, WRONG, untouched=True))))
    assert "laissé vide" in page
    assert WRONG.mistake not in page


def test_a_broken_check_is_not_the_learners_fault():
    page = html.unescape(pages.feedback(learner(exercise(0, Line(Outcome.BROKEN, "Trou")))))
    assert "Ce n'est pas votre faute." in page


@pytest.mark.parametrize(("module", "said", "unsaid"), [
    ("00_decouverte", "tu", "vous"),
    ("21_courant", "vous", "tu"),
])  # fmt: skip
def test_the_discovery_track_says_tu_and_the_others_vous(module, said, unsaid):
    exercises = (exercise(1.5, RIGHT), exercise(0, untouched=True), exercise(0, by_hand=True))
    for one in (learner(*exercises, module=module), learner(unreadable="il est vide", module=module)):
        text = Outline(pages.feedback(one)).text.lower()
        assert re.search(rf"\b{said}\b", text) or "ouvr" in text
        assert not re.search(rf"\b{unsaid}\b", text)


def test_marks_by_competence_are_those_of_the_exercises_that_work_on_it():
    every = Competence("CRCN", "CRCN ", "3.4 « programmer »", None)
    some = Competence("Atelier", "atelier : ", "percer une plaque", frozenset({"trou"}))
    none = Competence("Atelier", "atelier : ", "souder", frozenset())
    work = learner(exercise(2), Exercise("autre", "Autre", 1, 4), competences=[every, some, none])
    text = " ".join(Outline(pages.feedback(work)).text.split())
    assert "CRCN : 3.4 « programmer » 3 sur 7" in text
    assert "Atelier : percer une plaque 2 sur 3" in text
    assert "souder" not in text


def test_a_late_hand_in_says_what_it_costs():
    page = html.unescape(pages.feedback(learner(exercise(3), penalty=1.0)))
    assert "retard : 1 point en moins" in page
    assert "2 points sur 3" in page


def test_a_picture_has_its_text_alternative():
    picture = Picture("data:image/png;base64,AAAA", 'une pièce de 20 "mm"')
    outline = Outline(pages.feedback(learner(exercise(1, WRONG, picture=picture))))
    assert outline.all("img") == [{"src": picture.address, "alt": picture.alt}]


# --- every page ---------------------------------------------------------------------------------------------


def hostile_class():
    line = Line(Outcome.FAILED, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    bad = Exercise("trou", HOSTILE, 0, 3, lines=[line], comments=[HOSTILE])
    work = Work("11_formes", "1_volumes", HOSTILE, [bad], facts=[HOSTILE], hand_in="a")
    broken = Work("11_formes", "2_assembler", HOSTILE, [], unreadable=HOSTILE)
    return [Learner(HOSTILE, [work, broken]), Learner("أحمد", [work])]


def every_page():
    for name, learners in (("made", made_report.make(6, 4)), ("hostile", hostile_class()), ("empty", [])):
        yield f"{name} class", pages.class_page(learners, [HOSTILE], protected=False)
        yield from ((f"{name} learner", pages.feedback(learner)) for learner in learners)


EVERY_PAGE = list(every_page())


@pytest.fixture(params=EVERY_PAGE, ids=[name for name, _ in EVERY_PAGE])
def page(request):
    return request.param[1]


def test_headings_landmarks_tables_names_and_links_are_in_order(page):
    assert accessible.page_faults(page) == []
    assert Outline(page).all("a")[0] == {"class": "skip", "href": "#contenu"}


def test_nothing_is_asked_of_any_host(page):
    for tag, attributes in Outline(page).tags:
        assert tag not in ("link", "iframe", "object", "embed", "base")
        for name in ("src", "href", "action", "srcset", "poster"):
            assert re.match(r"data:image/|#|retours/[^:]*$|$", attributes.get(name, "")), attributes
    assert not re.search(r"@import|url\(", "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL)))


def test_only_the_pages_own_style_and_script_may_run(page):
    outline = Outline(page)
    assert not any(name.startswith("on") or name == "style" for _, found in outline.tags for name in found)
    (policy,) = (meta["content"] for meta in outline.all("meta") if "http-equiv" in meta)
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy
    embedded = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in embedded]
    assert re.findall(r"'sha256-(.*?)'", policy) == digests


def test_no_text_of_a_submission_becomes_markup_or_moves_letters(page):
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]", page)


def test_the_same_class_gives_the_same_bytes():
    assert [text for _, text in every_page()] == [text for _, text in EVERY_PAGE]


# --- the class page -----------------------------------------------------------------------------------------


def rows(page):
    """The rows of the table of marks: who, total, cells."""
    body = re.search(r'class="heat".*?<tbody>(.*?)</tbody>', page, re.DOTALL)[1]
    for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL):
        cells = re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        yield [" ".join(Outline(cell).text.split()) for cell in cells]


def test_each_cell_of_the_table_says_its_state_and_its_mark_in_words():
    absent = Learner("Bob", [Work("11_formes", "2_assembler", "Assembler", [exercise(0, WRONG)])])
    page = pages.class_page([learner(exercise(3)), absent], [], protected=True)
    assert list(rows(page)) == [
        ["Ada", "100 %", "✔ réussi : 3", "3", "– non rendu", "– non rendu"],
        ["Bob", "0 %", "– non rendu", "– non rendu", "✘ à reprendre : 0", "0"],
    ]
    assert "retours/Ada.html" in page


def test_frequent_mistakes_count_learners_and_name_exercises():
    class_ = [
        Learner(name, [Work("m", "n", "Volumes", [exercise(0, WRONG, WRONG)])]) for name in ("Ada", "Bob")
    ]
    page = html.unescape(pages.class_page(class_, [], protected=True))
    table = re.search(r'id="erreurs".*?</table>', page, re.DOTALL)[0]
    text = " ".join(Outline(table).text.split())
    assert "le trou est trop petit 2 Volumes, « Percer la plaque » Ada, Bob" in text


def test_who_needs_help_first_and_the_rule():
    strong = Learner("Fort", [Work("m", "n", "Volumes", [exercise(3)])])
    weak = Learner("Faible", [Work("m", "n", "Volumes", [exercise(1, WRONG), exercise(0, WRONG)])])
    weaker = Learner("Vide", [Work("m", "n", "Volumes", [exercise(0, untouched=True)])])
    waiting = Learner("Attend", [Work("m", "n", "Volumes", [exercise(0, by_hand=True)])])
    page = html.unescape(pages.class_page([strong, weak, weaker, waiting], [], protected=True))
    section = re.search(r'id="aider".*?</section>', page, re.DOTALL)[0]
    assert re.findall(r"<bdi>(.*?)</bdi>", section) == ["Vide", "Faible"]
    assert "moins de la moitié des points" in section


def test_unreadable_files_problems_and_facts_are_told():
    class_ = [
        learner(unreadable="il est vide"),
        learner(exercise(3), facts=["la cellule « x » était supprimée"]),
    ]
    page = html.unescape(pages.class_page(class_, ["photo.jpg : ce n'est pas un carnet."], protected=True))
    for text in ("il est vide", "la cellule « x » était supprimée", "photo.jpg : ce n'est pas un carnet."):
        assert text in page


# --- colours ------------------------------------------------------------------------------------------------


def contrast(one, other):
    return accessible.ratio(accessible.colour(one), accessible.colour(other))


def test_every_text_has_a_contrast_of_at_least_four_and_a_half():
    named = dict(re.findall(r"--(\w+): (#\w{6})", (TEMPLATES / "page.css").read_text()))
    shades = re.findall(r"#[0-9a-f]{6}", (TEMPLATES / "classe.css").read_text())
    assert min(contrast(named["ink"], shade) for shade in shades) >= 4.5
    texts = [named[name] for name in ("ink", "soft", "link", "ok", "wrong", "broken")]
    assert min(contrast(text, named[ground]) for text in texts for ground in ("paper", "wash")) >= 4.5
