"""Bodies and queries of the inbox and the control API, validated with errors that people can read."""

from __future__ import annotations

from typing import Annotated, Any, Self, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from dialproof.sandbox.core.addresses import Number
from dialproof.sandbox.core.messages.delivery import Delivery


class InvalidCall(Exception):
    """A call that is not valid; `mistakes` has a line for each field that is wrong."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class NextCode(_Body):
    """The code of the next message, to one number or to any."""

    code: Annotated[str, Field(pattern=r"^[a-zA-Z0-9]{4,10}$")]
    to: Number | None = None


class OneNumber(_Body):
    to: Number


class MaybeNumber(_Body):
    to: Number | None = None


class Answer(_Body):
    """The answer to a message that asks a person instead of carrying a code."""

    to: Number
    approved: bool


class DeliveryChoice(_Body):
    """How messages to a number are delivered: `after` so many seconds, never, or refused by the carrier."""

    to: Number
    after: Annotated[float | None, Field(ge=0, le=900)] = None
    never: bool = False
    rejected: bool = False

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.after is not None) + self.never + self.rejected != 1:
            raise ValueError("give one of: after (seconds), never: true, rejected: true")
        return self

    def delivery(self) -> Delivery:
        if self.never:
            return Delivery("never")
        return Delivery("rejected") if self.rejected else Delivery("delivered", self.after or 0.0)


_NUMBER: TypeAdapter[str] = TypeAdapter(Number)


def number_asked_for() -> str | None:
    """Read `?to=`; a plus that was not percent-encoded arrives as a space and is accepted.

    Raises:
        InvalidCall: when it is no number.
    """
    to = request.args.get("to", "").strip()
    if not to:
        return None
    try:
        return _NUMBER.validate_python(to)
    except ValidationError as error:
        raise InvalidCall([_explain(("to",), error.errors()[0]["msg"], "")]) from None


_Model = TypeVar("_Model", bound=BaseModel)


def read(model: type[_Model], *, context: dict[str, Any] | None = None) -> _Model:
    """Read the body; an absent one counts as an empty object. `context` goes to the model's validators.

    Raises:
        InvalidCall: with every mistake.
    """
    body = request.get_json(force=True, silent=True) if request.get_data() else {}
    try:
        return model.model_validate(body, context=context)
    except ValidationError as error:
        wrong = [_explain(detail["loc"], detail["msg"], detail["type"]) for detail in error.errors()]
    raise InvalidCall(list(dict.fromkeys(wrong)))


def _explain(location: tuple[int | str, ...], message: str, kind: str) -> str:
    if kind == "model_type":
        return "the body must be a JSON object"
    message = message.removeprefix("Value error, ")
    return f"{location[0]}: {message[:1].lower()}{message[1:]}" if location else message
