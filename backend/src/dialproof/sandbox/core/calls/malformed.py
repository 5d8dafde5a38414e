"""Broken answers on request: malformed bodies, and connections that close too early."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Response

from dialproof.sandbox.core.calls.answers import JSON
from dialproof.sandbox.core.calls.faults import Drop, Malformed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

OVERSIZED = 8 * 1024 * 1024


class ConnectionDropped(Exception):
    """Make the server close the connection now, by TCP reset if `reset`."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__("connection dropped on request")
        self.reset = reset


class DroppedResponse(Response):
    """Close the connection without an answer, or in the middle of `spoilt`."""

    def __init__(self, *, reset: bool, spoilt: Response | None = None) -> None:
        super().__init__()
        self._reset = reset
        self._spoilt = spoilt

    def __call__(self, _environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._spoilt is None:
            raise ConnectionDropped(reset=self._reset)
        body = self._spoilt.get_data()
        # An answer without a body still has to be cut off somewhere: promise one that never comes.
        self._spoilt.headers["Content-Length"] = str(max(2, len(body)))
        start_response(self._spoilt.status, list(self._spoilt.headers))
        return self._first_half(body)

    def _first_half(self, body: bytes) -> Iterator[bytes]:
        yield body[: len(body) // 2]
        raise ConnectionDropped(reset=self._reset)


def drop(response: Response, when: Drop, *, reset: bool) -> Response:
    """Close the connection after the call was processed, or in the middle of its answer."""
    return DroppedResponse(reset=reset, spoilt=response if when == "middle" else None)


@dataclass(frozen=True, slots=True)
class MalformedBodies:
    """Bodies that a client may not expect, with the field names of one vendor.

    `id_field` is the field of an answer that names the request, and `example_id` looks like one. `wrong_types` has the
    vendor's fields with values of other types.
    """

    id_field: str = "id"
    example_id: str = "c11236f4-00bf-4b89-84ba-88b25df97315"
    wrong_types: Mapping[str, Any] = field(default_factory=lambda: {"id": 42, "status": ["completed"]})

    def spoil(self, response: Response, how: Malformed) -> Response:
        """Keep the status and replace the body."""
        content_type, body = self._body(response.content_type or JSON, how)
        status = 200 if response.status_code == 204 else response.status_code  # noqa: PLR2004 - No Content has no body to spoil
        return Response(body, status=status, content_type=content_type)

    def _body(self, content_type: str, how: Malformed) -> tuple[str, str | bytes]:
        match how:
            case "empty":
                return content_type, b""
            case "invalid_json":
                return JSON, f'{{"{self.id_field}": "{self.example_id[:9]}'
            case "html":
                return "text/html", b"<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>"
            case "wrong_type":
                return JSON, json.dumps(self.wrong_types)
            case "foreign":
                return JSON, b'{"ok": true, "data": {"id": "not-a-verification"}}'
            case "oversized":
                return JSON, f'{{"{self.id_field}": "{"a" * OVERSIZED}"}}'
