"""Files of parts: what is written is read again the same, what is broken or hostile is refused in French."""

from __future__ import annotations

import ctypes
import io
import math
import os
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from solid2 import cube, cylinder, linear_extrude, sphere, square, text

from models import formats
from models.formats import step, threemf
from models.solid import BadShape, Solid

PLATE = cube([60, 20, 4]) - cylinder(d=5, h=10, _fn=48).translate([50, 10, -1])
PARTS = {
    "plate": PLATE,
    "far": PLATE.translate([700, -300, 90]),
    "ball": sphere(d=30, _fn=48),
    "two": cube(5) + cube(5).translate([9, 0, 0]),
    "hollow": cube(20) - cube(10).translate([5, 5, 5]),
    "word": cube([45, 16, 2])
    + linear_extrude(1)(text("Léa", size=8, font="Liberation Sans")).translate([4, 4, 1.5]),
}


def mistake(data: bytes, name: str) -> str:
    with pytest.raises(BadShape) as caught:
        formats.read(data, name).closed()
    return caught.value.mistake


@pytest.mark.parametrize("kind", ["stl", "3mf"])
@pytest.mark.parametrize("name", PARTS)
def test_what_is_written_is_read_again_the_same(name: str, kind: str) -> None:
    part = Solid.of(PARTS[name])
    again = formats.read(formats.write(part, kind), f"{name}.{kind.upper()}")
    assert again.volume == pytest.approx(part.volume, rel=1e-6)
    assert again.area == pytest.approx(part.area, rel=1e-6)
    assert np.array(again.bounds) == pytest.approx(np.array(part.bounds), abs=1e-4)
    assert again.bodies == part.bodies
    assert formats.write(part, kind) == formats.write(part, kind)


# -- 3MF ----------------------------------------------------------------------------------------------------

TETRA = (
    '<vertices><vertex x="0" y="0" z="0"/><vertex x="10" y="0" z="0"/><vertex x="0" y="10" z="0"/>'
    '<vertex x="0" y="0" z="10"/></vertices><triangles><triangle v1="0" v2="2" v3="1"/>'
    '<triangle v1="0" v2="1" v3="3"/><triangle v1="1" v2="2" v3="3"/><triangle v1="2" v2="0" v3="3"/>'
    "</triangles>"
)
MESH = f'<object id="1"><mesh>{TETRA}</mesh></object>'
VOLUME = 1000 / 6


def model(
    resources: str = MESH, build: str = '<item objectid="1"/>', attributes: str = "", before: str = ""
) -> str:
    return (
        f'<?xml version="1.0"?>{before}<model xmlns="{threemf._CORE}" {attributes}>'
        f"<resources>{resources}</resources><build>{build}</build></model>"
    )


def archive(text: str | bytes, relationships: str = threemf._RELATIONSHIPS) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("_rels/.rels", relationships)
        made.writestr("3D/3dmodel.model", text)
    return file.getvalue()


def test_what_is_written_is_valid_3mf_for_the_consortium_s_own_reader() -> None:
    lib3mf = pytest.importorskip("lib3mf")
    for part in map(Solid.of, PARTS.values()):
        model = lib3mf.get_wrapper().CreateModel()
        reader = model.QueryReader("3mf")
        reader.SetStrictModeActive(True)
        reader.ReadFromBuffer(formats.write(part, "3mf"))
        assert [reader.GetWarning(number) for number in range(reader.GetWarningCount())] == []
        assert model.GetUnit() == lib3mf.ModelUnit.MilliMeter
        assert model.GetBuildItems().Count() == 1
        meshes = model.GetMeshObjects()
        assert meshes.MoveNext()
        mesh = meshes.GetCurrentMeshObject()
        assert mesh.IsManifoldAndOriented()
        assert mesh.GetTriangleCount() == len(part.triangles)
        assert mesh.GetVertexCount() == len(part.vertices)


def test_a_3mf_of_another_writer_is_read() -> None:
    lib3mf = pytest.importorskip("lib3mf")
    wrapper = lib3mf.get_wrapper()
    model = wrapper.CreateModel()
    model.SetUnit(lib3mf.ModelUnit.Inch)
    box = model.AddMeshObject()
    box.SetGeometry(
        [lib3mf.Position((ctypes.c_float * 3)(*vertex)) for vertex in V],
        [lib3mf.Triangle((ctypes.c_uint32 * 3)(*map(int, triangle))) for triangle in T],
    )
    pair = model.AddComponentsObject()
    pair.AddComponent(box, wrapper.GetIdentityTransform())
    pair.AddComponent(box, wrapper.GetTranslationTransform(20, 0, 0))
    model.AddBuildItem(pair, wrapper.GetTranslationTransform(0, 5, 0))
    part = formats.read(bytes(model.QueryWriter("3mf").WriteToBuffer()), "x.3mf")
    assert part.bodies == 2
    assert np.array(part.bounds) / 25.4 == pytest.approx(np.array([[0, 5, 0], [30, 15, 10]]))


