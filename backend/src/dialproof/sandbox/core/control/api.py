"""The control panel's calls, for people and for tests: make things go wrong, look at what happened, start afresh.

Every call that names a number touches that number only, so tests on different numbers do not disturb each other.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from dialproof.sandbox.core.calls.faults import ANY, FaultPlan
from dialproof.sandbox.core.control.bodies import (
    Answer,
    DeliveryChoice,
    InvalidCall,
    MaybeNumber,
    NextCode,
    OneNumber,
    number_asked_for,
    read,
)
from dialproof.sandbox.core.messages.inbox_api import missed_messages
from dialproof.sandbox.core.reserved import RESERVED, describe
from dialproof.sandbox.core.sandbox import Sandbox
from dialproof.sandbox.core.stream import event_stream
from dialproof.sandbox.core.times import timestamp
from dialproof.sandbox.core.vendor import PendingRequest, Vendor


def create_blueprint(sandbox: Sandbox) -> Blueprint:
    blueprint = Blueprint("control", __name__, url_prefix="/control")
    _add_faults(blueprint, sandbox)
    _add_calls(blueprint, sandbox)
    _add_verifications(blueprint, sandbox)
    _add_deliveries(blueprint, sandbox)
    _add_overview(blueprint, sandbox)
    return blueprint


def _add_faults(blueprint: Blueprint, sandbox: Sandbox) -> None:
    @blueprint.post("/faults")
    def add_fault() -> tuple[Response, int]:
        fault = sandbox.faults.add(read(FaultPlan, context={"operations": _operations(sandbox)}))
        sandbox.announce_control(fault.plan.to)
        return jsonify(fault.as_json()), 201

    @blueprint.get("/faults")
    def list_faults() -> Response:
        return jsonify(faults=[fault.as_json() for fault in sandbox.faults.all(number_asked_for())])

    @blueprint.delete("/faults")
    def delete_faults() -> tuple[str, int]:
        sandbox.faults.remove(to=number_asked_for())
        sandbox.announce_control(number_asked_for())
        return "", 204

    @blueprint.delete("/faults/<fault_id>")
    def delete_fault(fault_id: str) -> tuple[str, int]:
        if not sandbox.faults.remove(fault_id=fault_id):
            abort(404, "There is no such failure; perhaps it has happened already.")
        sandbox.announce_control()
        return "", 204


def _add_calls(blueprint: Blueprint, sandbox: Sandbox) -> None:
    @blueprint.get("/calls")
    def list_calls() -> Response:
        operation = request.args.get("operation") or None
        recorded = _recorded(sandbox)
        if operation not in (None, ANY, *recorded):
            raise InvalidCall([f"operation: one of {', '.join(recorded)}"])
        calls = sandbox.calls.calls(operation=None if operation == ANY else operation, to=number_asked_for())
        return jsonify(calls=[call.as_json() for call in calls])

    @blueprint.delete("/calls")
    def delete_calls() -> tuple[str, int]:
        sandbox.calls.clear(number_asked_for())
        return "", 204


def _add_verifications(blueprint: Blueprint, sandbox: Sandbox) -> None:
    @blueprint.get("/verifications")
    def list_verifications() -> Response:
        return jsonify(verifications=[_shown(each, sandbox.clock()) for each in sandbox.pending(number_asked_for())])

    @blueprint.post("/expire")
    def expire() -> Response:
        to = read(OneNumber).to
        return _ended(sandbox, to, sandbox.expire(to))

    @blueprint.post("/block")
    def block() -> Response:
        to = read(OneNumber).to
        return _ended(sandbox, to, sandbox.block(to))

    @blueprint.post("/answer")
    def answer() -> Response:
        wanted = read(Answer)
        answered = sandbox.answer(wanted.to, approved=wanted.approved)
        sandbox.announce_control(wanted.to)
        return jsonify(answered=answered)


def _ended(sandbox: Sandbox, to: str, count: int) -> Response:
    sandbox.announce_control(to)
    return jsonify(ended=count)


def _add_deliveries(blueprint: Blueprint, sandbox: Sandbox) -> None:
    @blueprint.post("/next-code")
    def fix_next_code() -> tuple[Response, int]:
        wanted = read(NextCode)
        sandbox.next_codes.fix(wanted.code, wanted.to)
        sandbox.announce_control(wanted.to)
        return jsonify(code=wanted.code, to=wanted.to), 201

    @blueprint.delete("/next-code")
    def forget_next_code() -> tuple[str, int]:
        sandbox.next_codes.clear(number_asked_for())
        sandbox.announce_control(number_asked_for())
        return "", 204

    @blueprint.post("/delivery")
    def choose_delivery() -> tuple[Response, int]:
        wanted = read(DeliveryChoice)
        sandbox.deliveries.choose(wanted.to, wanted.delivery())
        sandbox.announce_control(wanted.to)
        return jsonify(to=wanted.to, **wanted.delivery().as_json()), 201

    @blueprint.delete("/delivery")
    def forget_delivery() -> tuple[str, int]:
        sandbox.deliveries.clear(number_asked_for())
        sandbox.announce_control(number_asked_for())
        return "", 204


def _add_overview(blueprint: Blueprint, sandbox: Sandbox) -> None:
    @blueprint.get("")
    def overview() -> Response:
        to = number_asked_for()
        return jsonify(
            formUrl=sandbox.settings.form_url,
            provider=sandbox.vendors[0].account(),
            vendors=[_described(vendor) for vendor in sandbox.vendors],
            numbers=_numbers(sandbox),
            faults=[fault.as_json() for fault in sandbox.faults.all(to)],
            nextCodes=_next_codes(sandbox, to),
            deliveries=_deliveries(sandbox, to),
            verifications=[_shown(each, sandbox.clock()) for each in sandbox.pending(to)],
        )

    @blueprint.get("/events")
    def events() -> Response:
        to = number_asked_for()
        return event_stream(sandbox.hub, sandbox.hub.subscribe(to=to), missed_messages(sandbox, to))

    @blueprint.post("/reset")
    def reset() -> tuple[str, int]:
        sandbox.reset(read(MaybeNumber).to)
        return "", 204


def _next_codes(sandbox: Sandbox, to: str | None) -> list[dict[str, Any]]:
    codes = sandbox.next_codes.waiting().items()
    return [{"to": number, "code": code} for number, code in codes if to in (None, number)]


def _deliveries(sandbox: Sandbox, to: str | None) -> list[dict[str, Any]]:
    chosen = sandbox.deliveries.chosen().items()
    return [{"to": number, **delivery.as_json()} for number, delivery in chosen if to in (None, number)]


def _described(vendor: Vendor) -> dict[str, Any]:
    profile = vendor.profile
    return {
        "name": profile.name,
        "operations": [{"id": each, "name": name} for each, name in profile.operations.items()],
        "recordedOnly": [{"id": each, "name": name} for each, name in profile.recorded_only.items()],
        "failures": [asdict(failure) for failure in profile.failures],
        "account": vendor.account(),
    }


def _operations(sandbox: Sandbox) -> dict[str, list[str]]:
    """List the calls that can be made to fail, by vendor."""
    return {vendor.profile.name: list(vendor.profile.operations) for vendor in sandbox.vendors}


def _recorded(sandbox: Sandbox) -> list[str]:
    """List every operation that a recorded call may have."""
    profiles = [vendor.profile for vendor in sandbox.vendors]
    return list(dict.fromkeys(each for profile in profiles for each in (*profile.operations, *profile.recorded_only)))


def _numbers(sandbox: Sandbox) -> list[dict[str, str]]:
    vendors = {vendor.profile.name: vendor.profile.reserved for vendor in sandbox.vendors}
    return [{"number": each.number, "name": each.name, "effect": describe(each, vendors)} for each in RESERVED]


def _shown(request: PendingRequest, now: float) -> dict[str, Any]:
    return {
        "to": request.to,
        "brand": request.brand,
        "channel": request.channel,
        "channels": request.channels,
        "submittedAt": timestamp(request.submitted_at),
        "endsIn": max(0, round(request.ends_at - now)),
        "attemptsLeft": request.attempts_left,
    }
