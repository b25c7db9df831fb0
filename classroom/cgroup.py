"""A control group around a program and all it starts, where the system has delegated one to us.

    systemd-run --user --scope -p Delegate=yes atelier grade …

The limits of a process count neither what several hold together nor the files of a memory disk; those of a
group count everything (https://docs.kernel.org/admin-guide/cgroup-v2.html). Where none was delegated nothing
is done: systemd's groups are systemd's (https://systemd.io/CGROUP_DELEGATION/).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import select
from collections.abc import Mapping
from pathlib import Path

LEAF = "atelier"
"""Where we go ourselves: a group that has limited children holds no process of its own."""
DELEGATED = "user.delegate"
"""The mark that systemd puts on a group it has handed over."""
PATIENCE_MS = 5_000
"""Milliseconds to wait for one more process to be gone."""
_numbers = itertools.count(1)


class Group:
    """A control group, for a program that joins it and what that starts."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def make(cls, limits: Mapping[str, int]) -> Group | None:
        """A group with these ``limits`` (as ``{"memory.max": bytes, "pids.max": processes}``); those that the
        system lets us set. None where no group was delegated, or none of them can be set.
        """
        ours = _ours()
        if ours is None or not _is_delegated(ours):
            return None
        group = cls(ours / f"{LEAF}-{os.getpid()}-{next(_numbers)}")
        try:
            _leave(ours)
            given = (ours / "cgroup.controllers").read_text().split()
            wanted = {name: value for name, value in limits.items() if name.partition(".")[0] in given}
            for controller in {name.partition(".")[0] for name in wanted}:
                _write(ours / "cgroup.subtree_control", f"+{controller}")
            group.path.mkdir()
            for name, value in wanted.items():
                _write(group.path / name, str(value))
        except OSError:
            group.end()
            return None
        if not wanted:
            group.end()
        return group if wanted else None

    def join(self) -> None:
        """Enter it: what this process starts from now on is in it too."""
        _write(self.path / "cgroup.procs", "0")

    def end(self) -> None:
        """End all that is in it, and remove it once it is empty."""
        with contextlib.suppress(OSError):
            _write(self.path / "cgroup.kill", "1")
            self._wait_until_empty()
        with contextlib.suppress(OSError):
            self.path.rmdir()

    def _wait_until_empty(self) -> None:
        with (self.path / "cgroup.events").open("rb", buffering=0) as events:
            changed = select.poll()
            changed.register(events, select.POLLPRI)
            while b"populated 1" in events.read() and changed.poll(PATIENCE_MS):
                events.seek(0)


def _ours() -> Path | None:
    """The group that we may divide: the one we were started in. None without version 2 of control groups."""
    try:
        with open("/proc/self/mountinfo") as file:
            fields = [line.split() for line in file]
        mount = next(field[4] for field in fields if field[field.index("-") + 1] == "cgroup2")
        lines = Path("/proc/self/cgroup").read_text().splitlines()
        place = next(line.removeprefix("0::/") for line in lines if line.startswith("0::/"))
    except (OSError, StopIteration, ValueError):
        return None
    path = Path(mount) / place
    return path.parent if path.name == LEAF else path


def _is_delegated(path: Path) -> bool:
    """Root may write everywhere, which does not make it ours: there the mark decides."""
    if os.getuid() != 0:
        return os.access(path, os.W_OK) and os.access(path / "cgroup.procs", os.W_OK)
    try:
        return os.getxattr(path, DELEGATED) == b"1"
    except OSError:
        return False


def _leave(path: Path) -> None:
    """Go to a leaf below ``path``."""
    leaf = path / LEAF
    leaf.mkdir(exist_ok=True)
    _write(leaf / "cgroup.procs", "0")


def _write(path: Path, text: str) -> None:
    """One write, of a file that is there: the kernel makes them."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
