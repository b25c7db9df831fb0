"""Our chip takes short cuts through time; it must live as plain avr8js does, to the cycle."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hardware.sim.uno import FIRMWARE
from hardware.sim.uno.process import find_node

ROOT = Path(__file__).parents[2]
TWINS = Path(__file__).with_name("chip_twins.mjs")

needs_avr8js = pytest.mark.skipif(
    not (ROOT / "node_modules" / "avr8js").is_dir(), reason="avr8js is not installed in node_modules"
)


def twins(*arguments: object) -> list[str]:
    """Run lives of both; one line for each, or a failure that shows the first difference."""
    quiet = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
    command = [find_node(), quiet, str(TWINS), *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, f"{ran.stdout[-4000:]}\n{ran.stderr[-2000:]}"
    return ran.stdout.splitlines()


@needs_avr8js
@pytest.mark.parametrize("seed", range(3))
def test_random_programs_live_the_same_life_as_on_plain_avr8js(seed: int) -> None:
    lives = twins(seed)
    assert len(lives) == 15
    assert sum("edges" in life for life in lives) > 10


@needs_avr8js
def test_the_firmware_lives_the_same_life_as_on_plain_avr8js() -> None:
    assert len(twins(7, *[FIRMWARE] * 5)) == 5
