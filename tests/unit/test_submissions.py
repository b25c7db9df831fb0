"""Finding the work of a class in everything a trainer may receive."""

import json
import zipfile
from datetime import UTC, datetime

import pytest

from classroom.submissions import collect
from lab import archive
from lab.handin import clean_pseudonym
from tests.made_zip import handed_in, zipped

KNOWN = {"1_formes": "11_formes", "2_ma_premiere_lumiere": "00_decouverte", "2_ma_premiere": "99_autre"}


def hand_in(names=("Lina",), files=None, **changes):
    return handed_in(names, files or {"11_formes/1_formes.ipynb": b"{}"}, **changes)


def found(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    collection = collect(folder, KNOWN)
    return [(s.pseudonym, s.module, s.notebook) for s in collection.submissions], collection


def test_a_hand_in_of_two_pupils_counts_for_both(tmp_path):
    who, collection = found(tmp_path, {"remise_Lina+Noah.zip": hand_in(["Lina", "Noah"])})
    assert who == [("Lina", "11_formes", "1_formes"), ("Noah", "11_formes", "1_formes")]
    assert collection.submissions[0].handed_in == datetime(2026, 3, 12, 13, 5, tzinfo=UTC)
    assert collection.submissions[0].lessons_version == "v1"
    assert not collection.problems


@pytest.mark.parametrize(
    ("stamp", "when"),
    [
        ("2026-03-12 14:05:00.123456 Europe/Paris", datetime(2026, 3, 12, 13, 5, 0, 123456, tzinfo=UTC)),
        ("2026-03-12 13:05:00 UTC\n", datetime(2026, 3, 12, 13, 5, tzinfo=UTC)),
    ],
)
def test_nbgraders_stamp_dates_the_notebooks_beside_it(tmp_path, stamp, when):
    folder = "submitted/lina/11_formes"
    files = {f"{folder}/1_formes.ipynb": b"{}", f"{folder}/timestamp.txt": stamp.encode()}
    who, collection = found(tmp_path, files)
    assert who == [("lina", "11_formes", "1_formes")]
    assert [one.handed_in for one in collection.submissions] == [when]
    assert not collection.problems


@pytest.mark.parametrize("stamp", [b"", b"demain", b"\xff\xfe", b"9" * 5000, b"0001-01-01 00:00:00 +99999"])
def test_a_stamp_that_is_no_date_leaves_the_date_of_the_file(tmp_path, stamp):
    _, plain = found(tmp_path, {"lina/1_formes.ipynb": b"{}"})
    _, stamped = found(tmp_path, {"lina/timestamp.txt": stamp})
    assert len(stamped.submissions) == 1
    assert [one.handed_in for one in stamped.submissions] == [one.handed_in for one in plain.submissions]


def test_the_zip_alone_is_enough(tmp_path):
    (tmp_path / "r.zip").write_bytes(hand_in())
    assert len(collect(tmp_path / "r.zip", KNOWN).submissions) == 1


@pytest.mark.parametrize(
    "name",
    [
        "submitted/Lina/11_formes/1_formes.ipynb",
        "Lina - 1_formes.ipynb",
        "1_formes_Lina.ipynb",
        "Lina_1_formes (1).ipynb",
        "Lina/1_formes.ipynb",
        "11_formes/Lina/1_formes.ipynb",
        "Lina_12345_assignsubmission_file_/1_formes.ipynb",
        "Lina_12345_assignsubmission_file_1_formes.ipynb",
    ],
)
def test_names_from_mail_keys_and_moodle(tmp_path, name):
    who, collection = found(tmp_path, {name: b"{}"})
    assert who == [("Lina", "11_formes", "1_formes")], collection.problems


def test_the_longest_known_name_wins(tmp_path):
    who, _ = found(tmp_path, {"Zoé - 2_ma_premiere_lumiere.ipynb": b"{}"})
    assert who == [("Zoé", "00_decouverte", "2_ma_premiere_lumiere")]


def test_zips_in_zips_and_moodles_big_zip(tmp_path):
    inner = {
        "Lina_7_assignsubmission_file_/remise.zip": hand_in(["Lina"]),
        "Bo_8_assignsubmission_file_/1_formes.ipynb": b"{}",
    }
    who, _ = found(tmp_path, {"tout.zip": zipped(inner)})
    assert {name for name, *_ in who} == {"Lina", "Bo"}


def test_the_last_hand_in_counts(tmp_path):
    files = {
        "b.zip": hand_in(files={"11_formes/1_formes.ipynb": b"old"}, handed_in="2026-03-11T10:00:00+01:00"),
        "a.zip": hand_in(files={"11_formes/1_formes.ipynb": b"new"}, handed_in="2026-03-12T10:00:00+01:00"),
    }
    _, collection = found(tmp_path, files)
    assert [s.content for s in collection.submissions] == [b"new"]
    assert "plusieurs fois" in collection.problems[0]


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({"1_formes.ipynb": b"{}"}, "à qui"),
        ({"Lina - autre.ipynb": b"{}"}, "aucun carnet"),
        ({"Lina/photo.exe": b"x"}, "pas un carnet"),
        ({"faux.zip": b"not a zip"}, "illisible"),
        ({"r.zip": hand_in(format=2)}, "étiquette"),
        ({"r.zip": hand_in(pseudonyms=[])}, "étiquette"),
        ({"r.zip": hand_in(handed_in="hier")}, "étiquette"),
        ({"r.zip": hand_in(files={"../../1_formes.ipynb": b"{}"})}, "sort de l'archive"),
        ({"r.zip": hand_in(files={"/etc/1_formes.ipynb": b"{}"})}, "sort de l'archive"),
        ({"r.zip": hand_in(files={"C:/x/1_formes.ipynb": b"{}"})}, "sort de l'archive"),
        ({"r.zip": hand_in(files={"11_formes/notes.odt": b"{}"})}, "pas un carnet"),
    ],
)
def test_what_cannot_be_used_is_one_clear_line(tmp_path, files, word):
    _, collection = found(tmp_path, files)
    (problem, *_) = collection.problems
    assert word in problem
    assert str(tmp_path) not in problem


