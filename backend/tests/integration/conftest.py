"""What integration tests share: a sandbox, a Redis, and a clock that is told the time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from dialproof.app import create_app
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from fakes import FakeClock
from support.api import DEFAULT_LIMITS, Serve, settings
from support.redis_server import RedisServer


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    """A sandbox that remembers every call, and lets a request be cancelled at once."""
    with SandboxServer(SandboxSettings(history=100_000, vonage=VonageSettings(cancel_after=0))) as server:
        yield server


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def serve(sandbox: SandboxServer, clock: FakeClock) -> Serve:
    """Return a service with the limits of production."""

    def make(**changes: str | float) -> Flask:
        return create_app(settings(sandbox.url, **DEFAULT_LIMITS | changes), clock=clock)

    return make
