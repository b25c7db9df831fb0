"""The printer as a learner uses it: the same cases on every wire there is, then details on a bench."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import hardware
from hardware.devices.printer import Printer
from hardware.errors import BadValue, ConnectionLost, Refused, UnknownName
from hardware.sim.bench import Bench
from hardware.sim.marlin import Marlin
from tests.contract.wires import WIRES, Case, Hands, Nobody, replayed

SQUARE = """\
G28 ; zéro
M104 S200
M109 S200
G1 Z5 F300
G1 X50 Y50 F3000
G1 Z0.2 F300
M83
G1 X70 E0.67 F1200
G1 Y70 E0.67
G1 X50 E0.67
G1 Y50 E0.67
G1 Z5 F300
M104 S0
"""


def meeting(hands: Hands) -> None:
    printer = Printer()
    assert printer.is_open
    now = printer.temperature
    assert 5 < now.nozzle < 60
    assert now.nozzle_target == now.bed_target == 0
    with Printer() as again:
        assert not printer.is_open
        assert again.temperature.bed_target == 0
    assert not again.is_open


def refusing(hands: Hands) -> None:
    printer = Printer()
    with pytest.raises(Refused, match="G28"):
        printer.move(x=10)
    with pytest.raises(Refused, match="260"):
        printer.send("M104 S300")
    with pytest.raises(Refused, match=r"Ligne 2 \(M500\)"):
        printer.print_file("G28\nM500\n")
    assert printer.temperature.nozzle_target == 0


def moving(hands: Hands) -> None:
    stand_by(hands)
    printer = Printer()
    printer.home()
    printer.move(x=100, y=50, z=5, speed=200)
    assert printer.position == (100, 50, 5)
    hands.see(lambda frame: (frame["x"], frame["y"], frame["z"]) == (100, 50, 5))


def warming(hands: Hands) -> None:
    stand_by(hands)
    with Printer() as printer:
        printer.heat(nozzle=40)
        assert printer.temperature.nozzle == pytest.approx(40, abs=3)
        hands.see(lambda frame: frame["nozzle_target"] == 40)
    hands.see(lambda frame: frame["nozzle_target"] == 0)


def printing(hands: Hands) -> None:
    stand_by(hands)
    printer, told = Printer(), []
    printer.print_file("G28\nG1 Z5 F300\nG1 X50 Y40 F6000\nG1 Y60\n", lambda *count: told.append(count))
    assert told[-1] == (5, 5)
    assert printer.position == (50, 60, 5)
    hands.see(lambda frame: (frame["x"], frame["y"], frame["z"]) == (50, 60, 5))


def stopping(hands: Hands) -> None:
    stand_by(hands)
    printer = Printer()
    printer.heat(nozzle=60, wait=False)
    printer.home()
    printer.send("G1 Z5 F300")
    printer.send("G1 X200 F60")
    printer.stop()
    hands.see(lambda frame: frame["nozzle_target"] == 0 and frame["x"] < 190)
    with pytest.raises(Refused, match="G28"):
        printer.move(x=10)
    assert printer.temperature.nozzle_target == 0


def stand_by(hands: Hands) -> None:
    """A real printer neither moves nor heats with nobody beside it."""
    if isinstance(hands, Nobody):
        pytest.skip("somebody must stand at the machine")


CASES = [meeting, refusing, moving, warming, printing, stopping]


@pytest.fixture(scope="module", params=WIRES)
def wire(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with request.param("marlin", tmp_path_factory.mktemp("lab")) as case:
        yield case


@pytest.mark.parametrize("case", CASES)
def test_a_printer_does_the_same_on_every_wire(wire: Case, case: Callable[[Hands], None]) -> None:
    with wire() as hands:
        case(hands)


@pytest.mark.parametrize("case", CASES)
def test_a_capture_replays_the_same(case: Callable[[Hands], None], tmp_path: Path) -> None:
    replayed("marlin", tmp_path, case)


@pytest.fixture
def machine() -> Marlin:
    return Marlin()


@pytest.fixture
def printer(machine: Marlin) -> Iterator[Printer]:
    with Bench(machine), Printer() as opened:
        yield opened


def test_the_vocabulary_offers_it() -> None:
    assert hardware.Printer is Printer
    assert "Printer" in hardware.__all__


def test_opens_on_a_machine_that_starts(printer: Printer, machine: Marlin) -> None:
    assert printer.is_open
    assert machine.now < 5
    assert printer.temperature.nozzle == pytest.approx(21.87)


def test_opens_on_a_machine_that_is_already_up() -> None:
    machine = Marlin()
    machine.exchange(b"", 60.0)
    with Bench(machine) as bench, Printer():
        assert bench.clock.now() < 2


def test_homes_moves_and_knows_where(printer: Printer, machine: Marlin) -> None:
    printer.home()
    printer.move(x=100, y=50, z=5)
    assert printer.position == (100, 50, 5)
    assert machine.head == pytest.approx((100, 50, 5))
    printer.move(x=20, speed=100)
    assert printer.position == (20, 50, 5)


def test_moves_are_over_when_move_returns(printer: Printer, machine: Marlin) -> None:
    printer.home()
    before = machine.now
    printer.move(x=152, z=5)
    assert machine.now - before > 3
    assert not machine.planner.busy


def test_refuses_to_move_before_homing(printer: Printer, machine: Marlin) -> None:
    with pytest.raises(Refused, match="G28"):
        printer.move(x=10)
    assert len(machine.toolpath) == 0


def test_a_refused_line_sends_nothing(printer: Printer, machine: Marlin) -> None:
    before = machine.now
    with pytest.raises(Refused, match="260"):
        printer.send("M104 S300")
    with pytest.raises(Refused, match=r"Ligne 2 \(M500\)"):
        printer.print_file("G28\nM500\n")
    assert machine.now == before
    assert machine.nozzle.target == 0


def test_heats_and_waits(printer: Printer, machine: Marlin) -> None:
    printer.heat(nozzle=200, bed=60)
    assert machine.nozzle.temperature == pytest.approx(200, abs=2)
    assert machine.bed.temperature == pytest.approx(60, abs=2)
    assert printer.temperature.nozzle_target == 200


def test_heats_without_waiting(printer: Printer, machine: Marlin) -> None:
    before = machine.now
    printer.heat(nozzle=200, wait=False)
    assert machine.now - before < 1
    assert machine.nozzle.target == 200


def test_extrudes_only_hot(printer: Printer, machine: Marlin) -> None:
    with pytest.raises(Refused, match="chauffée"):
        printer.extrude(5)
    printer.heat(nozzle=200)
    printer.extrude(5)
    printer.extrude(-2)
    assert machine.toolpath.filament == pytest.approx(3)


def test_the_program_over_the_heaters_go_off(machine: Marlin) -> None:
    with Bench(machine):
        printer = Printer()
        printer.heat(nozzle=200, bed=50, wait=False)
        printer.close()
        assert not printer.is_open
        with pytest.raises(ConnectionLost, match="fermée"):
            printer.home()
    assert (machine.nozzle.target, machine.bed.target) == (0, 0)


def test_an_error_in_a_with_puts_the_heaters_off(machine: Marlin) -> None:
    def work() -> None:
        with Printer() as printer:
            printer.heat(nozzle=200, wait=False)
            raise ZeroDivisionError

    with Bench(machine), pytest.raises(ZeroDivisionError):
        work()
    assert machine.nozzle.target == 0


def test_a_program_that_dies_does_not_leave_it_hot(machine: Marlin) -> None:
    with Bench(machine):
        Printer().heat(nozzle=200, wait=False)
    machine.exchange(b"", machine.now + 1000)
    assert machine.killed
    assert machine.nozzle.target == 0


def test_prints_a_text(printer: Printer, machine: Marlin) -> None:
    told: list[tuple[int, int]] = []
    printer.print_file(SQUARE, lambda done, total: told.append((done, total)))
    path = machine.toolpath
    assert len(path.extruded) == 4
    assert path.length == pytest.approx(80)
    assert path.filament == pytest.approx(2.68)
    assert path.bounds == ((50, 50, 0.2), (70, 70, 0.2))
    assert list(machine.ledger) == []
    assert told[-1][0] == told[-1][1] == 14
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_prints_a_file(printer: Printer, machine: Marlin, tmp_path: Path) -> None:
    file = tmp_path / "carre.gcode"
    file.write_text(SQUARE, encoding="utf-8")
    printer.print_file(file)
    assert machine.toolpath.length == pytest.approx(80)
    with pytest.raises(BadValue, match="absent"):
        printer.print_file(str(tmp_path / "absent.gcode"))


def test_keeps_the_wire_full(printer: Printer, machine: Marlin) -> None:
    """Short moves come fast enough that the head never waits for a line: lines go ahead of their ok."""
    printer.home()
    printer.send("G1 Z5 X10 F3000")
    lines = [f"G1 X{10 + n / 5:.1f} Y{n % 2} F6000" for n in range(300)]
    printer.print_file("\n".join(lines))
    moves = machine.toolpath.segments[-250:]
    waits = [after.time - before.time - before.duration for before, after in pairwise(moves)]
    assert max(waits) < 1e-6
    assert "bytes_lost" not in machine.ledger.kinds()


def test_stop_stops_the_head_and_the_heat(printer: Printer, machine: Marlin) -> None:
    printer.home()
    printer.send("G1 Z5 F300")
    printer.heat(nozzle=200, wait=False)
    printer.send("G1 X200 F600")
    printer.stop()
    assert machine.nozzle.target == 0
    assert machine.head[0] < 100
    with pytest.raises(Refused, match="G28"):
        printer.move(x=10)
    printer.home()
    printer.move(x=10, z=5)
    assert machine.head == pytest.approx((10, 2, 5))


def test_send_gives_the_answer(printer: Printer) -> None:
    assert printer.send("M105")[0].startswith("ok T:21.87")
    assert printer.send("; rien") == []
    with pytest.raises(BadValue):
        printer.send("G28\nG1 X10")


def test_numbers_only(printer: Printer) -> None:
    printer.home()
    for wrong in (float("nan"), float("inf"), 1e9, "10"):
        with pytest.raises(BadValue):
            printer.move(x=wrong)  # type: ignore[arg-type]


def test_a_typo_names_the_fix(printer: Printer) -> None:
    with pytest.raises(UnknownName, match=r"heat\(\)"):
        printer.chauffer(200)
    with pytest.raises(UnknownName):
        printer.temperature = 200  # type: ignore[misc]


def test_the_same_cell_run_again_takes_the_printer_over(machine: Marlin) -> None:
    with Bench(machine):
        first = Printer()
        second = Printer()
        assert not first.is_open
        assert second.temperature.nozzle == pytest.approx(21.87)


def test_a_check_never_reaches_a_printer_opened_outside_it(printer: Printer, machine: Marlin) -> None:
    before = machine.now
    with Bench("marlin"), pytest.raises(ConnectionLost, match="vérification"):
        printer.home()
    assert machine.now == before
