"""The inbox for programs: `GET /inbox/messages`, `DELETE /inbox/messages`, `GET /inbox/events`."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from dialproof.sandbox.core.control.bodies import number_asked_for
from dialproof.sandbox.core.events import Event
from dialproof.sandbox.core.messages.inbox import DELETED, MESSAGE
from dialproof.sandbox.core.sandbox import Sandbox
from dialproof.sandbox.core.stream import event_stream


def create_blueprint(sandbox: Sandbox) -> Blueprint:
    blueprint = Blueprint("inbox", __name__, url_prefix="/inbox")

    @blueprint.get("/messages")
    def messages() -> Response:
        return jsonify([message.as_json() for message in sandbox.inbox.messages(number_asked_for())])

    @blueprint.delete("/messages")
    def delete_messages() -> tuple[str, int]:
        sandbox.inbox.clear(number_asked_for())
        return "", 204

    @blueprint.get("/events")
    def events() -> Response:
        to = number_asked_for()
        subscription = sandbox.hub.subscribe(frozenset({MESSAGE, DELETED}), to)
        return event_stream(sandbox.hub, subscription, missed_messages(sandbox, to))

    return blueprint


def missed_messages(sandbox: Sandbox, to: str | None) -> list[Event]:
    """List, oldest first, what came after the reader's `Last-Event-ID`; nothing for a new reader."""
    last_seen = request.headers.get("Last-Event-ID")
    if not last_seen or not last_seen.isdecimal():
        return []
    missed = sandbox.inbox.messages(to, after=last_seen)
    return [Event(MESSAGE, message.as_json(), message.to, message.id) for message in reversed(missed)]
