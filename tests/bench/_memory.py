"""Memory of a run: what this process's descendants hold together, pages shared by several counted once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

LOOK = 0.5
"""Seconds between two looks."""


def held_by_descendants() -> int:
    """Bytes (proportional set size, proc_pid_smaps(5)) held now."""
    held = 0
    for process in psutil.Process().children(recursive=True):
        try:
            held += process.memory_full_info().pss
        except psutil.Error:
            continue
    return held


@contextmanager
def peak() -> Iterator[list[int]]:
    """Inside, a list whose one item is the most that was held so far."""
    most = [0]
    done = threading.Event()

    def look() -> None:
        while not done.wait(LOOK):
            most[0] = max(most[0], held_by_descendants())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()
