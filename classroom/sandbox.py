"""One bubblewrap around a process that must see little: a list of read-only paths, no network, no devices.

bubblewrap replaces itself by the program it starts, so one call wraps one (warm) process; what that process
forks is confined further by :mod:`classroom.confine`. Started as root, bubblewrap keeps nearly all
capabilities and process limits do not hold: an unused uid is taken first.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from classroom.cgroup import Group

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = ("hardware", "models", "checks", "views", "lab", "classroom")
UNUSED_UIDS = range(61_000, 65_000)
_SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime",
           "/etc/alternatives")  # fmt: skip
_STAGE = Path("/run")
"""Covered, in a mount namespace of the child's own, by a small memory disk: nothing we bind lies there."""
_CLONE_NEWNS, _MS_BIND, _MS_REC, _MS_PRIVATE = 0x00020000, 0x1000, 0x4000, 0x40000


class NoSandbox(RuntimeError):
    """Pas de bac à sable sur cette machine ; le message dit pourquoi et quoi faire."""


def python_paths() -> list[Path]:
    """What a Python process of the project reads: the interpreter, the .venv and our packages."""
    return [Path(sys.base_prefix), Path(sys.prefix), *(PROJECT / name for name in PACKAGES)]


def start(
    argv: Sequence[str],
    paths: Iterable[Path],
    *,
    pass_fds: Sequence[int] = (),
    environment: Mapping[str, str] = MappingProxyType({}),
    tmp_bytes: int = 64 << 20,
    group: Group | None = None,
) -> subprocess.Popen[bytes]:
    """Start ``argv`` in a sandbox where only ``paths`` and the system's programs can be read.

    ``/tmp`` is an empty memory disk of ``tmp_bytes``; the program sees only its own processes, no network,
    the given environment; it ends with its parent; it joins ``group`` if there is one. Raises
    :class:`NoSandbox` when there is no bubblewrap.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise NoSandbox("bubblewrap n'est pas installé. Installez-le : sudo apt install bubblewrap")
    paths = _outermost(paths)
    sources = {path: path for path in paths}
    steps: list[Callable[[], None]] = [group.join] if group else []
    if os.getuid() == 0:
        uid = _unused_uid()
        sources = {path: _STAGE / str(number) for number, path in enumerate(paths)}
        steps.append(_leave_root(uid, sources))
    command = [
        program,
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--clearenv",
        "--hostname",
        "atelier",
    ]
    for path in map(Path, _SYSTEM):
        if path.is_symlink():
            command += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            command += ["--ro-bind", str(path), str(path)]
    command += ["--proc", "/proc", "--dev", "/dev", "--size", str(tmp_bytes), "--tmpfs", "/tmp"]
    for path, source in sources.items():
        command += ["--ro-bind", str(source), str(path)]
    command += ["--remount-ro", "/dev", "--remount-ro", "/"]  # memory disks of bubblewrap's own making
    for name, value in {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", **environment}.items():
        command += ["--setenv", name, value]
    return subprocess.Popen(
        [*command, "--chdir", "/tmp", "--", *argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=pass_fds,
        preexec_fn=_one_after_the_other(steps),
        start_new_session=True,
    )


def _one_after_the_other(steps: Iterable[Callable[[], None]]) -> Callable[[], None]:
    def take() -> None:
        for step in steps:
            step()

    return take


@cache
def obstacle() -> str | None:
    """Why no sandbox can be had here, in French with what to do; None when one was started and held."""
    try:
        process = start(["/usr/bin/env", "true"], [])
        _, errors = process.communicate(timeout=20)
    except (NoSandbox, OSError, subprocess.SubprocessError) as error:
        return str(error)
    if process.returncode == 0:
        return None
    return (
        f"bubblewrap est refusé par le système ({errors.decode(errors='replace').strip()}). "
        "Sous Ubuntu 24.04 ou plus, donnez un profil AppArmor à bwrap seul (docs/formateur.md) ; "
        "dans un conteneur, autorisez les espaces de noms utilisateur."
    )


def _outermost(paths: Iterable[Path]) -> list[Path]:
    """The paths, without those that lie inside another or in what the system brings."""
    kept: list[Path] = []
    for path in sorted({path.absolute() for path in paths}, key=lambda path: len(path.parts)):
        if not any(path.is_relative_to(other) for other in [*kept, Path("/usr")]):
            kept.append(path)
    return kept


def _unused_uid() -> int:
    used = {entry.pw_uid for entry in pwd.getpwall()}
    return next(uid for uid in UNUSED_UIDS if uid not in used)


def _leave_root(uid: int, sources: dict[Path, Path]) -> Callable[[], None]:
    """What the child does between fork and exec: show paths where an ordinary uid can reach them, then be it.

    A path may lie below a folder that only root may enter (a home of mode 700), hence the bind mounts in a
    mount namespace of the child's own.
    """
    libc = ctypes.CDLL(None, use_errno=True)

    def call(result: int, what: str) -> None:
        if result < 0:
            raise OSError(ctypes.get_errno(), what)

    def become() -> None:
        call(libc.unshare(_CLONE_NEWNS), "unshare")
        call(libc.mount(b"none", b"/", None, ctypes.c_ulong(_MS_REC | _MS_PRIVATE), None), "mount private")
        call(
            libc.mount(b"tmpfs", bytes(_STAGE), b"tmpfs", ctypes.c_ulong(0), b"mode=755,size=1m"),
            "mount tmpfs",
        )
        for path, source in sources.items():
            source.mkdir() if path.is_dir() else source.touch()
            bind = ctypes.c_ulong(_MS_BIND | _MS_REC)
            call(libc.mount(bytes(path), bytes(source), None, bind, None), f"bind {path}")
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)

    return become
