"""The progress of `atelier grade`: a live block on a terminal, plain lines elsewhere; nothing hostile."""

import io
import re

import pytest

from classroom.grading.progress import BAR, Progress, duration
from classroom.printable import cut, one_line, printable, width
from classroom.submissions import Submission

HOSTILE = "\x1b]0;pwned\x07\x1b[2J\r\u202egnp\x9b1m"
CONTROLS = re.compile(r"\x1b\[(\d*A|J|\?7[lh])")
"""The only sequences the view may send."""


class Screen(io.StringIO):
    """A terminal, or not, that understands what the view sends: returns, ups, erasures."""

    encoding = "utf-8"

    def __init__(self, terminal=True):
        super().__init__()
        self.terminal = terminal

    def isatty(self):
        return self.terminal

    def shown(self):
        """The lines on the screen."""
        lines, row, column = [""], 0, 0
        for piece in re.split(r"(\x1b\[[^A-Za-z]*[A-Za-z]|\r|\n)", self.getvalue()):
            if piece == "\r":
                column = 0
            elif piece == "\n":
                row, column = row + 1, 0
                lines += [""] * (row + 1 - len(lines))
            elif piece.startswith("\x1b") and piece.endswith("A"):
                row -= int(piece[2:-1])
            elif piece.endswith("J") and piece.startswith("\x1b"):
                lines = [*lines[:row], lines[row][:column]]
            elif not piece.startswith("\x1b"):
                lines[row] = lines[row][:column] + piece + lines[row][column + len(piece) :]
                column += len(piece)
        return [line for line in lines if line]


class Watch:
    """A clock that moves when told."""

    def __init__(self):
        self.time = 0.0

    def __call__(self):
        return self.time


def submissions(*names):
    return [Submission(name, "11_formes", "1_volumes", b"", name) for name in names]


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")


def watched(work, screen, columns=100):
    watch = Watch()
    return Progress(work, screen, now=watch, columns=lambda: columns), watch


def test_a_terminal_shows_the_bar_the_rate_the_time_left_and_who_is_next():
    work, screen = submissions("Ada", "Bob", "Cle", "Dan"), Screen()
    progress, watch = watched(work, screen)
    assert screen.shown() == [f"[{'·' * BAR}] 0/4", "en cours : Ada · 11_formes · 1_volumes"]
    watch.time = 30
    progress.step(work[0], "corrigé")
    assert screen.shown() == [
        f"[{'█' * (BAR // 4)}{'·' * (BAR - BAR // 4)}] 1/4 · 2/min · reste 1 min 30 s",
        "en cours : Bob · 11_formes · 1_volumes",
    ]


def test_the_last_problems_stay_in_view():
    work, screen = submissions("A", "B", "C", "D", "E"), Screen()
    progress, watch = watched(work, screen)
    for submission in work[:4]:
        watch.time += 1
        progress.step(submission, "illisible")
    assert [line[:3] for line in screen.shown()[2:]] == ["! B", "! C", "! D"]
    watch.time += 1
    progress.step(work[4], "corrigé")
    assert screen.shown()[0].endswith("5/5 · 60/min")
    assert not any("en cours" in line for line in screen.shown())


def test_the_end_leaves_a_clean_screen():
    work, screen = submissions("Ada", "Bob"), Screen()
    progress, watch = watched(work, screen)
    watch.time = 1
    progress.step(work[0], "illisible")
    progress.end()
    assert screen.shown() == []
    assert screen.getvalue().rstrip("\x1b[J\r12A").endswith("\x1b[?7h")  # the terminal wraps lines again


def test_what_was_done_before_does_not_count_in_the_rate():
    work, screen = submissions("A", "B", "C", "D"), Screen()
    progress, watch = watched(work, screen)
    progress.step(work[0], "inchangé")
    progress.step(work[1], "inchangé")
    watch.time = 20
    progress.step(work[2], "corrigé")
    assert screen.shown()[0].endswith("3/4 · 3/min · reste 20 s")
    assert progress.counts == {"inchangé": 2, "corrigé": 1}


@pytest.mark.parametrize("columns", [1, 2, 10, 30, 60])
def test_no_line_is_wider_than_the_terminal(columns):
    work, screen = submissions("É" * 40, "字" * 40), Screen()
    progress, watch = watched(work, screen, columns)
    for submission in work:
        watch.time += 1
        progress.step(submission, "illisible")
    drawn = CONTROLS.sub("", screen.getvalue()).replace("\r", "\n").split("\n")
    assert max(map(width, drawn)) < columns


def test_a_log_gets_a_line_now_and_then_and_each_problem():
    work, log = submissions(*"ABCDEFGH"), Screen(terminal=False)
    progress, watch = watched(work, log)
    for number, submission in enumerate(work):
        watch.time += 4
        progress.step(submission, "illisible" if number == 1 else "corrigé")
    progress.end()
    assert log.getvalue().splitlines() == [
        "! B · 11_formes · 1_volumes : illisible",
        "3/8 · 15/min · reste 20 s",
        "6/8 · 15/min · reste 8 s",
    ]


@pytest.mark.parametrize("terminal", [True, False])
def test_nothing_of_a_submission_drives_the_terminal(terminal):
    work, screen = submissions(HOSTILE, f"B{HOSTILE}"), Screen(terminal)
    progress, watch = watched(work, screen)
    for submission in work:
        watch.time += 20
        progress.step(submission, "illisible")
    progress.end()
    sent = CONTROLS.sub("", screen.getvalue()).translate({ord("\r"): None, ord("\n"): None})
    assert sent == printable(sent)
    assert "pwned" in sent


def test_a_dumb_or_ascii_terminal_is_served(monkeypatch):
    work, screen = submissions("Zoé"), Screen()
    monkeypatch.setenv("TERM", "dumb")
    progress, _ = watched(work, screen)
    progress.step(work[0], "illisible")
    assert "\x1b" not in screen.getvalue()
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()
    screen.encoding = "ascii"
    watched(work, screen)
    assert screen.shown()[1] == "en cours : Zo? ? 11_formes ? 1_volumes"


def test_durations_are_short():
    assert [duration(s) for s in (0.4, 59.4, 59.6, 155, 3900)] == [
        "0 s",
        "59 s",
        "1 min 00 s",
        "2 min 35 s",
        "1 h 05 min",
    ]


def test_printable_text():
    assert printable("é 👩\u200d🔧 ligne\nautre") == "é 👩\u200d🔧 ligne\nautre"
    assert "\ufffd" in printable("\u2066")
    assert one_line("a\r\nb\tc") == "a b c"
    assert cut("portes-clés", 7) == "portes…"
    assert cut("字字字", 4) == "字…"
    assert cut("abc", 0) == ""
