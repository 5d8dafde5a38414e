"""The certificate for https: good for this machine, kept while it is good, and its key for nobody else."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from dialproof.sandbox.core.server.authority import LIFETIME
from dialproof.sandbox.core.server.certificate import RENEWED_BEFORE, Certificate, CertificateError, provide

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def authority_of(certificate: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.authority.read_bytes())


def server_of(certificate: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.server.read_bytes())


def convinces(certificate: Certificate, name: str, at: datetime) -> bool:
    """Tell whether a client that trusts the authority accepts the server under a name, by the rules of the web."""
    subject = x509.IPAddress(ip_address(name)) if ":" in name or name[0].isdigit() else x509.DNSName(name)
    verifier = PolicyBuilder().store(Store([authority_of(certificate)])).time(at).build_server_verifier(subject)
    try:
        verifier.verify(server_of(certificate), [])
    except VerificationError:
        return False
    return True


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "sandbox", "host.docker.internal"])
def test_a_client_that_trusts_the_authority_accepts_every_name_of_this_machine(name: str, tmp_path: Path) -> None:
    certificate = provide(tmp_path, now=NOW)
    assert convinces(certificate, name, NOW)
    assert convinces(certificate, name, NOW + LIFETIME - timedelta(hours=1))


def test_it_is_good_for_no_other_name_and_not_for_ever(tmp_path: Path) -> None:
    certificate = provide(tmp_path, now=NOW)
    assert not convinces(certificate, "example.com", NOW)
    assert not convinces(certificate, "localhost", NOW + LIFETIME + timedelta(days=1))


def test_names_that_were_asked_for_are_in_it(tmp_path: Path) -> None:
    certificate = provide(tmp_path, ["phone.example.org", "192.0.2.7"], now=NOW)
    assert convinces(certificate, "phone.example.org", NOW)
    assert convinces(certificate, "192.0.2.7", NOW)


def test_the_key_is_readable_for_its_owner_alone_and_the_authoritys_is_not_kept(tmp_path: Path) -> None:
    certificate = provide(tmp_path / "new" / "folder", now=NOW)
    assert stat.S_IMODE(certificate.server.stat().st_mode) == 0o600
    key = load_pem_private_key(certificate.server.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert key.public_key() == server_of(certificate).public_key()
    kept = {file.name for file in certificate.folder.iterdir() if b"PRIVATE KEY" in file.read_bytes()}
    assert kept == {"server.pem"}


def test_nothing_in_the_folder_is_committed_by_mistake(tmp_path: Path) -> None:
    assert (provide(tmp_path, now=NOW).folder / ".gitignore").read_text() == "*\n"


def test_the_bundle_holds_the_public_authorities_too(tmp_path: Path) -> None:
    certificate = provide(tmp_path, now=NOW, environ={"REQUESTS_CA_BUNDLE": "", "SSL_CERT_FILE": "/not/there"})
    bundle = certificate.bundle.read_bytes()
    assert certificate.authority.read_bytes() in bundle
    assert bundle.count(b"-----BEGIN CERTIFICATE-----") > 100


def test_the_bundle_keeps_what_programs_here_trust_already(tmp_path: Path) -> None:
    company = tmp_path / "company.pem"
    company.write_bytes(b"the company's own authority\n")
    environ = {"SSL_CERT_FILE": str(company)}
    certificate = provide(tmp_path / "tls", now=NOW, environ=environ)
    wanted = company.read_bytes() + b"\n" + certificate.authority.read_bytes()
    assert certificate.bundle.read_bytes() == wanted
    # In a shell that has set the variables as it was told to, it must not be lost.
    told = {"REQUESTS_CA_BUNDLE": str(certificate.bundle), "SSL_CERT_FILE": str(certificate.bundle)}
    assert provide(tmp_path / "tls", now=NOW, environ=told).bundle.read_bytes() == wanted


def test_it_is_used_again_while_it_is_good_for_another_month(tmp_path: Path) -> None:
    first = server_of(provide(tmp_path, now=NOW))
    assert server_of(provide(tmp_path, now=NOW + LIFETIME - RENEWED_BEFORE - timedelta(minutes=1))) == first
    later = NOW + LIFETIME - RENEWED_BEFORE
    renewed = provide(tmp_path, now=later)
    assert server_of(renewed) != first
    assert convinces(renewed, "localhost", later)


def test_a_key_that_others_could_read_is_closed_again(tmp_path: Path) -> None:
    certificate = provide(tmp_path, now=NOW)
    certificate.server.chmod(0o644)
    provide(tmp_path, now=NOW)
    assert stat.S_IMODE(certificate.server.stat().st_mode) == 0o600


@pytest.mark.parametrize("damaged", ["authority.pem", "bundle.pem", "server.pem"])
@pytest.mark.parametrize("how", ["missing", "empty", "another's"])
def test_what_was_damaged_is_made_anew(damaged: str, how: str, tmp_path: Path) -> None:
    file = provide(tmp_path / "one", now=NOW).folder / damaged
    match how:
        case "missing":
            file.unlink()
        case "empty":
            file.write_bytes(b"")
        case _:
            file.write_bytes((provide(tmp_path / "two", now=NOW).folder / damaged).read_bytes())
    again = provide(tmp_path / "one", now=NOW)
    assert convinces(again, "localhost", NOW)
    assert again.authority.read_bytes() in again.bundle.read_bytes()
    again.context()


def test_a_key_that_belongs_to_another_certificate_is_not_used(tmp_path: Path) -> None:
    one, two = provide(tmp_path / "one", now=NOW), provide(tmp_path / "two", now=NOW)
    marker = b"-----BEGIN CERTIFICATE-----"
    foreign_key = two.server.read_bytes().partition(marker)[0]
    one.server.write_bytes(foreign_key + marker + one.server.read_bytes().partition(marker)[2])
    provide(tmp_path / "one", now=NOW).context()


def test_other_names_need_another_certificate(tmp_path: Path) -> None:
    first = server_of(provide(tmp_path, now=NOW))
    assert server_of(provide(tmp_path, ["phone.example.org"], now=NOW)) != first


def test_a_folder_that_cannot_be_written_is_named_with_the_way_out(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    with pytest.raises(CertificateError, match=r"cannot be kept in .*file/folder.*SANDBOX_TLS"):
        provide(file / "folder", now=NOW)
