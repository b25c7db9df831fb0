"""The simulated printer: its serial line, its event queue, its body, and the faults it can be given.

Everything happens on one queue of events in virtual time: a line arrives, the firmware's program goes on, a
block of
motion ends, the heat model takes a step. The firmware's program is a generator that yields the time it
waits for;
any event wakes it, and it looks again.
"""

from __future__ import annotations

import heapq
import itertools
import math
import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from hardware.errors import BadValue
from hardware.sim.ledger import Ledger
from hardware.sim.machine import SimulatedMachine, Stop
from hardware.sim.marlin import answers, gcode, heat
from hardware.sim.marlin.commands import COMMANDS, Program, State
from hardware.sim.marlin.motion import FIRST_BLOCK_DELAY, SIZE, STEPS_PER_MM, Block, Planner, Position
from models.segment import Segment

if TYPE_CHECKING:
    from models.toolpath import Toolpath

FRAME_MARGIN = 2.0
"""How far beyond its travel (mm) an axis hits the frame."""

RECEIVE_BUFFER = 127
COMMAND_RING = 4
BOOT_SECONDS = 1.0
MOTION_AFTER_KILL = 0.97
"""After M112 the steppers go on with the planned moves for about this long (97 mm at 100 mm/s were
measured).
"""

COMMAND_SECONDS, MOVE_SECONDS = 0.001, 0.006
"""Time the firmware's processor takes for a command and for a move (127 to 152 short moves a second were
measured).
"""

BUSY_SECONDS = 5.0
HEAD_AT_POWER_ON = (110.0, 110.0, 15.0)


