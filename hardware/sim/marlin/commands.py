"""What each G-code command does. A handler is a generator (it may wait) and may return the line said
instead of ``ok``.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hardware.sim.marlin import answers
from hardware.sim.marlin.gcode import Command
from hardware.sim.marlin.heat import Heater
from hardware.sim.marlin.motion import AXES, SIZE, Block

if TYPE_CHECKING:
    from hardware.sim.marlin.machine import Marlin

Program = Generator[float, None, str | None]
Handler = Callable[["Marlin", Command], Program]

COLD = 170.0
LONGEST_EXTRUSION = 200.0
HOMING_SPEED = (50.0, 50.0, 4.0)
BUMP = ((5.0, 2.0), (5.0, 2.0), (2.0, 4.0))
"""Second touch of each end stop: millimetres back, then how many times slower."""
BACKOFF = (2.0, 2.0, 0.0)
HOMING_HEIGHT = 5.0
SCRAPING_HEIGHT = 0.05
RESIDENCY, WINDOW, HYSTERESIS = 10.0, 1.0, 3.0

COMMANDS: dict[str, Handler] = {}


@dataclass
class State:
    """What a reset forgets: modes, homing, the position that the next move starts from."""

    position: list[float] = field(default_factory=lambda: [0.0] * 4)
    homed: set[int] = field(default_factory=set)
    relative: bool = False
    relative_e: bool = False
    inches: bool = False
    feedrate: float = 25.0
    feed_percent: float = 100.0
    flow_percent: float = 100.0
    soft_endstops: bool = True
    inactivity: float = 0.0
    report_every: float = 0.0
    report_at: float = 0.0
    waiting_for_heat: bool = False
    waiting_for_user: bool = False
    stopped: int = 0
    moves: int = 0


def waits(*names: str) -> Callable[[Handler], Handler]:
    """Register a handler that is a generator."""

    def register(handler: Handler) -> Handler:
        for name in names:
            COMMANDS[name] = handler
        return handler

    return register


def instant(*names: str) -> Callable[[Callable[[Marlin, Command], str | None]], None]:
    """Register a handler that takes no time: a plain function."""

    def register(function: Callable[[Marlin, Command], str | None]) -> None:
        def handler(machine: Marlin, command: Command) -> Program:
            return function(machine, command)
            yield  # a generator that never waits

        for name in names:
            COMMANDS[name] = handler

    return register


# --- motion ---------------------------------------------------------------------------------------


@waits("G0", "G1")
def move(machine: Marlin, command: Command) -> Program:
    state = machine.state
    if command.has("F") and command.number("F") > 0:
        state.feedrate = command.number("F") * _unit(state) / 60
    target = _target(state, command)
    _check_homed(machine, command)
    _soft_endstops(machine, target)
    state.moves += 1
    yield from _go(machine, target, state.feedrate * state.feed_percent / 100, state.moves)
    return None


def _unit(state: State) -> float:
    return 25.4 if state.inches else 1.0


def _target(state: State, command: Command) -> list[float]:
    target = list(state.position)
    for axis, letter in enumerate(AXES):
        if command.words.get(letter) is not None:
            value = command.number(letter) * _unit(state)
            relative = state.relative_e if letter == "E" else state.relative
            target[axis] = value + (target[axis] if relative else 0.0)
    return target


def _check_homed(machine: Marlin, command: Command) -> None:
    lost = [
        letter for axis, letter in enumerate("XYZ") if command.has(letter) and axis not in machine.state.homed
    ]
    if lost:
        machine.note(
            "unhomed_move",
            f"Déplacement de {' et '.join(lost)} avant G28 : la machine ne sait pas où est sa tête.",
        )


def _soft_endstops(machine: Marlin, target: list[float]) -> None:
    """Clamp the homed axes to the bed, as the firmware does: without a word."""
    for axis, size in enumerate(SIZE):
        if machine.state.soft_endstops and axis in machine.state.homed:
            clamped = min(size, max(0.0, target[axis]))
            if abs(clamped - target[axis]) > 1e-6:
                asked = f"{'XYZ'[axis]} = {target[axis]:g} mm demandé"
                machine.note("end_stop", f"{asked} : la machine répond ok et s'arrête à {clamped:g} mm.")
            target[axis] = clamped


def _go(machine: Marlin, target: list[float], speed: float, number: int = 0) -> Program:
    """Hand one move to the planner, once there is room for it."""
    state = machine.state
    stopped = state.stopped
    yield from machine.wait(lambda: not machine.planner.full or state.stopped != stopped)
    if state.stopped != stopped:
        return None
    start = list(state.position)
    state.position = list(target)
    if target[3] != start[3] and not _may_extrude(machine, target[3] - start[3]):
        start[3] = target[3]
        if not machine.planner.busy:
            machine.set_stepper(3, target[3])
    if start == target:
        return None
    if machine.state.homed >= {2} and abs(target[0] - start[0]) + abs(target[1] - start[1]) > 1:
        _check_scraping(machine, target[2])
    flow = machine.state.flow_percent / 100
    machine.add_block(Block(tuple(start), tuple(target), speed, machine.current_line, number, flow))
    return None


def _may_extrude(machine: Marlin, amount: float) -> bool:
    if machine.nozzle.reading < COLD:
        machine.say("echo: cold extrusion prevented")
        machine.note(
            "cold_extrusion",
            f"Extrusion à {machine.nozzle.reading:.0f} °C : trop froid, rien ne sort (minimum {COLD:g} °C).",
        )
        return False
    if amount > LONGEST_EXTRUSION:
        machine.say("echo: too long extrusion prevented")
        machine.note("long_extrusion", f"{amount:g} mm de filament d'un coup : la machine ne les pousse pas.")
        return False
    return True


def _check_scraping(machine: Marlin, z: float) -> None:
    if z < SCRAPING_HEIGHT:
        machine.note("scraped", f"La buse se déplace à Z = {z:g} mm : elle raye le plateau.")


@waits("G28")
def home(machine: Marlin, command: Command) -> Program:
    state = machine.state
    axes = [axis for axis, letter in enumerate("XYZ") if command.has(letter)] or [0, 1, 2]
    yield from _finish_moves(machine)
    if state.position[2] < HOMING_HEIGHT and axes != [2]:
        yield from _shift(machine, 2, HOMING_HEIGHT - state.position[2], HOMING_SPEED[2] * 2)
    for axis in axes:
        yield from _home_axis(machine, axis)
    x, y, z, e = state.position
    counts = " ".join(f"{letter}:{count}" for letter, count in zip("XYZ", machine.steps(), strict=True))
    machine.say(f"X:{x:.2f} Y:{y:.2f} Z:{z:.2f} E:{e:.2f} Count {counts}")
    return None


def _home_axis(machine: Marlin, axis: int) -> Program:
    back, slower = BUMP[axis]
    speed = HOMING_SPEED[axis]
    yield from _finish_moves(machine)
    yield from _shift(machine, axis, -machine.head[axis], speed)
    yield from _shift(machine, axis, back, speed)
    yield from _shift(machine, axis, -back, speed / slower)
    machine.at_endstop(axis)
    if BACKOFF[axis]:
        target = list(machine.state.position)
        target[axis] += BACKOFF[axis]
        yield from _go_quietly(machine, target, speed)
    return None


def _go_quietly(machine: Marlin, target: list[float], speed: float) -> Program:
    """A move of the firmware's own, never an incident."""
    yield from machine.wait(lambda: not machine.planner.full)
    start, machine.state.position = machine.state.position, list(target)
    if start != target:
        machine.add_block(Block(tuple(start), tuple(target), speed, machine.current_line))
    return None


