"""What the tests of checks read in results."""

from __future__ import annotations

import numpy as np

from checks.feedback import Outcome, Result


def mistakes(results: list[Result]) -> list[str]:
    """The mistakes named, each with its three texts and no figure in its name."""
    assert all(result.outcome is not Outcome.BROKEN for result in results), results
    for result in results:
        if not result:
            assert result.constat and result.pourquoi and result.piste  # noqa: PT018
            assert not any(sign.isdigit() for sign in result.mistake)
    return [result.mistake for result in results if not result]


def told(results: list[Result]) -> list[str]:
    """The mistakes named, each with a figure in its constat and a place to draw."""
    for result in results:
        if not result:
            assert any(sign.isdigit() for sign in result.constat), result.constat
            assert result.place["kind"] in ("point", "box", "segment")
            ends = [result.place[key] for key in ("at", "from", "to") if key in result.place]
            assert np.isfinite([*ends, *result.place["part"]]).all()
    return mistakes(results)
