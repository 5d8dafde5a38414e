"""Read a request's body: small, strict JSON, which no error repeats."""

from __future__ import annotations

import json
import re
from typing import Any, Final, TypeVar

from flask import request
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import HTTPException

from dialproof.api.models import Nothing, RequestModel
from dialproof.problems import FieldError, InvalidRequest, PayloadTooLarge, UnsupportedMediaType

LARGEST_BODY: Final = 4 * 1024
# One byte more than is taken: Werkzeug cuts a chunked body off here, and only what is over the limit shows that it did.
READ_AT_MOST: Final = LARGEST_BODY + 1
# What may be repeated of an unknown field's name: enough to find the typing mistake, nothing that could be a payload.
PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z_]{0,31}")

Model = TypeVar("Model", bound=RequestModel)


def read_body(model: type[Model]) -> Model:
    """Return the request's body as ``model``.

    Raises:
        UnsupportedMediaType: it is not declared to be JSON.
        PayloadTooLarge: it is larger than `LARGEST_BODY`.
        InvalidRequest: it cannot be read, is no JSON object, repeats a key, or does not fit the model.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    raw = _read()
    fields = {} if model is Nothing and not raw.strip() else _parse(raw)
    if not isinstance(fields, dict):
        raise InvalidRequest("The body must be a JSON object.")
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        errors = tuple(_field_error(details) for details in error.errors(include_input=False, include_url=False))
        raise InvalidRequest(errors=errors) from None


def _read() -> bytes:
    try:
        raw = request.get_data(cache=False)
    except HTTPException:
        raise
    except Exception:  # noqa: BLE001  # every server has errors of its own for a body that is not framed as HTTP wants it
        raise InvalidRequest("The body could not be read.") from None
    if len(raw) > LARGEST_BODY:
        raise PayloadTooLarge
    return raw


def _parse(raw: bytes) -> Any:  # noqa: ANN401  # any JSON value
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_distinct, parse_constant=_refuse_constant)
    except InvalidRequest:
        raise
    except (ValueError, RecursionError):
        raise InvalidRequest("The body is not valid JSON.") from None


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise InvalidRequest("The body names a field twice.")
    return fields


def _refuse_constant(_: str) -> None:
    raise ValueError("NaN and infinities are not JSON")


def _field_error(details: ErrorDetails) -> FieldError:
    name = str(details["loc"][0]) if details["loc"] else ""
    if details["type"] == "extra_forbidden":
        pointer = f"/{name}" if PLAIN_NAME.fullmatch(name) else ""
        return FieldError(pointer, "There is no such field." if pointer else "There is a field that does not exist.")
    return FieldError(f"/{name}" if name else "", _words(details))


def _words(details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    match details["type"]:
        case "missing":
            return "This field is required."
        case "string_too_short":
            return "This field must not be empty."
        case "string_too_long":
            return f"This field takes at most {context['max_length']} characters."
        case "enum":
            return f"Must be one of: {context['expected']}."
        case "string_type" | "string_unicode" | "string_sub_type":
            return "This field must be a text."
        case _:
            return "This field has the wrong form."
