"""Where a call comes from is what trusted proxies say, and nobody else's word counts."""

from __future__ import annotations

import ipaddress

import pytest
from flask import Flask, request
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from dialproof.api.client_address import client_address
from dialproof.api.proxies import trust_proxies
from dialproof.settings import Settings

NAMED = "10.0.0.0/8, 172.16.0.0/12, ::1, fd00::/8"


def seen(proxies: str, peer: str | None, forwarded: str | None = None, proto: str | None = None) -> tuple[str, str]:
    """Return the client's address and the scheme, as a call from ``peer`` with these headers shows them."""
    app = Flask("behind", static_folder=None)
    app.add_url_rule("/", view_func=lambda: f"{client_address(request.remote_addr)} {request.scheme}")
    trust_proxies(app, Settings.from_environ({"TRUSTED_PROXIES": proxies}).server.trusted_proxies)
    environ = EnvironBuilder("/").get_environ()
    environ.pop("REMOTE_ADDR", None)
    given = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded, "HTTP_X_FORWARDED_PROTO": proto}
    environ.update({name: value for name, value in given.items() if value is not None})
    chunks, status, _ = run_wsgi_app(app, environ)
    assert status == "200 OK"
    address, scheme = b"".join(chunks).decode().split()
    return address, scheme


def address(proxies: str, peer: str | None, forwarded: str | None = None) -> str:
    return seen(proxies, peer, forwarded)[0]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        # By way of the proxy with TLS (10.0.0.5) and nginx (172.18.0.3).
        ("172.18.0.3", "203.0.113.9, 10.0.0.5", "203.0.113.9"),
        ("172.18.0.3", "9.9.9.9, 203.0.113.9, 10.0.0.5", "203.0.113.9"),
        ("172.18.0.3", "10.0.0.7, 203.0.113.9, 10.0.0.5", "203.0.113.9"),
        # The proxy with TLS was passed by: what the client wrote is not believed.
        ("172.18.0.3", "203.0.113.9", "203.0.113.9"),
        ("172.18.0.3", "9.9.9.9, 203.0.113.9", "203.0.113.9"),
        ("172.18.0.3", "10.0.0.5, 203.0.113.9", "203.0.113.9"),
        ("172.18.0.3", "9.9.9.9, 10.0.0.5, 203.0.113.9", "203.0.113.9"),
        # All proxies were passed by.
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "9.9.9.9", "203.0.113.9"),
        ("203.0.113.9", "9.9.9.9, 10.0.0.5", "203.0.113.9"),
        # A visitor inside a trusted network, and a proxy that says nothing.
        ("172.18.0.3", "10.1.2.3, 10.0.0.5", "10.1.2.3"),
        ("172.18.0.3", "9.9.9.9, 10.1.2.3, 10.0.0.5", "9.9.9.9"),
        ("10.0.0.5", None, "10.0.0.5"),
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", " , ,", "10.0.0.5"),
        # However addresses are written.
        ("::ffff:10.0.0.5", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.5", "203.0.113.9:4711, ::ffff:172.18.0.3", "203.0.113.9"),
        ("10.0.0.5", "203.0.113.9,172.18.0.3:80", "203.0.113.9"),
        ("::1", "[2001:db8:1:2::9]:4711, [fd00::7]:443", "2001:db8:1:2::/64"),
        ("::1", "2001:db8:1:2::9 , fd00::7", "2001:db8:1:2::/64"),
        ("fd00::1%eth0", "203.0.113.9", "203.0.113.9"),
        # What a proxy of ours cannot say is not guessed at from what stands before it.
        ("10.0.0.5", "9.9.9.9, unknown", "unknown"),
        ("10.0.0.5", '9.9.9.9, "', "unknown"),
        ("10.0.0.5", '", 203.0.113.9', "203.0.113.9"),
        ("10.0.0.5", "9.9.9.9, 10.0.0.0/8", "unknown"),
        # No peer: a Unix socket, or a server that does not say.
        ("", "203.0.113.9", "unknown"),
        (None, "203.0.113.9", "unknown"),
        ("unix", "203.0.113.9", "unknown"),
    ],
)
def test_the_client_is_the_last_that_is_no_trusted_proxy(peer: str | None, forwarded: str | None, client: str) -> None:
    assert address(NAMED, peer, forwarded) == client


def test_whatever_comes_through_a_unix_socket_counts_where_that_is_said() -> None:
    assert address("unix", "", "9.9.9.9, 203.0.113.9") == "203.0.113.9"
    assert address("unix, 10.0.0.0/8", "", "203.0.113.9, 10.0.0.5") == "203.0.113.9"
    assert address("unix", "203.0.113.9", "9.9.9.9") == "203.0.113.9"
    assert address("unix", "", "9.9.9.9, ,unix") == "unknown"
    assert address("unix", "", None) == "unknown"


