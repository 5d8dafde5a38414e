"""The phone: every text and call that was delivered, newest first, for pages and for programs."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from dialproof.sandbox.core.events import Hub
from dialproof.sandbox.core.times import timestamp

MESSAGE = "message"
DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A text or call that a vendor sends. `to` and, for calls, `sender` are E.164 with a plus."""

    to: str
    sender: str
    channel: str
    provider: str
    brand: str
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Message(OutgoingMessage):
    """A text or call that arrived. `sent_at` is ISO 8601 in UTC; ids count upwards."""

    id: str
    sent_at: str

    def as_json(self) -> dict[str, Any]:
        values = asdict(self)
        return {"id": self.id, "to": self.to, "from": values.pop("sender"), "sentAt": values.pop("sent_at"), **values}


class Inbox:
    """Keep the last messages in memory, and tell the hub of each."""

    def __init__(self, hub: Hub, *, capacity: int) -> None:
        self._hub = hub
        self._lock = threading.Lock()
        self._messages: deque[Message] = deque(maxlen=capacity)
        self._ids = itertools.count(1)

    def deliver(self, sent: OutgoingMessage, *, now: float) -> Message:
        """Keep a message that has arrived; `now` is in seconds since the epoch."""
        with self._lock:
            message = Message(id=str(next(self._ids)), sent_at=timestamp(now), **asdict(sent))
            self._messages.appendleft(message)
            self._hub.publish(MESSAGE, message.as_json(), to=message.to, event_id=message.id)
        return message

    def messages(self, to: str | None = None, *, after: str | None = None) -> list[Message]:
        """List newest first; `after` leaves out that id and everything older."""
        oldest = int(after) if after and after.isdecimal() else 0
        with self._lock:
            return [message for message in self._messages if to in (None, message.to) and int(message.id) > oldest]

    def clear(self, to: str | None = None) -> int:
        """Forget the messages of one number, or all; say how many."""
        with self._lock:
            before = len(self._messages)
            kept = [message for message in self._messages if to is not None and message.to != to]
            self._messages.clear()
            self._messages.extend(kept)
            self._hub.publish(DELETED, {"to": to}, to=to)
            return before - len(kept)
