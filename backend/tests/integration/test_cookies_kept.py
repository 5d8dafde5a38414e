"""Nothing is sent to a visitor whose browser keeps no cookies, once the page asked for that."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from dialproof.app import create_app
from dialproof.sandbox.server import SandboxServer
from support.api import settings
from support.phone import code_for, texts

NUMBER = "+14155550100"
CAREFUL = {"phoneNumber": NUMBER, "requireCookie": True}


@pytest.fixture
def api(sandbox: SandboxServer) -> Flask:
    return create_app(settings(sandbox.url))


def blocked(api: Flask) -> FlaskClient:
    """Return a browser that keeps no cookies."""
    return api.test_client(use_cookies=False)


def ask(client: FlaskClient, body: dict[str, object] | None = None, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return client.post("/api/request-verification", json=CAREFUL if body is None else body, headers=named)


def test_no_text_is_sent_where_the_cookie_of_the_first_call_did_not_come_back(
    api: Flask, sandbox: SandboxServer
) -> None:
    client = blocked(api)
    client.get("/api/verification")
    answer = ask(client)
    assert answer.status_code == 403
    assert answer.get_json()["code"] == "cookies_required"
    assert "Set-Cookie" not in answer.headers
    assert texts(sandbox) == 0


def test_a_refusal_uses_up_no_limit(sandbox: SandboxServer) -> None:
    api = create_app(settings(sandbox.url, LIMIT_SENDS_PER_ADDRESS="1 per 15 minutes"))
    for _ in range(3):
        ask(blocked(api))
    assert ask(api.test_client(), {"phoneNumber": NUMBER}).status_code == 200


def test_a_browser_that_keeps_cookies_needs_no_further_call(api: Flask, sandbox: SandboxServer) -> None:
    client = api.test_client()
    client.get("/api/verification")
    assert ask(client).status_code == 200
    code = code_for(sandbox, NUMBER)
    assert client.post("/api/check-verification", json={"code": code}).get_json()["status"] == "verified"


def test_a_session_is_sign_enough(api: Flask) -> None:
    client = api.test_client()
    ask(client, {"phoneNumber": "+14155550101"})
    assert ask(client).status_code == 200


def test_a_program_that_does_not_ask_for_it_needs_no_cookie_first(api: Flask, sandbox: SandboxServer) -> None:
    assert ask(api.test_client(), {"phoneNumber": NUMBER}).status_code == 200
    assert texts(sandbox) == 1


def test_the_first_cookie_says_nothing_and_lasts_as_long_as_the_browser_runs(api: Flask) -> None:
    cookie = api.test_client().get("/api/verification").headers["Set-Cookie"]
    assert cookie == "dialproof-probe=1; HttpOnly; Path=/; SameSite=Lax"


def test_the_first_cookie_travels_as_the_session_does(sandbox: SandboxServer) -> None:
    cross_site = create_app(settings(sandbox.url, COOKIE_SECURE="true", COOKIE_SAMESITE="None"))
    cookie = cross_site.test_client().get("/api/verification").headers["Set-Cookie"]
    assert cookie.startswith("__Host-dialproof-embedded-probe=1;")
    for attribute in ("Secure", "HttpOnly", "Path=/", "SameSite=None", "Partitioned"):
        assert attribute in cookie


def test_it_is_handed_out_once_and_not_beside_a_session(api: Flask) -> None:
    client = api.test_client()
    client.get("/api/verification")
    assert "Set-Cookie" not in client.get("/api/verification").headers
    visitor = api.test_client()
    ask(visitor, {"phoneNumber": NUMBER})
    assert "Set-Cookie" not in visitor.get("/api/verification").headers


@pytest.mark.parametrize(
    "header",
    [
        'a="; dialproof-probe=1; d="',
        "theme=dark;dialproof-probe=1",
        "other=dialproof-probe; dialproof-probe=",
    ],
)
def test_other_cookies_do_not_hide_it(api: Flask, header: str) -> None:
    assert ask(blocked(api), Cookie=header).status_code == 200


@pytest.mark.parametrize("header", ["x-dialproof-probe=1", "a=dialproof-probe=1", "dialproof-probes=1", ""])
def test_a_cookie_of_another_name_is_none_of_ours(api: Flask, header: str) -> None:
    assert ask(blocked(api), Cookie=header).status_code == 403


def test_the_operator_is_told_where_the_setting_keeps_the_cookie_from_another_site(sandbox: SandboxServer) -> None:
    form = "https://form.example.com"
    api = create_app(settings(sandbox.url, CORS_ORIGINS=form))
    with capture_logs() as logged:
        ask(blocked(api), Origin=form, Sec_Fetch_Site="cross-site")
        ask(blocked(api), Origin=form, Sec_Fetch_Site="same-site")
    (line,) = [line for line in logged if line["event"] == "cookie_not_kept"]
    assert "COOKIE_SAMESITE=None" in line["remedy"]
