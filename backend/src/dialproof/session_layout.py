"""What stands in a session cookie, before it is sealed.

An object of JSON: ``expires`` (seconds since the epoch), ``id``, ``state`` (null, or the fields of `Pending` or
`Verified` with ``is`` beside them), ``left`` (a list of `LeftBehind`) and ``revision``.

While a new version is rolled out, processes of both read each other's cookies. So a field may be added at any time: a
process that does not know it ignores it, and a cookie that lacks it gets its default. A field that changes its meaning
needs another name. `tests/unit/cookies` keeps cookies of every layout that there was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, asdict, fields
from typing import Any, Final, TypeVar

from dialproof.channels import Channel
from dialproof.phone import PhoneNumber
from dialproof.problems import Problem
from dialproof.verification.state import LeftBehind, Pending, Session, State, Verified
from dialproof.verification.views import Delivery

Part = TypeVar("Part", Pending, Verified, LeftBehind)

# The year 5138: no honest time is later, and every calendar knows it.
LATEST: Final = 100_000_000_000


class UnreadableError(ValueError):
    """The cookie holds something that this version cannot make sense of."""


def write(session: Session, *, expires: float) -> dict[str, Any]:
    """Return what goes into the cookie."""
    return {
        "expires": expires,
        "id": session.id,
        "state": _write_state(session.state),
        "left": [asdict(request) for request in session.left_behind],
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
        left_behind=tuple(_part(LeftBehind, request) for request in _list(inside.get("left"))),
        revision=_count(inside.get("revision", 0)),
    )


def _write_state(state: State) -> dict[str, Any] | None:
    match state:
        case None:
            return None
        case Pending():
            return {"is": "pending", **asdict(state)}
        case Verified():
            return {"is": "verified", **asdict(state)}


def _read_state(value: object) -> State:
    if value is None:
        return None
    match _object(value).get("is"):
        case "pending":
            return _part(Pending, value)
        case "verified":
            return _part(Verified, value)
        case _:
            raise UnreadableError


def _part(kind: type[Part], value: object) -> Part:
    """Return a ``kind`` of the fields that are there; those with a default may be missing."""
    found = _object(value)
    values = {}
    for field in fields(kind):
        if field.name in found:
            values[field.name] = _READERS[field.name](found[field.name])
        elif field.default is MISSING:
            raise UnreadableError
    return kind(**values)


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableError
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
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


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "phone_number": _number,
    "channel": _channel,
    "request_id": _name,
    "started_at": _time,
    "expires_at": _time,
    "wrong_codes": _count,
    "void_since": lambda value: None if value is None else _time(value),
    "delivery": _delivery,
    "verified_at": _time,
}
