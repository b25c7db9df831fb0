"""A class judged on a Dask cluster of separate processes: the same marks, whatever dies on the way."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import warnings

import pytest

from classroom import lessons, sandbox
from classroom.grading import command
from classroom.grading.assess import locked_of
from classroom.grading.crew import NoCluster
from classroom.grading.job import Job
from tests import made_course

pytestmark = [
    pytest.mark.skipif(sandbox.obstacle() is not None, reason="no sandbox here"),
    pytest.mark.filterwarnings("default"),  # Dask's own, on recent libraries
]
MARK = """
import time
def carres(n):
    total = 0
    for i in range({work}): total += i
    return [i * i for i in range(1, n + 1)]  # {name}
"""


@pytest.fixture(scope="module")
def cluster():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from distributed import LocalCluster

        with LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as made:
            yield made


def job(name, work=1_000):
    cells = made_course.cells()
    answered = [
        {**cell, "source": MARK.format(work=work, name=name)} if cell["id"] == "carres" else cell
        for cell in cells
    ]
    return Job(json.dumps({"cells": answered}).encode(), {"cells": cells}, locked_of(cells))


def points(made):
    shown = [output for cell in made.notebook["cells"] for output in cell.get("outputs", [])]
    return [output["data"]["text/plain"] for output in shown if output["output_type"] == "execute_result"]


def test_every_notebook_is_judged_once_though_a_worker_is_killed(cluster):
    from classroom.grading.cluster import ClusterCrew

    with contextlib.closing(ClusterCrew(cluster.scheduler_address)) as crew:
        assert crew.jobs == 2
        asked = [crew.ask(job(f"élève {number}", 2_000_000)) for number in range(8)]
        asked[0].result(timeout=120)
        victim = next(iter(cluster.workers.values()))
        os.kill(victim.pid, signal.SIGKILL)
        assert [points(one.result(timeout=120)) for one in asked] == [["2", "3"]] * 8


def test_the_end_of_one_graders_run_leaves_anothers_seats(cluster):
    from classroom.grading.cluster import ClusterCrew

    with contextlib.closing(ClusterCrew(cluster.scheduler_address)) as mine:
        with contextlib.closing(ClusterCrew(cluster.scheduler_address)) as other:
            assert points(other.ask(job("à lui")).result(timeout=120)) == ["2", "3"]
        assert points(mine.ask(job("à moi")).result(timeout=120)) == ["2", "3"]


def test_the_command_gives_the_same_marks_and_pages_on_a_cluster(cluster, tmp_path):
    solutions = made_course.write_solutions(tmp_path)
    lessons.update(solutions, tmp_path / "lessons")
    lesson = tmp_path / "lessons" / made_course.MODULE / f"{made_course.NOTEBOOK}.ipynb"
    (tmp_path / "remises").mkdir()
    for name, answer in (
        ("ana", made_course.RIGHT),
        ("bob", made_course.WRONG),
        ("cleo", "while True: pass"),
    ):
        path = tmp_path / "remises" / f"{name} - {made_course.NOTEBOOK}.ipynb"
        path.write_bytes(made_course.answered(lesson, answer))
    arguments = [str(tmp_path / "remises"), "--solutions", str(solutions), "--delai", "60", "--dossier"]
    here, there = tmp_path / "ici", tmp_path / "groupe"
    assert command.main([*arguments, str(here)]) == 0
    assert command.main([*arguments, str(there), "--scheduler", cluster.scheduler_address]) == 0
    for left in ("notes.csv", "classe.html", "retours/ana.html", "retours/bob.html", "retours/cleo.html"):
        assert (there / left).read_bytes() == (here / left).read_bytes(), left


def test_an_address_where_nobody_answers_is_told(monkeypatch):
    from classroom.grading import cluster

    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(NoCluster, match="dask scheduler"):
        cluster.ClusterCrew("tcp://127.0.0.1:9")


def test_a_cluster_without_workers_is_told():
    from distributed import LocalCluster

    from classroom.grading.cluster import ClusterCrew

    with (
        LocalCluster(n_workers=0, dashboard_address=None, silence_logs=50) as empty,
        pytest.raises(NoCluster, match="dask worker"),
    ):
        ClusterCrew(empty.scheduler_address)


def test_grading_here_imports_nothing_of_dask(tmp_path):
    made_course.write_solutions(tmp_path)
    (tmp_path / "remises").mkdir()
    look = (
        "import sys; from classroom import grading; grading.main(sys.argv[1:]); "
        "print([name for name in sys.modules if name.startswith(('dask', 'distributed'))])"
    )
    arguments = [tmp_path / "remises", "--dossier", tmp_path / "notes", "--solutions", tmp_path / "solutions"]
    ran = subprocess.run(
        [sys.executable, "-c", look, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip().endswith("[]")


def test_the_command_says_what_is_missing(tmp_path, monkeypatch, capsys):
    from classroom.grading import cluster

    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    made_course.write_solutions(tmp_path)
    (tmp_path / "remises").mkdir()
    arguments = [str(tmp_path / "remises"), "--solutions", str(tmp_path / "solutions")]
    assert command.main([*arguments, "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "Personne ne répond" in capsys.readouterr().err
