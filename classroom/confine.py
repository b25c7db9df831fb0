"""What a freshly forked process does to itself before it runs a learner's code. Linux only, no way back.

Layers, each enough for most attacks: namespaces of its own (user, process, mount, network, IPC), an empty
memory disk as its only writable place, no capability, limits on everything that can be used up, Landlock
(https://docs.kernel.org/userspace-api/landlock.html) and a seccomp filter
(https://docs.kernel.org/userspace-api/seccomp_filter.html) where the kernel has them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import re
import resource
import signal
import struct
from collections.abc import Callable
from dataclasses import dataclass

from classroom.child import Child, close_all_but


@dataclass(frozen=True)
class Limits:
    """What one confined process, and each that it starts, may use. Sizes in bytes, times in seconds."""

    cpu_seconds: int = 120
    memory: int = 2 << 30
    """Of each process, beyond what the warm process maps already."""
    processes: int = 32
    open_files: int = 256
    file_size: int = 32 << 20


DISK = 48 << 20
"""Bytes of the memory disk on ``/tmp``."""

_NEW_NAMESPACES = (
    0x10000000 | 0x20000000 | 0x40000000 | 0x00020000 | 0x08000000 | 0x04000000
)  # user pid net ns ipc uts
_CLONE_PIDFD = 0x1000
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 8, 0x1000, 0x4000, 0x40000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 38, 22
_PR_SET_SECUREBITS, _SECBITS_NO_ROOT_LOCKED = 28, 0b1111

_libc = ctypes.CDLL(None, use_errno=True)
_python = ctypes.PyDLL(None, use_errno=True)


def _must(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def fork_apart(body: Callable[[], None], keep: set[int]) -> Child:
    """Fork ``body()`` as process 1 of new namespaces, with no file but ``keep``: its end ends all in them.

    It finds ``/tmp`` empty, its own alone, and holds every right over its little world: it must call
    :func:`lock` before it runs anything of a learner's.
    """
    uid, gid = os.getuid(), os.getgid()
    pid, pidfd = _clone_into_new_namespaces()
    if pid:
        return Child(pid, pidfd)
    status = 1
    try:
        _must(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "pdeathsig")
        _be_again(uid, gid)
        close_all_but(keep)
        _settle_in()
        body()
        status = 0
    finally:  # a fork must never return into its parent's code
        os._exit(status)


def _clone_into_new_namespaces() -> tuple[int, int]:
    """``os.fork`` with the flags of clone(2): the child's pid and pidfd, or (0, -1) in the child.

    unshare(2) would do with one fork more, and a fork of the warm process is what costs most here.
    """
    pidfd = ctypes.c_int(-1)
    flags = ctypes.c_ulong(_NEW_NAMESPACES | _CLONE_PIDFD | signal.SIGCHLD)
    # What os.fork does around the system call; PyDLL keeps the interpreter's lock, as it does.
    _python.PyOS_BeforeFork()
    pid = _python.syscall(_CLONE_NUMBER[platform.machine()], flags, None, ctypes.byref(pidfd), None, None)
    if pid == 0:
        _python.PyOS_AfterFork_Child()
        return 0, -1
    code = ctypes.get_errno()
    _python.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(code, f"clone: {os.strerror(code)}")
    return pid, pidfd.value


def _be_again(uid: int, gid: int) -> None:
    """Be in the new namespaces who we were outside: user_namespaces(7), maps of one line of our own."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _settle_in() -> None:
    os.setsid()  # kill(0, …) reaches a whole process group, in other process namespaces too
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # if memory runs out all the same, this process goes first
    _mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE)
    _mount(b"proc", b"/proc", b"proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    _empty_tmp(DISK)
    os.chdir("/tmp")


def lock(limits: Limits) -> None:
    """Close every door behind this process, for good: limits, no capability, Landlock, seccomp."""
    _limit(limits)
    _drop_capabilities()
    _landlock()
    _seccomp()


def hide_memory() -> None:
    """Nobody but the kernel reads or writes this process's memory: not even a program it starts."""
    _must(_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "dumpable")


def _empty_tmp(size: int) -> None:
    """Cover ``/tmp`` by an empty disk of ``size`` bytes. What the sandbox shows below it, read-only, stays in
    sight: the project itself when it was cloned in ``/tmp``.
    """
    with open("/proc/self/mountinfo", "rb") as file:
        places = [_unescaped(line.split()[4]) for line in file]
    shown = {place: os.open(place, os.O_PATH) for place in places if place.startswith(b"/tmp/")}
    _mount(b"tmpfs", b"/tmp", b"tmpfs", _MS_NOSUID | _MS_NODEV, f"size={size},mode=700".encode())
    for place, descriptor in shown.items():
        os.makedirs(place)
        _mount(f"/proc/self/fd/{descriptor}".encode(), place, None, _MS_BIND | _MS_REC)
        os.close(descriptor)


def _unescaped(place: bytes) -> bytes:
    """A path of ``mountinfo``, where a space is written ``\\040``."""
    return re.sub(rb"\\(\d{3})", lambda code: bytes([int(code[1], 8)]), place)


def _mount(source: bytes, target: bytes, kind: bytes | None, flags: int, data: bytes | None = None) -> None:
    _must(_libc.mount(source, target, kind, ctypes.c_ulong(flags), data), f"mount {target.decode()}")


def _limit(limits: Limits) -> None:
    for what, value in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_DATA, limits.memory),
        (resource.RLIMIT_AS, _mapped() + limits.memory),  # shared mappings are no "data"
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(what, (value, value))


