"""Which origins get credentials: those that are listed, character for character, and in development this machine's."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from dialproof.app import create_app
from dialproof.settings import Settings

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "Zq3vR8sT1uW4xY7zA0bC9dE2fG5hJ6kL8mN",
    "VONAGE_API_KEY": "abcd1234",
    "VONAGE_API_SECRET": "abcdefgh12345678",
}


def api(*origins: str, **settings: str) -> Flask:
    unlimited = {"LIMIT_CALLS_PER_ADDRESS": "1000000 per minute"}
    return create_app(Settings.from_environ({"CORS_ORIGINS": ", ".join(origins), **unlimited, **settings}))


def read(app: Flask, origin: str) -> TestResponse:
    return app.test_client().get("/api/verification", headers={"Origin": origin}, base_url="http://127.0.0.1:5001")


def change(app: Flask, origin: str) -> TestResponse:
    return app.test_client().post(
        "/api/cancel-verification", json={}, headers={"Origin": origin}, base_url="http://127.0.0.1:5001"
    )


def admits(app: Flask, origin: str) -> bool:
    """Tell whether pages of ``origin`` may call; the guard and the headers must agree."""
    answers = [read(app, origin), change(app, origin)]
    allowed = [answer.headers.getlist("Access-Control-Allow-Origin") for answer in answers]
    credentials = [answer.headers.get("Access-Control-Allow-Credentials") for answer in answers]
    if answers[1].status_code == 200:
        assert (allowed, credentials) == ([[origin]] * 2, ["true"] * 2)
        return True
    assert answers[1].status_code == 403
    assert (allowed, credentials) == ([[]] * 2, [None] * 2)
    return False


IPV6 = "https://[2001:db8::1]"
APPS = ("capacitor://localhost", "ionic://localhost", "tauri://localhost", "app://com.example.shop")
LISTED = (IPV6, "https://[2001:db8::1]:8443", "https://a.example", "http://10.1.2.3:3000", *APPS)


@pytest.mark.parametrize("origin", LISTED)
def test_a_listed_origin_is_admitted_whatever_characters_it_has(origin: str) -> None:
    assert admits(api(origin), origin)
    assert admits(api(*LISTED), origin)


@pytest.mark.parametrize(
    ("listed", "foreign"),
    [
        (IPV6, "https://d-evil.example"),
        (IPV6, "https://bad.example"),
        (IPV6, "https://2"),
        (IPV6, "https://[2001:db8::2]"),
        (IPV6, "https://[2001:db8::1]:8443"),
        (IPV6, "https://[2001:db8:0::1]"),
        ("https://a.example", "https://axexample"),
        ("https://a.example", "https://a.example.evil.net"),
        ("https://a.example", "https://a.example:443"),
        ("https://a.example", "https://a.example/"),
        ("https://a.example", "https://A.example"),
        ("https://a.example", "HTTPS://a.example"),
        ("https://a.example", "http://a.example"),
        ("https://a.example", " https://b.example"),
        ("https://a.example", "https://a.example, https://b.example"),
        ("https://a.example", "https://a.example https://a.example"),
        ("https://a.example", "x.https://a.example"),
        ("https://a.example", ".*"),
        ("https://a.example", "*"),
        ("https://a.example", "null"),
        ("capacitor://localhost", "ionic://localhost"),
        ("capacitor://localhost", "http://localhost"),
        ("capacitor://localhost", "capacitor://localhost:80"),
        ("app://com.example.shop", "app://com-example.shop"),
        ("http://10.1.2.3:3000", "http://10x1x2x3:3000"),
        ("http://10.1.2.3:3000", "http://10.1.2.3:30000"),
    ],
)
def test_an_origin_that_only_resembles_a_listed_one_is_not_admitted(listed: str, foreign: str) -> None:
    assert not admits(api(listed, CORS_LOOPBACK_ORIGINS="false"), foreign)


EXACT = api(*LISTED)


@given(origin=st.sampled_from(LISTED), index=st.integers(0, 40), letter=st.sampled_from(".*+?[]()^$|\\-aA09:/ "))
def test_no_character_of_an_origin_stands_for_another(origin: str, index: int, letter: str) -> None:
    place = index % (len(origin) + 1)
    for forged in (origin[:place] + letter + origin[place:], origin[:place] + letter + origin[place + 1 :]):
        # A server takes spaces around a header's value away.
        assert admits(EXACT, forged.strip()) is (forged.strip() in LISTED)


def test_no_origin_is_admitted_where_none_is_listed() -> None:
    assert not admits(create_app(Settings.from_environ(PRODUCTION)), "http://localhost:5173")


class TestPagesOfThisMachine:
    """In development a page may be served here, at whatever port its dev server chose."""

    PAGES = (
        *("http://localhost:3000", "http://localhost:65535", "http://localhost", "http://127.0.0.1:4321"),
        *("http://127.0.0.1", "http://[::1]:3000", "http://[::1]"),
    )
    OTHERS = (
        *("https://localhost:3000", "http://localhost.evil.example:3000", "http://localhost:3000.evil.example"),
        *("http://evil.example:3000", "http://evil-localhost:3000", "http://x.localhost:3000", "http://127.0.0.2:3000"),
        *("http://127.0.0.1.nip.io:3000", "http://127x0x0x1:3000", "http://[::2]:3000", "http://[::1]:3000/"),
        *("http://localhost:", "http://localhost:3000x", "http://localhost:٣٠٠٠", "http://localhost:123456"),
        *("http://a@localhost:3000", "HTTP://localhost:3000", "http://LOCALHOST:3000", "ws://localhost:3000", "null"),
    )

    @pytest.mark.parametrize("origin", PAGES)
    def test_they_are_admitted_in_development(self, origin: str) -> None:
        assert admits(create_app(Settings.from_environ({})), origin)
        assert admits(api("https://a.example"), origin)

    @pytest.mark.parametrize("origin", OTHERS)
    def test_what_only_resembles_them_is_not(self, origin: str) -> None:
        assert not admits(create_app(Settings.from_environ({})), origin)

    @pytest.mark.parametrize("origin", PAGES)
    def test_production_admits_none_that_is_not_listed(self, origin: str) -> None:
        assert not admits(create_app(Settings.from_environ(PRODUCTION)), origin)

    def test_with_the_setting_off_development_is_as_exact(self) -> None:
        exact = api("http://localhost:3000", CORS_LOOPBACK_ORIGINS="false")
        assert admits(exact, "http://localhost:3000")
        assert not admits(exact, "http://localhost:3001")

    def test_their_preflight_is_answered(self) -> None:
        answer = (
            create_app(Settings.from_environ({}))
            .test_client()
            .options(
                "/api/request-verification",
                headers={
                    "Origin": "http://localhost:4321",
                    "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "content-type",
                },
            )
        )
        assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:4321"
        assert answer.headers["Access-Control-Allow-Credentials"] == "true"


class TestPreflight:
    """Which headers a listed page may send."""

    @staticmethod
    def allowed(headers: str, *, origin: str = "https://a.example", **settings: str) -> set[str]:
        answer = (
            api("https://a.example", **settings)
            .test_client()
            .options(
                "/api/request-verification",
                headers={
                    "Origin": origin,
                    "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": headers,
                },
            )
        )
        assert answer.status_code == 200
        told = answer.headers.get("Access-Control-Allow-Headers", "")
        assert "*" not in told
        return {name.strip().lower() for name in told.split(",") if name.strip()}

    @pytest.mark.parametrize(
        "headers",
        [
            "content-type",
            "content-type,x-request-id",
            "baggage,content-type,traceparent",
            "baggage,content-type,sentry-trace",
            "content-type,traceparent,tracestate",
            "b3,content-type",
            "content-type,x-b3-parentspanid,x-b3-sampled,x-b3-spanid,x-b3-traceid",
            "content-type,x-datadog-origin,x-datadog-parent-id,x-datadog-sampling-priority,x-datadog-trace-id",
            "content-type,newrelic,traceparent,tracestate",
            "content-type,elastic-apm-traceparent",
            "content-type,request-context,request-id",
            "TraceParent, Baggage, Content-Type",
        ],
    )
    def test_what_tracing_adds_in_a_browser_passes(self, headers: str) -> None:
        assert self.allowed(headers) == {name.strip().lower() for name in headers.split(",")}

    @pytest.mark.parametrize(
        "header", ["authorization", "x-http-method-override", "x-forwarded-for", "cookie", "*", "trace", "xbaggage"]
    )
    def test_any_other_header_does_not(self, header: str) -> None:
        assert self.allowed(f"content-type,{header}") == {"content-type"}

    def test_an_operator_may_add_to_them(self) -> None:
        allowed = self.allowed(
            "content-type,traceparent,x-shop-version,x-tab,x-other", CORS_HEADERS="X-Shop-Version, x-tab"
        )
        assert allowed == {"content-type", "traceparent", "x-shop-version", "x-tab"}

    def test_a_name_with_signs_of_a_pattern_stands_for_itself(self) -> None:
        assert self.allowed("x.y,xay,x^y$", CORS_HEADERS="x.y, x^y$") == {"x.y", "x^y$"}

    def test_a_foreign_page_is_told_nothing(self) -> None:
        assert self.allowed("content-type,traceparent", origin="https://b.example") == set()
