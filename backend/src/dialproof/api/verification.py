"""The calls of the flow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint

from dialproof.api import examples
from dialproof.api.cookie_probe import CookieProbe
from dialproof.api.models import CheckVerification, Nothing, RequestVerification, Verification
from dialproof.api.operations import Example, Operation, operation
from dialproof.limits.caller import Caller
from dialproof.phone import PhoneNumber
from dialproof.problems import (
    Blocked,
    CodeExpired,
    CookiesRequired,
    CountryNotAllowed,
    FieldError,
    IncorrectCode,
    InvalidPhoneNumber,
    InvalidRequest,
    NoPendingVerification,
    ProviderError,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
    ResendTooSoon,
    TooManyAttempts,
    UnsupportedPhoneNumber,
    VerificationInProgress,
)
from dialproof.verification.service import VerificationService
from dialproof.verification.state import Session
from dialproof.verification.views import VerificationView

REQUEST = Operation(
    summary="Ask for a code",
    description=(
        "Sends a code to the number. Called again for the same number it sends another code, by the same or another "
        "channel, once `resendIn` seconds have passed; called for another number it replaces the verification under "
        "way. Where the verification stands is kept in an encrypted session cookie, so call it with credentials.\n\n"
        "Never repeat it by yourself: it costs money, and each repetition counts against the limits."
    ),
    body=RequestVerification,
    bodies={
        "international": Example("A number in international form", {"phoneNumber": examples.NUMBER}),
        "national": Example("As it was typed, with its country", {"phoneNumber": "(415) 555-0100", "country": "US"}),
        "call": Example(
            "By a voice call, in Spanish", {"phoneNumber": examples.NUMBER, "channel": "voice", "locale": "es-MX"}
        ),
    },
    answer=Verification,
    answers={"pending": examples.PENDING},
    problems=(
        InvalidPhoneNumber,
        UnsupportedPhoneNumber,
        CookiesRequired,
        CountryNotAllowed,
        Blocked,
        VerificationInProgress,
        ResendTooSoon,
        TooManyAttempts,
        ProviderError,
        ProviderUnavailable,
        ProviderTimeout,
    ),
    examples={
        ProviderUnavailable: ProviderUnavailable(retry_after=5),
        TooManyAttempts: TooManyAttempts(retry_after=3600, attempts_left=0),
    },
    session=True,
    limited=frozenset({200, 400, 403, 409, 502, 503, 504}),
    sets_cookie=frozenset({200, 400, 403, 409, 502, 503, 504}),
)
CHECK = Operation(
    summary="Check a code",
    description=(
        "Compares the code with the one that was sent. 200 means that the number is verified. A code that cannot be "
        "one (wrong length, letters) is refused without spending an attempt.\n\n"
        "Wrong codes are counted before they are compared, so sending many at once gains nothing."
    ),
    body=CheckVerification,
    bodies={"code": Example("The code from the message", {"code": "123456"})},
    answer=Verification,
    answers={"verified": examples.VERIFIED},
    problems=(
        IncorrectCode,
        NoPendingVerification,
        CodeExpired,
        TooManyAttempts,
        ProviderError,
        ProviderUnavailable,
        ProviderTimeout,
    ),
    examples={
        InvalidRequest: InvalidRequest(
            "Enter the 6 digits of the code.", errors=(FieldError("/code", "Enter the 6 digits of the code."),)
        ),
        ProviderTimeout: ProviderTimeout(retry_after=5),
        ProviderUnavailable: ProviderUnavailable(retry_after=5),
        RateLimited: examples.WRONG_CODES,
    },
    session=True,
    sets_cookie=frozenset({200, 400, 410, 429}),
)
CANCEL = Operation(
    summary="Give the verification up",
    description=(
        "Forgets the verification under way, or the verified number, and cancels at the provider where that is "
        "possible. What the limits have counted stays counted.\n\n"
        "Call it also after success, once your page has what it needs: on a shared computer the next person would see "
        "the number for as long as the verified state lasts."
    ),
    body=Nothing,
    bodies={"nothing": Example("No fields", {})},
    answer=Verification,
    answers={"none": examples.NONE},
    examples={
        InvalidRequest: InvalidRequest(errors=(FieldError("/reason", "There is no such field."),)),
        RateLimited: examples.FLOOD,
    },
    session=True,
    sets_cookie=frozenset({200}),
)
STATE = Operation(
    summary="Where the verification stands",
    description=(
        "What a reloaded page or a second tab needs. Reads the session cookie and changes nothing. A `verified` state "
        "becomes `none` after 10 minutes, unless the operator says otherwise (`VERIFIED_LIFETIME`).\n\n"
        "A call without any cookie of ours is given one that says nothing: by it `requireCookie` tells whether the "
        "browser keeps cookies."
    ),
    answer=Verification,
    answers={
        "none": examples.NONE,
        "pending": examples.PENDING,
        "expired": examples.EXPIRED,
        "verified": examples.VERIFIED,
    },
    examples={RateLimited: examples.FLOOD},
    session=True,
    sets_cookie=frozenset({200}),
)


def verification_calls(
    service: VerificationService,
    *,
    default_country: str | None,
    session: Callable[[], Session],
    probe: CookieProbe,
    caller: Callable[[], Caller],
) -> Blueprint:
    """Return the calls of the flow.

    Args:
        service: the rules.
        default_country: the country of national numbers that come without one, ISO 3166-1 alpha-2.
        session: returns the session of the current request.
        probe: tells whether the browser keeps cookies.
        caller: returns the client of the current request.
    """
    calls = Blueprint("verification", __name__, url_prefix="/api")

    @calls.post("/request-verification")
    @operation(REQUEST)
    def request_verification(body: RequestVerification) -> Verification:
        if body.require_cookie:
            probe.require()
        number = PhoneNumber.parse(body.phone_number, body.country or default_country)
        view = service.request(session(), caller(), number, channel=body.channel, locale=body.locale)
        return as_answer(view)

    @calls.post("/check-verification")
    @operation(CHECK)
    def check_verification(body: CheckVerification) -> Verification:
        return as_answer(service.check(session(), caller(), body.code))

    @calls.post("/cancel-verification")
    @operation(CANCEL)
    def cancel_verification(_: Nothing) -> Verification:
        return as_answer(service.cancel(session()))

    @calls.get("/verification")
    @operation(STATE)
    def verification() -> Verification:
        probe.hand_out()
        return as_answer(service.view(session()))

    return calls


def as_answer(view: VerificationView) -> Verification:
    """Return ``view`` as it goes over the wire."""
    verified_at = view.verified_at
    return Verification(
        status=view.status,
        phone_number=view.phone_number,
        channel=view.channel,
        channels=view.channels,
        code_length=view.code_length,
        expires_in=view.expires_in,
        resend_in=view.resend_in,
        attempts_left=view.attempts_left,
        delivery=view.delivery,
        verified_at=None if verified_at is None else datetime.fromtimestamp(verified_at, UTC).isoformat("T", "seconds"),
    )