def _shift(machine: Marlin, axis: int, distance: float, speed: float) -> Program:
    target = list(machine.state.position)
    target[axis] += distance
    yield from _go_quietly(machine, target, speed)
    yield from _finish_moves(machine)
    return None


def _finish_moves(machine: Marlin) -> Program:
    yield from machine.wait(lambda: not machine.planner.busy)
    return None


@waits("M400")
def finish_moves(machine: Marlin, command: Command) -> Program:
    yield from _finish_moves(machine)
    return None


@waits("G4")
def dwell(machine: Marlin, command: Command) -> Program:
    yield from _finish_moves(machine)
    end = machine.now + command.number("S", command.number("P") / 1000)
    while machine.now < end:
        yield min(end, machine.busy_at)
        machine.keepalive()
    return None


@waits("G92")
def name_position(machine: Marlin, command: Command) -> Program:
    if any(command.has(letter) for letter in AXES):
        yield from _finish_moves(machine)
    for axis, letter in enumerate(AXES):
        if command.has(letter):
            value = command.number(letter) * _unit(machine.state)
            machine.set_stepper(axis, value)
            machine.state.position[axis] = value
    return None


@instant("G20", "G21")
def units(machine: Marlin, command: Command) -> None:
    machine.state.inches = command.name == "G20"


@instant("G90", "G91")
def relative_moves(machine: Marlin, command: Command) -> None:
    machine.state.relative = machine.state.relative_e = command.name == "G91"


@instant("M82", "M83")
def relative_extrusion(machine: Marlin, command: Command) -> None:
    machine.state.relative_e = command.name == "M83"


@instant("M114")
def where(machine: Marlin, command: Command) -> None:
    x, y, z, e = machine.state.position
    counts = " ".join(f"{letter}:{count}" for letter, count in zip("XYZ", machine.steps(), strict=True))
    machine.say(f"X:{x:.2f} Y:{y:.2f} Z:{z:.2f} E:{e:.2f} Count {counts}")


@instant("M211")
def soft_endstops(machine: Marlin, command: Command) -> None:
    state = machine.state
    if command.has("S"):
        state.soft_endstops = command.number("S") > 0
        return
    machine.say(f"  M211 S{int(state.soft_endstops)} ; {'ON' if state.soft_endstops else 'OFF'}")
    x, y, z = SIZE
    machine.say(f"  Min:  X0.00 Y0.00 Z0.00   Max:  X{x:.2f} Y{y:.2f} Z{z:.2f}")


