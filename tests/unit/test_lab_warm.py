"""The workshop that a kernel loads ahead: piece by piece, only what is named, never a learner's file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lab import warm

PIECES = ("atelier_un", "atelier_deux", "atelier_trois")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A workshop of three small packages, known as « outil »; what is displayed and imported, in order."""
    seen: list[str] = []
    for name in PIECES:
        (tmp_path / "paquets" / name).mkdir(parents=True)
        (tmp_path / "paquets" / name / "__init__.py").write_text("")
        monkeypatch.delitem(sys.modules, name, raising=False)
    (tmp_path / "carnets").mkdir()
    monkeypatch.chdir(tmp_path / "carnets")
    monkeypatch.syspath_prepend(str(tmp_path / "paquets"))
    monkeypatch.syspath_prepend(str(tmp_path / "carnets"))
    monkeypatch.setattr(warm, "WORKSHOP", {"outil": PIECES})
    warm._is_installed.cache_clear()
    real = warm.import_module

    def import_and_tell(name: str) -> Any:
        seen.append(name)
        return real(name)

    monkeypatch.setattr(warm, "import_module", import_and_tell)
    monkeypatch.setattr(warm, "display", lambda data, raw: seen.append(data["text/plain"]))
    monkeypatch.setattr(warm, "clear_output", lambda: seen.append("effacé"))
    return seen


def idle(waiting: list[Callable[[], None]]) -> Callable[[float, Callable[[], None]], None]:
    return lambda _, function: waiting.append(function)


def test_an_idle_kernel_loads_one_piece_at_a_time(shown: list[str]) -> None:
    waiting: list[Callable[[], None]] = []
    warm.start("import outil", idle(waiting))
    assert shown == []
    for number in (1, 2, 3):
        waiting.pop()()
        assert shown == list(PIECES[:number])
    waiting.pop()()
    assert waiting == []


def test_a_notebook_that_does_not_name_it_loads_nothing(shown: list[str]) -> None:
    waiting: list[Callable[[], None]] = []
    warm.start("import outillage", idle(waiting))
    waiting.pop()()
    assert shown == []


def test_a_cell_that_comes_first_is_told_why_it_waits_once(shown: list[str]) -> None:
    warm.before_a_cell("import outil")
    assert shown == [warm.MESSAGE, *PIECES, "effacé"]
    warm.before_a_cell("import outil")
    assert len(shown) == 5


def test_a_file_of_the_learner_is_not_run_ahead(shown: list[str]) -> None:
    Path("atelier_un.py").write_text("raise SystemExit")
    warm._is_installed.cache_clear()
    warm.before_a_cell("import outil")
    assert PIECES[0] not in shown


def test_a_piece_that_breaks_stops_nothing(shown: list[str], tmp_path: Path) -> None:
    (tmp_path / "paquets" / PIECES[1] / "__init__.py").write_text("1 / 0")
    warm.before_a_cell("import outil")
    assert shown[-2:] == [PIECES[2], "effacé"]
