"""What a vendor's failure means for the limits, for the code, and for the visitor: one row for each failure.

A send is released where no text can have gone out; a blocked number stays counted, since asking for such numbers is
what fraud does. A guess is released where the code was surely not compared. Where it may have been, it counts against a
bound of its own. See ``backend/docs/faults.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from dialproof.limits.reservation import CountedAs
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
PAUSE: Final = 5


class Counts(Enum):
    """What becomes of the send that the limits reserved."""

    RELEASED = auto()
    KEPT = auto()


class Code(Enum):
    """What becomes of the code that was checked."""

    UNCHANGED = auto()
    ONE_LESS = auto()
    """One wrong code more; void when it was the last."""
    USED_UP = auto()
    """The vendor allows no further wrong code, and has ended the request."""
    VOID = auto()
    """The vendor has ended the request."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a problem may tell: seconds until another code can be sent, and the wrong codes that are left."""

    wait: int
    attempts_left: int = 0


# The failure is of the type that the rule stands for.
ProblemFor = Callable[[Any, Facts], Problem]


@dataclass(frozen=True, slots=True)
class FailureRule:
    """What one failure means.

    Attributes:
        send: what becomes of a send that failed so.
        guess: what a check that failed so counts as.
        code: what becomes of the code.
        on_send: what the visitor is told when a send failed so.
        on_check: the same for a check.
    """

    send: Counts
    guess: CountedAs
    code: Code
    on_send: ProblemFor
    on_check: ProblemFor


def _error(_: ProviderFailure, __: Facts) -> Problem:
    return ProviderError()


def _in_progress(failure: InProgress, _: Facts) -> Problem:
    return VerificationInProgress(retry_after=failure.retry_after)


def _invalid(_: ProviderFailure, __: Facts) -> Problem:
    return InvalidPhoneNumber("This number cannot receive codes. Check it, or use another one.")


def _throttled(failure: Throttled, _: Facts) -> Problem:
    return ProviderUnavailable(retry_after=failure.retry_after or PAUSE)


def _unavailable(_: ProviderFailure, __: Facts) -> Problem:
    return ProviderUnavailable(retry_after=PAUSE)


def _no_answer_to_send(_: ProviderFailure, facts: Facts) -> Problem:
    return ProviderTimeout(retry_after=facts.wait)


def _no_answer_to_check(_: ProviderFailure, __: Facts) -> Problem:
    return ProviderTimeout(retry_after=PAUSE)


def _blocked(_: ProviderFailure, __: Facts) -> Problem:
    return Blocked()


def _wrong(_: ProviderFailure, facts: Facts) -> Problem:
    if facts.attempts_left > 0:
        return IncorrectCode(attempts_left=facts.attempts_left)
    return TooManyAttempts(retry_after=facts.wait, attempts_left=0)


def _expired(_: ProviderFailure, __: Facts) -> Problem:
    return CodeExpired()


_RELEASED, _KEPT = Counts.RELEASED, Counts.KEPT
_WRONG, _UNJUDGED, _NOTHING = CountedAs.WRONG, CountedAs.UNJUDGED, CountedAs.NOTHING

# A check never fails with the first three, nor a send with the last three. Were an adapter to do it, the call would be
# counted and told as a fault.
TABLE: Final[dict[type[ProviderFailure], FailureRule]] = {
    #                      send       guess      code             on_send              on_check
    NumberInvalid: FailureRule(_RELEASED, _WRONG, Code.UNCHANGED, _invalid, _error),
    NumberBlocked: FailureRule(_KEPT, _WRONG, Code.UNCHANGED, _blocked, _error),
    InProgress: FailureRule(_RELEASED, _WRONG, Code.UNCHANGED, _in_progress, _error),
    Misconfigured: FailureRule(_RELEASED, _NOTHING, Code.UNCHANGED, _error, _error),
    Throttled: FailureRule(_RELEASED, _NOTHING, Code.UNCHANGED, _throttled, _throttled),
    Unavailable: FailureRule(_RELEASED, _NOTHING, Code.UNCHANGED, _unavailable, _unavailable),
    Failed: FailureRule(_KEPT, _UNJUDGED, Code.UNCHANGED, _error, _error),
    Ambiguous: FailureRule(_KEPT, _UNJUDGED, Code.UNCHANGED, _no_answer_to_send, _no_answer_to_check),
    CodeIncorrect: FailureRule(_KEPT, _WRONG, Code.ONE_LESS, _error, _wrong),
    AttemptsExhausted: FailureRule(_KEPT, _WRONG, Code.USED_UP, _error, _wrong),
    RequestUnknown: FailureRule(_KEPT, _WRONG, Code.VOID, _error, _expired),
}


def rule_for(failure: ProviderFailure) -> FailureRule:
    """Return the row of ``failure``, or of what it is a kind of; that of `Failed` where there is none."""
    return next((TABLE[kind] for kind in type(failure).__mro__ if kind in TABLE), TABLE[Failed])
