"""A limit on the work a learner's function may do in the kernel, so that no loop hangs a check."""

from __future__ import annotations

import _thread
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

CPU_SECONDS = 10.0
"""Processor time of this process for one call. Not wall time: the load of the host must change nothing, and
a simulated machine works in a process of its own."""


class TooLong(Exception):
    """The limit was reached."""


@contextmanager
def cpu_limit(seconds: float = CPU_SECONDS) -> Iterator[None]:
    """Raise :class:`TooLong` inside the ``with`` once this process has computed for ``seconds``.

    It interrupts as Ctrl-C does, so it works in the main thread only; elsewhere there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    done, reached = threading.Event(), threading.Event()
    watcher = threading.Thread(
        target=_watch, args=(time.process_time() + seconds, done, reached), name="cpu-limit", daemon=True
    )
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.SIG_IGN:  # in the background of a shell, where Ctrl-C and interrupt_main do nothing
        signal.signal(signal.SIGINT, signal.default_int_handler)
    watcher.start()
    try:
        yield
    except KeyboardInterrupt:
        if reached.is_set():
            raise TooLong from None
        raise
    finally:
        done.set()
        if handler is signal.SIG_IGN:
            signal.signal(signal.SIGINT, handler)


def _watch(end: float, done: threading.Event, reached: threading.Event) -> None:
    while not done.wait(max(0.05, end - time.process_time())):
        if time.process_time() >= end:
            reached.set()
            _thread.interrupt_main()
            return
