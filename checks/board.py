"""Checks of what a function does with an Arduino board, read on the pins of a board of the check's own.

Each runs the function on a fresh simulated Uno, in virtual time, then looks at the real levels of the pins.
In grading that board stands on the trusted side; only the function runs elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from checks.feedback import Result, check, counted, failed, passed
from checks.learner import LearnerError, call
from hardware.sim.bench import Bench, DeviceSpec
from hardware.sim.uno import Edge, Uno
from models.french import number

VISIBLE = 0.02
"""Seconds under which nobody sees a flash or a gap: between two orders on the line there is only 0.5 ms."""
SETTLE = 0.05
"""Seconds the board lives on after the function has returned, so that its last order arrives."""
PWM_PERIOD = 32_640 / 16_000_000
"""Seconds of one PWM period on pins 3, 9, 10 and 11 (490 Hz)."""
OUTPUTS = range(2, 20)


@dataclass(frozen=True)
class Flash:
    """The lamp was on from ``start`` to ``end`` (seconds); ``end`` is None when nobody switched it off."""

    start: float
    end: float | None

    @property
    def seconds(self) -> float:
        return float("inf") if self.end is None else self.end - self.start


@check("La lampe clignote comme demandé")
def blinks(
    function: Callable[..., Any],
    times: int = 3,
    on: float = 0.5,
    off: float = 0.5,
    pin: int = 13,
    arguments: Sequence[float] = (),
    tolerance: float = 0.05,
) -> list[Result]:
    """``function(lamp, times, *arguments)`` gives ``times`` flashes of ``on`` seconds, ``off`` seconds apart.

    Four results: how many, how long lit, how long dark, and (a condition) dark at the end. ``tolerance`` is
    in seconds.
    """
    limit = 2 + 1.5 * (times + 2) * (on + off)
    lamp = DeviceSpec("LED", (pin,))
    found = _flashes(function, (lamp, times, *arguments), pin, limit)
    results = _judge(found, (on,) * times, (off,) * (times - 1), tolerance)
    if found and len(found) != times and found[-1].end is not None:
        others = _flashes(function, (lamp, times + 2, *arguments), pin, limit)
        if len(others) == len(found):
            results[0] = _count_is_ignored(len(found), times)
    return results


@check("La lampe joue le signal demandé")
def plays(
    function: Callable[..., Any],
    flashes: Sequence[float],
    pauses: Sequence[float],
    pin: int = 13,
    arguments: Sequence[float] = (),
    tolerance: float = 0.05,
) -> list[Result]:
    """``function(lamp, *arguments)`` gives these ``flashes`` with these ``pauses`` between (seconds)."""
    limit = 3 + 2 * (sum(flashes) + sum(pauses))
    found = _flashes(function, (DeviceSpec("LED", (pin,)), *arguments), pin, limit)
    return _judge(found, flashes, pauses, tolerance)


@check("Un signal à soi")
def signals(
    function: Callable[..., Any], pin: int = 13, at_least: int = 3, longest: float = 10.0
) -> list[Result]:
    """``function(lamp)`` is a signal of one's own: enough flashes of two lengths, not too long, then dark.

    ``longest`` is the time from the first flash to the end of the last, in seconds.
    """
    found = _flashes(function, (DeviceSpec("LED", (pin,)),), pin, 2 + 1.5 * longest)
    if not found:
        return [_nothing(4)]
    return [
        _enough(found, at_least),
        _two_lengths(found),
        _short_enough(found, longest),
        _ends_dark(found),
    ]


@check("La lumière suit le réglage")
def brightness(
    function: Callable[..., Any],
    cases: Sequence[tuple[float, float]],
    pin: int = 9,
    tolerance: float = 0.02,
) -> list[Result]:
    """``function(lamp, setting)`` leaves the lamp at ``light``, for each ``(setting, light)`` of ``cases``.

    A light is 0 to 1: the share of the time that the pin is high, measured over whole PWM periods.
    """
    seen = [(setting, light, _light(function, setting, pin)) for setting, light in cases]
    lights = {round(found, 2) for _, _, found in seen}
    if lights == {0.0} and any(light for _, light in cases):
        return [_nothing(len(seen), _DIM)]
    ignored = len(lights) == 1 and len({light for _, light, _ in seen}) > 1
    return [_one_light(*case, tolerance, ignored) for case in seen]


@check("Une lumière à soi")
def varies(
    function: Callable[..., Any],
    pin: int = 9,
    levels: int = 3,
    shortest: float = 1.5,
    longest: float = 10.0,
) -> list[Result]:
    """``function(lamp)`` shows at least ``levels`` lights in that time (seconds), then dark."""
    with _board(2 + 1.5 * longest) as bench:
        call(function, DeviceSpec("PWMLED", (pin,)), bench=bench)
        end = _settle(bench)
        edges = _uno(bench).edges(pin)
    if not edges:
        return [_nothing(3, _DIM)]
    seen = _lights(edges, end)
    return [
        _enough_lights(seen, levels),
        _long_enough(edges[-1].time - edges[0].time, shortest, longest),
        _dark(edges[-1].level == 0),
    ]


# Running the function


@contextmanager
def _board(limit: float) -> Iterator[Bench]:
    """A bench with a new Uno; the function is stopped after ``limit`` emulated seconds."""
    bench = Bench("uno")
    try:
        _uno(bench).at(limit, lambda: _never_ends(limit))
        yield bench
    finally:
        bench.close()


def _uno(bench: Bench) -> Uno:
    assert isinstance(bench.machine, Uno)
    return bench.machine


def _settle(bench: Bench) -> float:
    """Let the board live a moment more; its time then, in seconds."""
    uno = _uno(bench)
    uno.exchange(b"", uno.time + SETTLE)
    return uno.time


def _never_ends(limit: float) -> None:
    raise LearnerError(
        "le programme ne finit pas",
        f"Après {limit:.0f} secondes sur la carte, la fonction tourne encore.",
        "Une boucle sans fin ne rend jamais la main.",
        "Chercher une boucle while qui ne s'arrête pas, ou une pause beaucoup trop longue.",
    )


def _flashes(function: Callable[..., Any], arguments: Sequence[Any], pin: int, limit: float) -> list[Flash]:
    """The flashes of ``pin`` while the function runs. Raises LearnerError when another pin moves instead."""
    with _board(limit) as bench:
        call(function, *arguments, bench=bench)
        _settle(bench)
        uno = _uno(bench)
        edges = uno.edges(pin)
        if not edges and any(uno.edges(other) for other in OUTPUTS if other != pin):
            raise LearnerError(
                "c'est une autre lampe qui s'allume",
                f"La lampe donnée à la fonction est sur la broche {pin} ; une autre broche a bougé.",
                "La fonction doit marcher avec n'importe quelle lampe.",
                "Se servir de la lampe reçue entre les parenthèses de def, sans en créer une autre.",
            )
    rises = [edge.time for edge in edges if edge.level]
    falls: list[float | None] = [edge.time for edge in edges if not edge.level]
    return [Flash(start, end) for start, end in zip(rises, [*falls, None], strict=False)]


def _light(function: Callable[..., Any], setting: float, pin: int) -> float:
    with _board(10) as bench:
        call(function, DeviceSpec("PWMLED", (pin,)), setting, bench=bench)
        since = _settle(bench)
        uno = _uno(bench)
        uno.exchange(b"", since + 100 * PWM_PERIOD)
        return uno.duty(pin, since, since + 98 * PWM_PERIOD)


def _lights(edges: Sequence[Edge], end: float) -> set[int]:
    """The lights seen, in tenths (1 to 10), each held for two windows of 20 PWM periods (41 ms)."""
    window, first = 20 * PWM_PERIOD, edges[0].time
    starts = [first + i * window for i in range(int((end - first) / window))]
    tenths = [round(10 * _duty(edges, start, start + window)) for start in starts]
    return {now for now, following in pairwise(tenths) if now == following} - {0}


def _duty(edges: Sequence[Edge], start: float, end: float) -> float:
    """The share of the time between two moments that the pin is high."""
    moments = [(edge.time, edge.level) for edge in edges] + [(float("inf"), 0)]
    high = sum(
        max(0.0, min(after, end) - max(before, start))
        for (before, level), (after, _) in pairwise(moments)
        if level
    )
    return high / (end - start)


# Judging what was seen


def _judge(
    found: Sequence[Flash], flashes: Sequence[float], pauses: Sequence[float], tolerance: float
) -> list[Result]:
    if not found:
        return [_nothing(4 if pauses else 3)]
    gaps = [after.start - before.end for before, after in pairwise(found) if before.end is not None]
    results = [_count(len(found), len(flashes)), _lit(found, flashes, tolerance)]
    if pauses:
        results.append(_dark_gaps(gaps, pauses, tolerance))
    return [*results, _ends_dark(found)]


_PLAIN = "Chaque ordre finit par des parenthèses : lampe.on()."
_DIM = "Donner une valeur à lampe.value, de 0 à 1."


def _nothing(weight: float, hint: str = _PLAIN) -> Result:
    return failed(
        "Allumer la lampe",
        mistake="la lampe ne s'allume jamais",
        constat="La lampe est restée éteinte du début à la fin.",
        pourquoi="Sans un ordre d'allumage, la carte ne fait rien.",
        piste=f"Écrire les ordres à la place des trois points. {hint}",
        weight=weight,
    )


def _count(found: int, wanted: int) -> Result:
    title = "Nombre d'éclairs"
    if found == wanted:
        return passed(title, f"{_flash_words(found)} : c'est le bon nombre.")
    return failed(
        title,
        mistake="trop d'éclairs" if found > wanted else "pas assez d'éclairs",
        constat=f"{_flash_words(found)} au lieu de {wanted}.",
        pourquoi="Chaque éclair compte : c'est le message que reçoit celui qui regarde.",
        piste="Compter combien de fois la lampe s'allume, puis s'éteint. "
        "Avec une boucle, range(n) fait n tours.",
    )


def _count_is_ignored(found: int, wanted: int) -> Result:
    if found == 1:
        pourquoi = "Un tour de boucle fait un éclair : allumer, attendre, éteindre, attendre."
        piste = "Mettre ces quatre lignes dans une boucle for : huit espaces devant chacune."
    else:
        pourquoi = "La fonction doit obéir au nombre reçu, pas à un nombre écrit d'avance."
        piste = "Chercher un nombre écrit en clair dans la boucle, et mettre à sa place le nom reçu par def."
    return failed(
        "Nombre d'éclairs",
        mistake="le nombre demandé est ignoré",
        constat=f"{_flash_words(found)} au lieu de {wanted}, et autant quand on en demande plus.",
        pourquoi=pourquoi,
        piste=piste,
    )


def _lit(found: Sequence[Flash], wanted: Sequence[float], tolerance: float) -> Result:
    title = "Durée allumée"
    seen = [flash.seconds for flash in found]
    pairs = list(zip(seen, _stretched(wanted, len(seen)), strict=True))
    wrong = [(length, goal) for length, goal in pairs if abs(length - goal) > tolerance]
    if not wrong:
        return passed(title, f"Chaque éclair dure ce qu'il faut : {_list(wanted)}.")
    length, goal = wrong[0]
    if length == float("inf"):
        return failed(
            title,
            mistake="la lampe n'est pas éteinte",
            constat=f"La lampe s'allume, puis plus rien ne l'éteint. Il fallait {_seconds(goal)}.",
            pourquoi="Une lampe reste allumée tant qu'on ne lui dit pas de s'éteindre.",
            piste="Après chaque pause lampe allumée, écrire un ordre qui éteint.",
        )
    if length < VISIBLE <= goal:
        return failed(
            title,
            mistake="la pause lampe allumée est oubliée",
            constat=f"Un éclair dure {_milliseconds(length)} au lieu de {_seconds(goal)} : invisible.",
            pourquoi="Sans pause, la carte allume et éteint aussitôt.",
            piste="Mettre un sleep entre l'ordre qui allume et celui qui éteint.",
        )
    if len(seen) == len(wanted) and all(
        abs(length - goal) <= tolerance for length, goal in zip(sorted(seen), sorted(wanted), strict=True)
    ):
        return failed(
            title,
            mistake="les éclairs ne sont pas dans le bon ordre",
            constat=f"Durées vues : {_list(seen)}. Durées demandées : {_list(wanted)}.",
            pourquoi="La carte suit les ordres de haut en bas : l'ordre des lignes fait le signal.",
            piste="Lire le signal demandé à voix haute, et ranger les lignes dans le même ordre.",
        )
    return failed(
        title,
        mistake="la lampe reste allumée trop longtemps"
        if length > goal
        else "la lampe ne reste pas assez allumée",
        constat=f"Un éclair dure {_seconds(length)} au lieu de {_seconds(goal)}.",
        pourquoi="La durée de l'éclair est celle de la pause qui suit l'allumage.",
        piste="Changer le nombre entre les parenthèses du sleep qui suit lampe.on().",
    )


def _dark_gaps(gaps: Sequence[float], wanted: Sequence[float], tolerance: float) -> Result:
    title = "Durée éteinte"
    if not gaps:
        return failed(
            title,
            mistake="il n'y a pas deux éclairs de suite",
            constat="Un seul éclair a été vu : il n'y a pas de temps éteint à mesurer.",
            pourquoi="Le temps éteint sépare deux éclairs.",
            piste="Rallumer la lampe après l'avoir éteinte : d'autres ordres, ou une boucle.",
        )
    pairs = zip(gaps, _stretched(wanted, len(gaps)), strict=True)
    wrong = [(gap, goal) for gap, goal in pairs if abs(gap - goal) > tolerance]
    if not wrong:
        return passed(title, f"Entre deux éclairs : {_list(wanted)}.")
    gap, goal = wrong[0]
    if gap < VISIBLE <= goal:
        return failed(
            title,
            mistake="la pause lampe éteinte est oubliée",
            constat=f"La lampe se rallume après {_milliseconds(gap)} au lieu de {_seconds(goal)}.",
            pourquoi="Sans pause, la lampe se rallume aussitôt : les éclairs se collent.",
            piste="Mettre un sleep après l'ordre qui éteint, dans la boucle.",
        )
    return failed(
        title,
        mistake="la lampe reste éteinte trop longtemps"
        if gap > goal
        else "la lampe ne reste pas assez éteinte",
        constat=f"La lampe reste éteinte {_seconds(gap)} au lieu de {_seconds(goal)}.",
        pourquoi="Le temps éteint est celui de la pause qui suit l'extinction.",
        piste="Changer le nombre entre les parenthèses du sleep qui suit lampe.off().",
    )


def _ends_dark(found: Sequence[Flash]) -> Result:
    return _dark(found[-1].end is not None)


def _dark(dark: bool) -> Result:
    title = "À la fin"
    if dark:
        return passed(title, "La lampe est éteinte.")
    return failed(
        title,
        mistake="la lampe reste allumée à la fin",
        constat="Quand la fonction se termine, la lampe est encore allumée.",
        pourquoi="Une lampe oubliée use la pile.",
        piste="Finir par un ordre qui éteint.",
        essential=False,
    )


def _enough(found: Sequence[Flash], at_least: int) -> Result:
    title = "Assez d'éclairs"
    long = [flash for flash in found if flash.seconds >= VISIBLE]
    apart = [
        after for before, after in pairwise(long) if after.start - before.start - before.seconds >= VISIBLE
    ]
    visible = [*long[:1], *apart]
    if len(visible) >= at_least:
        return passed(title, f"{_flash_words(len(visible))}.")
    return failed(
        title,
        mistake="pas assez d'éclairs visibles",
        constat=f"{_flash_words(len(visible))} que l'œil peut voir. Il en faut au moins {at_least}.",
        pourquoi="Un signal trop court ne se reconnaît pas de loin.",
        piste="Ajouter des éclairs, chacun avec sa pause allumée et sa pause éteinte.",
    )


def _two_lengths(found: Sequence[Flash]) -> Result:
    title = "Des éclairs courts et des longs"
    lengths = [flash.seconds for flash in found if VISIBLE <= flash.seconds < float("inf")]
    if lengths and max(lengths) >= 1.5 * min(lengths):
        return passed(
            title, f"Le plus court dure {_seconds(min(lengths))}, le plus long {_seconds(max(lengths))}."
        )
    return failed(
        title,
        mistake="tous les éclairs se ressemblent",
        constat=f"Durées vues : {_list(lengths)}." if lengths else "Aucun éclair complet n'a été vu.",
        pourquoi="C'est la différence entre court et long qui fait un message, comme en morse.",
        piste="Changer la durée d'un sleep, pour qu'un éclair dure par exemple deux fois plus qu'un autre.",
    )


def _short_enough(found: Sequence[Flash], longest: float) -> Result:
    last = found[-1].end if found[-1].end is not None else found[-1].start
    return _long_enough(last - found[0].start, 0.0, longest)


def _long_enough(seconds: float, shortest: float, longest: float) -> Result:
    title = "Durée du signal"
    if shortest <= seconds <= longest:
        return passed(title, f"Le signal dure {_seconds(seconds)}.")
    short = seconds < shortest
    limit = f"au moins {_seconds(shortest)}" if short else f"au plus {_seconds(longest)}"
    return failed(
        title,
        mistake="le signal est trop court" if short else "le signal est trop long",
        constat=f"Le signal dure {_seconds(seconds)}, il faut {limit}.",
        pourquoi="Celui qui regarde doit avoir le temps de le voir, sans attendre.",
        piste="Allonger ou ajouter des pauses." if short else "Raccourcir ou enlever des pauses.",
        essential=False,
    )


def _enough_lights(seen: set[int], levels: int) -> Result:
    title = "Plusieurs forces de lumière"
    shown = ", ".join(f"{10 * level} %" for level in sorted(seen)) or "aucune"
    if len(seen) >= levels:
        return passed(title, f"Lumières vues : {shown}.")
    return failed(
        title,
        mistake="pas assez de lumières différentes",
        constat=f"Lumières vues, à 10 % près : {shown}. Il en faut au moins {levels}.",
        pourquoi="La PWM règle la force de la lumière. Elle fait plus qu'allumer et éteindre.",
        piste="Donner plusieurs valeurs à lampe.value, chacune suivie d'une pause.",
    )


def _one_light(setting: float, light: float, found: float, tolerance: float, ignored: bool) -> Result:
    title = f"Réglage {setting:g}".replace(".", ",")
    constat = f"Lumière mesurée : {_percent(found)}. Attendue : {_percent(light)}."
    if ignored:
        return failed(
            "Réglage",
            mistake="la lumière ne dépend pas du réglage",
            constat=constat,
            pourquoi="La fonction doit se servir du nombre reçu entre les parenthèses.",
            piste="Calculer lampe.value à partir du nom reçu par def.",
        )
    if abs(found - light) <= tolerance:
        return passed(title, constat)
    if abs(found - (1 - light)) <= tolerance:
        mistake, piste = "la lumière varie à l'envers", "Vérifier avec 0 : la lampe doit être éteinte."
    elif found < light:
        mistake, piste = (
            "la lumière est trop faible",
            "Pour 100, lampe.value doit valoir 1 : revoir la division.",
        )
    else:
        mistake, piste = (
            "la lumière est trop forte",
            "Pour 50, lampe.value doit valoir 0,5 : revoir la division.",
        )
    return failed(
        "Réglage",
        mistake=mistake,
        constat=constat,
        pourquoi="lampe.value va de 0 à 1, le réglage va de 0 à 100.",
        piste=piste,
    )


# Saying it in French


def _stretched(wanted: Sequence[float], length: int) -> list[float]:
    """``wanted``, cut to ``length`` or continued by its last value, to judge an extra flash."""
    return [*wanted[:length], *[wanted[-1]] * (length - len(wanted))]


def _flash_words(number: int) -> str:
    return counted(number, "éclair")


def _seconds(seconds: float) -> str:
    return f"{number(seconds)} s"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms".replace(".", ",")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _list(lengths: Sequence[float]) -> str:
    if len(set(lengths)) == 1:
        return _seconds(lengths[0])
    return ", ".join("sans fin" if length == float("inf") else _seconds(length) for length in lengths)
