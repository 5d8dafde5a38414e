"""TLS and plain text at one port, told apart by the first byte that a client sends."""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl

_TLS_HANDSHAKE = b"\x16"
"""The first byte of every TLS connection (RFC 8446, section 5.1), which begins no HTTP request."""

_HANDSHAKE_TIMEOUT = 10.0
"""Seconds for a client to finish its handshake."""

_UNTRUSTED = ("UNKNOWN_CA", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN")

_log = logging.getLogger(__name__)


class Encryption:
    """Speak TLS with clients that begin it, and log each reason for failures once.

    Without a `context` only plain text is spoken.
    """

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context = context
        self._logged: set[str] = set()

    def accept(self, connection: socket.socket, *, timeout: float) -> socket.socket | None:
        """Return the connection to use; None when the client leaves, or begins TLS where there is no certificate.

        The handshake is still to come: see `handshake`. `timeout` is how many seconds to wait for the first byte.
        """
        connection.settimeout(timeout)
        first = connection.recv(1, socket.MSG_PEEK)
        if first != _TLS_HANDSHAKE:
            return connection if first else None
        if self._context is None:
            self._log_once("a client tried https, which is not spoken here: start with --tls or SANDBOX_TLS=true")
            return None
        return self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)

    def handshake(self, connection: socket.socket) -> bool:
        """Complete the handshake of a TLS client; return False when it fails."""
        if not isinstance(connection, ssl.SSLSocket):
            return True
        connection.settimeout(_HANDSHAKE_TIMEOUT)
        try:
            connection.do_handshake()
        except ssl.SSLError as error:
            if any(word in (error.reason or "") for word in _UNTRUSTED):
                self._log_once(
                    "a client does not trust the certificate: give it the one that GET /authority.pem answers"
                )
            return False
        return True

    def _log_once(self, words: str) -> None:
        if words not in self._logged:
            self._logged.add(words)
            _log.warning(words)


def close_tls(connection: socket.socket) -> None:
    """Send a TLS client `close_notify` without waiting for its answer (RFC 8446, section 6.1)."""
    if isinstance(connection, ssl.SSLSocket):
        # A connection that was dropped on purpose has no session any more, and so says nothing.
        with contextlib.suppress(OSError, ValueError):
            connection.settimeout(0)
            connection.unwrap()