def _mapped() -> int:
    """Bytes of address space this process has now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _drop_capabilities() -> None:
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break  # past the last one this kernel knows
    _must(_libc.prctl(_PR_SET_SECUREBITS, _SECBITS_NO_ROOT_LOCKED, 0, 0, 0), "securebits")
    header = struct.pack("Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    _must(_libc.capset(header, struct.pack("6I", *[0] * 6)), "capset")
    _must(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


# Landlock: read everywhere the mounts show, write in /tmp and /dev/null only.

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LL_EXECUTE, _LL_WRITE_FILE, _LL_READ_FILE, _LL_READ_DIR = 1, 2, 4, 8
_LL_ALL_V1 = (1 << 13) - 1


def _landlock() -> None:
    version = _libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return  # this kernel has none: the mounts already decide
    ruleset = _must(
        _libc.syscall(_LANDLOCK_CREATE, struct.pack("Q", _LL_ALL_V1), ctypes.c_size_t(8), 0), "landlock"
    )
    for path, access in (
        (b"/", _LL_EXECUTE | _LL_READ_FILE | _LL_READ_DIR),
        (b"/tmp", _LL_ALL_V1),
        (b"/dev/null", _LL_READ_FILE | _LL_WRITE_FILE),
    ):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rule = struct.pack("=Qi", access, descriptor)
        _must(_libc.syscall(_LANDLOCK_ADD, ruleset, 1, rule, 0), f"landlock {path.decode()}")
        os.close(descriptor)
    _must(_libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0), "landlock")
    os.close(ruleset)


# seccomp: calls that no lesson needs and many attacks do.

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_FORBIDDEN = {  # name: (x86_64, aarch64); numbers from the kernel's syscall tables
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "keyctl": (250, 219), "add_key": (248, 217),
    "request_key": (249, 218), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "kexec_load": (246, 104), "init_module": (175, 105),
    "finit_module": (313, 273), "pidfd_getfd": (438, 438), "open_by_handle_at": (304, 265),
    "fsopen": (430, 430), "move_mount": (429, 429), "clone3": (435, 435),
    # Memory that no limit of a process counts.
    "shmget": (29, 194), "memfd_create": (319, 279), "memfd_secret": (447, 447),
}  # fmt: skip
_ENOSYS_INSTEAD = {"clone3"}  # glibc then falls back to clone, whose flags the filter can read
_CLONE_NUMBER = {"x86_64": 56, "aarch64": 220}
_CLONE_NEW_ANY = 0x7E020000
_SOCKET_NUMBER = {"x86_64": 41, "aarch64": 198}
_SOCKET_FAMILIES = (1, 2, 10)  # unix, inet, inet6; others (vsock, …) know no network namespace


def _seccomp() -> None:
    machine = platform.machine()
    if machine not in _AUDIT_ARCH:
        return
    program = _filter(machine)
    buffer = ctypes.create_string_buffer(program)
    count = len(program) // 8
    header = struct.pack("HxxxxxxP", count, ctypes.addressof(buffer))
    _must(_libc.prctl(_PR_SET_SECCOMP, 2, header, 0, 0), "seccomp")


def _filter(machine: str) -> bytes:
    """A classic-BPF program: another architecture dies, a forbidden call gets EPERM, the rest is allowed.

    A line is (operation, lines to skip when true, when false, operand).
    """
    load, equal, any_bit, give = 0x20, 0x15, 0x45, 0x06
    allow, kill = 0x7FFF0000, 0x80000000

    def refuse(code: int) -> int:
        return 0x00050000 | code

    column = 0 if machine == "x86_64" else 1
    lines = [
        (load, 0, 0, 4), (equal, 1, 0, _AUDIT_ARCH[machine]), (give, 0, 0, kill),
        (load, 0, 0, 0),
    ]  # fmt: skip
    if machine == "x86_64":  # the x32 numbers would pass by the list
        lines += [(0x35, 0, 1, 0x40000000), (give, 0, 0, kill)]
    for name, numbers in _FORBIDDEN.items():
        code = errno.ENOSYS if name in _ENOSYS_INSTEAD else errno.EPERM
        lines += [(equal, 0, 1, numbers[column]), (give, 0, 0, refuse(code))]
    families = [(equal, len(_SOCKET_FAMILIES) - i, 0, family) for i, family in enumerate(_SOCKET_FAMILIES)]
    lines += [
        (equal, 0, 3, _CLONE_NUMBER[machine]), (load, 0, 0, 16),
        (any_bit, 0, 1, _CLONE_NEW_ANY), (give, 0, 0, refuse(errno.EPERM)),
        (load, 0, 0, 0),
        (equal, 0, len(families) + 2, _SOCKET_NUMBER[machine]), (load, 0, 0, 16),
        *families, (give, 0, 0, refuse(errno.EAFNOSUPPORT)),
        (give, 0, 0, allow),
    ]  # fmt: skip
    return b"".join(struct.pack("HBBI", *line) for line in lines)