@instant("M220")
def feed_percent(machine: Marlin, command: Command) -> None:
    if command.has("S"):
        machine.state.feed_percent = command.number("S")
    else:
        machine.say(f"FR:{machine.state.feed_percent:.0f}%")


@instant("M221")
def flow_percent(machine: Marlin, command: Command) -> None:
    if command.has("S"):
        machine.state.flow_percent = command.number("S")
    else:
        machine.say(f"echo:E0 Flow: {machine.state.flow_percent:.0f}%")


# --- heat -----------------------------------------------------------------------------------------


@instant("M104")
def heat_nozzle(machine: Marlin, command: Command) -> None:
    if command.has("S"):
        machine.set_target(machine.nozzle, command.number("S"))


@instant("M140")
def heat_bed(machine: Marlin, command: Command) -> None:
    if command.has("S"):
        _set_bed(machine, command.number("S"))


def _set_bed(machine: Marlin, target: float) -> None:
    machine.set_target(machine.bed, target)
    machine.say(f"//action:notification Bed {'Heating' if target > 0 else 'Cooling'}...")


@waits("M109")
def wait_for_nozzle(machine: Marlin, command: Command) -> Program:
    if command.has("S") or command.has("R"):
        machine.set_target(machine.nozzle, command.number("R", command.number("S")))
    yield from _wait_for(machine, machine.nozzle, cooling=command.has("R"))
    return None


@waits("M190")
def wait_for_bed(machine: Marlin, command: Command) -> Program:
    if command.has("S") or command.has("R"):
        _set_bed(machine, command.number("R", command.number("S")))
    yield from _wait_for(machine, machine.bed, cooling=command.has("R"))
    return None


def _wait_for(machine: Marlin, heater: Heater, cooling: bool) -> Program:
    """Report every second until the target is held for ``RESIDENCY`` seconds, or M108 comes."""
    if heater.reading > heater.target and not cooling:
        return None
    state = machine.state
    state.waiting_for_heat = True
    report_at, steady_since = machine.now, None
    while state.waiting_for_heat and (steady_since is None or machine.now - steady_since < RESIDENCY):
        away = abs(heater.reading - heater.target)
        if steady_since is None and away < WINDOW:
            steady_since = machine.now
        elif away > HYSTERESIS:
            steady_since = None
        if machine.now >= report_at:
            left = "?" if steady_since is None else int(RESIDENCY - (machine.now - steady_since))
            machine.say(f" {machine.temperatures()} W:{left}")
            report_at = machine.now + 1.0
        yield min(report_at, machine.busy_at)
        machine.keepalive()
    state.waiting_for_heat = False
    return None


@instant("M105")
def temperatures(machine: Marlin, command: Command) -> str:
    return f"ok {machine.temperatures()}"


@instant("M155")
def report_every(machine: Marlin, command: Command) -> None:
    if command.has("S"):
        machine.state.report_every = min(60.0, command.number("S"))
        machine.state.report_at = machine.now + machine.state.report_every


@instant("M302")
def cold_extrusion(machine: Marlin, command: Command) -> None:
    machine.say(f"echo:Cold extrudes are disabled (min temp {COLD:.0f}C)")


# --- talk and housekeeping ------------------------------------------------------------------------


@instant("M110")
def line_number(machine: Marlin, command: Command) -> None:
    if command.has("N"):
        machine.set_last_line(int(command.number("N")))


@instant("M115")
def firmware(machine: Marlin, command: Command) -> None:
    for line in answers.FIRMWARE:
        machine.say(line)


@instant("M118")
def echo(machine: Marlin, command: Command) -> None:
    text, prefix = command.tail, {"A1": "//", "E1": "echo:"}
    found = ""
    while text[:2] in prefix:
        found = prefix[text[:2]] + found if text[:2] == "E1" else found + prefix[text[:2]]
        text = text[2:].lstrip()
    machine.say(found + text)


@instant("M85")
def inactivity(machine: Marlin, command: Command) -> None:
    if command.has("S"):
        machine.state.inactivity = command.number("S")


@instant("M410")
def stop_moves(machine: Marlin, command: Command) -> None:
    machine.quickstop()


@instant("M503")
def settings(machine: Marlin, command: Command) -> None:
    for line in answers.SETTINGS:
        machine.say(line)


@waits("M0", "M1")
def wait_for_user(machine: Marlin, command: Command) -> Program:
    for line in ("end", "begin M0 Stop", "button Continue", "show"):
        machine.say(f"//action:prompt_{line}")
    state = machine.state
    state.waiting_for_user = True
    end = machine.now + command.number("S", command.number("P") / 1000)
    timed = command.has("S") or command.has("P")
    while state.waiting_for_user and not (timed and machine.now >= end):
        yield min(end, machine.busy_at) if timed else machine.busy_at
        machine.keepalive("paused for user")
    state.waiting_for_user = False
    return None


@instant("M17", "M18", "M73", "M84", "M106", "M107", "M108", "M117", "M201", "M203", "M204", "M205", "M900")
def accepted(machine: Marlin, command: Command) -> None:
    """Answered ``ok``; this model has nothing that they change (motors stay powered, the fan cools
    nothing).
    """