# -- STEP ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PARTS)
def test_a_mesh_becomes_a_step_of_flat_faces(name: str) -> None:
    part = Solid.of(PARTS[name])
    again = formats.read(formats.write(part, "step"), f"{name}.stp")
    assert again.volume == pytest.approx(part.volume, rel=1e-6)
    assert np.array(again.bounds) == pytest.approx(np.array(part.bounds), abs=1e-6)
    assert again.bodies == part.bodies


def test_a_cadquery_part_becomes_an_exact_step() -> None:
    cq = pytest.importorskip("cadquery")
    part = cq.Workplane().box(40, 30, 8).faces(">Z").workplane().hole(6).edges("|Z").fillet(3)
    data = formats.write(part, "step")
    again = formats.read(data, "piece.step")
    assert again.volume == pytest.approx(Solid.of(part).volume, rel=1e-9)
    exact = _imported(data)
    assert exact.Volume() == pytest.approx(part.val().Volume(), rel=1e-9)
    assert sorted(face.geomType() for face in exact.Faces()) == sorted(
        face.geomType() for face in part.val().Faces()
    )


def test_the_places_of_an_assembly_are_kept_in_step() -> None:
    cq = pytest.importorskip("cadquery")
    inner = cq.Assembly().add(cq.Workplane().box(2, 2, 2), loc=cq.Location((0, 10, 0)), color=cq.Color("red"))
    both = cq.Assembly().add(cq.Workplane().box(4, 4, 4)).add(inner, loc=cq.Location((20, 0, 0)))
    again = formats.read(formats.write(both, "step"), "tout.stp")
    assert again.bodies == 2
    assert np.array(again.bounds) == pytest.approx(np.array([[-2, -2, -2], [21, 11, 2]]))


def _imported(data: bytes) -> Any:
    """The shape that cadquery itself finds in a STEP file."""
    from cadquery import importers

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "piece.step"
        file.write_bytes(data)
        return importers.importStep(str(file)).val()


def test_a_step_of_too_many_facets_is_refused_and_the_other_files_are_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(step, "MAX_FACETS", 100)
    with pytest.raises(BadShape) as caught:
        formats.write(PLATE, "step")
    assert caught.value.mistake == "la pièce a trop de facettes pour le format STEP"
    files = formats.export(PLATE, tmp_path / "plaque.stl")
    assert [file.name for file in files] == ["plaque.stl", "plaque.3mf"]
    assert "STEP" in capsys.readouterr().out


def test_export_writes_the_three_files_and_they_are_parts(tmp_path: Path) -> None:
    files = formats.export(PLATE, tmp_path / "plaque v1.2")
    assert [file.name for file in files] == ["plaque v1.2.stl", "plaque v1.2.3mf", "plaque v1.2.step"]
    assert [Solid.of(file).volume for file in files] == pytest.approx([Solid.of(PLATE).volume] * 3, rel=1e-6)


def test_occt_says_nothing_below_python() -> None:
    """In a process that has not imported cadquery, which silences it."""
    words = "from solid2 import cube; from models import formats; formats.write(cube(3), 'step')"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.parametrize("name", ["", "absent/plaque", "p" * 300, "pla\0que"])
def test_a_name_that_no_file_can_have_is_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadShape) as caught:
        formats.export(PLATE, name)
    assert caught.value.mistake == "le fichier ne s'écrit pas"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", formats.WRITTEN)
def test_a_drawing_and_an_open_skin_are_not_written(kind: str) -> None:
    box = Solid.of(cube(5))
    for part, expected in (
        (square(5), "la forme est plate"),
        (Solid(box.vertices, box.triangles[1:]), "la pièce n'est pas fermée"),
    ):
        with pytest.raises(BadShape) as caught:
            formats.write(part, kind)
        assert caught.value.mistake == expected


# -- files that are broken --------------------------------------------------------------------------------

Mesh = tuple[np.ndarray, np.ndarray]
BOX = Solid.of(cube(10))
V, T = BOX.vertices, BOX.triangles


def together(*meshes: Mesh) -> Mesh:
    starts = np.cumsum([0, *(len(vertices) for vertices, _ in meshes)])
    return (
        np.concatenate([vertices for vertices, _ in meshes]),
        np.concatenate([triangles + start for (_, triangles), start in zip(meshes, starts, strict=False)]),
    )


