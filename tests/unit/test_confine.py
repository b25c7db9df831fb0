"""A confined process sees what its sandbox shows, wherever that lies, and has a /tmp of its own."""

import json
import sys
import tempfile
from pathlib import Path

import pytest

from classroom import sandbox

pytestmark = pytest.mark.skipif(sandbox.obstacle() is not None, reason="no sandbox here")

LOOK = """
import json, os, sys
from classroom.confine import Limits, fork_apart, lock
place, answer = sys.argv[1], os.dup(2)

def look():
    lock(Limits())
    try:
        open(place + "/essai", "w")
        protected = False
    except OSError:
        protected = True
    found = {"tmp": os.listdir("/tmp"), "word": open(place + "/mot").read(), "protected": protected}
    os.write(answer, json.dumps(found).encode())

fork_apart(look, {answer}).wait()
"""


@pytest.fixture
def place():
    """A folder right under /tmp, whatever TMPDIR says, with a space in its name."""
    with tempfile.TemporaryDirectory(prefix="un dossier ", dir="/tmp") as name:
        folder = Path(name)
        (folder / "mot").write_text("bonjour")
        folder.chmod(0o777)
        yield folder


def test_a_project_cloned_in_tmp_is_in_sight_and_read_only(place):
    process = sandbox.start(
        [sys.executable, "-c", LOOK, str(place)],
        [*sandbox.python_paths(), place],
        environment={"PYTHONPATH": str(sandbox.PROJECT)},
    )
    _, said = process.communicate(timeout=60)
    found = json.loads(said)
    assert place.name in found["tmp"]
    assert found["word"] == "bonjour"
    assert found["protected"]
