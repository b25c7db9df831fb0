"""PrusaSlicer absent, endless, broken or untidy: a French message, and nothing left behind."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from solid2 import cube

from models.slicing import SlicerMissing, prusaslicer, slice_part

BLOCK = cube([5, 5, 1])


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put a shell script in the place of PrusaSlicer."""

    def install(script: str) -> None:
        path = tmp_path / "bin" / "prusa-slicer"
        path.parent.mkdir()
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")

    return install


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A home and a folder for temporary files of its own."""
    places = [tmp_path / "home", tmp_path / "tmp"]
    for place in places:
        place.mkdir()
    monkeypatch.setenv("HOME", str(places[0]))
    monkeypatch.setattr(tempfile, "tempdir", str(places[1]))
    return places


def test_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SlicerMissing, match="apt install prusa-slicer"):
        slice_part(BLOCK, engine="prusaslicer")


def test_endless_with_a_child_of_its_own(
    program, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    program("tail -f /dev/null & tail -f /dev/null")
    monkeypatch.setattr(prusaslicer, "TIME_LIMIT", 0.3)
    with pytest.raises(SlicerMissing, match="n'a pas fini"):
        slice_part(BLOCK, engine="prusaslicer")
    assert not any(list(place.iterdir()) for place in folders)


def test_broken(program) -> None:
    program("echo 'terminate called: no memory' >&2; exit 134")
    with pytest.raises(SlicerMissing, match="Il dit : terminate called: no memory"):
        slice_part(BLOCK, engine="prusaslicer")


def test_what_it_writes_is_gone(program, folders: list[Path]) -> None:
    program('touch "$HOME/a" "$TMPDIR/b" "$XDG_CONFIG_HOME/c" d; cat /dev/null > part.gcode; exit 0')
    with pytest.raises(SlicerMissing, match="n'a rien produit"):
        slice_part(BLOCK, engine="prusaslicer")
    assert not any(list(place.iterdir()) for place in folders)


@pytest.mark.skipif(not prusaslicer.program(), reason="prusa-slicer n'est pas installé")
def test_the_real_one_leaves_nothing(folders: list[Path]) -> None:
    assert slice_part(BLOCK, engine="prusaslicer").layers == 5
    assert not any(list(place.iterdir()) for place in folders)


def test_how_far_it_is_never_goes_back(program, monkeypatch: pytest.MonkeyPatch) -> None:
    program(
        "echo '20 => Generating perimeters'; echo '70 => Infilling layers'; echo '30 => Preparing infill'"
    )
    monkeypatch.setattr(prusaslicer, "SILENCE", -1.0)
    told: list[float] = []
    with pytest.raises(SlicerMissing):
        slice_part(BLOCK, engine="prusaslicer", progress=told.append)
    assert told == [0.2, 0.7, 0.7]
