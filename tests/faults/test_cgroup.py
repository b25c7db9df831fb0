"""A control group of our own, on a real hierarchy: limits set, everything in it ended, nothing left."""

import contextlib
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from classroom import cgroup
from classroom.cgroup import Group

AMOUNTS = {"memory.max": 1 << 30, "pids.max": 50, "hugetlb.2MB.max": 0}


@pytest.fixture
def delegated():
    """A group of the test's own, marked as systemd does, and the limits that its controllers offer."""
    ours = cgroup._ours()
    if ours is None or os.getuid() != 0:
        pytest.skip("no version 2 of control groups here, or not root")
    path = ours / f"essai-{os.getpid()}"
    try:
        given = (ours / "cgroup.controllers").read_text().split()
        offered = {name: value for name, value in AMOUNTS.items() if name.partition(".")[0] in given}
        for name in offered:
            (ours / "cgroup.subtree_control").write_text(f"+{name.partition('.')[0]}")
        path.mkdir()
        os.setxattr(path, cgroup.DELEGATED, b"1")
    except OSError as error:
        pytest.skip(f"no control group can be made here: {error}")
    yield path, offered
    for folder in (*path.glob("*/"), path):
        with contextlib.suppress(OSError):
            folder.rmdir()


BODY = """
import os, signal, sys
os.write(os.open(sys.argv[1] + "/cgroup.procs", os.O_WRONLY), b"0")
from classroom.cgroup import Group
group = Group.make(eval(sys.argv[2]))
print(group and group.path, flush=True)
if group:
    if os.fork() == 0:
        group.join()
        if os.fork() == 0:
            os.setsid()
        signal.pause()
    sys.stdin.readline()
    group.end()
    os.wait()
    print("ended", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def divided(delegated):
    """A program started in that group, which divides it."""
    path, offered = delegated
    argv = [sys.executable, "-c", BODY, str(path), repr(offered)]
    process = subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    yield path, offered, process
    process.stdin.close()
    process.kill()
    process.stdout.close()
    process.wait()


def test_what_joins_is_limited_and_ended_with_all_it_started(divided):
    path, offered, process = divided
    made = process.stdout.readline().strip()
    if not offered:
        assert made == "None"
        return
    group = Path(made)
    assert group.parent == path
    for name, value in offered.items():
        assert (group / name).read_text().split()[0] == str(value)
    while len(members := (group / "cgroup.procs").read_text().split()) < 2:
        os.sched_yield()
    descriptors = [os.pidfd_open(int(pid)) for pid in members]
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline().strip() == "ended"
    for descriptor in descriptors:
        assert select.select([descriptor], [], [], 0)[0], "still alive"
        os.close(descriptor)
    assert not group.exists()


def test_a_group_that_nobody_delegated_is_left_alone(delegated, monkeypatch):
    path, offered = delegated
    os.removexattr(path, cgroup.DELEGATED)
    monkeypatch.setattr(cgroup, "_ours", lambda: path)
    assert Group.make(offered) is None
    assert list(path.glob("*/")) == []
