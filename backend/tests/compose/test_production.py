"""The same file with the settings of the real thing."""

import secrets
from collections.abc import Callable

import requests

from compose.stack import Stack, Visitor

GOOD = {
    "SECRET_KEY": secrets.token_urlsafe(48),
    "VONAGE_API_KEY": "abcd1234",
    "VONAGE_API_SECRET": secrets.token_urlsafe(12),
    "CORS_ORIGINS": "https://www.example.com",
}


def test_a_missing_setting_is_told_and_nothing_starts_or_starts_again(production: Callable[..., Stack]) -> None:
    stack = production(CODE_LENGTH="3")
    done = stack.compose("up", "--detach", "--wait", check=False)
    assert done.returncode != 0
    assert "prepare" in done.stderr
    (prepare,) = stack.containers("prepare")
    assert (prepare["State"]["Status"], prepare["State"]["ExitCode"], prepare["RestartCount"]) == ("exited", 2, 0)
    words = stack.compose("logs", "--no-log-prefix", "--no-color", "prepare")
    for name in ("SECRET_KEY", "VONAGE_API_KEY", "CODE_LENGTH"):
        assert name in words.stdout + words.stderr
    assert "Traceback" not in words.stdout + words.stderr
    assert {container["State"]["Status"] for container in stack.containers("backend")} == {"created"}


def test_settings_alone_make_it_real_and_the_sandbox_stays_away(
    production: Callable[..., Stack], visitor: Visitor
) -> None:
    stack = production(**GOOD)
    stack.up()
    services = {one["Config"]["Labels"]["com.docker.compose.service"] for one in stack.containers()}
    assert services == {"frontend", "backend", "redis", "prepare"}
    state = visitor.state(stack.form)
    assert state.json()["status"] == "none"
    assert "max-age" in state.headers["Strict-Transport-Security"]
    text = stack.compose("logs", "--no-color").stdout
    assert "proxy with TLS" in text
    assert not any(value in text for name, value in GOOD.items() if name != "CORS_ORIGINS")


def test_behind_a_proxy_with_tls_every_visitor_has_an_address_of_their_own(production: Callable[..., Stack]) -> None:
    stack = production(**GOOD, LIMIT_CALLS_PER_ADDRESS="3 per minute")
    stack.up()
    seen = {address: [call_as(stack, address) for _ in range(4)] for address in ("203.0.113.1", "203.0.113.2")}
    assert seen == {"203.0.113.1": [200, 200, 200, 429], "203.0.113.2": [200, 200, 200, 429]}
    page = requests.get(stack.form, headers={"X-Forwarded-Proto": "https"}, timeout=10)
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    # A browser that sends no Sec-Fetch-Site is of this origin if the scheme is right, too.
    assert ask_from(stack, "https://verify.example.com") == 400
    assert ask_from(stack, "http://verify.example.com") == 403
    # What the visitor wrote into the header stands further left, where nobody looks.
    assert call_as(stack, "198.51.100.9, 203.0.113.1") == 429


def call_as(stack: Stack, forwarded_for: str) -> int:
    """Call as the proxy with TLS would."""
    headers = {"X-Forwarded-For": forwarded_for, "X-Forwarded-Proto": "https", "Host": "verify.example.com"}
    return requests.get(f"{stack.form}/api/verification", headers=headers, timeout=10).status_code


def ask_from(stack: Stack, origin: str) -> int:
    """Ask for nothing, through two proxies of which the second keeps what the first one said of the scheme."""
    headers = {"X-Forwarded-For": "203.0.113.3", "X-Forwarded-Proto": "https", "Host": "verify.example.com"}
    path = "/api/request-verification"
    return requests.post(stack.form + path, json={}, headers={**headers, "Origin": origin}, timeout=10).status_code
