"""A forked process and its end. Linux only.

A child is known by a pidfd (pidfd_open(2)): a number that never comes to mean another process.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

Fork = Callable[[Callable[[], None], set[int]], "Child"]
"""How to start ``body()`` in a process of its own that keeps only these files open."""


class Child:
    """A process that this one has forked. ``group``: ending it ends the process group that it leads."""

    def __init__(self, pid: int, pidfd: int, *, group: bool = False) -> None:
        self.pid, self.pidfd, self._group = pid, pidfd, group

    def signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, number)

    def cpu_seconds(self) -> float:
        """Processor time that the process itself has used; what it started is not counted."""
        with contextlib.suppress(OSError):
            return time.clock_gettime((~self.pid << 3) | 2)  # clock_getcpuclockid(3): its CPUCLOCK_SCHED
        return 0.0

    def wait(self, seconds: float | None = None) -> bool:
        """Whether it has ended, at most ``seconds`` from now."""
        return bool(select.select([self.pidfd], [], [], seconds)[0])

    def end(self) -> None:
        """End it and what it started, at once, and wait until all is gone."""
        self.signal(signal.SIGKILL)
        if self._group:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        os.close(self.pidfd)


def fork_plainly(body: Callable[[], None], keep: set[int]) -> Child:
    """Fork a process that is not confined: for a trainer's own work, and for tests."""
    with warnings.catch_warnings():
        # 3.12 and later: fork beside idle threads of libraries.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return Child(pid, os.pidfd_open(pid), group=True)
    status = 1
    try:
        os.setsid()
        die_with_parent()
        adopt_orphans()
        close_all_but(keep)
        body()
        status = 0
    finally:  # a fork must never return into its parent's code
        end_descendants()
        os._exit(status)


def close_all_but(kept: set[int]) -> None:
    """Close every file but ``kept``; the three standard ones lead to nothing."""
    nothing = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    for number in map(int, os.listdir("/proc/self/fd")):
        if number > 2 and number not in kept:
            with contextlib.suppress(OSError):  # the listing's own descriptor
                os.close(number)


def die_with_parent() -> None:
    """Ask Linux to end this process when its parent ends (nothing elsewhere)."""
    if sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def adopt_orphans() -> None:
    """Make this process the parent of whatever its descendants leave behind (Linux only)."""
    pr_set_child_subreaper = 36
    with contextlib.suppress(OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1, 0, 0, 0)


def end_descendants() -> None:
    """End every process this one has started or adopted, a few generations deep."""
    for _ in range(50):
        if not (children := children_of(os.getpid())):
            return
        for child in children:
            with contextlib.suppress(ProcessLookupError, PermissionError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def children_of(pid: int) -> list[int]:
    """The processes that ``pid`` has started or adopted, as far as they can be seen."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, task.read_text().split())
    return found


def memory_share(pid: int) -> int:
    """Bytes that ``pid`` and all it started hold: a page shared by several counts for its share in each
    (proportional set size, proc_pid_smaps(5)).
    """
    own = 0
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        own = sum(int(line.split()[1]) << 10 for line in lines if line.startswith(("Pss:", "SwapPss:")))
    except PermissionError:  # it hides its memory: all that is resident counts
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        pass
    return own + sum(memory_share(child) for child in children_of(pid))
