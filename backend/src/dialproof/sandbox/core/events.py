"""Events for pages and tests, encoded as server-sent events.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html.
"""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass

HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, so that proxies and broken connections show themselves."""

_BACKLOG = 1000


@dataclass(frozen=True, slots=True)
class Event:
    """`id` is set for events that can be asked for again with `Last-Event-ID`. `to` is the number it is about."""

    name: str
    data: object
    to: str | None = None
    id: str | None = None

    def encode(self) -> str:
        head = f"event: {self.name}\n" + (f"id: {self.id}\n" if self.id else "")
        return f"{head}data: {json.dumps(self.data, ensure_ascii=False)}\n\n"


class Subscription:
    """The event queue of one subscriber. Reading ends when the hub closes or the subscriber is too far behind."""

    def __init__(self, names: frozenset[str] | None, to: str | None) -> None:
        self._names = names
        self._to = to
        self._queue: queue.Queue[Event | None] = queue.Queue(_BACKLOG)
        self.overrun = False

    def offer(self, event: Event) -> None:
        if self._names is not None and event.name not in self._names:
            return
        if self._to is not None and event.to not in (None, self._to):
            return
        try:
            self._queue.put_nowait(event)
        except queue.Full:
            self.overrun = True

    def close(self) -> None:
        self.overrun = True
        try:
            self._queue.put_nowait(None)
        except queue.Full:
            # A full queue is read to its end, and then `overrun` ends the reading.
            return

    def read(self) -> Iterator[Event | None]:
        """Yield events as they come, and None after each heartbeat's silence."""
        while True:
            try:
                event = self._queue.get(timeout=0.0 if self.overrun else HEARTBEAT)
            except queue.Empty:
                if self.overrun:
                    return
                yield None
                continue
            if event is None:
                return
            yield event


class Hub:
    """Deliver each event to every subscriber without blocking."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: set[Subscription] = set()
        self._closed = False

    def publish(self, name: str, data: object, *, to: str | None = None, event_id: str | None = None) -> None:
        event = Event(name, data, to, event_id)
        with self._lock:
            for subscription in self._subscriptions:
                subscription.offer(event)

    def subscribe(self, names: frozenset[str] | None = None, to: str | None = None) -> Subscription:
        subscription = Subscription(names, to)
        with self._lock:
            if self._closed:
                subscription.close()
            self._subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        with self._lock:
            self._subscriptions.discard(subscription)

    def close(self) -> None:
        """End every stream at once."""
        with self._lock:
            self._closed = True
            for subscription in self._subscriptions:
                subscription.close()
