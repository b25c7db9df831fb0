"""The class plate: every part on it once, none touching another, bad files named and left out."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solid2 import cube

from classroom import plate
from models.solid import BadShape, Solid


def box(width: float, depth: float, height: float = 2) -> Solid:
    return Solid.of(cube([width, depth, height])).moved(-7, 30, -4)


@given(st.lists(st.tuples(st.integers(5, 60), st.integers(5, 40)), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_every_part_is_laid_once_inside_and_apart(sizes: list[tuple[int, int]]) -> None:
    parts = [(f"P{i}", box(width, depth)) for i, (width, depth) in enumerate(sizes)]
    plates = plate.lay_out(parts, (120, 100))
    assert sorted(one.pseudonym for sheet in plates for one in sheet.parts) == sorted(
        name for name, _ in parts
    )
    for sheet in plates:
        boxes = [one.solid.bounds for one in sheet.parts]
        for low, high in boxes:
            assert min(low[0], low[1]) >= plate.GAP - 1e-6
            assert high[0] <= 120 - plate.GAP + 1e-6
            assert high[1] <= 100 - plate.GAP + 1e-6
            assert low[2] == pytest.approx(0)
        for i, (low, high) in enumerate(boxes):
            for other_low, other_high in boxes[:i]:
                apart = max(
                    low[0] - other_high[0],
                    other_low[0] - high[0],
                    low[1] - other_high[1],
                    other_low[1] - high[1],
                )
                assert apart >= plate.GAP - 1e-6


def test_a_part_larger_than_the_bed_is_refused() -> None:
    with pytest.raises(BadShape, match="Géant"):
        plate.lay_out([("Géant", box(215, 20))], (220, 220))


def test_a_plate_is_one_stl_and_a_map(tmp_path: Path) -> None:
    (sheet,) = plate.lay_out([("Lou <3", box(40, 15)), ("Zoé", box(30, 20))])
    stl, svg = sheet.write(tmp_path)
    solid = Solid.from_stl(stl.read_bytes())
    assert solid.bodies == 2
    assert solid.volume == pytest.approx(40 * 15 * 2 + 30 * 20 * 2, rel=1e-5)
    words = "".join(ElementTree.parse(svg).getroot().itertext())
    assert "Lou <3" in words
    assert "Zoé" in words


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    folder = tmp_path / "pieces"
    folder.mkdir()
    (folder / "Lou.stl").write_bytes(box(40, 15).to_stl())
    (folder / "Max.stl").write_bytes(box(40, 15).to_stl())
    (folder / "Casse.stl").write_text("hello")
    (folder / "Long.stl").write_bytes(box(300, 5).to_stl())
    (folder / "Haut.stl").write_bytes(box(5, 5, 300).to_stl())
    (folder / "notes.txt").write_text("rien")
    return folder


def test_the_command_lays_good_parts_and_names_bad_ones(
    parts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plate.main([str(parts), "--sortie", str(tmp_path / "sortie")]) == 0
    said = capsys.readouterr()
    assert "✔ Lou" in said.out
    assert "Plateau 1 : 2 pièces" in said.out
    for name in ("Casse", "Long", "Haut"):
        assert f"✘ {name} :" in said.err
    assert Solid.from_stl((tmp_path / "sortie" / "plateau-1.stl").read_bytes()).bodies == 2


def test_a_zip_gives_the_same(parts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "pieces.zip"
    with zipfile.ZipFile(archive, "w") as writer:
        for path in parts.iterdir():
            writer.write(path, f"classe/{path.name}")
    assert plate.main([str(archive), "--sortie", str(tmp_path / "sortie")]) == 0
    assert "Plateau 1 : 2 pièces" in capsys.readouterr().out


def test_nothing_to_lay_out_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plate.main([str(tmp_path)]) == 1
    assert plate.main([str(tmp_path / "absent")]) == 1
    said = capsys.readouterr().err
    assert "Aucune pièce" in said
    assert "ni un dossier ni un zip" in said