class Marlin(SimulatedMachine):
    """A printer of 225 × 220 × 210 mm that runs Marlin 2.1.2.7 in virtual time.

    ``ledger`` holds the incidents, :attr:`toolpath` what the head did. ``head`` is where the head is when
    the power
    comes on (mm on the frame), which the firmware ignores until it has homed.
    """

    kind = "marlin"
    baud = 115200

    def __init__(self, head: tuple[float, float, float] = HEAD_AT_POWER_ON) -> None:
        super().__init__()
        self.now = 0.0
        self.ledger = Ledger()
        self.nozzle, self.bed = heat.nozzle(), heat.bed()
        self.segments: list[Segment] = []
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._output = bytearray()
        self._line_free = self._tx_free = 0.0
        self._rest = b""
        self._broken: set[str] = set()
        self._head = head
        self._boot()
        self._after(heat.TICK, self._heat_tick)

    # --- what a check and a view see --------------------------------------------------------------

    @property
    def toolpath(self) -> Toolpath:
        """What the head did since the power came on, on the frame's own axes."""
        from models.toolpath import Toolpath  # numpy: only where a path is looked at

        return Toolpath(self.segments)

    @property
    def head(self) -> tuple[float, float, float]:
        """Where the head really is on the frame, mm."""
        x, y, z, _ = self.position
        return x + self.offset[0], y + self.offset[1], z + self.offset[2]

    @property
    def position(self) -> Position:
        """Where the firmware's steppers are now, mm on its own axes."""
        current = self.planner.current
        return current.position(self.now) if current else self._stepper

    @property
    def busy(self) -> bool:
        """True while there is a line to run, a command going on or a move to end."""
        return bool(self._rx or self._ring or self.in_command or self.planner.busy)

    def inspect_end(self) -> None:
        """The work is said to be over: write down what was left on."""
        for heater, name in ((self.nozzle, "La buse"), (self.bed, "Le plateau")):
            if heater.target > 0:
                self.note(
                    "heater_left_on",
                    f"{name} chauffe encore à la fin du programme (consigne {heater.target:g} °C).",
                    heater.name,
                )

    def frame(self) -> dict[str, Any]:
        """The machine as plain data, for a live view."""
        x, y, z = (round(value, 2) for value in self.head)
        return {
            "x": x,
            "y": y,
            "z": z,
            "nozzle": round(self.nozzle.temperature, 1),
            "nozzle_target": self.nozzle.target,
            "bed": round(self.bed.temperature, 1),
            "bed_target": self.bed.target,
            "killed": self.killed,
            "segments": len(self.segments),
            "incidents": [incident.text for incident in self.ledger],
        }

    def command(self, message: dict[str, Any]) -> None:
        """A view's request: ``{"op": "reset"}`` or ``{"op": "fault", "name": …}``; ValueError when it makes
        no sense.
        """
        if message.get("op") == "reset":
            self.reset()
        elif message.get("op") == "fault":
            self.fault(str(message.get("name")))
        else:
            raise BadValue(f"Commande inconnue pour l'imprimante : {message.get('op')!r}.")

    def fault(self, name: str) -> None:
        """Break something now.

        ``heater_off`` (heater wire), ``thermistor_open``, ``thermistor_short``, ``runaway`` (the sensor
        falls out),
        ``corrupt`` (a bit of the next line received), ``lost_ok`` (the next ok), ``reset`` (the board
        restarts),
        ``silence`` (nothing goes out any more: cable).
        """
        actions: dict[str, Callable[[], object]] = {
            "heater_off": lambda: setattr(self.nozzle, "wired", False),
            "thermistor_open": lambda: self.nozzle.break_sensor("open"),
            "thermistor_short": lambda: self.nozzle.break_sensor("short"),
            "runaway": lambda: self.nozzle.break_sensor("loose"),
            "corrupt": lambda: self._broken.add("corrupt"),
            "lost_ok": lambda: self._broken.add("lost_ok"),
            "silence": lambda: self._broken.add("silence"),
            "reset": self.reset,
        }
        if name not in actions:
            raise BadValue(f"Panne inconnue : {name!r}. Pannes possibles : {', '.join(actions)}.")
        actions[name]()

    def reset(self) -> None:
        """The reset button (or DTR): heaters and steppers off, all memory lost, banner again."""
        self._head = self.head
        self._end_block(self.planner.stop())
        self._boot()

    # --- life of the board ------------------------------------------------------------------------

    def _boot(self) -> None:
        self.nozzle.target = self.bed.target = 0.0
        self.watches = [heat.Watch(self.nozzle), heat.Watch(self.bed)]
        self.planner = Planner()
        self._stepper: Position = (0.0, 0.0, 0.0, 0.0)
        self.offset = list(self._head)
        self.state = State()
        self.killed = self.in_command = False
        self._booting = True
        self._partial = self._line_on_air = b""
        self._rx: deque[bytes] = deque()
        self._ring: deque[str] = deque()
        self._last_line = 0
        self.current_line = ""
        self._program: Program | None = self._run_firmware()
        self._wakes = next(self._count)
        self._resume(self._wakes)

    def _run_firmware(self) -> Program:
        yield from self.pause(BOOT_SECONDS)
        self._booting = False
        for line in answers.BANNER:
            self.say(line)
        while True:
            self._fetch()
            if self._ring:
                yield from self._execute(self._ring.popleft())
            else:
                yield math.inf

    def _execute(self, line: str) -> Program:
        command = gcode.parse(line)
        self.current_line = command.text
        self.last_command_at = self.now
        self.in_command = True
        self.busy_at = self.now + BUSY_SECONDS
        moves = command.name in ("G0", "G1")
        yield from self.pause(MOVE_SECONDS if moves else COMMAND_SECONDS)
        answer = "ok"
        handler = COMMANDS.get(command.name)
        if handler is None:
            self.say(f'echo:Unknown command: "{command.text}"')
            self.note("unknown_command", f"La machine ne connaît pas « {command.text} » et l'ignore.")
        else:
            answer = (yield from handler(self, command)) or "ok"
        self.in_command = False
        if "lost_ok" in self._broken:
            self._broken.discard("lost_ok")
        else:
            self.say(answer)
        yield from self.pause(self._tx_free - self.now)

    def kill(self) -> None:
        """Stop for good: heaters off, silence until reset. Planned moves go on for a moment."""
        self.say("Error:Printer halted. kill() called!")
        self.say("//action:poweroff")
        self.killed = True
        self.in_command = False
        self._program = None
        self._rx.clear()
        self._ring.clear()
        self.nozzle.target = self.bed.target = 0.0
        self._after(MOTION_AFTER_KILL, self._steppers_off)

    def _steppers_off(self) -> None:
        if self.killed:
            self._end_block(self.planner.stop())

    # --- waiting, for the firmware's program ------------------------------------------------------

    def pause(self, seconds: float) -> Program:
        """Let ``seconds`` pass."""
        end = self.now + seconds
        while self.now < end:
            yield end

    def wait(self, condition: Callable[[], bool], what: str = "processing") -> Program:
        """Wait until ``condition()`` holds, saying ``busy`` every five seconds."""
        while not condition():
            yield self.busy_at
            self.keepalive(what)

    def keepalive(self, what: str = "processing") -> None:
        if self.now >= self.busy_at:
            self.say(f"echo:busy: {what}")
            self.busy_at = self.now + BUSY_SECONDS

    def _resume(self, wake: int) -> None:
        if wake != self._wakes or self._program is None:
            return
        program = self._program
        when = next(program)
        if program is not self._program:
            return
        self._wakes = mine = next(self._count)
        if when < math.inf:
            self._schedule(max(when, self.now), lambda: self._resume(mine))

    def _poke(self) -> None:
        """Something happened: the program may have been waiting for it."""
        self._resume(self._wakes)

    # --- events and serial line -------------------------------------------------------------------

    def _schedule(self, when: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._events, (when, next(self._count), action))

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        self._schedule(self.now + seconds, action)

    def _run(self, until: float, stop_on_output: Stop) -> tuple[float, bytes]:
        while not (stop_on_output and self._output) and self._events and self._events[0][0] <= until:
            self.now, _, action = heapq.heappop(self._events)
            action()
        if not (stop_on_output and self._output):
            self.now = max(self.now, until)
        output = bytes(self._output)
        self._output.clear()
        return self.now, output

    def _receive(self, data: bytes) -> None:
        for chunk in re.findall(rb"[^\r\n]*[\r\n]|[^\r\n]+", data):
            self._line_free = max(self._line_free, self.now) + 10 * len(chunk) / self.baud
            self._schedule(self._line_free, lambda chunk=chunk: self._arrive(chunk))

    def _arrive(self, chunk: bytes) -> None:
        """Bytes reach the board: the emergency parser sees them first, then they wait in the receive
        buffer.
        """
        if self.killed or self._booting:
            return
        if "corrupt" in self._broken and len(chunk) > 2:
            self._broken.discard("corrupt")
            chunk = chunk[:-3] + bytes([chunk[-3] ^ 1]) + chunk[-2:]
        self._line_on_air += chunk
        if chunk[-1:] in b"\r\n":
            self._emergency(gcode.emergency(self._line_on_air.decode("latin-1")))
            self._line_on_air = b""
            if self.killed:
                return
        free = RECEIVE_BUFFER - sum(map(len, self._rx))
        if len(chunk) > free:
            self.note(
                "bytes_lost", "Des octets sont perdus : la machine en a reçu plus qu'elle ne peut en garder."
            )
        if chunk[:free]:
            self._rx.append(chunk[:free])
        self._poke()

    def _emergency(self, command: str | None) -> None:
        if command == "M112":
            self.say("echo:M112 Shutdown")
            self.kill()
        elif command == "M410":
            self.quickstop()
        elif command == "M108":
            self.state.waiting_for_heat = self.state.waiting_for_user = False

    def _fetch(self) -> None:
        """Move whole lines from the receive buffer to the command ring, checking numbers and checksums."""
        while self._rx and len(self._ring) < COMMAND_RING:
            self._partial += self._rx.popleft()
            if self._partial[-1:] not in (b"\r", b"\n"):
                continue
            line, self._partial = gcode.strip_comment(self._partial.decode("latin-1")), b""
            if not line:
                continue
            try:
                number = gcode.accept(line, self._last_line)
            except gcode.LineError as error:
                self._ask_again(str(error))
                continue
            if number is not None:
                self._last_line = number
                self._ring.append(line)

    def _ask_again(self, why: str) -> None:
        self.say(f"Error:{why}, Last Line: {self._last_line}")
        self._rx.clear()
        self._partial = b""
        self.say(f"Resend: {self._last_line + 1}")
        self.say("ok")

    def set_last_line(self, number: int) -> None:
        self._last_line = number

    def say(self, text: str) -> None:
        """Send a line; it is out once its bytes have gone through the wire."""
        data = text.encode("latin-1", "replace") + b"\n"
        self._tx_free = max(self._tx_free, self.now) + 10 * len(data) / self.baud
        if "silence" not in self._broken:
            self._schedule(self._tx_free, lambda: self._output.extend(data))

    def note(self, kind: str, text: str, line: str | None = None) -> None:
        """Write an incident in the ledger, at the command being run."""
        self.ledger.note(self.now, kind, self.current_line if line is None else line, text)

    # --- motion -----------------------------------------------------------------------------------

    def add_block(self, block: Block) -> None:
        """Give the planner a block (there must be room)."""
        if not self.planner.busy:
            self._after(FIRST_BLOCK_DELAY, self._start_block)
        self.planner.add(block)

    def _start_block(self) -> None:
        if self.planner.current is None:
            block = self.planner.start_next(self.now)
            if block is not None:
                self._block_temperature = self.nozzle.temperature
                self._schedule(self.now + block.duration, lambda: self._block_done(block))

    def _block_done(self, block: Block) -> None:
        if self.planner.current is not block:
            return
        self._end_block(self.planner.finish())
        self._start_block()
        self._poke()

    def _end_block(self, block: Block | None) -> None:
        """The block is over, or cut short now: remember where the head went."""
        if block is None:
            return
        end = block.position(self.now)
        start = self._on_frame(block.start)
        self._hit_frame(end, block.line)
        self._stepper = end
        self.segments.append(
            Segment(
                start,
                self._on_frame(end),
                (end[3] - block.start[3]) * block.flow,
                block.speed,
                round(self._block_temperature, 2),
                block.begin,
                min(block.duration, self.now - block.begin),
                block.number,
            )
        )

    def _on_frame(self, position: Position) -> tuple[float, float, float]:
        x, y, z = (round(p + o, 6) for p, o in zip(position[:3], self.offset, strict=True))
        return x, y, z

    def _hit_frame(self, end: Position, line: str) -> None:
        """An axis that goes beyond its travel stops against the frame while the firmware believes it went
        on.
        """
        for axis, size in enumerate(SIZE):
            real = end[axis] + self.offset[axis]
            stopped = min(size + FRAME_MARGIN, max(-FRAME_MARGIN, real))
            if abs(real - stopped) > 1e-6:
                self.offset[axis] += stopped - real
                name = "XYZ"[axis]
                self.note(
                    "hit_frame",
                    f"L'axe {name} force contre le cadre ({abs(real - stopped):.0f} mm de trop).",
                    line,
                )

    def quickstop(self) -> None:
        """M410: the head stops where it is and the planned moves are forgotten."""
        self._end_block(self.planner.stop())
        self.state.position = list(self._stepper)
        self.state.stopped += 1

    def at_endstop(self, axis: int) -> None:
        """The axis touches its end stop: this place is zero from now on."""
        position = list(self._stepper)
        position[axis] = 0.0
        self._stepper = tuple(position)
        self.state.position[axis] = 0.0
        self.offset[axis] = 0.0
        self.state.homed.add(axis)

    def set_stepper(self, axis: int, value: float) -> None:
        """G92: the same place of the head gets another name on this axis."""
        position = list(self._stepper)
        if axis < 3:
            self.offset[axis] += position[axis] - value
        position[axis] = value
        self._stepper = tuple(position)

    def steps(self) -> Iterator[int]:
        """The stepper counts of X, Y and Z now."""
        for value, steps in zip(self.position[:3], STEPS_PER_MM[:3], strict=True):
            yield round(value * steps)

    # --- heat -------------------------------------------------------------------------------------

    def _heat_tick(self) -> None:
        self._after(heat.TICK, self._heat_tick)
        for heater, watch in zip((self.nozzle, self.bed), self.watches, strict=True):
            heater.step()
            if not self.killed and (fault := watch.fault(self.now)):
                self._thermal_stop(fault, heater)
        if not self.killed:
            self._housekeeping()
            self._poke()

    def _thermal_stop(self, fault: str, heater: heat.Heater) -> None:
        self.say(answers.thermal_error(fault, heater.name))
        self.say("")
        if len(self.state.homed) < 3:
            for line in answers.NOT_HOMED:
                self.say(line)
        self.say(f"echo:{answers.FAULT_STATUS[fault]}")
        self.note("thermal_stop", f"Arrêt de sécurité de la machine : {fault} ({heater.name}).")
        self.kill()

    def _housekeeping(self) -> None:
        """What the firmware does between commands: inactivity (M85) and automatic reports (M155)."""
        state = self.state
        if self.in_command or self.planner.busy:
            self.last_command_at = self.now
        elif state.inactivity and self.now - self.last_command_at > state.inactivity:
            self.say(f"Error:!! KILL caused by too much inactive time - current command: {self.current_line}")
            self.kill()
            return
        if state.report_every and self.now >= state.report_at:
            self.say(" " + self.temperatures())
            state.report_at += state.report_every

    def set_target(self, heater: heat.Heater, target: float) -> None:
        """Set a target, clamped to the heater's limit as the firmware does: without a word."""
        heater.target = min(max(0.0, target), heater.limit)
        if target > heater.limit:
            self.note(
                "temperature_clamped",
                f"{target:g} °C demandés : la machine répond ok et chauffe à {heater.limit:g} °C.",
            )
        self.watches[heater is self.bed].rearm(self.now)

    def temperatures(self) -> str:
        nozzle, bed = self.nozzle, self.bed
        return (
            f"T:{nozzle.reading:.2f} /{nozzle.target:.2f} B:{bed.reading:.2f} /{bed.target:.2f} "
            f"@:{int(nozzle.output * 127)} B@:{int(bed.output * 127)}"
        )
