from __future__ import annotations

import pytest

from dialproof.api.client_address import client_address
from dialproof.app import create_app
from dialproof.settings import Settings


@pytest.mark.parametrize(
    ("peer", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:8080", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]:443", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("_hidden", "unknown"),
        ("unknown", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_one_client_is_one_ipv4_address_or_one_ipv6_network(peer: str | None, client: str) -> None:
    assert client_address(peer) == client


@pytest.mark.parametrize("proxies", ["1", "2", "3"])
def test_the_scheme_is_what_the_nearest_proxy_passes_on_however_many_there_are(proxies: str) -> None:
    app = create_app(Settings.from_environ({"TRUSTED_PROXIES": proxies}))
    headers = {"X-Forwarded-For": "203.0.113.1, 10.0.0.1, 10.0.0.2", "X-Forwarded-Proto": "https"}
    seen = {}
    for origin in ("https://verify.example.com", "http://verify.example.com"):
        call = app.test_client().post(
            "/api/cancel-verification",
            json={},
            base_url="http://verify.example.com",
            headers={**headers, "Origin": origin},
        )
        seen[origin] = call.status_code
    assert seen == {"https://verify.example.com": 200, "http://verify.example.com": 403}
