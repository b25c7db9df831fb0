"""What a print costs: its plastic, by mass, and its energy, by power and time. Prices are in euros."""

from __future__ import annotations


def plastic(grams: float, per_kilogram: float) -> float:
    """The price of ``grams`` of filament sold at ``per_kilogram`` euros."""
    return grams / 1000 * per_kilogram


def energy(hours: float, watts: float = 120.0, per_kilowatt_hour: float = 0.25) -> float:
    """The price of running a machine of ``watts`` for ``hours``; by default, the printer of the lessons."""
    return watts * hours / 1000 * per_kilowatt_hour
