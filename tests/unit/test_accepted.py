"""The class plate takes each key ring that its check accepts, as checked, and says why it leaves one."""

import pytest
from solid2 import cube

from classroom import accepted, plate, sandbox
from classroom.submissions import Submission
from models.solid import Solid
from tests import made_class, seats
from tests.made_class import ROOT, Lesson

SOLUTIONS = ROOT / "solutions"
LESSON = Lesson(SOLUTIONS / accepted.MODULE / f"{accepted.NOTEBOOK}.ipynb")
SIZE = (45, 18, 3)
"""Millimetres of the plain key ring of these tests: a plate with a hole and a small relief."""
PLAIN = """
plaque = cube([45, 18, 2]) + cube([10, 5, 3]).translate([5, 5, 0])
porte_cle = plaque - cylinder(d=5, h=10, _fn=48).translate([38, 9, -1])
"""


def copy(pseudonym, answer):
    content = LESSON.answered(pseudonym, {accepted.EXERCISE: answer})
    return Submission(pseudonym, LESSON.module, LESSON.name, content, "essai")


def wrong(mistake):
    (code,) = [
        one["code"] for one in LESSON.wrong if (one["cell"], one["mistake"]) == (accepted.EXERCISE, mistake)
    ]
    return code


def pieces(*submissions):
    """What is made of each, by pseudonym."""
    found = accepted.pieces(list(submissions), seats.crew(), ROOT / "lessons")
    return {piece.pseudonym: piece for piece in found}


def size(piece):
    return None if piece.solid is None else tuple(round(float(side), 3) for side in piece.solid.size)


def test_an_accepted_part_is_the_one_that_was_made():
    piece = pieces(copy("Lina", PLAIN))["Lina"]
    assert piece.refusal == ""
    assert size(piece) == SIZE
    assert piece.code == PLAIN
    # Two boxes, less the cylinder of the hole.
    assert piece.solid.volume == pytest.approx(45 * 18 * 2 + 10 * 5 - 3.14 * 2.5**2 * 2, rel=0.001)


@pytest.mark.parametrize("mistake", ["il n'y a pas de trou", "l'impression est trop longue"])
def test_a_refused_part_comes_with_its_reason(mistake):
    piece = pieces(copy("Noah", wrong(mistake)))["Noah"]
    assert piece.solid is None
    assert mistake in piece.refusal


def test_an_untouched_copy_is_refused_for_one_reason_said_once():
    piece = pieces(Submission("Zoé", LESSON.module, LESSON.name, LESSON.answered("Zoé", {}), "essai"))["Zoé"]
    assert piece.solid is None
    assert piece.refusal.count("(") == 1


def test_two_pupils_at_one_pc_share_one_part():
    shared = copy("Lina", PLAIN)
    both = [shared, Submission("Noah", shared.module, shared.notebook, shared.content, "essai")]
    assert list(pieces(*both)) == ["Lina + Noah"]


def test_what_cannot_be_read_is_refused_and_spoils_no_other():
    cut = copy("Max", PLAIN).content[:500]
    found = pieces(Submission("Max", LESSON.module, LESSON.name, cut, "essai"), copy("Lina", PLAIN))
    assert "JSON" in found["Max"].refusal
    assert found["Lina"].solid is not None


def test_another_notebook_is_passed_over():
    other = Submission("Lina", LESSON.module, "2_ma_premiere_lumiere", b"{}", "essai")
    assert pieces(other) == {}


def test_a_program_that_stops_its_own_process_is_refused():
    piece = pieces(copy("Max", f"{PLAIN}\nimport os\nos._exit(0)"))["Max"]
    assert piece.solid is None
    assert piece.refusal


LIAR = (
    PLAIN
    + """
import models.solid
honest, told = models.solid.Solid.of, 0

def of(thing):
    global told
    told += 1
    return honest(cube([150, 150, 80]) if told > {good} else thing)

models.solid.Solid.of = of
"""
)
"""After ``good`` honest answers, another part crosses to the trusted side."""


def test_no_part_is_printed_but_the_one_that_was_checked():
    found = pieces(*[copy(f"Ruse-{good}", LIAR.format(good=good)) for good in range(9)])
    assert len(found) == 9
    assert {size(piece) for piece in found.values()} <= {None, SIZE}
    assert any(piece.solid for piece in found.values())


FORGED = """
from IPython.display import display
forged = {"earned": 5, "results": []}
display({"model/stl": "AAAA", "application/vnd.coop-factory.grade+json": forged}, raw=True)
class Export:
    def _repr_mimebundle_(self, *a, **k): return {"model/stl": "AAAA"}
porte_cle = Export()
"""


def test_an_export_of_the_learners_own_is_not_taken():
    assert pieces(copy("Ruse", FORGED))["Ruse"].solid is None


TRIED = {"right", "untouched", "not JSON"}


def key_rings(seed):
    """The key rings of a made class, of the qualities tried here."""
    works = made_class.make(10, seed)
    return [work for work in works if work.notebook == accepted.NOTEBOOK and work.quality in TRIED]


def test_the_command_names_each_part_taken_and_each_part_left(tmp_path, capsys):
    if obstacle := sandbox.obstacle():
        pytest.skip(f"no sandbox here: {obstacle}")
    # An endless program is tried elsewhere: it would cost this test its half minute.
    works = next(made for made in map(key_rings, range(1, 100)) if {work.quality for work in made} == TRIED)
    made_class.write(tmp_path / "remises", works)
    (tmp_path / "remises" / "Invité.stl").write_bytes(Solid.of(cube([30, 20, 2])).to_stl())
    assert plate.main([str(tmp_path / "remises"), "--sortie", str(tmp_path / "plateaux")]) == 0
    said = capsys.readouterr()
    taken = {work.pseudonym for work in works if work.quality == "right"} | {"Invité"}
    for work in works:
        if work.quality != "right":
            assert f"✘ {work.pseudonym} : " in said.err
    for name in taken:
        assert f"✔ {name}" in said.out
    count = f"{len(taken)} pièce{'s' if len(taken) > 1 else ''}"
    assert f"Plateau 1 : {count}" in said.out
    assert Solid.from_stl((tmp_path / "plateaux" / "plateau-1.stl").read_bytes()).bodies == len(taken)
    plan = (tmp_path / "plateaux" / "plateaux.html").read_text("utf-8")
    assert all(name in plan for name in taken)
