"""The simulated printer's inside: motion, heat, buffers, incidents, and time."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from hardware.errors import BadValue
from hardware.sim.marlin import Marlin
from hardware.sim.marlin.heat import AMBIENT, TICK, nozzle
from hardware.sim.marlin.motion import Block, Planner


def started(**settings: tuple[float, float, float]) -> Marlin:
    machine = Marlin(**settings)
    machine.exchange(b"", 3.0)
    return machine


def run(machine: Marlin, *lines: str, seconds: float = 400.0) -> list[str]:
    """Send lines one after the other's ok; everything that was said."""
    said: list[str] = []
    for line in lines:
        end = machine.now + seconds
        output = machine.exchange(line.encode() + b"\n", machine.now)[1]
        while b"ok" not in output and not machine.killed and machine.now < end:
            output += machine.exchange(b"", end, stop_on_output=True)[1]
        said += output.decode().splitlines()
    return said


# --- time --------------------------------------------------------------------------------------------------

JOB = b"G28\nM104 S60\nG1 Z5 X50 F3000\nG1 X60\nM105\nM114\n"


def test_the_same_whatever_the_slices() -> None:
    whole = Marlin()
    whole.exchange(b"", 2.0)
    once = whole.exchange(JOB, 60.0)[1]
    sliced = Marlin()
    sliced.exchange(b"", 2.0)
    pieces = [sliced.exchange(JOB, 2.0)[1]]
    while sliced.now < 60.0:
        pieces.append(sliced.exchange(b"", min(60.0, sliced.now + 0.037), stop_on_output=True)[1])
    assert b"".join(pieces) == once
    assert sliced.segments == whole.segments


def test_a_moment_past_lets_no_time_go_by() -> None:
    machine = started()
    assert machine.exchange(b"M105\n", 1.0) == (3.0, b"")
    assert machine.now == 3.0


def test_bytes_take_their_time_on_the_wire() -> None:
    machine = started()
    now, output = machine.exchange(b"M105\n", 10.0, stop_on_output=True)
    answer = len(output) * 10 / 115200
    assert now - 3.0 == pytest.approx(5 * 10 / 115200 + 0.001 + answer)


def test_a_long_job_costs_little() -> None:
    machine = started()
    run(machine, "G28", "M104 S200")
    assert machine.exchange(b"G4 S7200\n", machine.now + 7300)[1].count(b"busy") == 1440


# --- motion ------------------------------------------------------------------------------------------------


def move(start: tuple[float, ...], end: tuple[float, ...], speed: float) -> Block:
    return Block(start, end, speed)


def test_a_trapezoid() -> None:
    block = move((0, 0, 0, 0), (100, 0, 0, 0), 100)
    block.run(0.0, 0.0, 0.0)
    ramp = 100 / 3000  # seconds to 100 mm/s at 3000 mm/s²
    assert block.duration == pytest.approx(2 * ramp + (100 - 100 * ramp) / 100)
    assert block.position(ramp)[0] == pytest.approx(100 * ramp / 2)
    assert block.position(block.duration / 2)[0] == pytest.approx(50)
    assert block.position(block.duration) == pytest.approx((100, 0, 0, 0))


def test_a_move_too_short_for_its_speed_is_a_triangle() -> None:
    block = move((0, 0, 0, 0), (1, 0, 0, 0), 500)
    block.run(0.0, 0.0, 0.0)
    assert block.peak == pytest.approx(math.sqrt(3000 * 1))
    assert block.duration == pytest.approx(2 * block.peak / 3000)


def test_each_axis_keeps_its_limit() -> None:
    assert move((0, 0, 0, 0), (0, 0, 10, 0), 100).speed == 6
    assert move((0, 0, 0, 0), (10, 0, 10, 0), 100).speed == pytest.approx(6 * math.sqrt(2))
    assert move((0, 0, 0, 0), (0, 0, 0, 10), 100).speed == 40


def test_corners_slow_down_and_straight_lines_do_not() -> None:
    planner = Planner()
    for start, end in pairwise([(0, 0, 0, 0), (50, 0, 0, 0), (100, 0, 0, 0), (100, 50, 0, 0)]):
        planner.add(move(start, end, 100))
    ends = []
    while planner.waiting:
        block = planner.start_next(0.0)
        assert block is not None
        ends.append(block.exit)
        planner.finish()
    assert ends == pytest.approx([100, 8, 0])


def test_the_planner_holds_fifteen_moves_then_ok_waits() -> None:
    machine = started()
    run(machine, "G28", "G1 Z5")
    machine.exchange(b"", machine.now + 5)
    before, answered = machine.now, 0
    for n in range(17):
        run(machine, f"G1 X{10 + n} F60")
        answered += machine.now - before < 1.0
    assert answered == 15


def test_homing_works_from_anywhere() -> None:
    for head in ((0.0, 0.0, 0.0), (225.0, 220.0, 200.0)):
        machine = started(head=head)
        run(machine, "G28", "M400")
        assert machine.head == pytest.approx((2, 2, 0))
        assert len(machine.ledger) == 0


def test_unhomed_moves_go_the_wrong_way_and_hit_the_frame() -> None:
    machine = started(head=(200.0, 100.0, 20.0))
    assert run(machine, "G1 X100 F3000", "M400") == ["ok", "ok"]
    assert machine.head[0] == pytest.approx(227)
    assert [incident.kind for incident in machine.ledger] == ["unhomed_move", "hit_frame"]
    assert "73 mm" in machine.ledger.incidents[1].text


