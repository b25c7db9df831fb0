"""The live board in a notebook: what is lit, what can be pressed, and a picture that stays in the file.

The output is plain data under one MIME type, drawn by the lab's JupyterLab extension. That talks to the
simulated board through the lab's server, never through the kernel: the view is alive while a cell runs, and
again when a saved notebook is opened. Everywhere else (an export, a feedback page) the same output is a still
picture.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hardware.config import machine_url
from hardware.errors import BadValue

MIME = "application/vnd.coop-factory.board+json"
COLOURS = {
    "red": ("rouge", "#e0342b"),
    "green": ("verte", "#2aa14a"),
    "blue": ("bleue", "#2f6fd6"),
    "yellow": ("jaune", "#f2c300"),
    "orange": ("orange", "#ef8200"),
    "white": ("blanche", "#f4f4f4"),
    "purple": ("violette", "#9a3fc0"),
}


def show(
    board: Any = None,
    *,
    leds: Mapping[int | str, str] | None = None,
    buttons: Mapping[int | str, str] | None = None,
    sliders: Mapping[int | str, str] | None = None,
) -> None:
    """Montrer la carte, vivante.

    Exemple : ``show(leds={13: "red"}, buttons={2: "bouton"}, sliders={"A0": "lumière"})``

    ``leds`` : la couleur de la lampe de chaque broche (red, green, blue, yellow, orange, white, purple).
    ``buttons`` : le nom de chaque bouton. ``sliders`` : le nom de chaque entrée analogique, de A0 à A5.
    Sans rien, on voit la lampe de la broche 13.
    """
    from IPython.core.getipython import get_ipython

    picture = BoardPicture.of(board, leds, buttons, sliders)
    if get_ipython() is not None:  # the grader's worker and a script have nowhere to draw
        from IPython.display import display

        display(picture)


@dataclass(frozen=True)
class Part:
    """Something on a pin: ``pin`` is 0–13, then 14–19 for A0–A5."""

    pin: int
    label: str
    colour: str = ""

    @property
    def place(self) -> str:
        """The pin as it is printed on the board."""
        return f"A{self.pin - 14}" if self.pin >= 14 else str(self.pin)

    def as_dict(self) -> dict[str, Any]:
        return {"pin": self.pin, "place": self.place, "label": self.label, "colour": self.colour}


@dataclass(frozen=True)
class BoardPicture:
    """A board and what is wired to it, as an output of a cell."""

    leds: tuple[Part, ...]
    buttons: tuple[Part, ...]
    sliders: tuple[Part, ...]
    simulated: bool

    @classmethod
    def of(
        cls,
        board: Any,
        leds: Mapping[int | str, str] | None,
        buttons: Mapping[int | str, str] | None,
        sliders: Mapping[int | str, str] | None,
    ) -> BoardPicture:
        """Raises :class:`BadValue` for a pin that does not exist or an unknown colour."""
        url = getattr(board, "url", None) or machine_url("board")
        if not (leds or buttons or sliders):
            leds = {13: "red"}
        return cls(
            tuple(_led(pin, colour) for pin, colour in (leds or {}).items()),
            tuple(Part(_pin(pin), str(name)) for pin, name in (buttons or {}).items()),
            tuple(_slider(pin, name) for pin, name in (sliders or {}).items()),
            str(url).startswith("sim://"),
        )

    @property
    def alt(self) -> str:
        """The picture in words."""
        parts = [f"une LED {part.label} sur la broche {part.place}" for part in self.leds]
        parts += [f"le bouton « {part.label} » sur la broche {part.place}" for part in self.buttons]
        parts += [f"le réglage « {part.label} » sur l'entrée {part.place}" for part in self.sliders]
        return f"Carte Arduino Uno avec {_listed(parts)}."

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        data = {
            "kind": "uno",
            "simulated": self.simulated,
            "alt": self.alt,
            "leds": [part.as_dict() for part in self.leds],
            "buttons": [part.as_dict() for part in self.buttons],
            "sliders": [part.as_dict() for part in self.sliders],
        }
        still = (
            f'<figure style="margin:0">{self.svg()}<figcaption>{html.escape(self.alt)}</figcaption></figure>'
        )
        return {"text/plain": self.alt, "text/html": still, MIME: data}

    def svg(self) -> str:
        """The still picture: the board, and each part with a wire to its pin's name."""
        parts = [*self.leds, *self.buttons, *self.sliders]
        width = max(360, 40 + 110 * len(parts))
        columns = "".join(_drawn(part, 60 + 110 * i, self) for i, part in enumerate(parts))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 230" width="{width}" height="230" '
            f'style="max-width:100%;height:auto" role="img" aria-label="{html.escape(self.alt)}" '
            'font-family="sans-serif" font-size="13" text-anchor="middle">'
            '<rect width="100%" height="100%" fill="#fff"/>'
            f'<rect x="10" y="120" width="{width - 20}" height="100" rx="8" fill="#0a6566"/>'
            f'<text x="{width / 2:g}" y="195" fill="#fff" font-size="16">Arduino Uno</text>{columns}</svg>'
        )


def _drawn(part: Part, x: int, picture: BoardPicture) -> str:
    """One part, its wire, the name of its pin."""
    if part in picture.leds:
        colour = COLOURS[part.colour][1]
        shape = f'<path d="M{x - 13} 62V42a13 13 0 0 1 26 0v20z" fill="{colour}" stroke="#52606a"/>'
    elif part in picture.buttons:
        shape = (
            f'<rect x="{x - 18}" y="26" width="36" height="36" rx="4" fill="#52606a"/>'
            f'<circle cx="{x}" cy="44" r="11" fill="#e0342b"/>'
        )
    else:
        shape = (
            f'<rect x="{x - 30}" y="44" width="60" height="8" rx="4" fill="#52606a"/>'
            f'<circle cx="{x}" cy="48" r="11" fill="#e8ebe9" stroke="#52606a"/>'
        )
    return (
        f'{shape}<path d="M{x} 62V134" stroke="#b8500f" stroke-width="3" fill="none"/>'
        f'<text x="{x}" y="16" fill="#1f2a30">{html.escape(part.label)}</text>'
        f'<circle cx="{x}" cy="136" r="5" fill="#14191c"/>'
        f'<text x="{x}" y="158" fill="#fff">{part.place}</text>'
    )


def _led(pin: int | str, colour: str) -> Part:
    if colour not in COLOURS:
        raise BadValue(
            f"La couleur {colour!r} n'existe pas ici. Choisissez parmi : {', '.join(COLOURS)}. "
            'Exemple : show(leds={13: "red"})'
        )
    return Part(_pin(pin), COLOURS[colour][0], colour)


def _slider(pin: int | str, name: str) -> Part:
    number = _pin(pin)
    if number < 14:
        raise BadValue(
            f"La broche {pin} n'est pas une entrée analogique. Un réglage se branche de A0 à A5. "
            'Exemple : show(sliders={"A0": "lumière"})'
        )
    return Part(number, str(name))


def _pin(pin: int | str) -> int:
    """A pin's number, 14–19 for A0–A5. Raises :class:`BadValue`."""
    if isinstance(pin, int) and not isinstance(pin, bool) and 0 <= pin <= 19:
        return pin
    if isinstance(pin, str) and pin.upper() in (names := [f"A{n}" for n in range(6)]):
        return 14 + names.index(pin.upper())
    raise BadValue(
        f"La broche {pin!r} n'existe pas sur la carte Uno. Les broches vont de 0 à 13, puis de A0 à A5."
    )


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} et {parts[-1]}"
