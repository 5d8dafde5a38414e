"""What the log says of pages whose origin is not allowed: each origin once, whoever sends how many."""

from __future__ import annotations

from flask import Flask
from structlog.testing import capture_logs

from dialproof.api.origin import ORIGINS_REMEMBERED
from dialproof.app import create_app
from dialproof.settings import Settings


def api() -> Flask:
    return create_app(Settings.from_environ({"LIMIT_CALLS_PER_ADDRESS": "1000000 per minute"}))


def told(app: Flask, *origins: str) -> list[str]:
    """Let a page of each origin call, in order; return the origins that the log names."""
    client = app.test_client()
    with capture_logs() as logged:
        for origin in origins:
            client.get("/api/config", headers={"Origin": origin, "Sec-Fetch-Site": "cross-site"})
    return [line["origin"] for line in logged if line["event"] == "origin_refused"]


def test_each_origin_is_named_once() -> None:
    app = api()
    assert told(app, *["https://a.example", "https://b.example"] * 3) == ["https://a.example", "https://b.example"]
    assert told(app, "https://a.example", "https://c.example") == ["https://c.example"]


def test_what_is_no_origin_is_told_of_once_however_it_varies() -> None:
    assert told(api(), *(f"not an origin {n}" for n in range(50))) == ["not an origin 0"]


def test_what_is_remembered_is_bounded_and_the_oldest_is_forgotten_first() -> None:
    app = api()
    many = [f"https://{n}.example" for n in range(ORIGINS_REMEMBERED)]
    assert told(app, *many, *many) == many
    assert told(app, "https://late.example", many[-1], many[0]) == ["https://late.example", many[0]]
