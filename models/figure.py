"""A figure as its data: what was drawn with matplotlib, for a check to read. No picture, nothing to run."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

MAX_POINTS = 100_000
"""Of all the curves of one figure."""


@dataclass(frozen=True)
class Curve:
    """Points joined by a line, or not (``kind`` is "line", "points" or "bars"). NaN where there is a gap."""

    kind: str
    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Plot:
    """One pair of axes: what is written on it, and its curves in the order they were drawn."""

    title: str
    x_label: str
    y_label: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True)
class Figure:
    """The plots of a figure, first row first."""

    plots: tuple[Plot, ...]

    @classmethod
    def of(cls, thing: Any) -> Figure:
        """A Figure itself, a matplotlib Figure or Axes, or plain data. Raises TypeError for another thing."""
        if isinstance(thing, Figure):
            return thing
        if isinstance(thing, dict):
            return cls.from_plain(thing)
        axes = thing.axes if isinstance(getattr(thing, "axes", None), list) else [thing]
        if not all(hasattr(one, "get_xlabel") for one in axes):
            raise TypeError(f"{type(thing).__name__} is not a figure")
        return cls(tuple(_plot(one) for one in axes))

    def as_plain(self) -> dict[str, Any]:
        """The figure as plain data, to cross from one process to another."""
        return asdict(self)

    @classmethod
    def from_plain(cls, data: Any) -> Figure:
        """The figure of :meth:`as_plain`, from a process that may lie. Raises ValueError otherwise."""
        try:
            figure = cls(tuple(_plain_plot(**plot) for plot in data["plots"]))
        except (TypeError, KeyError) as error:
            raise ValueError("this is not a figure") from error
        if sum(len(curve.x) for plot in figure.plots for curve in plot.curves) > MAX_POINTS:
            raise ValueError(f"a figure of more than {MAX_POINTS} points")
        return figure


def _plot(axes: Any) -> Plot:
    lines = [_curve(_kind(line), line.get_label(), *line.get_data()) for line in axes.get_lines()]
    clouds = [_curve("points", cloud.get_label(), *_columns(cloud)) for cloud in _clouds(axes)]
    bars = [_curve("bars", bars.get_label(), *_heights(bars)) for bars in axes.containers if list(bars)]
    return Plot(axes.get_title(), axes.get_xlabel(), axes.get_ylabel(), (*lines, *clouds, *bars))


def _kind(line: Any) -> str:
    return "line" if line.get_linestyle() not in ("None", "", " ") else "points"


def _clouds(axes: Any) -> list[Any]:
    return [one for one in axes.collections if hasattr(one, "get_offsets") and len(one.get_offsets())]


def _columns(cloud: Any) -> tuple[Any, Any]:
    places = cloud.get_offsets()
    return places[:, 0], places[:, 1]


def _heights(bars: Any) -> tuple[list[float], list[float]]:
    rectangles = [bar for bar in bars if hasattr(bar, "get_height")]
    return [bar.get_x() + bar.get_width() / 2 for bar in rectangles], [bar.get_height() for bar in rectangles]


def _curve(kind: str, label: Any, x: Iterable[Any], y: Iterable[Any]) -> Curve:
    shown = "" if str(label).startswith("_") else str(label)  # matplotlib's own names begin so
    return Curve(kind, shown, tuple(map(float, x)), tuple(map(float, y)))


def _plain_plot(title: Any, x_label: Any, y_label: Any, curves: Any) -> Plot:
    drawn = tuple(_plain_curve(**curve) for curve in curves)
    return Plot(_text(title), _text(x_label), _text(y_label), drawn)


def _plain_curve(kind: Any, label: Any, x: Any, y: Any) -> Curve:
    if kind not in ("line", "points", "bars") or len(x) != len(y):
        raise TypeError("not a curve")
    return Curve(kind, _text(label), tuple(map(_number, x)), tuple(map(_number, y)))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value[:1000]


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise TypeError("not a number")
    return float(value) if math.isfinite(value) else math.nan
