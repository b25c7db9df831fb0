"""Numbers as French writes them."""

from __future__ import annotations


def number(value: float, digits: int = 2) -> str:
    """``12.50`` is « 12,5 »: at most ``digits`` decimals, no zero at the end, no sign before nothing."""
    text = f"{value:.{digits}f}"
    if digits:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace(".", ",")
