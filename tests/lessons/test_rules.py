"""Every lesson keeps the rules; and each rule, broken on purpose, is seen to be broken."""

import copy
from pathlib import Path

import pytest

from tests.lessons import rules

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(ROOT.glob("solutions/*/*.ipynb"))
GLOSSARY = rules.read_glossary(ROOT / "docs/glossaire.md")

HEADER = """# Protéger une lampe

**Durée** : 50 minutes

**Objectifs** — à la fin, vous savez :

- allumer ;
- éteindre.

**Matériel** : rien.

**Sécurité** : débranchez la pile.

**Compétences** : CRCN 3.4 « programmer »."""
TITLE, COMPETENCES = "Protéger une lampe", "**Compétences** : CRCN 3.4 « programmer »."


def fold(number):
    return f"<details><summary>Indice {number}</summary>\n\nRegardez bien.\n\n</details>"


HINTS = "\n\n".join(map(fold, (1, 2, 3)))
RECALL = "## Pour se souvenir\n\n1. Que vaut 1 + 1 ?\n2. Que vaut 2 + 2 ?"
SWAP = "Pilote / copilote : on échange."


def markdown(name, source):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(name, source, **nbgrader):
    metadata = {"nbgrader": {"grade_id": name, "schema_version": 3, **nbgrader}} if nbgrader else {}
    return {
        "cell_type": "code",
        "id": name,
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def good():
    """A notebook that keeps every rule."""
    solution = code(
        "lampe",
        "def lampe():\n    ### BEGIN SOLUTION\n    return allumer(470)\n    ### END SOLUTION",
        grade=False,
        solution=True,
    )
    solution["metadata"]["tags"] = ["parsons"]
    cells = [
        markdown("entete", HEADER),
        markdown("rappels", RECALL),
        markdown(
            "predire",
            "## Prédire (10 minutes)\n\nUne **LED** (une petite lampe) s'allume. "
            f"Voyez [la suite](#Le-fil). Que va-t-il se passer ?\n\n{SWAP}",
        ),
        code("essai", "# Étape 1. Choisir.\nlampe = LED(13)\n# Étape 2. Allumer.\nlampe.on()"),
        markdown(
            "executer",
            f"## Exécuter (10 minutes)\n\nExécutez. {SWAP}\n\n![Une lampe allumée.](images/lampe.svg)",
        ),
        markdown("explorer", f"## Explorer (10 minutes)\n\nChangez. {SWAP}"),
        markdown("modifier", "## Modifier\n\n### Le fil\n\nCorrigez."),
        markdown("creer", "## Créer : le défi (14 minutes)\n\nInventez une LED."),
        solution,
        code("lampe-verification", "grade(1, lit(lampe))", grade=True, solution=False, points=1),
        code(
            "lampe-correction",
            "# Plus tard.\n### BEGIN HIDDEN TESTS\ngrade(2, lit(lampe, 5))\n### END HIDDEN TESTS",
            grade=True,
            solution=False,
            points=2,
        ),
        markdown("lampe-indices", HINTS),
        markdown("a-retenir", "## À retenir\n\n- un\n- deux\n- trois"),
        markdown("plus-loin", "## Pour aller plus loin\n\nCherchez."),
    ]
    return {"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4}


def judge(notebook, module="21_courant", name="2_lampe", folder=None):
    lesson = rules.lesson(
        notebook,
        module=module,
        name=name,
        glossary=("LED",),
        folder=folder,
        title=TITLE,
        competences=COMPETENCES,
    )
    return rules.violations(lesson)


@pytest.fixture
def folder(tmp_path):
    """A module's folder, with the picture of the good notebook."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images/lampe.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Une lampe allumée">'
        '<rect width="90" height="40" fill="#16324d"/><text x="9" y="25" fill="#fff">allumée</text></svg>'
    )
    return tmp_path


def test_a_good_notebook_breaks_no_rule(folder):
    assert judge(good(), folder=folder) == []


def edit(name, old, new):
    """A fault: ``old`` becomes ``new`` in the cell ``name``."""

    def plant(notebook, folder=None):
        cell = next(cell for cell in notebook["cells"] if cell["id"] == name)
        assert old in cell["source"]
        cell["source"] = cell["source"].replace(old, new, 1)

    return plant


def change(name, *keys, value):
    """A fault: one field of the cell ``name``."""

    def plant(notebook, folder=None):
        field = next(cell for cell in notebook["cells"] if cell["id"] == name)
        for key in keys[:-1]:
            field = field[key]
        field[keys[-1]] = value

    return plant


def insert(name, cell):
    """A fault: one more cell after the cell ``name``."""

    def plant(notebook, folder=None):
        place = next(i for i, cell in enumerate(notebook["cells"]) if cell["id"] == name)
        notebook["cells"].insert(place + 1, cell)

    return plant


def both(*plants):
    def plant(notebook, folder=None):
        for one in plants:
            one(notebook, folder)

    return plant


def drop(name):
    def plant(notebook, folder=None):
        notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != name]

    return plant


def picture(old, new):
    """A fault in the picture of the notebook."""

    def plant(_, folder):
        path = folder / "images/lampe.svg"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    return plant


def kernel(notebook, folder):
    notebook["metadata"]["kernelspec"]["name"] = "python312"


LONG = "Voici une phrase " + "très " * 25 + "longue."
MIDDLING = (
    "Voici une phrase qui reste sous la limite, mais vraiment pas de beaucoup, et qui lasse à la longue. "
    * 99
)

ORPHAN = code("autre-verification", "grade(1, lit(lampe))", grade=True, solution=False, points=1)
FAULTS = [
    ("clean_file", change("lampe", "outputs", value=[{"output_type": "stream"}])),
    ("clean_file", change("lampe", "execution_count", value=3)),
    ("clean_file", kernel),
    ("readable_ids", change("predire", "id", value="a1b2c3d4")),
    ("readable_ids", change("predire", "id", value="Prédire")),
    ("readable_ids", change("predire", "id", value="executer")),
    ("readable_ids", change("lampe", "metadata", "nbgrader", "grade_id", value="autre")),
    ("no_placeholder_names", edit("lampe", "allumer", "foo")),
    ("header", edit("entete", "# Protéger", "Voici.\n\n# Protéger")),
    ("header", edit("entete", "**Durée**", "Durée")),
    ("header", edit("entete", "50 minutes", "44 minutes")),
    ("header", edit("entete", "**Matériel**", "Matos")),
    ("header", edit("entete", "**Compétences**", "Niveau")),
    ("header", edit("entete", "**Sécurité**", "Attention")),
    ("header", edit("entete", "- éteindre.", "")),
    ("header", edit("entete", "vous savez", "on sait")),
    ("announced", edit("entete", "# Protéger une lampe", "# La lampe")),
    ("announced", edit("entete", "CRCN 3.4", "CRCN 5.1")),
    ("headings_in_order", edit("explorer", "## Explorer", "#### Explorer")),
    ("headings_in_order", edit("explorer", "## Explorer", "# Explorer")),
    ("steps_in_order", edit("explorer", "Explorer", "Regarder")),
    ("steps_in_order", edit("modifier", "## Modifier", "## Exécuter")),
    ("prediction_first", edit("predire", "Que va-t-il se passer ?", "Ça marche.")),
    ("early_success", edit("rappels", "1. Que", "Lisez ceci. " * 300 + "\n\n1. Que")),
    ("text_before_code", insert("essai", code("encore", "lampe.off()"))),
    ("durations", edit("creer", "14 minutes", "1 minute")),
    ("durations", both(edit("entete", "50", "45"), edit("rappels", "souvenir", "souvenir (5 minutes)"))),
    ("recall_questions", edit("rappels", "Pour se souvenir", "Avant")),
    ("recall_questions", edit("rappels", "2. Que", "Que")),
    ("takeaways", edit("a-retenir", "- trois", "")),
    ("takeaways", drop("a-retenir")),
    ("takeaways", drop("plus-loin")),
    ("swaps", edit("explorer", "Pilote / copilote", "On")),
    ("swaps", edit("executer", "10 minutes", "16 minutes")),
    ("exercises_complete", drop("lampe-correction")),
    ("exercises_complete", drop("lampe-verification")),
    ("exercises_complete", drop("lampe-indices")),
    ("exercises_complete", insert("lampe", ORPHAN)),
    ("exercises_complete", edit("lampe-indices", f"\n\n{fold(3)}", "")),
    ("exercises_complete", edit("lampe-indices", "Indice 3", "Indice 2")),
    ("exercises_complete", edit("lampe", "### END SOLUTION", "")),
    ("hidden_tests", edit("lampe-correction", "# Plus tard.", "secret = 5")),
    ("hidden_tests", edit("lampe-correction", "### BEGIN HIDDEN TESTS\n", "")),
    ("hidden_tests", edit("lampe-verification", "gra", "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\ngra")),
    ("hidden_tests", edit("lampe-correction", "lit(lampe, 5)", "lit(lampe)")),
    ("points_agree", edit("lampe-verification", "grade(1", "grade(3")),
    ("points_agree", edit("lampe-verification", "grade(1, lit(lampe))", "lit(lampe)")),
    ("points_agree", edit("lampe-verification", "grade(1, lit(lampe))", "grade(1)")),
    ("points_agree", change("lampe-correction", "metadata", "nbgrader", "points", value=1)),
    ("solution_kept_secret", edit("lampe-indices", "Regardez bien.", "Écrivez return allumer( 470 ).")),
    ("solution_kept_secret", edit("creer", "Inventez", "`return allumer(470)`")),
    ("worked_example", edit("essai", "Étape 2. ", "")),
    ("ordering_exercise", change("lampe", "metadata", "tags", value=[])),
    ("open_challenge", edit("creer", "le défi", "la fin")),
    ("answers_in_cells", edit("essai", "LED(13)", "LED(int(input()))")),
    ("answers_in_cells", edit("essai", "lampe.on()", "import ipywidgets")),
    ("alt_text", edit("executer", "Une lampe allumée.", "")),
    ("alt_text", edit("executer", "Une lampe allumée.", "image lampe_1.svg")),
    ("alt_text", edit("executer", "![Une lampe allumée.](images/lampe.svg)", '<img src="images/lampe.svg">')),
    ("pictures_are_local", edit("executer", "images/", "https://example.org/")),
    ("pictures_are_local", edit("executer", "Exécutez.", '<script src="//example.org/a.js"></script>')),
    ("pictures_are_local", edit("lampe", "allumer(470)", 'read("https://example.org")')),
    ("pictures_are_local", edit("executer", "lampe.svg", "perdue.svg")),
    ("figures_named", picture('role="img"', "")),
    ("figures_named", picture('aria-label="Une lampe allumée"', "")),
    ("contrast", picture("#fff", "#52606a")),
    ("contrast", picture("#16324d", "#e9eef2")),
    ("no_colour_of_its_own", edit("explorer", "Changez.", '<span style="color: red">Changez.</span>')),
    ("folds_hold_together", edit("lampe-indices", "</details>", "")),
    ("folds_hold_together", edit("explorer", "Changez.", "<details>Changez.</details>")),
    ("links_lead_somewhere", edit("predire", "#Le-fil", "#La-pile")),
    ("links_lead_somewhere", edit("predire", "#Le-fil", "2_perdu.ipynb")),
    ("links_say_where", edit("predire", "[la suite]", "[ici]")),
    ("links_say_where", edit("predire", "[la suite]", "[https://example.org]")),
    ("short_sentences", edit("explorer", "Changez.", LONG)),
    ("short_sentences", edit("explorer", "Changez.", MIDDLING)),
    ("one_address", edit("explorer", "Changez.", "Change ta lampe.")),
    ("one_address", edit("explorer", "Changez.", "Ça t'aide.")),
    ("one_address", edit("lampe", "### BEGIN", "# à toi\n    ### BEGIN")),
    ("hard_words_explained", edit("predire", "**LED** (une petite lampe)", "LED")),
    ("hard_words_explained", edit("predire", "**LED** (une petite lampe)", "**LED**")),
    ("hard_words_explained", edit("predire", "Une **LED**", "Une LED. Une **LED**")),
    *(
        ("typography", edit("explorer", "Changez.", wrong))
        for wrong in (
            'Le "bon" mot.', "Changez...", "L’autre.", "Encore?", "Voici: un.", "Le «bon» mot.",
            "0.5 seconde.", "Un oeil.", "A vous.", "Etape.",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "plant"), FAULTS, ids=[f"{i}-{rule}" for i, (rule, _) in enumerate(FAULTS)])
def test_a_planted_fault_is_seen(rule, plant, folder):
    notebook = copy.deepcopy(good())
    plant(notebook, folder)
    assert {violation.rule for violation in judge(notebook, folder=folder)} == {rule}


def test_every_rule_is_seen_to_fail():
    assert {rule.__name__ for rule in rules.RULES} == {rule for rule, _ in FAULTS}


def test_a_notebook_has_an_exercise():
    notebook = good()
    drop("lampe")(notebook)
    assert "exercises_complete" in {violation.rule for violation in judge(notebook)}


def test_the_discovery_track_says_tu():
    said = {
        violation.text
        for violation in judge(good(), module="00_decouverte")
        if violation.rule == "one_address"
    }
    assert any("« tu »" in text for text in said)
    assert "one_address" not in {violation.rule for violation in judge(good())}


def test_a_hint_may_show_one_line_of_many_and_recall_speaks_of_known_words():
    notebook = good()
    edit("lampe", "return allumer(470)", "courant = 0.015\n    reste = 9 - 2\n    return reste / courant")(
        notebook
    )
    edit("lampe-indices", "Regardez", "Commencez par reste = 9 - 2. Regardez")(notebook)
    edit("rappels", "Que vaut", "Avec des LED, que vaut")(notebook)
    assert judge(notebook) == []
    edit("lampe-indices", "Regardez", "Puis return reste / courant. Regardez")(notebook)
    assert [violation.rule for violation in judge(notebook)] == ["solution_kept_secret"]


def test_the_very_first_notebook_has_nothing_to_recall():
    notebook = good()
    drop("rappels")(notebook)
    assert "recall_questions" in {v.rule for v in judge(notebook, module="00_decouverte", name="2_lumiere")}
    assert "recall_questions" not in {v.rule for v in judge(notebook, module="00_decouverte", name="1_objet")}


def test_safety_is_asked_for_where_hardware_is_used():
    notebook = good()
    edit("entete", "**Sécurité**", "Attention")(notebook)
    assert "header" not in {violation.rule for violation in judge(notebook, module="01_premiers_pas")}
    edit("lampe", "def lampe", "from hardware import LED\ndef lampe")(notebook)
    assert "header" in {violation.rule for violation in judge(notebook, module="01_premiers_pas")}


@pytest.mark.parametrize(
    "explained",
    [
        "**LED** (lampe)",
        "**LED** : une lampe",
        "**LED** est une lampe",
        "**lampe LED**, fragile,",
        "**LEDs** (lampes)",
    ],
)
def test_the_ways_of_explaining_a_word(explained):
    notebook = good()
    edit("predire", "**LED** (une petite lampe)", explained)(notebook)
    assert judge(notebook) == []


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("## Titre long de trois mots\n\nUn. Deux mots !", ["Un.", "Deux mots !"]),
        ("- un point ;\n- deux points.", ["un point ;", "deux points."]),
        ("Il fait 2,5 mm de `code()`.\n\n```python\nx = 1\n```", ["Il fait 2,5 mm de code."]),
        ("| a | b |\n| --- | --- |\n| c | d |", []),
        (
            "![Une image.](a.svg)\n\nVoir [ici](https://example.org) « bien. » Oui.",
            ["Voir ici « bien.", "Oui."],
        ),
        ("<details><summary>Indice</summary>\n\nPensez **bien**.\n\n</details>", ["Indice", "Pensez bien."]),
    ],
)
def test_sentences_are_found(markdown, expected):
    assert rules.sentences(markdown) == expected


def toml(tmp_path, *entries):
    path = tmp_path / "wrong.toml"
    path.write_text(
        "".join(
            f'[[wrong]]\ncell = "{c}"\nname = "n"\ncode = "{code}"\nmistake = "{m}"\n'
            for c, code, m in entries
        )
    )
    lesson = rules.lesson(good(), module="21_courant", name="2_lampe")
    return [violation.cell for violation in rules.wrong_answers(lesson, path)]


def test_two_different_wrong_answers_an_exercise_are_asked_for(tmp_path):
    assert toml(tmp_path, ("lampe", "a", "x"), ("lampe", "b", "y")) == []
    assert toml(tmp_path, ("lampe", "a", "x"), ("lampe", "a", "y")) == ["lampe"]
    assert toml(tmp_path, ("lampe", "a", "x"), ("lampe", "b", "")) == ["lampe"]
    assert toml(tmp_path, ("lampe", "a", "x"), ("lampe", "b", "y"), ("autre", "c", "z")) == ["autre"]
    assert toml(tmp_path) == ["lampe"]


def test_the_glossary_is_in_order_and_has_no_word_twice():
    assert len(GLOSSARY) == len(set(GLOSSARY)) > 10


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[f"{path.parent.name}/{path.stem}" for path in NOTEBOOKS])
def test_the_lesson_keeps_every_rule(path):
    lesson = rules.read(path, GLOSSARY)
    answers = ROOT / "tests/wrong_answers" / lesson.module / f"{lesson.name}.toml"
    found = rules.violations(lesson) + rules.wrong_answers(lesson, answers)
    assert not found, "\n".join(map(str, found))
