"""The calls to request, check, cancel and read a verification."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, request

from dialproof.api import examples
from dialproof.api.cookie_probe import CookieProbe
from dialproof.api.headers import tell_usage
from dialproof.api.models import CheckVerification, Nothing, RequestVerification, Verification
from dialproof.api.operations import Example, Operation, operation
from dialproof.api.session_cookie import SessionCookie
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
    Problem,
    ProviderError,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
    ResendTooSoon,
    TooManyAttempts,
    UnsupportedPhoneNumber,
    VerificationInProgress,
)
from dialproof.verification.cancel import cancel
from dialproof.verification.check import check_code
from dialproof.verification.context import Context
from dialproof.verification.outcome import Outcome
from dialproof.verification.send import Wanted, send_code
from dialproof.verification.view import expect_read, read

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


def read_ahead(app: Flask, context: Context, cookie: SessionCookie) -> None:
    """Let what the call that only reads will ask of the store be read with what is asked before."""

    @app.before_request
    def expect() -> None:
        if request.endpoint == "verification.verification":
            expect_read(context, cookie.session())


def verification_calls(
    context: Context,
    *,
    default_country: str | None,
    cookie: SessionCookie,
    probe: CookieProbe,
    address: Callable[[], str],
) -> Blueprint:
    """Return the calls of a verification.

    Args:
        context: what the rules depend on.
        default_country: the country of national numbers that come without one, ISO 3166-1 alpha-2.
        cookie: holds the session.
        probe: tells whether the browser keeps cookies.
        address: returns what stands for the client of the current request in limits.
    """
    calls = Blueprint("verification", __name__, url_prefix="/api")

    @calls.post("/request-verification")
    @operation(REQUEST)
    def request_verification(body: RequestVerification) -> Verification:
        if body.require_cookie:
            probe.require()
        number = PhoneNumber.parse(body.phone_number, body.country or default_country)
        wanted = Wanted(number, body.channel, body.locale)
        return _answer(cookie, send_code(context, cookie.session(), address(), wanted))

    @calls.post("/check-verification")
    @operation(CHECK)
    def check_verification(body: CheckVerification) -> Verification:
        return _answer(cookie, check_code(context, cookie.session(), address(), body.code))

    @calls.post("/cancel-verification")
    @operation(CANCEL)
    def cancel_verification(_: Nothing) -> Verification:
        return _answer(cookie, cancel(context, cookie.session()))

    @calls.get("/verification")
    @operation(STATE)
    def verification() -> Verification:
        probe.hand_out()
        return _answer(cookie, read(context, cookie.session()))

    return calls


def _answer(cookie: SessionCookie, outcome: Outcome) -> Verification:
    """Keep the session that follows and tell what is left of the limits, whatever came out."""
    cookie.keep(outcome.session)
    tell_usage(outcome.usage)
    if isinstance(outcome.result, Problem):
        raise outcome.result
    return Verification.model_validate(outcome.result, from_attributes=True)
