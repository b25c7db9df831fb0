"""The host's side of Marlin's protocol: framing, answers, the window, lines sent again."""

from __future__ import annotations

import pytest

from hardware.protocols.marlin import (
    HISTORY,
    MOST_RESENDS,
    RESTART_NUMBERS,
    Answer,
    Desynchronised,
    Kind,
    Lines,
    Sender,
    frame,
    parse,
)

OK = parse("ok")


def test_frames_are_those_of_the_transcripts() -> None:
    assert RESTART_NUMBERS == b"N0 M110 N0*125\n"
    assert frame(1, "M105") == b"N1 M105*38\n"
    assert frame(4, "M105") == b"N4 M105*35\n"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("ok", Kind.OK),
        ("ok T:21.87 /0.00 B:21.87 /0.00 @:0 B@:0", Kind.OK),
        ("okay", Kind.OTHER),
        ("Resend: 12", Kind.RESEND),
        ("Error:checksum mismatch, Last Line: 1", Kind.ERROR),
        ("Error:Printer halted. kill() called!", Kind.KILLED),
        ("echo:busy: processing", Kind.BUSY),
        (" T:22.50 /200.00 B:21.87 /0.00 @:127 B@:0 W:?", Kind.REPORT),
        ("start", Kind.START),
        ("starting", Kind.OTHER),
        ("//action:poweroff", Kind.ACTION),
        ('echo:Unknown command: "M9999"', Kind.UNKNOWN),
        ("echo: cold extrusion prevented", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_answers(line: str, kind: Kind) -> None:
    assert parse(line).kind is kind


def test_figures_of_answers() -> None:
    assert parse("Resend: 12").number == 12
    heat = parse("ok T:-15.00 /200.00 B:21.87 /60.00 @:0 B@:0").temperatures
    assert heat is not None
    assert (heat.nozzle, heat.nozzle_target, heat.bed, heat.bed_target) == (-15.0, 200.0, 21.87, 60.0)
    assert parse("X:2.00 Y:-2.00 Z:5.00 E:0.00 Count X:160 Y:0 Z:2000").position == (2.0, -2.0, 5.0)
    assert parse("ok").temperatures is None
    assert parse("ok").position is None


def test_lines_come_whole_whatever_the_pieces() -> None:
    lines = Lines()
    pieces = [b"o", b"k\nRes", b"end: 3\r\n", b"\xff\xfe\n", b"ok"]
    heard = [answer for piece in pieces for answer in lines.feed(piece)]
    assert [answer.kind for answer in heard] == [Kind.OK, Kind.RESEND, Kind.OTHER]


def sender(*commands: str) -> Sender:
    made = Sender()
    for command in commands:
        made.put(command)
    return made


def test_never_more_bytes_than_the_machine_can_hold() -> None:
    out = sender(*[f"G1 X{n} Y{n} F6000" for n in range(100)])
    waiting, lines = 0, 0
    while not out.idle:
        data = out.take()
        waiting += len(data)
        lines += data.count(b"\n")
        assert waiting <= 127
        first = frame(out.answered + 1, f"G1 X{out.answered} Y{out.answered} F6000")
        out.hear(OK)
        waiting -= len(first)
    assert lines == 100


def test_a_line_longer_than_the_window_goes_alone() -> None:
    out = sender("M117 " + "x" * 200, "M105")
    assert out.take().count(b"\n") == 1
    out.hear(OK)
    assert out.take() == frame(2, "M105")


def test_a_resend_goes_back_and_its_ok_counts_for_nothing() -> None:
    out = sender("G28", "M105", "M114")
    out.take()
    out.hear(OK)
    out.hear(Answer(Kind.RESEND, "", 2))
    out.hear(OK)
    assert out.answered == 1
    assert out.take() == frame(2, "M105") + frame(3, "M114")
    out.hear(OK)
    out.hear(OK)
    assert out.idle


def test_a_damaged_number_is_sent_again() -> None:
    out = sender("M105")
    out.take()
    out.hear(parse('echo:Unknown command: "O1 M105"'))
    out.hear(OK)
    assert not out.idle
    assert out.take() == frame(1, "M105")


def test_a_really_unknown_command_is_not_sent_again() -> None:
    out = sender("M9999")
    out.take()
    out.hear(parse('echo:Unknown command: "M9999"'))
    out.hear(OK)
    assert out.idle


def test_a_lost_ok_is_forgiven_and_a_lost_line_still_found() -> None:
    out = sender("G28", "M105")
    out.take()
    out.forgive()
    assert out.idle
    out.put("M114")
    out.take()
    out.hear(Answer(Kind.RESEND, "", 2))
    out.hear(OK)
    assert out.take() == frame(2, "M105") + frame(3, "M114")


def test_gives_up_on_a_hopeless_line() -> None:
    out = sender("M105")
    for _ in range(MOST_RESENDS):
        out.take()
        out.hear(Answer(Kind.RESEND, "", 1))
        out.hear(OK)
    with pytest.raises(Desynchronised):
        out.hear(Answer(Kind.RESEND, "", 1))


def test_gives_up_on_a_line_it_does_not_know() -> None:
    out = sender(*["M105"] * (HISTORY + 5))
    while not out.idle:
        out.take()
        out.hear(OK)
    with pytest.raises(Desynchronised):
        out.hear(Answer(Kind.RESEND, "", 2))
    with pytest.raises(Desynchronised):
        out.hear(Answer(Kind.RESEND, "", 999))
