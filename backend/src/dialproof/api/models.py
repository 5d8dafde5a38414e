"""The bodies that go over the wire: camelCase JSON, times as whole seconds from now.

The OpenAPI document is generated from these models, and the form's types from the document.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from dialproof.api.language_tag import LANGUAGE_TAG, LONGEST_TAG
from dialproof.channels import Channel
from dialproof.delivery import Delivery
from dialproof.verification.outcome import Status


class RequestModel(BaseModel):
    """A body that a client sends: unknown fields and wrong types are refused, not guessed at."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class AnswerModel(BaseModel):
    """A body that Dialproof answers with."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        frozen=True,
        json_schema_serialization_defaults_required=True,
    )


class RequestVerification(RequestModel):
    """Ask for a code."""

    phone_number: Annotated[
        str,
        Field(
            min_length=1,
            max_length=64,
            description=(
                "The number as it was typed: international (`+1 415 555 0100`, `0014155550100`) or, with `country`, "
                "national (`(415) 555-0100`). Spaces, punctuation, marks that are not seen, `tel:` and the digits of "
                "other scripts are accepted; an extension is not. A national number never leaves its country."
            ),
            examples=["+14155550100"],
        ),
    ]
    country: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z]{2}$",
            description=(
                "The country of a national number, ISO 3166-1 alpha-2; needed unless the number begins with `+` or "
                "`00`. A number with `+` ignores it."
            ),
            examples=["US"],
        ),
    ] = None
    channel: Annotated[Channel, Field(description="How the code shall travel.")] = Channel.SMS
    locale: Annotated[
        str | None,
        Field(
            pattern=LANGUAGE_TAG,
            max_length=LONGEST_TAG,
            description=(
                "The language of the message, BCP 47 (`pt-BR`). What else a tag says (`en-US-u-fw-mon`) is ignored. "
                "Where the provider lacks the language, the number decides."
            ),
            examples=["en-US"],
        ),
    ] = None
    require_cookie: Annotated[
        bool,
        Field(
            description=(
                "Send nothing unless a cookie came with this call. For pages: their first call, `GET "
                "/api/verification`, sets one, and where it does not come back no code could be checked."
            )
        ),
    ] = False


class CheckVerification(RequestModel):
    """Check a code."""

    code: Annotated[
        str,
        Field(
            min_length=1,
            max_length=32,
            description=(
                "The code as it was typed. Spaces, hyphens, marks that are not seen and the like are ignored."
            ),
            examples=["123456"],
        ),
    ]


class Nothing(RequestModel):
    """No fields: the empty object `{}`, or no body at all."""


class Verification(AnswerModel):
    """Where a verification stands; the same shape wherever it appears."""

    status: Annotated[
        Status,
        Field(
            description=(
                "`none`: nothing is under way. `pending`: a code was sent and can be checked. `expired`: its time is "
                "over, or too many wrong codes made it void. `verified`: the number is the visitor's."
            )
        ),
    ]
    phone_number: Annotated[str | None, Field(description="E.164; null when `status` is `none`.")]
    channel: Annotated[Channel | None, Field(description="How the code was sent; null when `status` is `none`.")]
    channels: Annotated[
        tuple[Channel, ...], Field(description="What may be asked for next, once `resendIn` has passed.")
    ]
    code_length: Annotated[int, Field(ge=4, le=10, description="Digits in the code.")]
    expires_in: Annotated[int, Field(ge=0, description="Seconds until the code is no longer good.")]
    resend_in: Annotated[int, Field(ge=0, description="Seconds until another code may be asked for; 0 means now.")]
    attempts_left: Annotated[int, Field(ge=0, description="Wrong codes still allowed.")]
    delivery: Annotated[
        Delivery,
        Field(
            description=(
                "What is known about the message: `sent` to the network, `delivered` to the phone, `failed` to arrive, "
                "or `blocked` as fraud. `unknown` where nothing was reported."
            )
        ),
    ]
    verified_at: Annotated[
        str | None,
        Field(
            description=(
                "When the number was verified, RFC 3339 in UTC; null until then, and again once the session's verified "
                "state is over (10 minutes later, unless the operator says otherwise) or was ended by a cancel."
            )
        ),
    ]


class Config(AnswerModel):
    """What a form needs to know before the first step."""

    brand: Annotated[str, Field(description="The name that the message carries.")]
    code_length: Annotated[int, Field(ge=4, le=10, description="Digits in a code.")]
    channels: Annotated[tuple[Channel, ...], Field(description="How codes can be sent at all.")]
    default_country: Annotated[str | None, Field(description="The country to begin with, ISO 3166-1 alpha-2.")]
    allowed_countries: Annotated[
        tuple[str, ...], Field(description="The countries that are served, ISO 3166-1 alpha-2, in alphabetical order.")
    ]
    sandbox: Annotated[bool, Field(description="True where no message is really sent.")]
    sandbox_url: Annotated[str | None, Field(description="The sandbox's phone; null outside the sandbox.")]


class Health(AnswerModel):
    """The process is alive."""

    status: Annotated[str, Field(examples=["ok"], description="Always `ok`.")]


class Readiness(StrEnum):
    """How able an instance is to serve."""

    READY = "ready"
    DEGRADED = "degraded"


class Dependency(AnswerModel):
    """Something that the instance relies on."""

    status: Annotated[
        str,
        Field(
            examples=["ok"],
            description="`ok`, `unreachable`, `unknown` before the first use, or `memory` where there is no Redis.",
        ),
    ]
    required: Annotated[bool, Field(description="False for what the instance can live without.")]


class Ready(AnswerModel):
    """Whether the instance can serve, and what it lives without for the moment."""

    status: Annotated[Readiness, Field(description="`degraded` where something that it can live without is away.")]
    dependencies: Annotated[dict[str, Dependency], Field(description="What the instance relies on, by name.")]


class ProblemField(AnswerModel):
    """What is wrong with one field."""

    pointer: Annotated[str, Field(description="JSON pointer into the body, RFC 6901.", examples=["/phoneNumber"])]
    detail: Annotated[str, Field(description="What is wrong with it, as a sentence that can stand beside the field.")]


class ProblemDocument(AnswerModel):
    """An error, RFC 9457."""

    model_config = ConfigDict(title="Problem")

    type: Annotated[str, Field(description="A path on this service that explains the problem.")]
    title: Annotated[str, Field(description="The problem in a few words; the same for every answer with this `code`.")]
    status: Annotated[int, Field(ge=400, le=599, description="The HTTP status.")]
    detail: Annotated[str, Field(description="A sentence that a visitor can read.")]
    code: Annotated[str, Field(description="Stable; for programs.")]
    request_id: Annotated[str, Field(description="Finds the call in the operator's log; also in `X-Request-ID`.")]
    retry_after: Annotated[
        int | None, Field(ge=1, description="Seconds until it makes sense to ask again; also in `Retry-After`.")
    ] = None
    attempts_left: Annotated[int | None, Field(ge=0, description="Wrong codes still allowed.")] = None
    errors: Annotated[tuple[ProblemField, ...] | None, Field(description="What is wrong, field by field.")] = None
