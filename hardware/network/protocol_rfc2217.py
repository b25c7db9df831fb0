"""``rfc2217://HOST:PORT``: pyserial's, made fit for a line that is looked at many times a second."""

from __future__ import annotations

import socket
import warnings
from typing import Any

from serial import rfc2217


class Serial(rfc2217.Serial):
    """A serial port of another computer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("write_timeout", None)  # not for pyserial; its socket gives up after 5 s by itself
        super().__init__(*args, **kwargs)

    def open(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Thread.setDaemon
            super().open()

    @property
    def timeout(self) -> float | None:
        """Seconds a read waits. It is no business of the other end, with which pyserial would negotiate all
        settings again at each change, for a tenth of a second.
        """
        return self._timeout

    @timeout.setter
    def timeout(self, timeout: float | None) -> None:
        self._timeout = timeout

    def close(self) -> None:
        connection: socket.socket | None = getattr(self, "_socket", None)
        super().close()  # gives up at the first error, and leaves the socket open
        if connection is not None:
            connection.close()
