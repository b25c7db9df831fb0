"""The path of the home page, and the progress read from notebooks."""

import json
from pathlib import Path
from typing import Any

import pytest

from checks.feedback import MIME, failed, grade, passed
from lab.competences import practised
from lab.curriculum import next_step, read_path
from lab.progress import read_progress

GREEN = grade(2, passed("ok")).as_dict()
RED = grade(2, failed("non", mistake="m", constat="c", pourquoi="p", piste="p")).as_dict()


def write(path: Path, header: str, *grades: dict[str, Any] | None) -> Path:
    cells: list[dict[str, Any]] = [{"id": "titre", "cell_type": "markdown", "source": header}]
    for number, data in enumerate(grades):
        outputs = [{"output_type": "execute_result", "data": {MIME: data}}] if data else []
        cells.append(
            {"id": f"ex{number}-verification", "cell_type": "code", "source": "", "outputs": outputs}
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells}))
    return path


@pytest.mark.parametrize(
    ("header", "minutes"),
    [
        ("# Titre\n\n**Durée** : 45 min", 45),
        ("**Durée :** 1 h 15", 75),
        ("- durée : environ 2 h", 120),
        ("| Durée | 50 minutes |", 50),
        ("# Sans", 0),
    ],
)
def test_duration_is_read_from_the_header(tmp_path: Path, header: str, minutes: int) -> None:
    assert read_progress(write(tmp_path / "a.ipynb", header)).minutes == minutes


def test_progress_counts_green_checks(tmp_path: Path) -> None:
    progress = read_progress(write(tmp_path / "a.ipynb", "", GREEN, RED, None))
    assert (len(progress.exercises), progress.passed, progress.done) == (3, 1, False)
    assert read_progress(write(tmp_path / "b.ipynb", "", GREEN, GREEN)).done


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"cells": [3]}', '{"cells": []}'])
def test_a_broken_notebook_shows_no_progress(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(text)
    assert read_progress(path).exercises == ()


def test_the_path_joins_the_curriculum_with_the_notebooks_found(tmp_path: Path) -> None:
    write(tmp_path / "00_decouverte/1_mon_premier_objet.ipynb", "**Durée** : 45 min", GREEN)
    write(tmp_path / "00_decouverte/1_mon_premier_objet (nouvelle version).ipynb", "", None)
    write(tmp_path / "00_decouverte/2_ma_premiere_lumiere.ipynb", "**Durée** : 30 min", None)
    first = read_path(tmp_path, newer={"00_decouverte/1_mon_premier_objet.ipynb": "beside"})[0].modules[0]
    assert [notebook.path for notebook in first.notebooks] == [
        "00_decouverte/1_mon_premier_objet.ipynb",
        "00_decouverte/2_ma_premiere_lumiere.ipynb",
    ]
    assert first.notebooks[0].newer == "beside"
    assert first.minutes == 75
    assert not first.done


def test_next_step_prefers_what_is_begun(tmp_path: Path) -> None:
    assert next_step(read_path(tmp_path)) is None
    write(tmp_path / "00_decouverte/1_a.ipynb", "", None)
    write(tmp_path / "01_premiers_pas/1_b.ipynb", "", GREEN, None)
    step = next_step(read_path(tmp_path))
    assert step is not None
    assert step[1].path == "01_premiers_pas/1_b.ipynb"


def test_the_curriculum_is_whole(tmp_path: Path) -> None:
    modules = [module for stage in read_path(tmp_path) for module in stage.modules]
    seen: set[str] = set()
    for module in modules:
        assert {need for need, _ in module.needs} <= seen, f"{module.id} needs what comes later"
        assert module.picture.startswith("<svg")
        seen.add(module.id)
    assert len(modules) == 15
    assert sum(len(module.notebooks) for module in modules) == 49


def lesson(*cells: tuple[str, str, dict[str, Any]]) -> str:
    return json.dumps(
        {
            "cells": [
                {"id": name, "cell_type": "markdown" if source else "code", "source": source, **more}
                for name, source, more in cells
            ]
        }
    )


def test_an_exercise_has_the_title_above_it_and_the_hints_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(
        lesson(
            ("entete", "# Titre", {}),
            ("consigne", "**On échange.**\n\n## Modifier : `cube`, encore (6 minutes)\n\nÉcris.", {}),
            ("plaque", "", {}),
            ("plaque-indices", "<details>", {"metadata": {"coop": {"hints": 2}}}),
            ("plaque-verification", "", {"outputs": [{"data": {MIME: GREEN}}]}),
            ("defi-consigne", "## Le défi", {}),
            ("defi", "", {}),
            ("suite", "## À retenir", {}),
            ("defi-verification", "", {}),
        )
    )
    first, second = read_progress(path).exercises
    assert (first.title, first.place, first.passed, first.hints) == (
        "Modifier : cube, encore",
        "consigne",
        True,
        2,
    )
    assert (second.title, second.place, second.passed, second.hints) == (
        "Le défi",
        "defi-consigne",
        False,
        0,
    )
    assert read_progress(path).next == second


@pytest.mark.parametrize("hints", ["beaucoup", None, [1]])
def test_hints_of_another_making_count_for_none(tmp_path: Path, hints: Any) -> None:
    path = tmp_path / "a.ipynb"
    cell = ("x-indices", "<details>", {"metadata": {"coop": {"hints": hints}}})
    path.write_text(lesson(cell, ("x-verification", "", {})))
    assert read_progress(path).exercises[0].hints == 0


def test_a_copy_or_work_set_aside_does_not_stand_for_the_lesson(tmp_path: Path) -> None:
    for name in ("1_a", "1_a-Copy1", "1_a (mis de côté)", "1_a (nouvelle version)"):
        write(tmp_path / f"00_decouverte/{name}.ipynb", "")
    assert read_path(tmp_path)[0].modules[0].notebooks[0].path == "00_decouverte/1_a.ipynb"


def test_what_an_exercise_practises_is_told_in_everyday_words() -> None:
    assert practised("00_decouverte", "1_mon_premier_objet.ipynb", "porte-cle") == [
        "programmer",
        "préparer une pièce à imprimer",
    ]
    assert practised("00_decouverte", "1_mon_premier_objet.ipynb", "percer") == ["programmer"]
