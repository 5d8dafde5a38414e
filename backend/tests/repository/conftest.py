"""Checks of the repository touch no network: one that opens a socket by mistake fails."""

from unit.conftest import no_sockets

__all__ = ["no_sockets"]
