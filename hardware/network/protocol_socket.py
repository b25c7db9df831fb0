"""``socket://HOST:PORT``: pyserial's, whose connection is also closed when the other end hung up first."""

from __future__ import annotations

import socket

from serial.urlhandler import protocol_socket


class Serial(protocol_socket.Serial):
    """A raw TCP connection as a serial port."""

    def close(self) -> None:
        connection: socket.socket | None = getattr(self, "_socket", None)
        super().close()  # gives up at the first error, and leaves the socket open
        if connection is not None:
            connection.close()
