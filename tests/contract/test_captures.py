"""The simulated printer answers the lines of real transcripts as the real firmware did.

Wanted differences, all in the transcripts and not in the machine:

- temperatures drift with the heat model, so figures of ``T:``, ``@:`` and ``W:`` are left out while
something heats;
- "garbage on the line" was damaged by the recorder on the wire: its damaged line is sent as the board saw
it, and its
  last line, of which the transcript holds two copies with answers, is sent once (a line already accepted
  gets no answer,
  as the first trial shows);
- in the transcripts of faults and of a dead host the recorder's clock ran at four times real time, and
commands that the
  simulator does not have (M25, M600, M303, M500…) are left out.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hardware.sim.marlin import Marlin

CAPTURES = Path(__file__).parent.parent / "captures"


def trials(name: str) -> dict[str, list[tuple[str, list[str]]]]:
    """Each trial of a transcript: what the host sent and what came back before it sent again."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    current: list[tuple[str, list[str]]] = []
    for line in (CAPTURES / f"marlin-2.1.2.7-{name}.txt").read_text("latin-1").split("\n"):
        if title := re.match(r"(?:---|===) (.*)", line):
            current = found.setdefault(title[1], [])
        elif match := re.match(r" *[\d.]+ ([<>]) ?(.*)", line):
            if match[1] == ">":
                current.append((match[2], []))
            elif current:
                current[-1][1].append(match[2])
            else:
                current.append(("", [match[2]]))
    return found


PROTOCOL = trials("protocol")
FAULTS = trials("faults")


def started() -> Marlin:
    machine = Marlin()
    machine.exchange(b"", 3.0)
    return machine


def ask(machine: Marlin, line: str, seconds: float = 20.0) -> list[str]:
    """Send a line and live until its ``ok`` (or for ``seconds``); the answer's lines."""
    end = machine.now + seconds
    _, output = machine.exchange(line.encode("latin-1") + b"\n", machine.now)
    while not re.search(rb"^ok.*\n", output, re.M) and machine.now < end:
        output += machine.exchange(b"", end, stop_on_output=True)[1]
    return output.decode("latin-1").splitlines()


def test_protocol_word_for_word() -> None:
    machine = started()
    for title in ("line numbers / checksums", "unknown, malformed, empty", "safety"):
        assert PROTOCOL[title]
        for line, answer in PROTOCOL[title]:
            assert (line, ask(machine, line)) == (line, answer)


def test_damaged_line_number_shows_at_the_next_one() -> None:
    machine = started()
    ask(machine, "N3 M110 N3*125")
    sent = PROTOCOL["garbage on the line (firmware side), rx bit flip, rx drop"]
    (_, _), (_, damaged), again, last, _ = sent
    assert ask(machine, "O4 M105*35") == damaged
    assert ask(machine, again[0]) == again[1]
    assert ask(machine, last[0]) == last[1]


def without_figures(lines: list[str]) -> list[str]:
    return [re.sub(r"T:[\d.]+|@:\d+|W:(\d+|\?)", "", line) for line in lines]


def test_emergency_stop_while_heating_then_reset() -> None:
    machine = started()
    sent = PROTOCOL["M112 during M109 (emergency parser)"]
    _, heating = machine.exchange(b"M109 S200\n", machine.now + 3.5)
    assert without_figures(heating.decode().splitlines()[:2]) == without_figures(sent[0][1][:2])
    assert ask(machine, "M112", 1.0)[-3:] == sent[0][1][-3:]
    assert ask(machine, "M105", 10.0) == sent[1][1] == []
    machine.reset()
    banner = machine.exchange(b"", machine.now + 5.0)[1].decode().splitlines()
    reset = PROTOCOL["reset"]
    assert banner == reset[0][1]
    assert without_figures(ask(machine, "M105")) == without_figures(reset[1][1])


def fault_lines(title: str) -> list[str]:
    """The lines of a fault, from the first ``Error:`` to the end of its block."""
    lines = [line for _, answer in FAULTS[title] for line in answer]
    first = next(i for i, line in enumerate(lines) if line.startswith("Error:"))
    return lines[first:]


@pytest.mark.parametrize(
    ("title", "fault", "before", "target"),
    [
        ("heating failed (heater wire off)", "heater_off", 0, 200),
        ("thermal runaway after reaching target", "runaway", 200, 60),
        ("thermistor open", "thermistor_open", 0, 200),
        ("thermistor short", "thermistor_short", 0, 0),
    ],
)
def test_thermal_stops(title: str, fault: str, before: int, target: int) -> None:
    machine = started()
    if before:
        ask(machine, f"M104 S{target}")
        machine.exchange(b"", machine.now + before)
    machine.fault(fault)
    output = machine.exchange(f"M104 S{target}\n".encode(), machine.now + 200)[1].decode().splitlines()
    assert [line for line in output if line != "ok"] == fault_lines(title)
    assert ask(machine, "M105", 5.0) == []


def test_inactivity_stop() -> None:
    machine = started()
    ask(machine, "M85 S20")
    ask(machine, "M104 S60")
    expected = trials("hostdeath")["M85 S20 then M104 S60 and silence"]
    assert machine.exchange(b"", machine.now + 30)[1].decode().splitlines() == expected[1][1][1:]


def test_a_dead_host_leaves_the_heater_on() -> None:
    machine = started()
    ask(machine, "M104 S60")
    machine.exchange(b"", machine.now + 400)
    expected = trials("hostdeath")["host dies with heater on (no M85)"]
    assert ask(machine, "M105") == expected[1][1]
    assert machine.nozzle.target == 60


def test_pause_for_the_user() -> None:
    machine = started()
    expected = dict(FAULTS["misc"])["M0 S2"]
    begin = machine.now
    assert ask(machine, "M0 S2") == expected
    assert machine.now - begin == pytest.approx(2.0, abs=0.05)
