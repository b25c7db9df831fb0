"""What show() leaves in a notebook: always a still picture, and a live view where a kernel can serve it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from models.solid import Solid
from views import live, part

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def tetrahedron() -> Solid:
    corners = [(0, 0, 0), (10, 0, 0), (0, 10, 0), (0, 0, 10)]
    return Solid(corners, [(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)])


def shown(monkeypatch: pytest.MonkeyPatch, shell: Any, solid: Solid) -> list[dict[str, Any]]:
    displayed: list[dict[str, Any]] = []
    monkeypatch.setattr(part, "_shell", lambda: shell)
    monkeypatch.setattr("IPython.display.display", lambda data, raw: displayed.append(data))
    part.show(solid)
    return displayed


def test_in_grading_a_still_picture_and_no_live_view(
    monkeypatch: pytest.MonkeyPatch, tetrahedron: Solid
) -> None:
    (still,) = shown(monkeypatch, SimpleNamespace(), tetrahedron)
    assert still["text/plain"] == "pièce de 10 × 10 × 10 mm"
    assert 'alt="pièce de 10 × 10 × 10 mm"' in still["text/html"]
    assert "image/png" in still


@pytest.mark.skipif(not live.MODULE.exists(), reason="the browser parts are not built")
def test_in_the_lab_a_live_view_over_the_still_picture(
    monkeypatch: pytest.MonkeyPatch, tetrahedron: Solid
) -> None:
    kernel = SimpleNamespace(get_parent=dict)
    still, view = shown(monkeypatch, SimpleNamespace(kernel=kernel, user_ns={}), tetrahedron)
    assert "image/png" in still
    assert WIDGET in view


def test_a_drawing_without_thickness_says_so(tetrahedron: Solid) -> None:
    drawing = Solid(tetrahedron.vertices, tetrahedron.triangles, flat=True)
    assert part.describe(drawing) == "forme plate de 10 × 10 mm"


def test_nothing_is_shown_outside_a_notebook(monkeypatch: pytest.MonkeyPatch, tetrahedron: Solid) -> None:
    assert shown(monkeypatch, None, tetrahedron) == []


def test_the_words_of_a_ghost_are_said_too(monkeypatch: pytest.MonkeyPatch, tetrahedron: Solid) -> None:
    displayed: list[dict[str, Any]] = []
    monkeypatch.setattr(part, "_shell", SimpleNamespace)
    monkeypatch.setattr("IPython.display.display", lambda data, raw: displayed.append(data))
    part.show(tetrahedron, ghost=tetrahedron.moved(z=5))
    (picture,) = displayed
    assert picture["text/plain"].endswith("le modèle : pièce de 10 × 10 × 10 mm")