def test_nobody_is_believed_where_no_proxy_is_trusted() -> None:
    assert seen("0", "203.0.113.9", "9.9.9.9", "https") == ("203.0.113.9", "http")


@pytest.mark.parametrize(
    ("count", "forwarded", "client"),
    [
        ("1", "9.9.9.9, 203.0.113.9", "203.0.113.9"),
        ("2", "9.9.9.9, 203.0.113.9, 10.0.0.5", "203.0.113.9"),
        ("2", "203.0.113.9", "172.18.0.3"),
        ("1", "203.0.113.9, ,", "203.0.113.9"),
        # Quotes mean nothing, whoever writes them.
        ("1", '", 203.0.113.9', "203.0.113.9"),
        ("1", '9.9.9.9:", 203.0.113.9', "203.0.113.9"),
        ("1", '"9.9.9.9\\, 203.0.113.9', "203.0.113.9"),
        ("2", '9.9.9.9:", 203.0.113.9, 10.0.0.5', "203.0.113.9"),
    ],
)
def test_a_number_of_proxies_counts_from_the_right(count: str, forwarded: str, client: str) -> None:
    assert address(count, "172.18.0.3", forwarded) == client


@pytest.mark.parametrize(
    ("peer", "forwarded", "proto", "scheme"),
    [
        ("10.0.0.5", "203.0.113.9", "https", "https"),
        ("10.0.0.5", "203.0.113.9", "http", "http"),
        ("10.0.0.5", None, "https", "https"),
        ("172.18.0.3", "203.0.113.9, 10.0.0.5", "https", "https"),
        ("172.18.0.3", "203.0.113.9, 10.0.0.5", "https, http", "https"),
        ("172.18.0.3", "203.0.113.9, 10.0.0.5", "ftp, https, http", "https"),
        ("10.0.0.5", "203.0.113.9", "https, http", "http"),
        ("10.0.0.5", "203.0.113.9", "HTTPS", "https"),
        ("10.0.0.5", "203.0.113.9", "gopher", "http"),
        ("10.0.0.5", "203.0.113.9", "", "http"),
        ("203.0.113.9", None, "https", "http"),
        ("203.0.113.9", "10.0.0.5", "https", "http"),
        ("", "10.0.0.5", "https", "http"),
    ],
)
def test_the_scheme_is_what_a_trusted_peer_says(peer: str, forwarded: str | None, proto: str, scheme: str) -> None:
    assert seen(NAMED, peer, forwarded, proto)[1] == scheme


@pytest.mark.parametrize(
    ("count", "proto", "scheme"),
    [
        ("1", "https", "https"),
        ("1", "HTTPS", "https"),
        ("1", "http, https", "https"),
        ("1", '", https', "https"),
        ("2", "https", "https"),
        ("1", "gopher", "http"),
        ("1", "", "http"),
    ],
)
def test_the_scheme_is_what_the_nearest_proxy_hands_on(count: str, proto: str, scheme: str) -> None:
    assert seen(count, "172.18.0.3", "203.0.113.9", proto)[1] == scheme


ours = st.sampled_from(["10.0.0.5", "172.31.255.254", "::1", "fd00::7", "[fd00::7]:443", "10.9.9.9:80"])
texts = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40)


@given(forged=texts | st.lists(st.ip_addresses().map(str) | ours, max_size=4).map(", ".join), passed=st.lists(ours))
@example(forged='9.9.9.9, "', passed=["10.0.0.5"])
@example(forged="10.0.0.5", passed=[])
def test_nothing_that_a_client_writes_changes_its_address(forged: str, passed: list[str]) -> None:
    client = "203.0.113.9"
    *before, peer = [client, *passed]
    written = ", ".join([forged, *before])
    assert address(NAMED, peer.removesuffix(":80").removesuffix("]:443").removeprefix("["), written) == client


@given(forged=texts, passed=st.lists(ours, max_size=3))
@example(forged='9.9.9.9:"', passed=[])
def test_nothing_that_a_client_writes_changes_its_address_where_proxies_are_counted(
    forged: str, passed: list[str]
) -> None:
    written = ", ".join([forged, "203.0.113.9", *passed])
    assert address(str(len(passed) + 1), "172.18.0.3", written) == "203.0.113.9"


@given(chain=st.lists(st.ip_addresses(v=4), min_size=1, max_size=6))
def test_a_slow_oracle_agrees(chain: list[ipaddress.IPv4Address]) -> None:
    networks = [ipaddress.IPv4Network("0.0.0.0/1"), ipaddress.IPv4Network("192.0.0.0/2")]
    outside = [hop for hop in chain if not any(hop in network for network in networks)]
    expected = outside[-1] if outside else chain[0]
    *before, peer = map(str, chain)
    assert address("0.0.0.0/1, 192.0.0.0/2", peer, ", ".join(before)) == str(expected)