def test_a_stop_cuts_the_move_and_a_shutdown_lets_it_run_on() -> None:
    for line, far in ((b"M410\n", 1.0), (b"M112\n", 97.0)):
        machine = started()
        run(machine, "G28", "G1 Z5", "M400", "G1 X200 F6000")
        machine.exchange(b"", machine.now + 0.5)
        before = machine.head[0]
        machine.exchange(line, machine.now + 20)
        assert machine.head[0] - before == pytest.approx(far, abs=2)
        assert machine.killed == (line == b"M112\n")


def test_modes_of_extrusion() -> None:
    machine = started()
    run(machine, "G28", "G1 Z5", "M109 S200", "G1 X10 E1", "G1 X20 E2", "M83", "G1 X30 E1", "G92 E0", "M400")
    assert [round(segment.e, 6) for segment in machine.toolpath.extruded] == [1, 1, 1]
    run(machine, "M221 S50", "G1 X40 E1", "M400")
    assert machine.toolpath.extruded[-1].e == pytest.approx(0.5)


def test_cold_plastic_stays_in() -> None:
    machine = started()
    said = run(machine, "G28", "G1 Z5", "G1 X50 E5", "M400")
    assert "echo: cold extrusion prevented" in said
    assert machine.toolpath.extruded == []
    assert machine.head[0] == pytest.approx(50)


# --- heat --------------------------------------------------------------------------------------------------


def test_a_heater_follows_its_equation() -> None:
    heater = nozzle()
    heater.temperature = 200.0
    for _ in range(int(60 / TICK)):
        heater.step()
    expected = AMBIENT + (200 - AMBIENT) * math.exp(-60 * heater.loss / heater.capacity)
    assert heater.temperature == pytest.approx(expected, abs=0.5)


def test_waiting_for_the_nozzle_reports_every_second() -> None:
    machine = started()
    begin = machine.now
    said = run(machine, "M109 S200")
    reports = [line for line in said if line.startswith(" T:")]
    assert len(reports) == pytest.approx(machine.now - begin, abs=2)
    assert reports[0].endswith("W:?")
    assert reports[-1].endswith("W:0")
    assert machine.nozzle.temperature == pytest.approx(200, abs=1)


def test_cancelling_the_wait() -> None:
    machine = started()
    machine.exchange(b"M109 S200\n", machine.now + 5)
    output = machine.exchange(b"M108\n", machine.now + 0.5)[1]
    assert output.count(b"ok\n") == 2
    assert machine.nozzle.target == 200


def test_automatic_reports() -> None:
    machine = started()
    run(machine, "M155 S2")
    assert machine.exchange(b"", machine.now + 20.5)[1].count(b" T:") == 10


# --- lines and buffers -------------------------------------------------------------------------------------


def test_more_bytes_than_the_buffer_holds_are_lost_while_it_is_busy() -> None:
    machine = started()
    machine.exchange(b"G4 S10\n", machine.now + 1)
    machine.exchange(b"M105\n" * 60, machine.now + 0.1)
    assert machine.ledger.kinds() == {"bytes_lost"}
    answered = machine.exchange(b"", machine.now + 20)[1].count(b"ok T:")
    assert 20 <= answered < 60


def test_an_error_throws_away_what_is_in_the_buffer() -> None:
    machine = started()
    machine.exchange(b"G4 S1\n", machine.now + 0.1)
    output = machine.exchange(b"N1 M105*0\nN2 M105*37\nN3 M105*36\n", machine.now + 5)[1].decode()
    assert output.count("Resend: 1") == 1
    assert "ok T:" not in output


def test_boot_eats_what_is_sent() -> None:
    machine = Marlin()
    output = machine.exchange(b"M105\n", 3.0)[1]
    assert output.startswith(b"start\n")
    assert b"ok" not in output


def test_a_reset_forgets_everything_but_heat() -> None:
    machine = started()
    run(machine, "G28", "M109 S60", "G91")
    machine.reset()
    machine.exchange(b"", machine.now + 3)
    assert machine.nozzle.target == 0
    assert machine.nozzle.temperature > 50
    assert not machine.state.relative
    run(machine, "G1 X5")
    assert "unhomed_move" in machine.ledger.kinds()


# --- the ledger and the view -------------------------------------------------------------------------------


def test_repeats_are_counted() -> None:
    machine = started()
    run(machine, "M9999", "M9999", "M9998")
    assert [incident.line for incident in machine.ledger] == ["M9999", "M9998"]
    assert machine.ledger.repeats["unknown_command", "M9999"] == 2


def test_a_heater_left_on_is_written_at_the_end() -> None:
    machine = started()
    run(machine, "M104 S200")
    machine.inspect_end()
    assert machine.ledger.kinds() == {"heater_left_on"}
    cold = started()
    cold.inspect_end()
    assert len(cold.ledger) == 0


def test_what_a_view_sees_and_asks() -> None:
    machine = started()
    run(machine, "G28", "M400")
    frame = machine.frame()
    assert (frame["x"], frame["y"], frame["z"]) == (2, 2, 0)
    machine.command({"op": "fault", "name": "thermistor_short"})
    machine.exchange(b"", machine.now + 1)
    assert machine.frame()["killed"]
    machine.command({"op": "reset"})
    assert not machine.frame()["killed"]
    for wrong in ({"op": "fault", "name": "incendie"}, {"op": "danse"}, {}):
        with pytest.raises(BadValue):
            machine.command(wrong)
