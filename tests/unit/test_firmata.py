"""Firmata: bytes and their meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.protocols import firmata
from hardware.protocols.firmata import (
    AnalogMapping,
    AnalogReport,
    Capabilities,
    DigitalReport,
    Firmware,
    Mode,
    Parser,
    ProtocolVersion,
    Text,
)

# What StandardFirmata 2.4 sends when it starts, and its answer for pins 2 and 3 of an Uno.
START_2_4 = bytes.fromhex("f9 02 04 f0 79 02 04 53 00 74 00 64 00 f7")
CAPABILITIES = bytes.fromhex("f0 6c 7f 7f 00 01 01 01 04 0e 7f 00 01 01 01 03 08 04 0e 7f f7")

EVERYTHING = [
    (START_2_4[:3], ProtocolVersion(2, 4)),
    (START_2_4[3:], Firmware(2, 4, "Std")),
    (CAPABILITIES, Capabilities(({}, {}, {0: 1, 1: 1, 4: 14}, {0: 1, 1: 1, 3: 8, 4: 14}))),
    (bytes.fromhex("f0 6a 7f 7f 00 01 f7"), AnalogMapping((None, None, 0, 1))),
    (bytes.fromhex("91 20 01"), DigitalReport(1, 0b1010_0000)),
    (bytes.fromhex("e3 7f 07"), AnalogReport(3, 1023)),
    (bytes.fromhex("f0 71 4f 00 6b 00 f7"), Text("Ok")),
]


@pytest.mark.parametrize(("data", "message"), EVERYTHING)
def test_a_message_is_understood(data, message):
    assert Parser().feed(data) == [message]


@given(st.lists(st.sampled_from(EVERYTHING), max_size=8), st.integers(min_value=1, max_value=7))
def test_messages_may_come_in_pieces_of_any_size(messages, size):
    data = b"".join(data for data, _ in messages)
    parser = Parser()
    found = [message for i in range(0, len(data), size) for message in parser.feed(data[i : i + size])]
    assert found == [message for _, message in messages]


@given(st.binary(max_size=2000))
def test_no_garbage_stops_the_parser(garbage):
    parser = Parser()
    parser.feed(garbage)
    # A command always begins a message anew, so what follows is understood.
    assert parser.feed(START_2_4)[-2:] == [ProtocolVersion(2, 4), Firmware(2, 4, "Std")]


def test_a_message_cut_by_another_is_dropped():
    assert Parser().feed(bytes.fromhex("e0 12 f0 79 02 90 7f 01")) == [DigitalReport(0, 0xFF)]


def test_an_unknown_message_and_an_endless_one_are_left_out():
    endless = b"\xf0\x55" + bytes(100_000)
    assert Parser().feed(b"\xf0\x55\x01\xf7\xa0\x01\x02" + endless + START_2_4[:3]) == [ProtocolVersion(2, 4)]


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (firmata.query_version(), "f9"),
        (firmata.query_firmware(), "f0 79 f7"),
        (firmata.query_capabilities(), "f0 6b f7"),
        (firmata.query_analog_mapping(), "f0 69 f7"),
        (firmata.reset(), "ff"),
        (firmata.set_pin_mode(13, Mode.OUTPUT), "f4 0d 01"),
        (firmata.write_port(1, 0b1010_0000), "91 20 01"),
        (firmata.write_analog(9, 200), "e9 48 01"),
        (firmata.write_analog(44, 200), "f0 6f 2c 48 01 f7"),
        (firmata.write_analog(9, 20_000), "f0 6f 09 20 1c 01 f7"),
        (firmata.report_digital(0, True), "d0 01"),
        (firmata.report_analog(5, False), "c5 00"),
        (firmata.sampling_interval(1000), "f0 7a 68 07 f7"),
    ],
)
def test_a_command_is_encoded_as_the_protocol_says(encoded, expected):
    assert encoded == bytes.fromhex(expected)
