"""What a print costs, on figures worked out by hand."""

import pytest

from models import cost


def test_a_spool_of_a_kilogram_costs_its_price():
    assert cost.plastic(1000, 24) == pytest.approx(24)
    assert cost.plastic(20, 20) == pytest.approx(0.40)


def test_a_kilowatt_for_an_hour_costs_a_kilowatt_hour():
    assert cost.energy(1, watts=1000, per_kilowatt_hour=0.25) == pytest.approx(0.25)
    assert cost.energy(5) == pytest.approx(0.15)
