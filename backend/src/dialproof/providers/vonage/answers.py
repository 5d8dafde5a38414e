"""What Vonage's error answers mean.

What its answers become (https://developer.vonage.com/en/api/verify.v2 and the SDKs' fixtures):

====== ======================================= ==========================================
status start                                   check (a cancellation has only 404 and the rest)
====== ======================================= ==========================================
2xx    started                                 the code was right
400    Failed                                  `CodeIncorrect`
401    `Misconfigured` (credentials)           `Misconfigured`
402    `Misconfigured` (balance)               `Misconfigured`
403    `NumberBlocked`                         `Misconfigured`
404    Failed                                  `RequestUnknown` (expired, verified, cancelled)
409    `InProgress`; its request id is ignored `Failed` (no code in this step)
410    Failed                                  `AttemptsExhausted`
422    `NumberInvalid` if it names ``to``,     `CodeIncorrect` if it names ``code``
       `Misconfigured` if it names another
429    `Throttled`                             `Throttled`
503    `Unavailable`                           `Unavailable`
other  `Failed`                                `Failed`
====== ======================================= ==========================================

A fault of the number's network is no HTTP error at Vonage: the start succeeds and a callback says ``blocked``.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

from requests import Response

from dialproof.providers.base import (
    AttemptsExhausted,
    CodeIncorrect,
    Failed,
    InProgress,
    Misconfigured,
    NumberBlocked,
    NumberInvalid,
    ProviderFailure,
    RequestUnknown,
    Throttled,
    Unavailable,
)

LONGEST_RETRY_AFTER: Final = 3600
# Parameters of a start that the visitor has chosen; `workflow` alone is the step as a whole.
_ABOUT_THE_NUMBER: Final = {"to", "workflow"}
_FROM_SETTINGS: Final = {"brand", "channel", "channel_timeout", "code_length", "from", "locale"}


def start_failure(answer: Response, code_lifetime: int) -> ProviderFailure:
    """Return what an error answer to a start means; a number is busy for ``code_lifetime`` seconds at most."""
    match answer.status_code:
        case HTTPStatus.CONFLICT:
            return InProgress("409 on start", retry_after=code_lifetime)
        case HTTPStatus.FORBIDDEN:
            return NumberBlocked("403 on start")
        case HTTPStatus.UNPROCESSABLE_ENTITY if refused := _invalid_parameters(answer):
            if refused <= _ABOUT_THE_NUMBER:
                return NumberInvalid("422 for the number")
            # Whatever else a request holds comes from the settings. Their names are ours, what the vendor wrote is not.
            named = ", ".join(sorted(refused & _FROM_SETTINGS)) or "another parameter"
            return Misconfigured(f"422: Vonage refuses {named}; see the VONAGE_ settings")
        case _:
            return _common_failure(answer)


def check_failure(answer: Response) -> ProviderFailure:
    """Return what an error answer to a check means."""
    match answer.status_code:
        case HTTPStatus.BAD_REQUEST:
            return CodeIncorrect("400")
        case HTTPStatus.UNPROCESSABLE_ENTITY if "code" in _invalid_parameters(answer):
            return CodeIncorrect("422 for the code")
        case HTTPStatus.NOT_FOUND:
            return RequestUnknown("404")
        case HTTPStatus.GONE:
            return AttemptsExhausted("410")
        case HTTPStatus.FORBIDDEN:
            return Misconfigured("403")
        case _:
            return _common_failure(answer)


def cancel_failure(answer: Response) -> ProviderFailure:
    """Return what an error answer to a cancellation means; that of one that comes too early is not documented."""
    return RequestUnknown("404") if answer.status_code == HTTPStatus.NOT_FOUND else _common_failure(answer)


def _common_failure(answer: Response) -> ProviderFailure:
    match answer.status_code:
        case HTTPStatus.UNAUTHORIZED:
            return Misconfigured("401: Vonage refuses the credentials; see VONAGE_API_KEY or VONAGE_APPLICATION_ID")
        case HTTPStatus.PAYMENT_REQUIRED:
            return Misconfigured("402: the balance of the Vonage account is too low")
        case HTTPStatus.TOO_MANY_REQUESTS:
            return Throttled("429", retry_after=_retry_after(answer))
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return Unavailable("503")
        case status:
            return Failed(str(status))


def _retry_after(answer: Response) -> int | None:
    """Return the seconds of a ``Retry-After`` header (RFC 9110, 10.2.3); Vonage documents none."""
    value = answer.headers.get("Retry-After", "")
    return min(int(value), LONGEST_RETRY_AFTER) if re.fullmatch(r"[0-9]{1,9}", value) else None


def _invalid_parameters(answer: Response) -> set[str]:
    """Return what ``invalid_parameters`` names, the innermost part of each: ``workflow[0].to`` is ``to``.

    The vendor's sources show a list as well as one object.
    """
    try:
        parameters = answer.json()["invalid_parameters"]
    except (ValueError, KeyError, TypeError):
        return set()
    listed = parameters if isinstance(parameters, list) else [parameters]
    names = [str(item.get("name", "")) for item in listed if isinstance(item, dict)]
    return {words[-1] for name in names if (words := re.findall(r"[a-z_]+", name))}
