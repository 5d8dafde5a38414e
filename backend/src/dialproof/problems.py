"""The error catalogue: every error that Dialproof answers with.

One tree, one JSON shape (RFC 9457, ``application/problem+json``)::

    Problem
    ├── InvalidRequest            400 invalid_request
    ├── InvalidPhoneNumber        400 invalid_phone_number
    ├── UnsupportedPhoneNumber    400 unsupported_phone_number
    ├── IncorrectCode             400 incorrect_code
    ├── CountryNotAllowed         403 country_not_allowed
    ├── CookiesRequired           403 cookies_required
    ├── CrossOriginRequest        403 cross_origin_request
    ├── Blocked                   403 blocked
    ├── NotFound                  404 not_found
    ├── MethodNotAllowed          405 method_not_allowed
    ├── NoPendingVerification     409 no_pending_verification
    ├── CodeExpired               410 code_expired
    ├── PayloadTooLarge           413 payload_too_large
    ├── UnsupportedMediaType      415 unsupported_media_type
    ├── RetryLater                (all of these carry Retry-After)
    │   ├── VerificationInProgress 409 verification_in_progress
    │   ├── RateLimited            429 rate_limited
    │   ├── ResendTooSoon          429 resend_too_soon
    │   ├── TooManyAttempts        429 too_many_attempts
    │   ├── ProviderUnavailable    503 provider_unavailable
    │   └── ProviderTimeout        504 provider_timeout
    ├── InternalError             500 internal_error
    └── ProviderError             502 provider_error

Programs use ``code``, which is stable; ``detail`` is a sentence for the visitor. ``why`` and ``what_to_do`` are for the
developer who opens the page at ``type``. No problem repeats what the client sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """An error in one field of a request body.

    ``pointer`` is a JSON pointer (RFC 6901) such as ``/phoneNumber``; empty for the body as a whole.
    """

    pointer: str
    detail: str


class Problem(Exception):
    """The base class of all errors.

    Args:
        detail: a sentence for the visitor; default: that of the class.
        retry_after: whole seconds until it makes sense to try again.
        attempts_left: wrong codes still allowed.
        errors: the errors of single fields.
    """

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]
    default_detail: ClassVar[str]
    why: ClassVar[str]
    what_to_do: ClassVar[str]

    def __init__(
        self,
        detail: str | None = None,
        *,
        retry_after: int | None = None,
        attempts_left: int | None = None,
        errors: tuple[FieldError, ...] = (),
    ) -> None:
        self.detail = detail or self.default_detail
        self.retry_after = retry_after
        self.attempts_left = attempts_left
        self.errors = errors
        super().__init__(self.detail)

    @property
    def type(self) -> str:
        """Return the path on this service that explains the problem."""
        return f"/problems/{self.code}"


class InvalidRequest(Problem):
    """The body does not have the documented form."""

    status = 400
    code = "invalid_request"
    title = "The request is not valid"
    default_detail = "Something in this request is missing or has the wrong form."
    why = (
        "The body is not a JSON object of the documented form: a field is missing, unknown, repeated, of the wrong "
        "type or out of its range. `errors` names each field with a JSON pointer. Nothing was counted and nothing was "
        "sent."
    )
    what_to_do = (
        "This is a mistake in the page, not of the visitor, except where `errors` points at a field that was typed, "
        "such as a code of the wrong length. Show the `detail` of that field beside it and keep what was typed."
    )


class InvalidPhoneNumber(Problem):
    """The text is not an existing phone number."""

    status = 400
    code = "invalid_phone_number"
    title = "The phone number is not valid"
    default_detail = "This does not look like a phone number. Check it and try again."
    why = (
        "The text could not be read as a number of the chosen country or as an international number, no such number "
        "can exist under the country's numbering plan, or the digits could be numbers of two countries: `detail` then "
        "asks for `+` and the calling code. Nothing was counted and nothing was sent."
    )
    what_to_do = "Show `detail` beside the number field, keep what was typed and put the focus there."


class UnsupportedPhoneNumber(Problem):
    """The number exists, but cannot or must not get a code."""

    status = 400
    code = "unsupported_phone_number"
    title = "This kind of number cannot be used"
    default_detail = "This number cannot receive codes. Use a mobile number."
    why = (
        "The number is valid, but of a kind that cannot get a code by the chosen channel (a fixed line cannot get a "
        "text) or that is refused because it is used for fraud (premium rate, shared cost, pagers, satellite networks)."
    )
    what_to_do = "Ask for another number. For a fixed line, offer the `voice` channel if GET /api/config lists it."


class IncorrectCode(Problem):
    """The code is not the one that was sent."""

    status = 400
    code = "incorrect_code"
    title = "The code is not correct"
    default_detail = "This is not the code we sent. Check the latest message and try again."
    why = (
        "The provider compared the code and it did not match. One attempt is used up; `attemptsLeft` says what is left."
    )
    what_to_do = (
        "Keep the field filled, say how many tries are left, and offer another channel when `attemptsLeft` gets low."
    )


class CountryNotAllowed(Problem):
    """The operator does not serve the country of the number."""

    status = 403
    code = "country_not_allowed"
    title = "The country is not served"
    default_detail = "We cannot send codes to numbers in this country."
    why = "The operator's list of countries, or the built-in refusal of satellite networks, excludes this number."
    what_to_do = "Ask for a number of another country. GET /api/config lists the countries in `allowedCountries`."


class CrossOriginRequest(Problem):
    """The call came from a page of an origin that is not allowed."""

    status = 403
    code = "cross_origin_request"
    title = "The call came from an origin that is not allowed"
    default_detail = "This page is not allowed to use this service."
    why = (
        "The browser said, by `Sec-Fetch-Site` or `Origin`, that the call comes from a page of another origin that is "
        "not in the operator's list. This protects visitors from pages that act in their name."
    )
    what_to_do = (
        "Add the page's exact origin (scheme, host and port) to the setting CORS_ORIGINS, or serve both together."
    )


class CookiesRequired(Problem):
    """The browser keeps no cookies, so a code could be sent but not checked."""

    status = 403
    code = "cookies_required"
    title = "The browser keeps no cookies"
    default_detail = "Your browser blocks cookies, and without one we cannot check a code. Allow them and try again."
    why = (
        "The call said `requireCookie`, and no cookie came with it. Either the page has not called GET "
        "/api/verification, which sets one, or the browser did not keep it: cookies are blocked there, or the page "
        "belongs to another site and the setting COOKIE_SAMESITE is not `None`. Nothing was counted and nothing was "
        "sent."
    )
    what_to_do = (
        "Call GET /api/verification and make the call once more, because the cookie may have been deleted since. If "
        "it is refused again, show `detail` and keep what was typed."
    )


class Blocked(Problem):
    """The provider refuses to send to this number."""

    status = 403
    code = "blocked"
    title = "The number is blocked"
    default_detail = "We cannot send a code to this number. Use another number or contact support."
    why = "The provider's fraud protection or the operator's account settings refuse this number or its network."
    what_to_do = "Ask for another number; trying again will not help."


class NotFound(Problem):
    """There is nothing at this path."""

    status = 404
    code = "not_found"
    title = "There is nothing here"
    default_detail = "There is nothing at this address."
    why = "No call of this service has this path."
    what_to_do = "Compare the path with the document at /api/openapi.json."


class MethodNotAllowed(Problem):
    """The path exists, but not for this HTTP method."""

    status = 405
    code = "method_not_allowed"
    title = "The method is not allowed here"
    default_detail = "This address does not take this kind of request."
    why = "The path exists for other HTTP methods; the `Allow` header lists them."
    what_to_do = "Use a method that the `Allow` header lists."


class PayloadTooLarge(Problem):
    """The body is too large."""

    status = 413
    code = "payload_too_large"
    title = "The request is too large"
    default_detail = "This request is too large."
    why = "No call needs a body of more than 4 KiB."
    what_to_do = "Send only the documented fields."


class UnsupportedMediaType(Problem):
    """The body is not declared to be JSON."""

    status = 415
    code = "unsupported_media_type"
    title = "The body must be JSON"
    default_detail = "This service takes JSON only."
    why = (
        "Calls that change something need `Content-Type: application/json`. Other types are refused because a foreign "
        "page could send them without the browser asking first."
    )
    what_to_do = "Send `Content-Type: application/json`, with an empty object `{}` where a call takes no fields."


class NoPendingVerification(Problem):
    """The session has no pending verification."""

    status = 409
    code = "no_pending_verification"
    title = "No verification is under way"
    default_detail = "There is no code to check. Ask for a new code first."
    why = (
        "The session cookie is missing, too old, not of this deployment, or the verification in it was cancelled or "
        "has already been completed. Cross-origin pages also see this when they forget `credentials: 'include'`."
    )
    what_to_do = (
        "Read GET /api/verification: it tells whether the number is verified already. If not, go back to step one."
    )


class CodeExpired(Problem):
    """The code has expired."""

    status = 410
    code = "code_expired"
    title = "The code has expired"
    default_detail = "This code is no longer valid. Ask for a new one."
    why = (
        "The code's lifetime is over, the provider no longer knows the request, or the verification was cancelled or "
        "replaced in another tab while the code was checked."
    )
    what_to_do = "Offer a new code in one press: call POST /api/request-verification with the same number."


class RetryLater(Problem):
    """The base class of problems that go away with time; ``retry_after`` is always set."""

    def __init__(self, detail: str | None = None, *, retry_after: int, attempts_left: int | None = None) -> None:
        super().__init__(detail, retry_after=max(1, retry_after), attempts_left=attempts_left)


class VerificationInProgress(RetryLater):
    """The provider already has a verification for this number."""

    status = 409
    code = "verification_in_progress"
    title = "A code is already on its way"
    default_detail = "A code is already on its way to this number. Wait a moment, then ask again."
    why = (
        "The provider allows one verification at a time for a number, and one that this session does not own, or that "
        "was cancelled a moment ago, is still open there. No text was sent and nothing was counted."
    )
    what_to_do = "Show how long to wait (`retryAfter` seconds), then let the visitor ask again. Do not ask by yourself."


class RateLimited(RetryLater):
    """A rate limit is used up."""

    status = 429
    code = "rate_limited"
    title = "Too many requests"
    default_detail = "There have been too many requests. Wait a while, then try again."
    why = "A limit for this address, this number, numbers like it, its country or the whole service is used up."
    what_to_do = "Show how long to wait (`retryAfter` seconds). Do not repeat the call by yourself."


class ResendTooSoon(RetryLater):
    """Another code was requested too soon after the last one."""

    status = 429
    code = "resend_too_soon"
    title = "Another code was asked for too soon"
    default_detail = "We have just sent a code to this number. Wait a moment before asking for another."
    why = "Codes for one number must be some time apart; `resendIn` of the last `Verification` told how long."
    what_to_do = "Keep the code step open, show `retryAfter` seconds as a countdown, then offer to send again."


class TooManyAttempts(RetryLater):
    """Too many wrong codes."""

    status = 429
    code = "too_many_attempts"
    title = "Too many wrong codes"
    default_detail = "There have been too many wrong codes. Ask for a new code."
    why = (
        "The code was guessed wrong as often as is allowed, here or at the provider, and is void now. Wrong codes are "
        "counted for the number in this session for an hour: asking for a new code does not reset the count."
    )
    what_to_do = (
        "Offer a new code once `retryAfter` seconds have passed. The code that was sent cannot be used any more."
    )


class InternalError(Problem):
    """An error in Dialproof itself."""

    status = 500
    code = "internal_error"
    title = "Something went wrong on our side"
    default_detail = "Something went wrong on our side. Try again in a moment."
    why = "A fault in this service. The log holds it under the `requestId`."
    what_to_do = "Let the visitor try again; give the `requestId` to the operator if it stays."


class ProviderError(Problem):
    """The provider rejected the account, or returned an invalid answer."""

    status = 502
    code = "provider_error"
    title = "The code service answered with an error"
    default_detail = "We could not do this just now. Try again in a moment."
    why = (
        "The provider refused the operator's credentials or balance, or gave an answer that makes no sense. The log "
        "names the cause under the `requestId`; an operator has to look."
    )
    what_to_do = "Say that it is not the visitor's fault and let them try again."


class ProviderUnavailable(RetryLater):
    """The provider could not be reached, or is too busy."""

    status = 503
    code = "provider_unavailable"
    title = "The code service cannot be reached"
    default_detail = "We cannot reach the service that sends codes. Try again in a moment."
    why = (
        "The provider could not be reached, was busy or failed. Nothing was sent and nothing was counted. Or it has "
        "left checks of a code without a result so often that no more are made for a while; they used up no attempt."
    )
    what_to_do = "Let the visitor try again after `retryAfter` seconds. Keep what was typed."


class ProviderTimeout(RetryLater):
    """The provider did not answer in time, and may have sent a code or not."""

    status = 504
    code = "provider_timeout"
    title = "The code service did not answer in time"
    default_detail = "The service that sends codes did not answer in time. Wait a moment, then try again."
    why = (
        "The call went out, but no answer came back. A code may have been sent that can no longer be used. The request "
        "counts against the limits, because it may have cost money."
    )
    what_to_do = "Let the visitor try again after `retryAfter` seconds. Never repeat the call by yourself."


def catalogue() -> Iterator[type[Problem]]:
    """Yield every concrete problem, in the order of its status."""

    def concrete(parent: type[Problem]) -> Iterator[type[Problem]]:
        for child in parent.__subclasses__():
            if "code" in vars(child):
                yield child
            yield from concrete(child)

    yield from sorted(concrete(Problem), key=lambda problem: (problem.status, problem.code))
