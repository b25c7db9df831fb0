"""The class plate: every part on it once, none touching another, bad files named, nothing laid twice."""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solid2 import cube

from classroom import plate
from classroom.plate import layout, pages, record
from classroom.plate.layout import Part, lay_out, share
from classroom.plate.parts import Gathered
from models import slicing
from models.slicing import Estimate
from models.solid import BadShape, Solid
from tests import accessible

BED = (220.0, 220.0)


def box(width: float, depth: float, height: float = 2) -> Solid:
    return Solid.of(cube([width, depth, height])).moved(-7, 30, -4)


def part(pseudonym: str, solid: Solid, minutes: float = 8) -> Part:
    return Part(pseudonym, solid, Estimate(60 * minutes, 1.5, 500, 0.03, 15))


@given(st.lists(st.tuples(st.integers(5, 60), st.integers(5, 40)), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_every_part_is_laid_once_inside_and_apart(sizes: list[tuple[int, int]]) -> None:
    parts = [part(f"P{i}", box(width, depth)) for i, (width, depth) in enumerate(sizes)]
    plates = lay_out(parts, (120, 100))
    assert sorted(one.pseudonym for sheet in plates for one in sheet.parts) == sorted(
        part.pseudonym for part in parts
    )
    for sheet in plates:
        boxes = [one.solid.bounds for one in sheet.parts]
        for low, high in boxes:
            assert min(low[0], low[1]) >= layout.GAP - 1e-6
            assert high[0] <= 120 - layout.GAP + 1e-6
            assert high[1] <= 100 - layout.GAP + 1e-6
            assert low[2] == pytest.approx(0)
        for i, (low, high) in enumerate(boxes):
            for other_low, other_high in boxes[:i]:
                apart = max(
                    low[0] - other_high[0],
                    other_low[0] - high[0],
                    low[1] - other_high[1],
                    other_low[1] - high[1],
                )
                assert apart >= layout.GAP - 1e-6


def test_a_part_larger_than_the_bed_is_refused() -> None:
    with pytest.raises(BadShape, match="Géant"):
        lay_out([part("Géant", box(215, 20))], BED)


@given(st.lists(st.floats(1, 10), min_size=1, max_size=30), st.integers(1, 4))
@settings(max_examples=50, deadline=None)
def test_printers_are_busy_about_as_long(minutes: list[float], printers: int) -> None:
    solid = Solid.of(cube(5))
    groups = share([part(f"P{i}", solid, time) for i, time in enumerate(minutes)], printers)
    assert sum(map(len, groups)) == len(minutes)
    assert len(groups) == min(printers, len(minutes))
    busy = [sum(one.estimate.minutes for one in group) for group in groups]
    assert max(busy) - min(busy) <= max(minutes) + 1e-6


# --- the pages ----------------------------------------------------------------------------------------------

NASTY = "</code><script>alert(1)</script>"


def session() -> tuple[list[record.Sheet], Gathered]:
    """A plate with the parts of a pair and of one pupil, one part refused, one file that can't be read."""
    gathered = Gathered(
        parts=[part("Lina + Noah", box(40, 15)), part("Zoé", box(30, 20))],
        left={"Max": "il n'y a pas de trou (Aucun trou.)", "Ali <3": "n'a pas rendu le carnet du porte-clés"},
        problems=[f"photo.jpg : {NASTY}"],
        code={"Lina + Noah": NASTY, "Zoé": "porte_cle = a\n" * 40, "Max": "x" * 300},
    )
    return record.sheets(lay_out(gathered.parts, BED), [], slicing.profile()), gathered


def text(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.S)).split())


