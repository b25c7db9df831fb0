"""Checks of a board: what each mistake is called, and that no loop hangs one."""

from __future__ import annotations

import signal

import pytest

from checks import limits
from checks.board import blinks, brightness
from checks.feedback import grade
from checks.learner import LearnerError, call
from hardware import LED, sleep


def flash(lamp, seconds=0.1):
    lamp.on()
    sleep(seconds)
    lamp.off()
    sleep(seconds)


def good(lamp, times):
    for _ in range(times):
        flash(lamp)


def untouched(lamp, times): ...


def endless(lamp, times):
    while True:
        flash(lamp)


def elsewhere(lamp, times):
    flash(LED(12))


def crash(lamp, times):
    lamp.allumer()


def no_pause(lamp, times):
    for _ in range(times):
        lamp.on()
        lamp.off()


def by_itself(lamp, times):
    lamp.blink(0.1, 0.1, times, background=False)


@pytest.mark.parametrize(
    ("function", "mistakes", "points"),
    [
        (good, set(), 4),
        (by_itself, set(), 4),
        (untouched, {"la lampe ne s'allume jamais"}, 0),
        (endless, {"le programme ne finit pas"}, 0),
        (elsewhere, {"c'est une autre lampe qui s'allume"}, 0),
        (crash, {"le programme s'arrête sur une erreur AttributeError"}, 0),
        (no_pause, {"la pause lampe allumée est oubliée", "la pause lampe éteinte est oubliée"}, 2),
        (lambda lamp, times: good(lamp, times + 1), {"trop d'éclairs"}, 2),
        (lambda lamp, times: good(lamp, 4), {"le nombre demandé est ignoré"}, 2),
        (None, {"la fonction n'existe pas"}, 0),
    ],
)
def test_a_mistake_has_a_name_that_holds_no_value(function, mistakes, points):
    mark = grade(4, blinks(function, times=2, on=0.1, off=0.1))
    assert {result.mistake for result in mark.results if not result} == mistakes
    assert mark.earned == points


def test_a_single_flash_points_to_the_loop_not_to_a_number():
    def off_after_the_loop(lamp, times):
        for _ in range(times):
            lamp.on()
            sleep(0.1)
        lamp.off()

    (result, *_) = grade(4, blinks(off_after_the_loop, times=2, on=0.1, off=0.1)).results
    assert result.mistake == "le nombre demandé est ignoré"
    assert "huit espaces" in result.piste


def test_a_light_that_ignores_its_setting_is_named():
    def constant(lamp, percent):
        lamp.value = 0.5

    results = brightness(constant, [(0, 0), (100, 1)])
    assert {result.mistake for result in results} == {"la lumière ne dépend pas du réglage"}


def endless():
    while True:
        pass


def test_a_loop_is_stopped_in_the_background_of_a_shell_too():
    """There the shell has Ctrl-C ignored, and what interrupts a program as Ctrl-C does with it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with pytest.raises(limits.TooLong), limits.cpu_limit(0.1):
            endless()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_loop_that_computes_for_ever_is_stopped():
    with pytest.raises(limits.TooLong), limits.cpu_limit(0.1):
        endless()
    assert call(lambda: 3) == 3
    with pytest.raises(LearnerError, match="ZeroDivisionError"):
        call(lambda: 1 / 0)
