"""Archives read where they can do no harm: the same files and lines, and nothing believed on the way back."""

from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from classroom import unpacking
from classroom.unpacking import Unpacked
from lab.archive import File
from tests import seats
from tests.made_zip import zipped

WHEN = datetime(2026, 3, 12, 13, 5, tzinfo=UTC)


def bundle():
    inner = zipped({"11_formes/1_volumes.ipynb": b"{}", "../dehors.ipynb": b"{}"})
    content = zipped({"lina/1_volumes.ipynb": bytes(range(256)), "noah.zip": inner, "abime.zip": b"PK"})
    return File(PurePosixPath("classe.zip"), content, WHEN)


def test_an_archive_is_read_in_a_seat_as_it_is_here():
    here, there = unpacking.unpack(bundle()), seats.crew().unpack(bundle())
    assert there == here
    paths = [str(file.path) for file in there.files]
    assert paths == ["classe.zip/lina/1_volumes.ipynb", "classe.zip/noah.zip/11_formes/1_volumes.ipynb"]
    assert there.files[0].content == bytes(range(256))
    assert [problem.partition(" : ")[0] for problem in there.problems] == [
        "classe.zip/noah.zip/dehors.ipynb",
        "classe.zip/abime.zip",
    ]


def message(**changes):
    return {"path": "classe.zip/a.ipynb", "content": "e30=", "when": "", **changes}


def test_what_a_reader_says_is_believed_when_it_is_whole():
    said = [message(), {"problem": "une ligne"}, {"unpacked": 1}]
    file = File(PurePosixPath("classe.zip/a.ipynb"), b"{}")
    assert unpacking.from_messages(said, bundle()) == Unpacked([file], ["une ligne"])


@pytest.mark.parametrize(
    "said",
    [
        [],
        [message()],
        [message(), {"unpacked": 2}],
        [message(path="autre.zip/a.ipynb"), {"unpacked": 1}],
        [message(path="classe.zip/../a.ipynb"), {"unpacked": 1}],
        [message(path=7), {"unpacked": 1}],
        [message(content="pas du base64 !"), {"unpacked": 1}],
        [message(when="demain"), {"unpacked": 1}],
        [{"problem": 3}, {"unpacked": 0}],
        ["n'importe quoi"],
    ],
)
def test_a_reader_that_says_anything_else_is_not_believed(said):
    with pytest.raises(ValueError):
        unpacking.from_messages(said, bundle())