def test_the_plan_says_whose_each_part_is_and_who_has_none() -> None:
    sheets, gathered = session()
    page = pages.plan(sheets, gathered, BED)
    (drawing,) = re.findall(r"<svg.*?</svg>", page, re.S)
    for entry in sheets[0].parts:
        assert f">{entry.number}</text>" in drawing
        assert f">{entry.pseudonym}</text>" in drawing
        assert re.search(rf"\b{entry.number} {re.escape(entry.pseudonym)} \d", text(page))
    assert "Max : il n'y a pas de trou (Aucun trou.)" in text(page)
    assert "photo.jpg" in text(page)
    assert f"{sheets[0].minutes:.0f} min sans la chauffe" in text(page)
    assert accessible.pale(accessible.svg_texts(drawing)) == []


def test_each_pupil_has_a_sheet_also_the_two_of_a_pair_and_one_whose_part_waits() -> None:
    sheets, gathered = session()
    page = pages.handouts(sheets, gathered)
    titles = re.findall(r"Le porte-clés de <bdi>(.*?)</bdi>", page)
    assert titles == ["Lina", "Noah", "Max", "Zoé"]
    lina, _, waits, zoe = map(text, re.findall(r"<section.*?</section>", page, re.S))
    assert "Fait à deux, avec Noah" in lina
    entries = {entry.pseudonym: entry for entry in sheets[0].parts}
    assert f"plateau 1, pièce {entries['Lina + Noah'].number}" in lina
    assert "40 × 15 × 2 mm" in lina
    assert "8 minutes" in lina
    assert NASTY in lina
    assert "Et encore 22 lignes" in zoe
    assert "pas encore sur un plateau : il n'y a pas de trou" in waits
    for sheet in (lina, waits, zoe):
        assert "ajoute un volume" in sheet  # what the lesson asks to remember
        assert "Reprendre mon travail" in sheet
    assert not re.search(r"\b(?:vous|votre)\b", lina, re.I)


@pytest.mark.parametrize("write", [lambda *given: pages.plan(*given, BED), pages.handouts])
def test_the_pages_are_open_to_all_offline_and_safe(write: Callable[..., str]) -> None:
    page = write(*session())
    assert accessible.page_faults(page) == []
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?!data:image/|#)", page)
    assert "default-src 'none'" in page


# --- the command --------------------------------------------------------------------------------------------


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


def test_the_command_again_lays_only_what_is_new(
    parts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sortie"
    command = [str(parts), "--sortie", str(out)]
    assert plate.main(command) == 0
    first = (out / "plateau-1.stl").read_bytes()
    (parts / "Zoé.stl").write_bytes(box(30, 10).to_stl())
    (parts / "Max.stl").write_bytes(box(35, 15).to_stl())
    capsys.readouterr()
    assert plate.main(command) == 0
    said = capsys.readouterr().out
    assert "Lou : déjà sur le plateau 1\n" in said
    assert "Max : déjà sur le plateau 1 ; sa pièce a changé" in said
    assert "Plateau 2 : 1 pièce," in said
    assert (out / "plateau-1.stl").read_bytes() == first
    known = record.read(out)
    assert [entry.number for sheet in known for entry in sheet.parts] == [1, 2, 3]
    assert plate.main([*command, "--refaire"]) == 0
    assert "Plateau 1 : 3 pièces" in capsys.readouterr().out
    assert len(record.read(out)) == 1
    assert not (out / "plateau-2.stl").exists()


def test_two_printers_get_a_plate_each(
    parts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sortie"
    assert plate.main([str(parts), "--sortie", str(out), "--imprimantes", "2", "--rapide"]) == 0
    one, other = record.read(out)
    assert len(one.parts) == len(other.parts) == 1
    assert one.layer == 0.28
    assert "Plateau 2 : 1 pièce," in capsys.readouterr().out


def test_a_record_that_cannot_be_read_is_said_and_kept(
    parts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / record.FILE).write_text(json.dumps([{"number": 1}]))
    assert plate.main([str(parts), "--sortie", str(tmp_path)]) == 1
    assert "--refaire" in capsys.readouterr().err
    assert plate.main([str(parts), "--sortie", str(tmp_path), "--refaire"]) == 0


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
    assert "aucune pièce à poser" in said
    assert "ni un dossier ni un zip" in said
