"""What a provider's failure means for the visitor and for the limits.

Two questions are asked of every failure: was what the limits took used up, and what does the visitor read? A send is
given back when no text can have gone out, a guess when the provider said nothing about the code. Where it may have
compared the code all the same, the check counts against a bound of its own. See ``backend/docs/faults.md``.
"""

from __future__ import annotations

from dialproof.problems import (
    Blocked,
    CodeExpired,
    IncorrectCode,
    InvalidPhoneNumber,
    Problem,
    ProviderError,
    ProviderTimeout,
    ProviderUnavailable,
    TooManyAttempts,
    VerificationInProgress,
)
from dialproof.providers.base import (
    Ambiguous,
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

# Seconds to wait before trying again where nothing better is known.
PAUSE = 5

# Failures after which no text can have gone out.
NOTHING_SENT = (InProgress, Misconfigured, NumberInvalid, Throttled, Unavailable)

# Failures after which a text may have gone out whose request is not known, and keeps its number busy.
PERHAPS_SENT = (Ambiguous, Failed)

# Failures after which the code was surely not compared.
NOT_JUDGED = (Misconfigured, Throttled, Unavailable)

# Failures after which the code may have been compared, although nothing was said about it.
PERHAPS_JUDGED = (Ambiguous, Failed)


def send_problem(failure: ProviderFailure, *, wait: int) -> Problem:
    """Return what the visitor is told when a code could not be sent; ``wait`` seconds until the next try can work."""
    match failure:
        case InProgress():
            return VerificationInProgress(retry_after=wait)
        case NumberBlocked():
            return Blocked()
        case NumberInvalid():
            return InvalidPhoneNumber("This number cannot receive codes. Check it, or use another one.")
        case _:
            return _service_problem(failure, wait=wait)


def check_problem(failure: ProviderFailure, *, attempts_left: int, wait: int) -> Problem:
    """Return what the visitor is told when a code could not be confirmed.

    ``wait`` is the number of seconds until another code can be asked for.
    """
    match failure:
        case CodeIncorrect() | AttemptsExhausted() if attempts_left > 0:
            return IncorrectCode(attempts_left=attempts_left)
        case CodeIncorrect() | AttemptsExhausted():
            return TooManyAttempts(retry_after=wait, attempts_left=0)
        case RequestUnknown():
            return CodeExpired()
        case _:
            return _service_problem(failure, wait=PAUSE)


def _service_problem(failure: ProviderFailure, *, wait: int) -> Problem:
    match failure:
        case Throttled(retry_after=seconds):
            return ProviderUnavailable(retry_after=seconds or PAUSE)
        case Unavailable():
            return ProviderUnavailable(retry_after=PAUSE)
        case Ambiguous():
            return ProviderTimeout(retry_after=wait)
        case Misconfigured() | Failed() | _:
            return ProviderError()
