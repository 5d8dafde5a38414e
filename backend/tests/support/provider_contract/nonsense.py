"""Bodies that no vendor has reason to answer."""

from __future__ import annotations

from typing import Final

NONSENSE: Final = {
    "deep arrays": b"[" * 60_000,
    "deep objects": b'{"a":' * 10_000,
    "deep arrays that end": b"[" * 30_000 + b"]" * 30_000,
    "a deep value": b'{"request_id": ' + b"[" * 60_000,
    "a number of 5,000 digits": b'{"request_id": ' + b"7" * 5_000 + b"}",
    "no text": b"\xff\xfe\x00\x81",
    "half a character": b'{"request_id": "\\ud800", "invalid_parameters": [{"name": "\\ud800"}]}',
    "null": b"null",
    "a text": b'"yes"',
    "a list": b"[1]",
    "an empty object": b"{}",
    "other types": b'{"invalid_parameters": [1, null, {"name": ["to"]}, {"name": {"to": 1}}], "status": 5, "code": []}',
    "not a number": b'{"request_id": NaN}',
    "a page": b"<!doctype html><title>Bad Gateway</title>",
    "empty": b"",
    "too long": b" " * 100_000,
}

STATUSES: Final = (200, 201, 202, 204, 302, 400, 401, 402, 403, 404, 409, 410, 412, 418, 422, 429, 500, 502, 503, 599)
