"""The calls for configuration, health, readiness and the OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, current_app

from dialproof.api import examples
from dialproof.api.answers import cacheable
from dialproof.api.models import Config, Dependency, Health, Readiness, Ready
from dialproof.api.openapi import served_document
from dialproof.api.operations import Operation, operation

CONFIG = Operation(
    summary="What a form needs to know",
    description="Brand, code length, channels and countries. The same for everybody; ask once when the page loads.",
    answer=Config,
    answers={"sandbox": examples.CONFIG},
    counted=False,
)
HEALTH = Operation(
    summary="Alive",
    description="200 while the process answers at all. For a supervisor that restarts what does not.",
    answer=Health,
    answers={"ok": examples.HEALTH},
    counted=False,
)
READY = Operation(
    summary="Able to serve",
    description=(
        "Names each dependency. `degraded` means that the instance serves, and what it does without: with Redis away, "
        "limits are counted by each process alone."
    ),
    answer=Ready,
    answers={"ready": examples.READY, "degraded": examples.DEGRADED},
    counted=False,
)


def service_calls(config: Config, checks: Mapping[str, Callable[[], str]], *, cookie_name: str) -> Blueprint:
    """Return the calls that describe the service.

    Args:
        config: what a form needs to know.
        checks: return the state of each dependency, such as ``ok`` or ``unreachable``.
        cookie_name: the session cookie's.
    """
    calls = Blueprint("service", __name__)

    @calls.get("/api/config")
    @operation(CONFIG)
    def get_config() -> Config:
        return config

    @calls.get("/health")
    @operation(HEALTH)
    def health() -> Health:
        return Health(status="ok")

    @calls.get("/ready")
    @operation(READY)
    def ready() -> Ready:
        states = {name: Dependency(status=ask(), required=False) for name, ask in checks.items()}
        degraded = any(state.status == "unreachable" for state in states.values())
        return Ready(status=Readiness.DEGRADED if degraded else Readiness.READY, dependencies=states)

    @calls.get("/api/openapi.json")
    def openapi() -> Response:
        return cacheable(json.dumps(served_document(current_app, cookie_name=cookie_name)), "application/json")

    return calls
