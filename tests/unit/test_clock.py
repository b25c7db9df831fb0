"""The clock: who moves time, and what happens while it passes."""

import math

import pytest

from hardware import clock
from hardware.errors import BadValue


class Witness:
    """A machine that only notes until when it was asked to live."""

    def __init__(self) -> None:
        self.lived: list[float] = []

    def advance_to(self, when: float) -> None:
        self.lived.append(when)


def test_sleep_uses_the_current_clock() -> None:
    with clock.using(clock.VirtualClock()) as virtual:
        clock.sleep(3600)
        assert virtual.now() == 3600
    assert clock.current() is clock.WALL


def test_a_machine_lives_exactly_as_long_as_its_clock() -> None:
    virtual, machine = clock.VirtualClock(), Witness()
    virtual.follow(machine)
    virtual.sleep(1.5)
    virtual.unfollow(machine)
    virtual.sleep(1)
    assert machine.lived == [1.5]


def test_events_happen_in_order_at_their_moment() -> None:
    virtual = clock.VirtualClock()
    seen: list[tuple[str, float]] = []
    for name, when in [("b", 2.0), ("a", 1.0), ("c", 2.0), ("late", 9.0)]:
        virtual.call_at(when, lambda name=name: seen.append((name, virtual.now())))
    virtual.call_at(1.5, lambda: seen.append(("cancelled", 0))).cancel()
    virtual.sleep(5)
    assert seen == [("a", 1.0), ("b", 2.0), ("c", 2.0)]
    assert virtual.next_event() == 9.0


def test_an_event_may_wait_itself() -> None:
    virtual = clock.VirtualClock()
    virtual.call_at(1.0, lambda: virtual.sleep(3))
    virtual.sleep(2)
    assert virtual.now() == 4.0, "the sleep inside an event lasts longer than the one around it"


def test_sleeping_until_a_past_moment_lets_no_time_go_by() -> None:
    virtual = clock.VirtualClock()
    virtual.sleep(2)
    virtual.sleep_until(1)
    assert virtual.now() == 2


def test_machines_stay_level_when_an_event_moves_time() -> None:
    virtual, machine = clock.VirtualClock(), Witness()
    virtual.follow(machine)
    virtual.call_at(0.25, lambda: None)
    virtual.sleep(1)
    assert machine.lived == [0.25, 1]


@pytest.mark.parametrize("seconds", [-1, math.nan, math.inf, "1", True, None])
def test_sleep_refuses_what_is_not_a_duration(seconds: object) -> None:
    with pytest.raises(BadValue, match="durée"):
        clock.sleep(seconds)  # type: ignore[arg-type]


def test_sleep_explains_a_decimal_comma() -> None:
    with pytest.raises(BadValue, match="avec un point"):
        clock.sleep(0, 5)
