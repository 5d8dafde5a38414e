"""Throwaway certificates, made anew for each run."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dialproof.sandbox.core.server import authority


@dataclass(frozen=True)
class Authority:
    """A certificate authority that only the tests trust; ``bundle`` is its certificate as a PEM file."""

    signer: authority.Authority
    bundle: Path

    @classmethod
    def make(cls, folder: Path) -> Authority:
        signer = authority.Authority.make("Dialproof tests", datetime.now(UTC))
        bundle = folder / "authority.pem"
        bundle.write_bytes(signer.pem())
        return cls(signer, bundle)

    def server(self, folder: Path, name: str) -> ssl.SSLContext:
        """Return what a server called ``name`` needs."""
        file = folder / f"{name}.pem"
        file.write_bytes(self.signer.issue(name, [name], datetime.now(UTC)))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context
