"""The form's own page may call, whatever its host is called: its origin is the Host header as the browser wrote it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from dialproof.app import create_app
from dialproof.settings import Settings

API = create_app(
    Settings.from_environ(
        {
            "TRUSTED_PROXIES": "1",
            "LIMIT_CALLS_PER_ADDRESS": "1000000 per minute",
            # Pages of this machine would be admitted whatever the host is.
            "CORS_LOOPBACK_ORIGINS": "false",
        }
    )
)


def status(host: str | None, origin: str | None, *, scheme: str = "http", site: str | None = None) -> int:
    """Return what a call is answered with, as a server hands it on: the test client reads the host by itself."""
    environ = EnvironBuilder("/api/cancel-verification", method="POST", json={}).get_environ()
    del environ["HTTP_HOST"]
    given = {"HTTP_HOST": host, "HTTP_ORIGIN": origin, "HTTP_SEC_FETCH_SITE": site, "HTTP_X_FORWARDED_PROTO": scheme}
    environ.update({name: value for name, value in given.items() if value is not None})
    _, told, _ = run_wsgi_app(API, environ)
    return int(told.partition(" ")[0])


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("xn--bcher-kva.test", "http://xn--bcher-kva.test"),
        ("xn--bcher-kva.test:8080", "http://xn--bcher-kva.test:8080"),
        ("xn--strae-oqa.example", "https://xn--strae-oqa.example"),
        ("xn--53h.example", "https://xn--53h.example"),
        ("xn--a.example", "https://xn--a.example"),
        ("my_form.internal", "http://my_form.internal"),
        ("_.internal:8080", "http://_.internal:8080"),
        ("verify.example.com", "https://verify.example.com"),
        ("verify.example.com.", "https://verify.example.com."),
        ("Verify.Example.COM", "https://verify.example.com"),
        ("verify.example.com:443", "https://verify.example.com"),
        ("verify.example.com:80", "http://verify.example.com"),
        ("verify.example.com:80", "https://verify.example.com:80"),
        ("verify.example.com:8443", "https://verify.example.com:8443"),
        ("localhost", "http://localhost"),
        ("127.0.0.1:5001", "http://127.0.0.1:5001"),
        ("[2001:db8::1]", "https://[2001:db8::1]"),
        ("[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
        ("[2001:db8::1]:443", "https://[2001:db8::1]"),
        ("[::80]", "http://[::80]"),
        ("[::1]:80", "http://[::1]"),
    ],
)
def test_a_page_of_the_same_host_is_the_services_own(host: str, origin: str) -> None:
    assert status(host, origin, scheme=origin.partition(":")[0]) == 200


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("my_form.internal", "http://my-form.internal"),
        ("my_form.internal", "http://my_form.internal:8080"),
        ("my_form.internal:8080", "http://my_form.internal"),
        ("xn--bcher-kva.test", "http://bucher.test"),
        ("verify.example.com", "https://verify.example.com"),
        ("verify.example.com:443", "http://verify.example.com"),
        ("verify.example.com", "http://VERIFY.example.com"),
        ("verify.example.com", "http://verify.example.com/"),
        ("verify.example.com", "http://verify.example.com:80"),
        ("verify.example.com.", "http://verify.example.com"),
        ("[::80]", "http://[:"),
        ("[::80]", "http://[::80]:80"),
        ("", "http://"),
        ("", "http:"),
        ("", "null"),
        (":80", "http://"),
        ("null", "null"),
        ("a.example,b.example", "http://b.example"),
        (None, "http://localhost"),
        (None, "http://127.0.0.1"),
    ],
)
def test_a_page_of_another_host_is_not(host: str | None, origin: str) -> None:
    assert status(host, origin) == 403


@pytest.mark.parametrize("host", [None, "", ":80"])
def test_a_call_without_any_host_does_not_pass_for_one_of_our_pages(host: str | None) -> None:
    assert status(host, None, site="cross-site") == 403


@pytest.mark.parametrize("host", ["xn--a.example", "[", "a:b:c", "%zz", "a b", "\xff\x80", "x" * 300])
def test_no_host_makes_a_fault(host: str) -> None:
    assert status(host, "https://evil.example") < 500


labels = st.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,10}[a-z0-9_])?", fullmatch=True)
hosts = st.lists(labels, min_size=1, max_size=3).map(".".join) | st.ip_addresses(v=4).map(str)
bracketed = st.ip_addresses(v=6).map(lambda address: f"[{address}]")


@given(host=hosts | bracketed, port=st.sampled_from(["", ":81", ":8080"]), other=hosts | bracketed)
@example(host="xn--bcher-kva.test", port="", other="my_form.internal")
def test_every_host_that_a_browser_can_name_has_its_own_origin_and_no_other(host: str, port: str, other: str) -> None:
    assert status(f"{host}{port}", f"http://{host}{port}") == 200
    assert status(f"{host}{port}", f"http://{other}{port}") == (200 if host == other else 403)
