"""The vendor's field limits: a request body in, a plan out, or 422 with every field that is wrong.

Source: Vonage Verify v2 OpenAPI 1.0.1, schemas of `POST /v2/verify` and `POST /v2/verify/{request_id}`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from dialproof.sandbox.vendors.vonage.problems import INVALID_PARAMETERS, Refusal
from dialproof.sandbox.vendors.vonage.verifications.model import Channel, Plan, StepPlan

PhoneDigits = Annotated[str, Field(pattern=r"^[1-9][0-9]{6,14}$")]
Sender = Annotated[str, Field(min_length=1, max_length=15)]

REASONS = {
    "to": "`to` must be a phone number in the E.164 format, without a leading + or 00",
    "brand": "`brand` must have 1 to 18 characters and none of \\ / { } : $",
    "client_ref": "`client_ref` must have 1 to 40 letters and digits",
    "code": "`code` must have 4 to 10 letters and digits",
    "code_length": "`code_length` must be a whole number from 4 to 10",
    "channel_timeout": "`channel_timeout` must be a whole number of seconds from 15 to 900",
    "workflow": "`workflow` must list 1 to 3 channels",
    "redirect_url": "`redirect_url` must be an absolute address without spaces",
    "app_hash": "`app_hash` must have 11 characters",
}
"""What a developer is told for the fields that are got wrong most; others get the validator's words."""


class _Body(BaseModel):
    """What is shared by all bodies: no field may be null, and an optional text that was left out is empty."""

    model_config = ConfigDict(hide_input_in_errors=True, strict=True)


def _without_hyphens(value: str, info: ValidationInfo) -> str:
    if "-" in value and not (info.context or {}).get("client_ref_hyphens"):
        raise ValueError(REASONS["client_ref"])
    return value


class _Step(_Body):
    to: PhoneDigits
    reuse_code: bool = False

    def plan(self) -> StepPlan:
        """Translate; each channel's own fields are taken where it has them."""
        values = self.model_dump()
        return StepPlan(
            channel=Channel(values["channel"]),
            to=values["to"],
            sender=values.get("sender") or None,
            reuse_code=self.reuse_code,
            app_hash=values.get("app_hash") or None,
            coverage_check=values.get("coverage_check", True),
            redirect_url=values.get("redirect_url") or None,
        )


class _Sms(_Step):
    channel: Literal["sms"]
    sender: Annotated[Sender, Field(alias="from")] = ""
    entity_id: Annotated[str, Field(min_length=1, max_length=20)] = ""
    content_id: Annotated[str, Field(min_length=1, max_length=20)] = ""
    app_hash: Annotated[str, Field(min_length=11, max_length=11)] = ""


class _Voice(_Step):
    channel: Literal["voice"]


class _WhatsApp(_Step):
    channel: Literal["whatsapp"]
    sender: Annotated[str, Field(alias="from", min_length=1, max_length=50)]
    mode: Literal["zero_tap", "otp_code"] = "otp_code"


class _Rcs(_Step):
    channel: Literal["rcs"]
    sender: Annotated[Sender, Field(alias="from")] = ""


class _WhatsAppInteractive(_Step):
    channel: Literal["whatsapp_interactive"]
    sender: Annotated[str, Field(alias="from", min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _is_chosen(self, info: ValidationInfo) -> Self:
        if not (info.context or {}).get("whatsapp_interactive"):
            raise ValueError("whatsapp_interactive is no channel of the current document")
        return self


class _Email(_Step):
    channel: Literal["email"]
    to: Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
    sender: Annotated[str, Field(alias="from", pattern=r"^[^@\s]+@[^@\s]+$")] = ""


class _SilentAuth(_Step):
    channel: Literal["silent_auth"]
    redirect_url: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f\x7f]+$")] = ""
    coverage_check: bool = True
    mode: Literal["standard", "advanced"] = "standard"


_AnyStep = Annotated[
    _Sms | _Voice | _WhatsApp | _WhatsAppInteractive | _Rcs | _Email | _SilentAuth, Field(discriminator="channel")
]


class _Start(_Body):
    brand: Annotated[str, Field(min_length=1, max_length=18, pattern=r"^[^\\/{}:$]*$")]
    workflow: Annotated[list[_AnyStep], Field(min_length=1, max_length=3)]
    locale: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = ""
    channel_timeout: Annotated[int, Field(ge=15, le=900)] = 180
    client_ref: Annotated[
        str, Field(min_length=1, max_length=40, pattern=r"^[a-zA-Z0-9-]*$"), AfterValidator(_without_hyphens)
    ] = ""
    code_length: Annotated[int, Field(ge=4, le=10)] = 4
    code: Annotated[str, Field(pattern=r"^[a-zA-Z0-9]{4,10}$")] = ""
    template_id: str = ""
    fraud_check: bool = False

    @model_validator(mode="after")
    def _silent_auth_comes_first(self) -> Self:
        if any(isinstance(step, _SilentAuth) for step in self.workflow[1:]):
            raise ValueError("silent_auth must be the first channel of `workflow`")
        return self


class _CheckCode(_Body):
    code: Annotated[str, Field(min_length=4, max_length=10)]


_Model = TypeVar("_Model", bound=_Body)


def read_start(
    body: object,
    *,
    default_locale: str,
    style: Literal["list", "object"] = "list",
    client_ref_hyphens: bool = False,
    whatsapp_interactive: bool = False,
) -> Plan:
    """Turn the body of `POST /v2/verify` into a plan; the last two take what the vendor's sources disagree on.

    Raises:
        Refusal: 422 with `invalid_parameters`.
    """
    choices = {"client_ref_hyphens": client_ref_hyphens, "whatsapp_interactive": whatsapp_interactive}
    start = _validate(_Start, body, style, choices)
    return Plan(
        brand=start.brand,
        steps=tuple(step.plan() for step in start.workflow),
        locale=start.locale or default_locale,
        channel_timeout=start.channel_timeout,
        code_length=start.code_length,
        code=start.code or None,
        client_ref=start.client_ref or None,
    )


def read_code(body: object, *, style: Literal["list", "object"] = "list") -> str:
    """Take the code out of the body of a check.

    Raises:
        Refusal: 422 with `invalid_parameters`.
    """
    return _validate(_CheckCode, body, style).code


def read_number(body: object) -> str | None:
    """Find the number a start is for, whether or not the rest of the body is valid."""
    try:
        to = body["workflow"][0]["to"]  # type: ignore[index]  # anything may come in; what does not fit is None
    except (TypeError, KeyError, IndexError):
        return None
    return to if isinstance(to, str) else None


def _validate(model: type[_Model], body: object, style: str, choices: dict[str, bool] | None = None) -> _Model:
    try:
        return model.model_validate(body, context=choices)
    except ValidationError as error:
        wrong = [_explain(detail["loc"], detail["msg"], detail["type"]) for detail in error.errors()]
    parameters: Any = wrong if style == "list" else wrong[0]
    raise Refusal(INVALID_PARAMETERS, invalid_parameters=parameters)


def _explain(location: tuple[int | str, ...], message: str, kind: str) -> dict[str, str]:
    path = [part for part in location if part not in set(Channel)]
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
    if not name:
        name = "workflow" if kind == "value_error" else "body"
    field = str(path[-1]) if path else ""
    if name == "body":
        return {"name": name, "reason": "The body must be a JSON object"}
    reason = (
        f"`{field}` is required" if kind == "missing" else REASONS.get(field, message.removeprefix("Value error, "))
    )
    return {"name": name, "reason": reason}
