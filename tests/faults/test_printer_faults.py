"""What goes wrong on the wire and in the machine, and what the printer's program makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hardware import sleep
from hardware.devices.printer import Printer
from hardware.errors import MachineFault, NoAnswer, Refused
from hardware.sim.bench import Bench
from hardware.sim.marlin import Marlin

ZIGZAG = "\n".join(["G28", "G1 Z5 F300", *(f"G1 X{10 + n} Y{10 + n % 2} F3000" for n in range(100))])


@pytest.fixture
def machine() -> Marlin:
    return Marlin()


@pytest.fixture
def printer(machine: Marlin) -> Iterator[Printer]:
    with Bench(machine), Printer() as opened:
        yield opened


def drawn(machine: Marlin) -> list[tuple[float, float]]:
    return [segment.end[:2] for segment in machine.toolpath if segment.end[2] == 5 and segment.end[0] >= 10]


EXPECTED = [(10.0 + n, 10.0 + n % 2) for n in range(100)]


@pytest.mark.parametrize("fault", ["corrupt", "lost_ok"])
@pytest.mark.parametrize("moments", [[17.0], [17.0, 17.5, 18.0, 18.2]])
def test_a_bad_wire_changes_nothing_to_the_work(
    printer: Printer, machine: Marlin, fault: str, moments: list[float]
) -> None:
    for moment in moments:
        machine.at(moment, lambda: machine.fault(fault))
    printer.print_file(ZIGZAG)
    assert drawn(machine) == EXPECTED
    assert machine.ledger.kinds() <= {"unknown_command"}


def test_every_line_damaged_once(machine: Marlin) -> None:
    """Damage at many moments, so that numbers, commands and checksums are all hit."""
    with Bench(machine), Printer() as printer:
        for n in range(60):
            machine.at(17.0 + n * 0.05, lambda: machine.fault("corrupt"))
        printer.print_file(ZIGZAG)
    assert drawn(machine) == EXPECTED


def test_a_restart_in_mid_job_ends_it(printer: Printer, machine: Marlin) -> None:
    machine.at(18.0, machine.reset)
    with pytest.raises(MachineFault, match="redémarré"):
        printer.print_file(ZIGZAG)
    assert len(drawn(machine)) < 100
    with pytest.raises(Refused, match="G28"):
        printer.move(x=10)
    printer.home()
    printer.move(x=10, z=5)
    assert machine.head == pytest.approx((10, 2, 5))


@pytest.mark.parametrize(
    ("fault", "cause"),
    [("heater_off", "cartouche"), ("thermistor_open", "débranché")],
)
def test_thermal_stops_are_said_in_french(printer: Printer, machine: Marlin, fault: str, cause: str) -> None:
    machine.fault(fault)
    with pytest.raises(MachineFault, match=cause):
        printer.heat(nozzle=200)
    assert machine.killed
    assert machine.nozzle.target == 0


def test_a_sensor_that_falls_out_while_printing(printer: Printer, machine: Marlin) -> None:
    printer.home()
    printer.heat(nozzle=200)
    machine.fault("runaway")
    with pytest.raises(MachineFault, match="capteur"):
        printer.print_file("G1 Z5 F300\n" + "G4 S30\n" * 20)


def test_a_stop_between_two_orders_is_not_missed(printer: Printer, machine: Marlin) -> None:
    printer.home()
    machine.fault("thermistor_short")
    sleep(1)
    with pytest.raises(MachineFault, match="court-circuit"):
        printer.move(x=10, z=5)


def test_a_pulled_cable_is_noticed(printer: Printer, machine: Marlin) -> None:
    printer.home()
    machine.at(machine.now + 1, lambda: machine.fault("silence"))
    before = machine.now
    with pytest.raises(NoAnswer, match="câble"):
        printer.print_file(ZIGZAG)
    assert machine.now - before < 60


def test_a_job_is_not_begun_with_nobody_there(printer: Printer, machine: Marlin) -> None:
    sleep(10)
    machine.fault("silence")
    before = machine.now
    with pytest.raises(NoAnswer, match="ne répond plus"):
        printer.home()
    assert machine.now - before < 5


def test_a_stop_that_is_not_answered_says_to_cut_the_power(printer: Printer, machine: Marlin) -> None:
    printer.heat(nozzle=200, wait=False)
    machine.fault("silence")
    before = machine.now
    with pytest.raises(NoAnswer, match="couper son interrupteur maintenant"):
        printer.stop()
    machine.exchange(b"", machine.now + 1)
    assert machine.now - before < 6
    assert machine.nozzle.target == 0, "it may hear without being heard"
    assert not printer.is_open


def test_lines_that_mean_nothing_end_a_job(
    printer: Printer, machine: Marlin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say(text: str, honest: Callable[[str], None] = machine.say) -> None:
        honest("x" * len(text))

    def chatter() -> None:
        machine.say("something")
        machine.at(machine.now + 1, chatter)

    printer.home()
    monkeypatch.setattr(machine, "say", say)
    machine.at(machine.now, chatter)
    before = machine.now
    with pytest.raises(NoAnswer, match="sans sens"):
        printer.print_file(ZIGZAG)
    assert machine.now - before < 40


def test_a_long_command_is_waited_for(printer: Printer, machine: Marlin) -> None:
    before = machine.now
    printer.send("G4 S120")
    assert machine.now - before == pytest.approx(120, abs=1)


def test_ctrl_c_stops_the_head_and_the_heat(printer: Printer, machine: Marlin) -> None:
    printer.home()
    printer.heat(nozzle=180, wait=False)

    def interrupt(done: int, _total: int) -> None:
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        printer.print_file(ZIGZAG, interrupt)
    assert machine.nozzle.target == 0
    here = machine.head
    machine.exchange(b"", machine.now + 30)
    assert machine.head == here
    assert len(drawn(machine)) < 99


def test_nobody_answers(machine: Marlin) -> None:
    machine.fault("silence")
    with Bench(machine), pytest.raises(NoAnswer, match="Aucune imprimante"):
        Printer()


def test_ctrl_c_while_it_heats(printer: Printer, machine: Marlin) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    machine.at(machine.now + 20, interrupt)
    with pytest.raises(KeyboardInterrupt):
        printer.heat(nozzle=200)
    assert machine.nozzle.target == 0
    assert machine.nozzle.temperature < 150
