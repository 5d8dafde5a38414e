"""The certificate for https, made on the spot and kept in a folder.

An authority signs the server's certificate and its key is thrown away, so that whoever trusts it trusts this one
server and nothing that comes later.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from dialproof.sandbox.core.server.authority import Authority, alternative_names
from dialproof.sandbox.core.server.hosts import OWN_NAMES

NAMES = (*sorted(OWN_NAMES), "127.0.0.1", "::1")
"""What every certificate is good for: this machine, and the sandbox as other containers call it."""

RENEWED_BEFORE = timedelta(days=30)


class CertificateError(Exception):
    """There is no certificate; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files of one certificate. Clients need `authority` or `bundle`; `server` is private."""

    folder: Path

    @property
    def authority(self) -> Path:
        """What a client adds to the authorities that it trusts."""
        return self.folder / "authority.pem"

    @property
    def bundle(self) -> Path:
        """The same behind what is trusted already, for clients that take one file in place of their own."""
        return self.folder / "bundle.pem"

    @property
    def server(self) -> Path:
        """The server's key and certificate, readable for its owner alone."""
        return self.folder / "server.pem"

    def context(self) -> ssl.SSLContext:
        """Return what a server needs to speak TLS with it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        context.load_cert_chain(self.server)
        return context


def provide(
    folder: Path,
    more_names: Iterable[str] = (),
    *,
    now: datetime | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Certificate:
    """Return the certificate in `folder`; make one where there is none that is good for another month.

    `more_names` are host names and addresses besides `NAMES`. `environ` says which authorities programs here trust
    already: those of a company's proxy, for instance.

    Raises:
        CertificateError: when the folder cannot be written.
    """
    now = now or datetime.now(UTC)
    names = tuple(dict.fromkeys((*NAMES, *more_names)))
    certificate = Certificate(folder)
    try:
        if _is_good(certificate, names, now):
            certificate.server.chmod(0o600)
        else:
            _make(certificate, names, now)
        _write_bundle(certificate, environ)
    except OSError as error:
        raise CertificateError(
            f"The certificate cannot be kept in {folder}: {error.strerror}. Name another folder with SANDBOX_TLS."
        ) from error
    return certificate


def _is_good(certificate: Certificate, names: tuple[str, ...], now: datetime) -> bool:
    try:
        authority = x509.load_pem_x509_certificate(certificate.authority.read_bytes())
        server = x509.load_pem_x509_certificate(certificate.server.read_bytes())
        server.verify_directly_issued_by(authority)
        alternatives = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        certificate.context()  # which compares key and certificate
    except (FileNotFoundError, ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound, ssl.SSLError):
        return False
    ends = min(authority.not_valid_after_utc, server.not_valid_after_utc)
    return server.not_valid_before_utc <= now < ends - RENEWED_BEFORE and alternatives == alternative_names(names)


def _make(certificate: Certificate, names: tuple[str, ...], now: datetime) -> None:
    authority = Authority.make(f"Dialproof sandbox {now:%Y-%m-%d %H:%M:%S}", now)
    server = authority.issue("localhost", names, now)
    certificate.folder.mkdir(parents=True, exist_ok=True)
    _write(certificate.folder / ".gitignore", b"*\n", mode=0o644)
    _write(certificate.authority, authority.pem(), mode=0o644)
    _write(certificate.server, server, mode=0o600)


def _write_bundle(certificate: Certificate, environ: Mapping[str, str]) -> None:
    trusted, bundle = certificate.authority.read_bytes(), certificate.bundle
    named = [Path(environ[name]) for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE") if environ.get(name)]
    named = [file for file in named if file.is_file()]
    others = [file for file in named if not (bundle.exists() and file.samefile(bundle))]
    if named and not others and bundle.read_bytes().endswith(trusted):
        # A shell that names the bundle itself no longer says what it trusted before: keep what is there.
        return
    public = others[0] if others else Path(certifi.where())
    _write(bundle, public.read_bytes() + b"\n" + trusted, mode=0o644)


def _write(file: Path, content: bytes, *, mode: int) -> None:
    """Write a file in one move; it has its mode before it has its content."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as opened:  # noqa: PTH123 - a descriptor
        opened.write(content)
    fresh.replace(file)
