"""What stands in a session cookie, before it is sealed.

An object of JSON: ``expires`` (seconds since the epoch), ``id``, ``state`` and ``revision``. The state is null, or has
``is`` (``pending`` or ``verified``) beside the fields of `Pending` or `Verified`; those of a pending code's `Request`
stand among them as ``vendor``, ``request_id`` and ``phone_number``. ``left`` is an empty list, for processes of the
version before.

While a new version is rolled out, processes of both read each other's cookies. So a field may be added at any time: a
process that does not know it ignores it, and a cookie that lacks it gets its default. A field that changes its meaning
needs another name. `tests/unit/cookies` keeps cookies of every layout that there was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from dialproof.channels import Channel
from dialproof.delivery import Delivery
from dialproof.phone import PhoneNumber
from dialproof.problems import Problem
from dialproof.providers.base import Request
from dialproof.verification.state import Pending, Session, State, Verified

# The year 5138: no honest time is later, and every calendar knows it.
LATEST: Final = 100_000_000_000
# The vendor of cookies that name none, which there was before any other.
FIRST_VENDOR: Final = "vonage"


class UnreadableError(ValueError):
    """The cookie holds something that this version cannot make sense of."""


def write(session: Session, *, expires: float) -> dict[str, Any]:
    """Return what goes into the cookie."""
    return {
        "expires": expires,
        "id": session.id,
        "state": _write_state(session.state),
        "left": [],
        "revision": session.revision,
    }


def read(payload: object, *, now: float) -> Session:
    """Return the session in ``payload``, which may be any JSON.

    Raises:
        UnreadableError: when it has expired or cannot be read.
    """
    inside = _object(payload)
    if _time(inside.get("expires")) <= now:
        raise UnreadableError
    return Session(
        id=_name(inside.get("id")),
        state=_read_state(inside.get("state")),
        revision=_count(inside.get("revision", 0)),
    )


def _write_state(state: State) -> dict[str, Any] | None:
    match state:
        case None:
            return None
        case Pending():
            return {
                "is": "pending",
                "vendor": state.request.vendor,
                "request_id": state.request.id,
                "phone_number": state.request.number,
                "channel": state.channel,
                "started_at": state.started_at,
                "expires_at": state.expires_at,
                "wrong_codes": state.wrong_codes,
                "void_since": state.void_since,
                "resend_at": state.resend_at,
                "delivery": state.delivery,
            }
        case Verified():
            return {
                "is": "verified",
                "phone_number": state.phone_number,
                "channel": state.channel,
                "verified_at": state.verified_at,
            }


def _read_state(value: object) -> State:
    if value is None:
        return None
    found = _object(value)
    match found.get("is"):
        case "pending":
            return _read_pending(found)
        case "verified":
            number, channel = _number(found.get("phone_number")), _channel(found.get("channel"))
            return Verified(number, channel, _time(found.get("verified_at")))
        case _:
            raise UnreadableError


def _read_pending(found: dict[str, Any]) -> Pending:
    return Pending(
        request=Request(
            vendor=_name(found.get("vendor", FIRST_VENDOR)),
            id=_name(found.get("request_id")),
            number=_number(found.get("phone_number")),
        ),
        channel=_channel(found.get("channel")),
        started_at=_time(found.get("started_at")),
        expires_at=_time(found.get("expires_at")),
        wrong_codes=_count(found.get("wrong_codes", 0)),
        void_since=_optional(_time, found.get("void_since")),
        resend_at=_time(found.get("resend_at", 0)),
        delivery=_delivery(found.get("delivery", Delivery.SENT)),
    )


def _optional(read_value: Callable[[object], float], value: object) -> float | None:
    return None if value is None else read_value(value)


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableError
    return value


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or not value:
        raise UnreadableError
    return value


def _time(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LATEST:
        raise UnreadableError
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LATEST:
        raise UnreadableError
    return value


def _number(value: object) -> str:
    try:
        known = PhoneNumber.parse(_name(value)).e164
    except Problem:
        raise UnreadableError from None
    if known != value:
        raise UnreadableError
    return known


def _channel(value: object) -> Channel:
    try:
        return Channel(_name(value))
    except ValueError:
        raise UnreadableError from None


def _delivery(value: object) -> Delivery:
    try:
        return Delivery(_name(value))
    except ValueError:
        # It is only shown: a word of a newer version ends nothing.
        return Delivery.UNKNOWN
