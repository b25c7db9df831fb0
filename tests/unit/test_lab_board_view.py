"""The output of show(): data for the live view, and a still picture for everywhere else."""

import xml.dom.minidom

import pytest

from hardware.errors import BadValue
from views.board import MIME, BoardPicture, show


def picture(**parts: dict) -> BoardPicture:
    return BoardPicture.of(
        type("Wired", (), {"url": parts.pop("url", "sim://uno")}),
        parts.get("leds"),
        parts.get("buttons"),
        parts.get("sliders"),
    )


def test_what_is_wired_is_told_and_drawn() -> None:
    view = picture(leds={13: "red", "A1": "green"}, buttons={2: "bouton"}, sliders={"a0": "lumière <3"})
    bundle = view._repr_mimebundle_()
    assert bundle["text/plain"] == (
        "Carte Arduino Uno avec une LED rouge sur la broche 13, une LED verte sur la broche A1, "
        "le bouton « bouton » sur la broche 2 et le réglage « lumière <3 » sur l'entrée A0."
    )
    assert [led["pin"] for led in bundle[MIME]["leds"]] == [13, 15]
    assert bundle[MIME]["sliders"] == [{"pin": 14, "place": "A0", "label": "lumière <3", "colour": ""}]
    svg = xml.dom.minidom.parseString(view.svg()).documentElement
    assert svg.getAttribute("aria-label") == view.alt


def test_nothing_named_is_the_lamp_of_pin_13() -> None:
    assert picture().alt == "Carte Arduino Uno avec une LED rouge sur la broche 13."


def test_a_real_board_is_not_simulated() -> None:
    assert picture(url="/dev/ttyACM0")._repr_mimebundle_()[MIME]["simulated"] is False


@pytest.mark.parametrize(
    "parts",
    [
        {"leds": {13: "rouge"}},
        {"leds": {20: "red"}},
        {"buttons": {"D2": "x"}},
        {"sliders": {3: "x"}},
        {"leds": {True: "red"}},
    ],
)
def test_mistakes_are_said_in_french(parts: dict) -> None:
    with pytest.raises(BadValue, match=r"broche|couleur"):
        picture(**parts)


def test_outside_a_notebook_show_checks_and_draws_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    show(leds={9: "blue"})
    assert capsys.readouterr().out == ""
