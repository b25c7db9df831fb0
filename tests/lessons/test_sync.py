"""lessons/ is what solutions/ makes, and every notebook is written down in the one clean way."""

from classroom import lessons
from tests.lessons.conftest import ROOT, SOLUTIONS


def test_lessons_are_in_step_with_solutions():
    assert lessons.check(SOLUTIONS, ROOT / "lessons") == []