def stl_file(mesh: Mesh) -> bytes:
    """Written as it is, wrong or not."""
    vertices, triangles = mesh
    facets = b"".join(
        struct.pack("<12fH", 0, 0, 0, *vertices[triangle].reshape(-1), 0) for triangle in triangles
    )
    return bytes(80) + struct.pack("<I", len(triangles)) + facets


def threemf_file(mesh: Mesh) -> bytes:
    vertices, triangles = mesh
    points = "".join(f'<vertex x="{x}" y="{y}" z="{z}"/>' for x, y, z in vertices)
    faces = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in triangles)
    body = f"<mesh><vertices>{points}</vertices><triangles>{faces}</triangles></mesh>"
    return archive(model(f'<object id="1">{body}</object>'))


def with_point(x: float) -> Mesh:
    moved = V.copy()
    moved[0, 0] = x
    return moved, T


FAR = np.array([100, 200, 0])
LINE = np.array([[1.0, 1, 1], [2, 2, 2], [3, 3, 3]])
CORNER = np.flatnonzero((V == 0).all(axis=1))
PUSHED = V.copy()
PUSHED[CORNER] = [14, 13, 12]

BROKEN = {
    "a hole": ((V, T[1:]), "la pièce n'est pas fermée"),
    "every face flipped": ((V, T[:, ::-1]), "les faces sont retournées"),
    "one face flipped": ((V, np.concatenate([T[:1, ::-1], T[1:]])), "les faces sont retournées"),
    "one body of two flipped": (together((V, T), (V / 2 + 30, T[:, ::-1])), "les faces sont retournées"),
    "a face twice": ((V, np.concatenate([T, T[:1]])), "des faces sont en trop"),
    "a body twice": (together((V, T), (V, T)), "un volume est en double"),
    "bodies that overlap": (together((V, T), (V + 5, T)), "la pièce se traverse elle-même"),
    "a body inside another": (together((V, T), (V / 4 + 3, T)), "la pièce se traverse elle-même"),
    "bodies that overlap in a hollow": (
        together((V, T), (V * 0.8 + 1, T[:, ::-1]), (V * 0.3 + 2, T), (V * 0.3 + 3, T)),
        "la pièce se traverse elle-même",
    ),
    "a corner through the opposite side": ((PUSHED, T), "la pièce se traverse elle-même"),
    "triangles of no area only": (
        (LINE, np.array([[0, 1, 2], [2, 1, 0]])),
        "les faces n'entourent aucun volume",
    ),
    "a single point": ((LINE[[0, 0, 0]], np.array([[0, 1, 2]])), "la pièce est vide"),
    "not a number": (with_point(math.nan), "les données de la pièce sont abîmées"),
    "infinite": (with_point(math.inf), "les données de la pièce sont abîmées"),
    "kilometres": (with_point(1e7), "la pièce est beaucoup trop grande ou trop loin"),
}