def test_links_are_not_followed(tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_text("{}")
    folder = tmp_path / "remises"
    (folder / "Lina").mkdir(parents=True)
    (folder / "Lina" / "1_formes.ipynb").symlink_to(secret)
    (folder / "Bo").symlink_to(tmp_path)
    link = zipfile.ZipInfo("Zoé - 1_formes.ipynb")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(folder / "z.zip", "w") as bundle:
        bundle.writestr(link, "/etc/passwd")
    collection = collect(folder, KNOWN)
    assert not collection.submissions
    assert len([problem for problem in collection.problems if "lien" in problem]) == 3


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILE", 1_000)
    bomb = zipped({"Lina - 1_formes.ipynb": b"0" * 1_000_000})
    who, collection = found(tmp_path, {"bombe.zip": bomb, "Bo - 1_formes.ipynb": b"{}"})
    assert who == [("Bo", "11_formes", "1_formes")]
    assert "démesuré" in collection.problems[0]


def test_three_levels_of_zips_are_not_read(tmp_path):
    level = zipped({"Lina - 1_formes.ipynb": b"{}"})
    who, collection = found(tmp_path, {"a.zip": zipped({"b.zip": zipped({"c.zip": level})})})
    assert not who
    assert "archive dans une archive" in collection.problems[0]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Lina", "Lina"),
        ("Jean Paul", "Jean-Paul"),
        ("../x", "x"),
        ("a\u202eb", "a-b"),
        ("///", ""),
        (3, ""),
        ("é" * 90, "é" * 40),
    ],
)
def test_a_pseudonym_can_name_a_folder(name, clean):
    assert clean_pseudonym(name) == clean


