"""A log of the vendor calls that came in, with their answers; codes are hidden before anything is kept."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from dialproof.sandbox.core.events import Hub

CALL = "call"
CALLS_DELETED = "calls_deleted"

HIDDEN = "••••••"
_SECRET_KEYS = {"code", "token"}
_MAX_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Call:
    """A call to `vendor`.

    `status` is null when the connection was dropped; `duration` is in seconds; `at` is ISO 8601.
    """

    id: str
    at: str
    vendor: str
    operation: str
    method: str
    path: str
    to: str | None
    credentials: str | None
    status: int | None
    fault: str | None
    duration: float
    request: Any
    answer: Any

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class CallLog:
    """Keep the last calls in memory, and tell the hub of each."""

    def __init__(self, hub: Hub, *, capacity: int) -> None:
        self._hub = hub
        self._lock = threading.Lock()
        self._calls: deque[Call] = deque(maxlen=capacity)
        self._ids = itertools.count(1)

    def record(self, **values: Any) -> Call:  # noqa: ANN401 - the fields of `Call`, typed there
        """Keep one call; `request` and `answer` are JSON values as they went over the wire."""
        values["request"] = hide(values["request"])
        values["answer"] = hide(values["answer"])
        with self._lock:
            call = Call(id=str(next(self._ids)), **values)
            self._calls.appendleft(call)
            self._hub.publish(CALL, call.as_json(), to=call.to)
        return call

    def calls(self, *, operation: str | None = None, to: str | None = None) -> list[Call]:
        with self._lock:
            return [call for call in self._calls if operation in (None, call.operation) and to in (None, call.to)]

    def clear(self, to: str | None = None) -> None:
        with self._lock:
            kept = [call for call in self._calls if to is not None and call.to != to]
            self._calls.clear()
            self._calls.extend(kept)
            self._hub.publish(CALLS_DELETED, {"to": to}, to=to)


def hide(value: object) -> object:
    """Replace codes and tokens wherever they stand in a JSON value; cut what is too long to show."""
    if isinstance(value, dict):
        return {key: HIDDEN if key in _SECRET_KEYS else hide(item) for key, item in value.items()}
    if isinstance(value, list):
        return [hide(item) for item in value]
    if isinstance(value, str) and len(value) > _MAX_TEXT:
        return f"{value[:_MAX_TEXT]}… ({len(value)} characters)"
    return value