@pytest.mark.parametrize("kind", ["stl", "3mf"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_mesh_is_named(name: str, kind: str) -> None:
    mesh, expected = BROKEN[name]
    data = stl_file(mesh) if kind == "stl" else threemf_file(mesh)
    assert mistake(data, f"x.{kind}") == expected


def test_a_hole_is_said_where_it_is() -> None:
    with pytest.raises(BadShape) as caught:
        Solid(V + FAR, T[1:]).closed()
    edge = V[T[0]] + FAR
    said = [float(value.replace(",", ".")) for value in re.findall(r"= (-?\d+,\d)", caught.value.constat)]
    assert np.all(said >= edge.min(axis=0))
    assert np.all(said <= edge.max(axis=0))


@pytest.mark.parametrize(
    "mesh",
    [
        together((V, T), (LINE, np.array([[0, 1, 2]]))),
        together((V, T), (V / 2 + 2, T[:, ::-1])),
        together((V, T), (V + np.array([10, 0, 0]), T)),
        together((V, T), (V + np.array([10, 10, 0]), T)),
        together((V, T), (V + 10, T)),
    ],
    ids=["a triangle of no area", "a hollow", "a face in common", "an edge in common", "a corner in common"],
)
def test_what_only_looks_broken_is_read(mesh: Mesh) -> None:
    for data, name in ((stl_file(mesh), "x.stl"), (threemf_file(mesh), "x.3mf")):
        part = formats.read(data, name)
        assert part.volume == pytest.approx(part.closed().volume())


# -- files that are no parts, or hostile ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "x.stl", "le fichier est vide"),
        (b"", "x.3mf", "le fichier est vide"),
        (b"", "x.step", "le fichier est vide"),
        (b"Bonjour, ceci est une lettre.\n", "x.stl", "le fichier STL est illisible"),
        (b"solid x\nvertex a b c\n", "x.stl", "le fichier STL est illisible"),
        (stl_file((V, T))[:-1], "x.stl", "le fichier STL est illisible"),
        (bytes(84), "x.stl", "la pièce est vide"),
        (b"Bonjour", "x.3mf", "le fichier 3MF est illisible"),
        (archive(model())[:300], "x.3mf", "le fichier 3MF est illisible"),
        (archive("<model"), "x.3mf", "le fichier 3MF est illisible"),
        (archive(model(build="")), "x.3mf", "le fichier 3MF est illisible"),
        (archive(model(build='<item objectid="7"/>')), "x.3mf", "le fichier 3MF est illisible"),
        (archive(model(attributes='unit="league"')), "x.3mf", "le fichier 3MF est illisible"),
        (archive(model(MESH.replace('v3="1"', 'v3="9"'))), "x.3mf", "les données de la pièce sont abîmées"),
        (archive(model(MESH.replace("vertex ", "sommet "))), "x.3mf", "la pièce est vide"),
        (archive(model(MESH.replace('x="10"', 'x="dix"'))), "x.3mf", "le fichier 3MF est illisible"),
        (b"Bonjour", "x.step", "le fichier STEP est illisible"),
        (b"ISO-10303-21;\nHEADER;", "x.stp", "le fichier STEP est illisible"),
        (b"ISO-10303-21;" + bytes(60_000_000), "x.step", "le fichier est trop lourd"),
        (bytes(formats.MAX_BYTES + 1), "x.3mf", "le fichier est trop lourd"),
        (b"x", "x.obj", "ce n'est pas un fichier de pièce"),
        (b"x", "piece", "ce n'est pas un fichier de pièce"),
    ],
)
def test_a_file_that_is_no_part_is_named(data: bytes, name: str, expected: str) -> None:
    assert mistake(data, name) == expected


def test_a_step_without_a_volume_is_refused_by_its_reader() -> None:
    data = b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\n#1=LOOP(#1);\nENDSEC;\nEND-ISO-10303-21;\n"
    assert mistake(data, "x.step") == "le fichier STEP est illisible"


@pytest.mark.parametrize(
    ("problem", "word"),
    [(subprocess.TimeoutExpired("x", 1), "secondes"), (BlockingIOError(), "programme")],
)
def test_a_reader_that_hangs_or_cannot_start_is_told(
    monkeypatch: pytest.MonkeyPatch, problem: Exception, word: str
) -> None:
    def fail(*_: Any, **options: Any) -> None:
        assert options["timeout"] <= 60
        raise problem

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(BadShape, match=word):
        formats.read(b"ISO-10303-21;\nEND-ISO-10303-21;\n", "x.step")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "enorme.stl"
    with file.open("wb") as hollow:
        hollow.truncate(300_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("the file was read"))
    with pytest.raises(BadShape) as caught:
        Solid.of(file)
    assert caught.value.mistake == "le fichier est trop lourd"


def test_a_path_that_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube.stl")
    for path in (tmp_path / "absent.stl", tmp_path / "tube.stl"):
        with pytest.raises(BadShape) as caught:
            Solid.of(path)
        assert caught.value.mistake == "le fichier n'existe pas"
    with pytest.raises(BadShape, match="suffixe"):
        Solid.of(tmp_path / "dossier")


def test_a_text_is_no_file(tmp_path: Path) -> None:
    """In grading a text crosses into the trusted process, which must open nothing a learner names."""
    (file,) = formats.export(PLATE, tmp_path / "plaque")[:1]
    with pytest.raises(BadShape) as caught:
        Solid.of(str(file))
    assert caught.value.mistake == "la réponse n'est pas une pièce"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threemf, "MAX_UNPACKED", 1_000_000)
    data = archive(bytes(1_000_001))
    assert len(data) < 10_000
    unpack = zipfile.ZipFile.open
    opened: list[str] = []
    monkeypatch.setattr(
        zipfile.ZipFile,
        "open",
        lambda self, member, *rest: (opened.append(member.filename), unpack(self, member, *rest))[1],
    )
    assert mistake(data, "x.3mf") == "le fichier est trop lourd"
    assert opened == ["_rels/.rels"]


def test_an_archive_of_very_many_files_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for number in range(1001):
            made.writestr(str(number), "")
    assert mistake(file.getvalue(), "x.3mf") == "le fichier 3MF est illisible"


