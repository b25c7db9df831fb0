"""A board of a few lines that speaks Firmata, for tests of the client without an emulator.

It has its own tiny parser on purpose, answers on the current clock, and can be told to misbehave.
"""

from __future__ import annotations

from collections import deque

from hardware import clock

PWM = (3, 5, 6, 9, 10, 11)


class FakeFirmata:
    """The host's end of the line. ``version`` (2, 4) has no pull-up mode; ``boot`` its silence, seconds."""

    def __init__(self, version: tuple[int, int] = (2, 5), boot: float = 0.0, announce: bool = True) -> None:
        self.version, self.timeout, self.unplugged = version, 0.0, False
        self.clock = clock.current()
        self.ready = self.clock.now() + boot
        self.sent: list[bytes] = []
        self.modes: dict[int, int] = {}
        self.pwm: dict[int, int] = {}
        self.ports: dict[int, int] = {}
        self.levels: dict[int, bool] = {}
        self.volts: dict[int, float] = {}
        self.out: deque[tuple[float, bytes]] = deque()
        self.arrived = b""
        self._command = b""
        if announce:
            self.say(self._version() + self._firmware(), boot)

    def say(self, data: bytes, after: float = 0.0) -> None:
        self.out.append((self.clock.now() + after, data))

    def press(self, pin: int, level: bool) -> None:
        """Put ``level`` on the pin and report its port, as the firmware does."""
        self.levels[pin] = level
        self.say(self._port(pin // 8))

    @property
    def in_waiting(self) -> int:
        self._check()
        while self.out and self.out[0][0] <= self.clock.now() + 1e-9:
            self.arrived += self.out.popleft()[1]
        return len(self.arrived)

    def read(self, size: int = 1) -> bytes:
        if not self.in_waiting and self.timeout:
            now = self.clock.now()
            due = self.out[0][0] if self.out else now + self.timeout
            self.clock.sleep(min(due - now, self.timeout))
        n = min(size, self.in_waiting)
        data, self.arrived = self.arrived[:n], self.arrived[n:]
        return data

    def read_until(self, expected: bytes) -> bytes:
        data = b""
        while not data.endswith(expected) and (byte := self.read(1)):
            data += byte
        return data

    def write(self, data: bytes) -> int:
        self._check()
        self.sent.append(data)
        if self.clock.now() >= self.ready:
            for byte in data:
                self._hear(byte)
        return len(data)

    def close(self) -> None:
        self.sent.append(b"closed")

    def _check(self) -> None:
        if self.unplugged:
            raise OSError(5, "Input/output error")

    def _hear(self, byte: int) -> None:
        if byte & 0x80 and byte != 0xF7:
            self._command = b""
        self._command += bytes((byte,))
        command = self._command[0]
        size = {0x90: 3, 0xE0: 3, 0xC0: 2, 0xD0: 2}.get(
            command & 0xF0, {0xF4: 3, 0xF9: 1, 0xFF: 1}.get(command, 0)
        )
        if (size and len(self._command) == size) or byte == 0xF7:
            self._obey(self._command)
            self._command = b""

    def _obey(self, message: bytes) -> None:
        kind, low = message[0] & 0xF0, message[0] & 0x0F
        if message == b"\xf9":
            self.say(self._version())
        elif message == b"\xff":
            self.modes, self.ports, self.pwm = {}, {}, {}
        elif message[0] == 0xF0:
            self.say({0x79: self._firmware, 0x6B: self._capabilities, 0x69: self._mapping}[message[1]]())
        elif message[0] == 0xF4:
            self.modes[message[1]] = message[2]
        elif kind == 0x90:
            self.ports[low] = message[1] | message[2] << 7
        elif kind == 0xE0:
            self.pwm[low] = message[1] | message[2] << 7
        elif kind == 0xD0 and message[1]:
            self.say(self._port(low))
        elif kind == 0xC0 and message[1]:
            value = round(self.volts.get(low, 0.0) / 5 * 1023)
            self.say(bytes((0xE0 | low, value & 0x7F, value >> 7)))

    def _port(self, port: int) -> bytes:
        levels = sum(self.levels.get(port * 8 + bit, True) << bit for bit in range(8))
        return bytes((0x90 | port, levels & 0x7F, levels >> 7))

    def _version(self) -> bytes:
        return bytes((0xF9, *self.version))

    def _firmware(self) -> bytes:
        name = b"".join(bytes((letter, 0)) for letter in b"StandardFirmata.ino")
        return b"\xf0\x79" + bytes(self.version) + name + b"\xf7"

    def _capabilities(self) -> bytes:
        body = b""
        for pin in range(20):
            if pin >= 2:
                body += b"\x00\x01" + (b"\x0b\x01" if self.version >= (2, 5) else b"") + b"\x01\x01"
                body += (b"\x02\x0a" if pin >= 14 else b"") + (b"\x03\x08" if pin in PWM else b"")
            body += b"\x7f"
        return b"\xf0\x6c" + body + b"\xf7"

    def _mapping(self) -> bytes:
        return b"\xf0\x6a" + bytes(pin - 14 if pin >= 14 else 0x7F for pin in range(20)) + b"\xf7"
