"""What pages of other origins can and cannot do, said in the headers that browsers send."""

from __future__ import annotations

import pytest
from flask import Flask
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from dialproof.app import create_app
from dialproof.sandbox.server import SandboxServer
from support.api import settings
from support.phone import code_for, texts

REQUEST = "/api/request-verification"
FORM = "https://form.example.com"
FOREIGN = "https://evil.example.net"
NUMBER = "+14155550100"


@pytest.fixture
def api(sandbox: SandboxServer) -> Flask:
    return create_app(settings(sandbox.url, CORS_ORIGINS=FORM))


def post(api: Flask, headers: dict[str, str], path: str = REQUEST) -> TestResponse:
    return api.test_client().post(path, json={"phoneNumber": NUMBER}, headers=headers, base_url="http://localhost")


WELCOME = [
    ("a program without a browser", {}),
    ("a page of the same origin", {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}),
    ("a page of the same origin behind a proxy that changes the host", {"Sec-Fetch-Site": "same-origin"}),
    ("an older browser on the same origin", {"Origin": "http://localhost"}),
    ("the form on another origin of the site", {"Sec-Fetch-Site": "same-site", "Origin": FORM}),
    ("the form on another site", {"Sec-Fetch-Site": "cross-site", "Origin": FORM}),
    ("an older browser with the form", {"Origin": FORM}),
]
REFUSED = [
    ("a foreign page", {"Sec-Fetch-Site": "cross-site", "Origin": FOREIGN}),
    ("a foreign page that hides its origin", {"Sec-Fetch-Site": "cross-site"}),
    (
        "another origin of the site that is not listed",
        {"Sec-Fetch-Site": "same-site", "Origin": "https://www.example.com"},
    ),
    ("an older browser with a foreign page", {"Origin": FOREIGN}),
    ("a sandboxed frame", {"Sec-Fetch-Site": "cross-site", "Origin": "null"}),
    ("a sandboxed frame in an older browser", {"Origin": "null"}),
    ("the right name with another scheme", {"Origin": "http://form.example.com"}),
    ("the right name with another port", {"Origin": f"{FORM}:8443"}),
    ("a longer name", {"Origin": f"{FORM}.evil.example.net"}),
    ("an extension, on no site at all", {"Sec-Fetch-Site": "none", "Origin": "chrome-extension://abcdefghijklmnop"}),
    ("two sites at once", {"Sec-Fetch-Site": "same-origin,cross-site", "Origin": FOREIGN}),
    ("two origins at once", {"Origin": f"{FORM},{FOREIGN}"}),
    ("an origin that is blank", {"Sec-Fetch-Site": "cross-site", "Origin": ""}),
    ("the form's origin from a site that the browser does not know", {"Sec-Fetch-Site": "moon", "Origin": FOREIGN}),
]


@pytest.mark.parametrize("headers", [headers for _, headers in WELCOME], ids=[name for name, _ in WELCOME])
def test_it_serves(api: Flask, sandbox: SandboxServer, headers: dict[str, str]) -> None:
    assert post(api, headers).status_code == 200
    assert texts(sandbox) == 1


@pytest.mark.parametrize("headers", [headers for _, headers in REFUSED], ids=[name for name, _ in REFUSED])
def test_it_refuses(api: Flask, sandbox: SandboxServer, headers: dict[str, str]) -> None:
    answer = post(api, headers)
    assert answer.status_code == 403
    assert answer.json is not None
    assert answer.json["code"] == "cross_origin_request"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert texts(sandbox) == 0


@pytest.mark.parametrize("path", ["/api/check-verification", "/api/cancel-verification"])
def test_every_change_is_guarded(api: Flask, path: str) -> None:
    assert post(api, {"Origin": FOREIGN}, path).status_code == 403


def test_a_foreign_page_may_ask_but_not_read(api: Flask) -> None:
    answer = api.test_client().get("/api/verification", headers={"Origin": FOREIGN})
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Origin" in answer.vary


def test_the_form_may_read_with_its_cookie(api: Flask) -> None:
    answer = post(api, {"Origin": FORM})
    assert answer.headers["Access-Control-Allow-Origin"] == FORM
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    exposed = {name.strip() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
    assert exposed == {"Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID"}
    assert {"Origin", "Cookie"} <= set(answer.vary)


def test_the_form_may_read_a_refusal_too(api: Flask) -> None:
    answer = api.test_client().post(REQUEST, json={}, headers={"Origin": FORM})
    assert answer.status_code == 400
    assert answer.headers["Access-Control-Allow-Origin"] == FORM


def preflight(api: Flask, origin: str, header: str = "content-type") -> TestResponse:
    return api.test_client().options(
        REQUEST,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": header,
        },
    )


