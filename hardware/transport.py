"""The one door to the wire: a pyserial URL.

``sim://uno``, ``/dev/ttyACM0``, ``COM3``, ``socket://host:port``, ``rfc2217://host:port`` and
``replay://capture.txt`` all open here. pyserial finds the modules ``protocol_SCHEME`` in the
packages of :data:`HANDLERS`. No caller asks what is behind a URL.
"""

from __future__ import annotations

import contextlib
import errno
from difflib import get_close_matches
from typing import NoReturn

import serial
from serial.serialutil import SerialBase

from hardware.errors import BadValue, ConnectionLost, HardwareError

HANDLERS = ("hardware.sim", "hardware.replay", "hardware.network")
WRITE_TIME_OUT = 4.0
"""Seconds after which a line that takes no more bytes is a dead one."""
SCHEMES = ("sim", "replay", "socket", "rfc2217", "loop", "spy", "hwgrep")

_ABSENT = {errno.ENOENT, errno.ENODEV, errno.ENXIO}
_BUSY = {errno.EBUSY, errno.EAGAIN}
_FORBIDDEN = {errno.EACCES, errno.EPERM}
_REMOTE = ("socket://", "rfc2217://")


def open_line(url: str, baudrate: int, timeout: float | None = 0.0) -> SerialBase:
    """Open the serial line ``url`` at ``baudrate`` bits/s; reads wait ``timeout`` seconds (None: for ever).

    Raises :class:`ConnectionLost` (absent, busy, forbidden, unreachable) or :class:`BadValue` (no such kind
    of URL), in French.
    """
    _register_handlers()
    try:
        return serial.serial_for_url(
            url, baudrate=baudrate, timeout=timeout, write_timeout=WRITE_TIME_OUT, exclusive=True
        )
    except HardwareError:
        raise
    except ValueError as error:
        raise BadValue(_unknown_scheme(url, error)) from error
    except OSError as error:
        _explain(url, error)


def set_dtr(line: SerialBase, level: bool) -> None:
    """Raise or lower DTR, which restarts an Arduino. A line without modem wires (a pty) is left as it is."""
    try:
        line.dtr = level
    except OSError as error:
        if error.errno not in (errno.ENOTTY, errno.EINVAL):
            raise


def serial_ports() -> list[str]:
    """The serial ports plugged into this computer, by name."""
    from serial.tools.list_ports import comports

    with contextlib.suppress(OSError):
        return sorted(port.device for port in comports() if port.vid is not None)
    return []


def _register_handlers() -> None:
    packages = serial.protocol_handler_packages
    packages[:0] = [name for name in HANDLERS if name not in packages]  # before pyserial's own


def _unknown_scheme(url: str, error: ValueError) -> str:
    scheme, found, _ = str(url).partition("://")
    if not found or scheme in SCHEMES:
        return (
            f"L'adresse {url!r} n'est pas utilisable : {error}. La corriger dans lab.toml ou dans Board(...)."
        )
    near = get_close_matches(scheme.lower(), SCHEMES, 1)
    return (
        f"L'adresse {url!r} commence par « {scheme}:// », que le labo ne connaît pas. "
        + (f"Écrire plutôt « {near[0]}:// ». " if near else "")
        + "Exemples : sim://uno, /dev/ttyACM0, COM3, socket://192.168.1.20:5000."
    )


def _explain(url: str, error: OSError) -> NoReturn:
    text = str(error)
    code = error.errno
    if url.startswith(_REMOTE):
        message = (
            f"Rien ne répond comme il faut à l'adresse {url} : l'autre ordinateur est éteint, son programme "
            "est arrêté, ou un autre carnet s'en sert déjà. "
            f"Vérifier l'adresse dans lab.toml, fermer l'autre carnet, puis recommencer. Détail : {text}."
        )
    elif code in _ABSENT or "FileNotFoundError" in text:
        ports = serial_ports()
        seen = f"Ports présents : {', '.join(ports)}." if ports else "Aucune carte n'est visible sur l'USB."
        message = (
            f"Le port {url} n'existe pas : la machine n'est pas branchée, ou elle a changé de nom. {seen} "
            "Brancher le câble USB, puis corriger lab.toml si le nom a changé."
        )
    elif code in _BUSY or "PermissionError(13" in text:  # Windows says "access denied" for a port in use
        message = (
            f"Le port {url} est déjà utilisé par un autre programme. "
            "Fermer l'autre carnet, le moniteur série de l'IDE Arduino ou le logiciel d'impression, "
            "puis recommencer."
        )
    elif code in _FORBIDDEN:
        message = (
            f"Pas le droit d'ouvrir {url} : ce compte n'est pas dans le groupe « dialout ». "
            "Taper dans un terminal : sudo usermod -aG dialout $USER — puis fermer la session et la rouvrir."
        )
    else:
        message = f"Impossible d'ouvrir {url} : {text}. Vérifier le câble et l'adresse dans lab.toml."
    raise ConnectionLost(message) from error
