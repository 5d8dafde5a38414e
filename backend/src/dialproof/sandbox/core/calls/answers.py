"""Answers to vendor calls: JSON, and the refusals that a vendor documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response

JSON = "application/json"


def json_answer(status: int, body: object, *, error_type: str = JSON) -> Response:
    """Write a JSON answer; None is an empty body. `error_type` is the content type of the vendor's errors."""
    if body is None:
        return Response(status=status)
    content_type = error_type if status >= 400 else JSON  # noqa: PLR2004 - where HTTP's errors begin
    return Response(json.dumps(body, ensure_ascii=False), status=status, content_type=content_type)


class Refusal(Exception):
    """Answer with an error of the vendor's instead of doing what was asked.

    Vendors derive their own from it; `error_type` is the content type of all their errors.
    """

    error_type = JSON
    body: Any

    def __init__(self, status: int, body: object, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """Write the answer."""
        response = json_answer(self.status, self.body, error_type=self.error_type)
        response.headers.update(self.headers)
        return response
