"""lessons/ made from solutions/: the same bytes each time, stubs by language, and what --check names."""

import json

import pytest

from classroom import lessons, normalise
from tests import made_course
from tests.made_course import MODULE, NOTEBOOK


@pytest.fixture
def course(tmp_path):
    made_course.write_solutions(tmp_path)
    return tmp_path


def run(course, *more):
    paths = ["--solutions", str(course / "solutions"), "--lessons", str(course / "lessons")]
    return lessons.main([*more, *paths])


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_made_twice_the_bytes_are_the_same(course):
    run(course)
    first = files(course)
    (course / "lessons" / MODULE / f"{NOTEBOOK}.ipynb").unlink()
    run(course)
    assert files(course) == first
    assert run(course, "--check") == 0


def test_a_lesson_has_stubs_no_solution_no_hidden_test_and_its_pictures(course):
    run(course)
    text = (course / "lessons" / MODULE / f"{NOTEBOOK}.ipynb").read_text("utf-8")
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(text)["cells"]}
    assert cells["carres"] == "def carres(n):\n    ..."
    assert cells["carres-correction"] == "# D'autres essais, à la correction."
    assert "BEGIN" not in text
    assert (course / "lessons" / MODULE / "images" / "carre.svg").exists()


def test_a_sketch_cell_gets_a_stub_in_its_own_language(course):
    sketch = "%%sketch\nvoid setup() {\n  ### BEGIN SOLUTION\n  pinMode(13, OUTPUT);\n  ### END SOLUTION\n}"
    path = course / "solutions" / MODULE / f"{NOTEBOOK}.ipynb"
    extra = made_course.code("croquis", sketch, solution=True)
    path.write_text(made_course.notebook(*made_course.cells(), extra), "utf-8")
    run(course)
    made = json.loads((course / "lessons" / MODULE / f"{NOTEBOOK}.ipynb").read_text("utf-8"))
    assert "".join(made["cells"][-1]["source"]) == "%%sketch\nvoid setup() {\n  // à toi\n}"
    assert "".join(made["cells"][3]["source"]) == "def carres(n):\n    ..."


def test_check_names_each_notebook_and_writes_nothing(course, capsys):
    run(course)
    lesson = course / "lessons" / MODULE / f"{NOTEBOOK}.ipynb"
    lesson.write_text(lesson.read_text("utf-8").replace("...", "pass"), "utf-8")
    source = course / "solutions" / MODULE / f"{NOTEBOOK}.ipynb"
    source.write_text(
        source.read_text("utf-8").replace('"execution_count": null', '"execution_count": 3', 1), "utf-8"
    )
    (course / "lessons" / MODULE / "vieux.svg").write_text("")
    before = files(course)
    capsys.readouterr()
    assert run(course, "--check") == 1
    said = capsys.readouterr().out
    assert f"{MODULE}/{NOTEBOOK}.ipynb : n'est pas à jour" in said
    assert f"solutions/{MODULE}/{NOTEBOOK}.ipynb : à nettoyer" in said
    assert "vieux.svg : n'a plus de source" in said
    assert files(course) == before
    assert run(course) == 0
    said = capsys.readouterr().out
    assert f"{MODULE}/{NOTEBOOK}.ipynb : refait" in said
    assert "vieux.svg : enlevé" in said


def test_a_clean_notebook_has_readable_ids_and_nothing_an_editor_left():
    dirty = json.loads(made_course.notebook(*made_course.cells()))
    dirty["metadata"]["widgets"] = {}
    dirty["cells"][0] |= {
        "id": "1f3a9c0d",
        "metadata": {"collapsed": True},
        "source": ["# Été à **Lens**\n", "x  "],
    }
    dirty["cells"][1] |= {"id": "x", "execution_count": 4, "outputs": [{"output_type": "stream"}]}
    dirty["cells"].append(made_course.text("1f3a9c0e", "# Été à Lens\nx"))
    clean = json.loads(normalise.normalise(json.dumps(dirty)))
    assert clean["metadata"] == normalise.METADATA
    assert clean["cells"][0] == {
        "cell_type": "markdown",
        "id": "ete-a-lens-x",
        "metadata": {},
        "source": ["# Été à **Lens**\n", "x"],
    }
    assert clean["cells"][1]["id"] == "reglages"
    assert clean["cells"][1]["outputs"] == []
    assert clean["cells"][-1]["id"] == "ete-a-lens-x-2"
    text = json.dumps(clean)
    assert normalise.normalise(text) == normalise.normalise(normalise.normalise(text))


def test_the_text_form_reads_as_a_list_of_cells(course, capsys):
    assert normalise.main(["--text", str(course / "solutions" / MODULE / f"{NOTEBOOK}.ipynb")]) == 0
    said = capsys.readouterr().out
    assert "# %% [code] carres-verification (2 points)\ngrade(2, verifier(carres, 3))\n" in said
    assert '"cell_type"' not in said
