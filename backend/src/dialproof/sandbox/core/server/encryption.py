"""TLS and plain text at one port, told apart by the first byte that a client sends."""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl

_HANDSHAKE = b"\x16"
"""The first byte of every TLS connection (RFC 8446, section 5.1), which begins no HTTP request."""

_PATIENCE = 10.0
"""Seconds for a client to finish its handshake."""

_DISTRUST = ("UNKNOWN_CA", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN")

_log = logging.getLogger(__name__)


class Encryption:
    """Speak TLS with clients that begin it, and explain once what keeps them from it.

    Without a `context` only plain text is spoken.
    """

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context = context
        self._told: set[str] = set()

    def begin(self, connection: socket.socket, *, patience: float) -> socket.socket | None:
        """Return the connection to talk over; None when the client leaves, or speaks TLS where none is spoken.

        The handshake is still to come: see `finish`. `patience` is how many seconds to wait for the first byte.
        """
        connection.settimeout(patience)
        first = connection.recv(1, socket.MSG_PEEK)
        if first != _HANDSHAKE:
            return connection if first else None
        if self._context is None:
            self._tell("a client tried https, which is not spoken here: start with --tls or SANDBOX_TLS=true")
            return None
        return self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)

    def finish(self, connection: socket.socket) -> bool:
        """Shake hands with a client that speaks TLS; False when it does not want to."""
        if not isinstance(connection, ssl.SSLSocket):
            return True
        connection.settimeout(_PATIENCE)
        try:
            connection.do_handshake()
        except ssl.SSLError as error:
            if any(word in (error.reason or "") for word in _DISTRUST):
                self._tell("a client does not trust the certificate: give it the one that GET /authority.pem answers")
            return False
        return True

    def _tell(self, words: str) -> None:
        if words not in self._told:
            self._told.add(words)
            _log.warning(words)


def say_goodbye(connection: socket.socket) -> None:
    """Tell a TLS client that nothing was cut off, without waiting for its answer (RFC 8446, section 6.1)."""
    if isinstance(connection, ssl.SSLSocket):
        # A connection that was dropped on purpose has no session any more, and so says nothing.
        with contextlib.suppress(OSError, ValueError):
            connection.settimeout(0)
            connection.unwrap()
