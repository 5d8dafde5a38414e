"""Server-sent events over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Response

from dialproof.sandbox.core.events import Event, Hub, Subscription

RECONNECT = 1000
"""Milliseconds until a browser comes back after a broken connection."""


def event_stream(hub: Hub, subscription: Subscription, missed: Sequence[Event] = ()) -> Response:
    """Stream the missed events, then new ones until the client disconnects or the hub closes."""
    sent_already = {event.id for event in missed}

    def lines() -> Iterator[str]:
        yield f"retry: {RECONNECT}\n\n"
        for event in missed:
            yield event.encode()
        for news in subscription.read():
            if news is None:
                yield ": still here\n\n"
            elif news.id is None or news.id not in sent_already:
                yield news.encode()

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = Response(lines(), content_type="text/event-stream; charset=utf-8", headers=headers)
    response.call_on_close(lambda: hub.unsubscribe(subscription))
    return response