def test_a_preflight_of_the_form_is_answered_and_remembered(api: Flask) -> None:
    answer = preflight(api, FORM)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == FORM
    assert answer.headers["Access-Control-Allow-Headers"].lower() == "content-type"
    assert answer.headers["Access-Control-Max-Age"] == "600"


def test_a_preflight_of_a_foreign_page_gets_nothing(api: Flask) -> None:
    answer = preflight(api, FOREIGN)
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")]


def test_a_preflight_for_a_header_that_is_not_taken_does_not_allow_it(api: Flask) -> None:
    assert "x-http-method-override" not in preflight(api, FORM, "x-http-method-override").headers.get(
        "Access-Control-Allow-Headers", ""
    )


def test_the_operator_is_told_which_setting_lacks_the_origin(api: Flask) -> None:
    with capture_logs() as logged:
        preflight(api, "https://www.example.com")
    (line,) = [line for line in logged if line["event"] == "origin_refused"]
    assert line["origin"] == "https://www.example.com"
    assert "CORS_ORIGINS" in line["remedy"]


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_of_a_foreign_page_does_nothing(api: Flask, sandbox: SandboxServer, media_type: str) -> None:
    answer = api.test_client().post(
        REQUEST,
        data=b'{"phoneNumber": "+14155550100"}',
        content_type=media_type,
        headers={"Origin": FOREIGN, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    )
    assert answer.status_code == 403
    assert texts(sandbox) == 0


def test_a_method_cannot_be_overridden(api: Flask, sandbox: SandboxServer) -> None:
    client = api.test_client()
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        answer = client.get(REQUEST, headers={name: "POST"})
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    assert client.get(f"{REQUEST}?_method=POST").status_code == 405
    assert texts(sandbox) == 0


SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/api/verification", "/api/config", "/health", "/ready", "/nothing", REQUEST])
def test_every_answer_carries_the_security_headers(api: Flask, path: str) -> None:
    answer = api.test_client().get(path)
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name].startswith(value), (path, name)


def test_a_fault_of_ours_carries_them_too_and_shows_nothing(api: Flask) -> None:
    def fail() -> str:
        raise RuntimeError("a secret of the inside")

    api.add_url_rule("/fail", view_func=fail)
    answer = api.test_client().get("/fail")
    assert answer.status_code == 500
    assert answer.json is not None
    assert answer.json["code"] == "internal_error"
    assert "secret" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_production_asks_for_tls_for_a_year_and_binds_the_cookie_to_its_host(sandbox: SandboxServer) -> None:
    secure = create_app(settings(sandbox.url, COOKIE_SECURE="true"))
    answer = post(secure, {})
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-dialproof=")
    for attribute in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert attribute in cookie
    assert "Domain" not in cookie
    assert "Partitioned" not in cookie


def test_a_cookie_for_other_sites_is_partitioned_by_site_so_that_browsers_keep_it(sandbox: SandboxServer) -> None:
    cross_site = create_app(settings(sandbox.url, COOKIE_SECURE="true", COOKIE_SAMESITE="None"))
    cookie = post(cross_site, {}).headers["Set-Cookie"]
    for attribute in ("__Host-dialproof-embedded=", "Secure", "HttpOnly", "Path=/", "SameSite=None", "Partitioned"):
        assert attribute in cookie


def test_a_code_works_after_the_kind_of_cookie_was_changed(sandbox: SandboxServer) -> None:
    """Browsers keep a plain and a partitioned cookie side by side, and send both with the older one first."""
    before = create_app(settings(sandbox.url, COOKIE_SECURE="true", COOKIE_SAMESITE="Lax"))
    after = create_app(settings(sandbox.url, COOKIE_SECURE="true", COOKIE_SAMESITE="None"))
    jar = post(before, {}).headers["Set-Cookie"].partition(";")[0]
    client = after.test_client(use_cookies=False)
    ask = client.post(REQUEST, json={"phoneNumber": "+14155550101"}, headers={"Cookie": jar})
    jar = f"{jar}; {ask.headers['Set-Cookie'].partition(';')[0]}"
    code = code_for(sandbox, "+14155550101")
    answer = client.post("/api/check-verification", json={"code": code}, headers={"Cookie": jar})
    assert (answer.status_code, answer.json and answer.json["status"]) == (200, "verified")


def test_what_depends_on_the_cookie_is_never_cached(api: Flask) -> None:
    answer = api.test_client().get("/api/verification")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.vary


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space", "line\tfeed", "<script>"])
def test_a_request_id_that_is_none_is_replaced(api: Flask, given: str) -> None:
    assert api.test_client().get("/health", headers={"X-Request-ID": given}).headers["X-Request-ID"] != given


def test_a_request_id_is_taken_over(api: Flask) -> None:
    answer = api.test_client().get("/nothing", headers={"X-Request-ID": "trace-of-a-proxy-42"})
    assert answer.json is not None
    assert answer.headers["X-Request-ID"] == answer.json["requestId"] == "trace-of-a-proxy-42"