def test_the_lab_makes_what_grade_reads(tmp_path):
    """The hand-in of the lab and its reader agree: same label, same layout."""
    from lab import handin

    class Copy:
        def begun(self):
            return {"11_formes/1_formes.ipynb": tmp_path / "n.ipynb"}

        def lessons_version(self):
            return "abc"

        def copied_from(self, path):
            return "0123"

    (tmp_path / "n.ipynb").write_text("{}")
    (tmp_path / "remises").mkdir()
    made = handin.make_hand_in(Copy(), ["Lina", "Noah"], datetime(2026, 3, 12, 14, 5, tzinfo=UTC))  # type: ignore[arg-type]
    (tmp_path / "remises" / "r.zip").write_bytes(made)
    collection = collect(tmp_path / "remises", KNOWN)
    assert [(s.pseudonym, s.lessons_version) for s in collection.submissions] == [
        ("Lina", "abc"),
        ("Noah", "abc"),
    ]


def test_a_label_speaks_only_for_the_notebooks_beside_it(tmp_path):
    label = json.dumps({"format": 1, "pseudonyms": ["Moi"]}).encode()
    loose = zipped({"Zoé - 1_formes.ipynb": b"{}"})
    files = {
        "Lina - 1_formes.ipynb": b"{}",
        "11_formes/Max - 1_formes.ipynb": b"{}",
        "b.zip": hand_in(["Bo"]),
    }
    who, _ = found(tmp_path, {"remise.json": label, "z.zip": loose, **files})
    assert {name for name, *_ in who} == {"Lina", "Bo", "Max", "Zoé"}


def test_a_label_of_a_whole_class_is_not_read(tmp_path):
    _, collection = found(tmp_path, {"r.zip": hand_in([f"E{number}" for number in range(500)])})
    assert len(collection.submissions) <= 1
    assert "étiquette" in collection.problems[0]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00"])
def test_a_moment_that_no_calendar_has_is_an_unreadable_label(tmp_path, moment):
    _, collection = found(tmp_path, {"r.zip": hand_in(handed_in=moment)})
    assert "étiquette" in collection.problems[0]


def test_a_hand_in_from_the_future_does_not_win(tmp_path):
    files = {"11_formes/1_formes.ipynb": b"forged"}
    forged = hand_in(files=files, handed_in="2999-01-01T00:00:00+01:00")
    _, collection = found(tmp_path, {"a.zip": hand_in(), "b.zip": forged})
    assert [submission.content for submission in collection.submissions] == [b"{}"]
    assert any("futur" in problem for problem in collection.problems)
    assert any("a.zip" in problem and "b.zip" in problem for problem in collection.problems)


def test_the_archives_of_an_archive_share_its_room(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_ARCHIVE", 100_000)
    inner = {
        f"{number}.zip": zipped({f"E{number} - 1_formes.ipynb": b"0" * 40_000}, zipfile.ZIP_STORED)
        for number in range(9)
    }
    who, collection = found(tmp_path, {"bombe.zip": zipped(inner)})
    assert len(who) == 1
    assert "démesuré" in collection.problems[-1]


def test_a_name_keeps_the_capitals_that_most_of_its_files_have(tmp_path):
    files = {"a.zip": hand_in(["LINA"]), "Lina - 1_formes.ipynb": b"2", "Lina - 2_ma_premiere.ipynb": b"3"}
    who, _ = found(tmp_path, files)
    assert {name for name, *_ in who} == {"Lina"}


@pytest.mark.parametrize("name", [".", "/", ".."])
def test_a_member_without_a_name_is_one_line(tmp_path, name):
    _, collection = found(tmp_path, {"a.zip": zipped({name: b"{}"})})
    assert len(collection.problems) <= 1


def test_thousands_of_odd_files_do_not_hide_the_other_lines(tmp_path):
    odd = zipped({f"{number}.exe": b"" for number in range(3_000)})
    _, collection = found(tmp_path, {"a.zip": odd, "b.exe": b""})
    assert len(collection.problems) < 30
    assert any(problem.startswith("b.exe") for problem in collection.problems)