def test_a_lie_about_the_unpacked_size_stops_the_reading() -> None:
    data = archive(model(MESH + " " * 1_000_000))
    size = struct.pack("<I", len(model(MESH + " " * 1_000_000)))
    assert data.count(size) == 2
    assert mistake(data.replace(size, struct.pack("<I", 100)), "x.3mf") == "le fichier 3MF est illisible"


def test_a_tag_without_an_end_is_left_before_it_is_all_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = archive('<model a="' + "x" * 60_000_000)
    read, asked = zipfile.ZipExtFile.read, []
    monkeypatch.setattr(
        zipfile.ZipExtFile, "read", lambda file, size: (asked.append(size), read(file, size))[1]
    )
    assert mistake(data, "x.3mf") == "le fichier 3MF est illisible"
    assert sum(asked) < 10_000_000


ENTITIES = "<!DOCTYPE x [" + "".join(
    f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9)
).replace("&e0;", "ah") + "]>"  # fmt: skip


@pytest.mark.parametrize(
    "before",
    [
        ENTITIES,
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://x/y.dtd">',
    ],
    ids=["a bomb of entities", "a file of the system", "a file of the network"],
)
def test_xml_with_a_document_type_is_refused(before: str) -> None:
    with pytest.raises(BadShape, match="type de document"):
        formats.read(archive(model(before=before)), "x.3mf")


OUTSIDE = "https://exemple.invalid/3D/3dmodel.model"


@pytest.mark.parametrize(
    "data",
    [
        archive(model(), threemf._RELATIONSHIPS.replace("/3D/3dmodel.model", OUTSIDE)),
        archive(model(), threemf._RELATIONSHIPS.replace("Target=", 'TargetMode="External" Target=')),
        archive(
            model(
                build='<item objectid="1" p:path="/3D/autre.model"/>',
                attributes=f'xmlns:p="{threemf._PATH.split()[0]}" requiredextensions="p"',
            )
        ),
    ],
    ids=["an address", "an external target", "another model"],
)
def test_a_3mf_that_refers_elsewhere_is_refused(data: bytes) -> None:
    assert mistake(data, "x.3mf") == "le fichier 3MF renvoie à un autre fichier"


def test_an_unknown_extension_that_the_part_needs_is_told() -> None:
    needed = (
        'xmlns:b="http://schemas.microsoft.com/3dmanufacturing/beamlattice/2017/02" requiredextensions="b"'
    )
    with pytest.raises(BadShape, match="extension"):
        formats.read(archive(model(attributes=needed)), "x.3mf")


@pytest.mark.parametrize("first", [MESH, '<object id="1"><components/></object>'])
def test_a_tower_of_components_is_counted_before_it_is_built(first: str) -> None:
    twice = "".join(
        f'<object id="{n + 1}"><components>' + 2 * f'<component objectid="{n}"/>' + "</components></object>"
        for n in range(1, 60)
    )
    data = archive(model(first + twice, '<item objectid="60"/>'))
    assert mistake(data, "x.3mf") == "la pièce a trop de détails"


def test_an_object_that_contains_itself_is_refused() -> None:
    data = archive(model('<object id="1"><components><component objectid="1"/></components></object>'))
    assert mistake(data, "x.3mf") == "le fichier 3MF est illisible"


@pytest.mark.parametrize(
    ("attributes", "factor"),
    [("", 1), ('unit="inch"', 25.4**3), ('unit="centimeter"', 1000), ('unit="micron"', 1e-9)],
)
def test_the_unit_of_a_3mf_counts(attributes: str, factor: float) -> None:
    part = formats.read(archive(model(attributes=attributes)), "x.3mf")
    assert part.volume == pytest.approx(VOLUME * factor)


def test_places_mirrors_and_components_of_a_3mf() -> None:
    resources = (
        MESH
        + '<object id="2"><components><component objectid="1" transform="-1 0 0 0 1 0 0 0 1 0 0 0"/>'
        + '<component objectid="1" transform="0 1 0 -1 0 0 0 0 1 50 0 0"/></components></object>'
        + f'<object id="3" type="support"><mesh>{TETRA}</mesh></object>'
    )
    build = '<item objectid="2" transform="2 0 0 0 2 0 0 0 2 0 100 0"/><item objectid="3"/>'
    part = formats.read(archive(model(resources, build)), "x.3mf")
    assert part.volume == pytest.approx(2 * 8 * VOLUME)
    assert np.array(part.bounds) == pytest.approx(np.array([[-20, 100, 0], [100, 120, 20]]))
