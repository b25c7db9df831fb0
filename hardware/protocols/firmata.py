"""The Firmata protocol, version 2: bytes <-> meaning. No I/O, no waiting.

Source: https://github.com/firmata/protocol (protocol.md), and StandardFirmata 2.4 to 2.6 for what each
version really answers. Commands have their high bit set, data bytes are 7 bits; numbers wider than 7 bits are
sent low byte first. The encoders return the bytes to write; :class:`Parser` makes messages of the bytes read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

BAUD = 57_600
"""The rate of StandardFirmata, bits per second."""

DIGITAL, ANALOG, REPORT_ANALOG, REPORT_DIGITAL = 0x90, 0xE0, 0xC0, 0xD0
SET_PIN_MODE, VERSION, SYSTEM_RESET = 0xF4, 0xF9, 0xFF
START_SYSEX, END_SYSEX = 0xF0, 0xF7
ANALOG_MAPPING_QUERY, ANALOG_MAPPING_RESPONSE = 0x69, 0x6A
CAPABILITY_QUERY, CAPABILITY_RESPONSE = 0x6B, 0x6C
EXTENDED_ANALOG, STRING_DATA, FIRMWARE, SAMPLING_INTERVAL = 0x6F, 0x71, 0x79, 0x7A

MAX_SYSEX = 512
"""Longest system exclusive message believed, in bytes: a Mega's capability response is about 400."""


class Mode(IntEnum):
    """What a pin does (protocol.md, "Control messages expansion", set pin mode)."""

    INPUT = 0
    OUTPUT = 1
    ANALOG = 2
    PWM = 3
    SERVO = 4
    PULLUP = 11


@dataclass(frozen=True)
class ProtocolVersion:
    """The version of the protocol, sent at start and on request."""

    major: int
    minor: int


@dataclass(frozen=True)
class Firmware:
    """The sketch's own version and name."""

    major: int
    minor: int
    name: str


@dataclass(frozen=True)
class Capabilities:
    """For each pin, the modes it supports and their resolution in bits."""

    pins: tuple[dict[int, int], ...]


@dataclass(frozen=True)
class AnalogMapping:
    """For each pin, its analogue channel, or None."""

    channels: tuple[int | None, ...]


@dataclass(frozen=True)
class DigitalReport:
    """The levels of the 8 pins of ``port`` (pin = 8 × port + bit)."""

    port: int
    levels: int


@dataclass(frozen=True)
class AnalogReport:
    """The value read on an analogue channel (0 to 1023 on an Uno)."""

    channel: int
    value: int


@dataclass(frozen=True)
class Text:
    """A text the firmware sends, usually an error."""

    text: str


Message = ProtocolVersion | Firmware | Capabilities | AnalogMapping | DigitalReport | AnalogReport | Text


def seven_bits(value: int) -> bytes:
    """14 bits as two data bytes, low byte first."""
    return bytes((value & 0x7F, value >> 7 & 0x7F))


def query_version() -> bytes:
    return bytes((VERSION,))


def query_firmware() -> bytes:
    return bytes((START_SYSEX, FIRMWARE, END_SYSEX))


def query_capabilities() -> bytes:
    return bytes((START_SYSEX, CAPABILITY_QUERY, END_SYSEX))


def query_analog_mapping() -> bytes:
    return bytes((START_SYSEX, ANALOG_MAPPING_QUERY, END_SYSEX))


def reset() -> bytes:
    """Put every pin back to its state at power-on."""
    return bytes((SYSTEM_RESET,))


def set_pin_mode(pin: int, mode: int) -> bytes:
    return bytes((SET_PIN_MODE, pin, mode))


def write_port(port: int, levels: int) -> bytes:
    """Set the output pins of ``port`` to the bits of ``levels``; every version knows it, unlike 0xF5."""
    return bytes((DIGITAL | port,)) + seven_bits(levels)


def write_analog(pin: int, value: int) -> bytes:
    """PWM or servo value of ``pin``; pins above 15 and values above 14 bits take the extended message."""
    if pin < 16 and value < 1 << 14:
        return bytes((ANALOG | pin,)) + seven_bits(value)
    data = bytes((value >> shift) & 0x7F for shift in range(0, max(14, value.bit_length()), 7))
    return bytes((START_SYSEX, EXTENDED_ANALOG, pin)) + data + bytes((END_SYSEX,))


def report_digital(port: int, enabled: bool) -> bytes:
    """Ask for the levels of ``port``: now, then at each change. Every 2.x answers at once."""
    return bytes((REPORT_DIGITAL | port, enabled))


def report_analog(channel: int, enabled: bool) -> bytes:
    """Ask for the value of ``channel`` at each sampling interval."""
    return bytes((REPORT_ANALOG | channel, enabled))


def sampling_interval(milliseconds: int) -> bytes:
    return bytes((START_SYSEX, SAMPLING_INTERVAL)) + seven_bits(milliseconds) + bytes((END_SYSEX,))


class Parser:
    """Bytes in, messages out, a few at a time. Garbage, cut and unknown messages do no harm."""

    def __init__(self) -> None:
        self._command = 0
        self._data = bytearray()

    def feed(self, data: bytes) -> list[Message]:
        """The messages completed by ``data``, in order."""
        return list(self._messages(data))

    def _messages(self, data: bytes) -> Iterator[Message]:
        for byte in data:
            if byte == END_SYSEX:
                if self._command == START_SYSEX and (message := _sysex(bytes(self._data))):
                    yield message
                self._start(0)
            elif byte & 0x80:  # a command always begins a message, and drops one that was cut
                self._start(byte)
            elif self._command:
                self._data.append(byte)
                if self._command == START_SYSEX:
                    if len(self._data) > MAX_SYSEX:
                        self._start(0)
                elif len(self._data) == 2:
                    if message := _short(self._command, *self._data):
                        yield message
                    self._start(0)

    def _start(self, command: int) -> None:
        self._command = command
        self._data.clear()


def _short(command: int, low: int, high: int) -> Message | None:
    kind, channel = command & 0xF0, command & 0x0F
    if kind == DIGITAL:
        return DigitalReport(channel, low | (high & 1) << 7)
    if kind == ANALOG:
        return AnalogReport(channel, low | high << 7)
    if command == VERSION:
        return ProtocolVersion(low, high)
    return None


def _sysex(data: bytes) -> Message | None:
    if not data:
        return None
    kind, body = data[0], data[1:]
    if kind == FIRMWARE and len(body) >= 2:
        return Firmware(body[0], body[1], _text(body[2:]))
    if kind == CAPABILITY_RESPONSE:
        return Capabilities(tuple(_pins(body)))
    if kind == ANALOG_MAPPING_RESPONSE:
        return AnalogMapping(tuple(None if channel == 0x7F else channel for channel in body))
    if kind == STRING_DATA:
        return Text(_text(body))
    return None


def _text(body: bytes) -> str:
    """Characters sent as two data bytes each."""
    pairs = zip(body[::2], body[1::2], strict=False)
    return bytes((low | (high & 1) << 7) for low, high in pairs).decode("latin-1")


def _pins(body: bytes) -> Iterator[dict[int, int]]:
    """(mode, resolution) pairs, 0x7F after each pin."""
    for pin in body.split(b"\x7f")[:-1]:
        yield dict(zip(pin[::2], pin[1::2], strict=False))
