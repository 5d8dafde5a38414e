"""The port that every vendor is reached through, and what can go wrong behind it.

A *vendor* is a company that sends codes and checks them; a *provider* is our adapter for one. Groups say what is known
after a failure, so that nobody has to list the failures in them::

    ProviderFailure
    ├── NothingSent                   no text can have gone out
    │   ├── NumberInvalid             the vendor does not take this number
    │   ├── NumberBlocked             fraud protection or account settings refuse the number
    │   ├── InProgress                another request for this number is open at the vendor
    │   ├── Misconfigured             credentials or balance: an operator's problem     (also NotJudged)
    │   ├── Throttled                 too many calls; this one did nothing              (also NotJudged)
    │   └── Unavailable               not reached, or it said that it does nothing now  (also NotJudged)
    ├── MayHaveSent                   a text may have gone out
    │   ├── Failed                    it answered with a fault or with nonsense         (also MayHaveJudged)
    │   └── Ambiguous                 the call went out and no answer came back         (also MayHaveJudged)
    │       └── ConnectionDropped     … because the connection broke
    ├── Judged                        the vendor looked at the code, or at the request behind it
    │   ├── CodeIncorrect             the code was compared and did not match
    │   ├── AttemptsExhausted         wrong too often; the request is over
    │   └── RequestUnknown            expired, cancelled, already verified, or never known
    ├── NotJudged                     the code was surely not compared
    ├── MayHaveJudged                 the code may have been compared, although nothing was said about it
    └── ReplacementFailed             a re-send ended the earlier request, and then failed

Adapters raise nothing else. A failure's text names a cause for the log, never a number, a code or a token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from dialproof.channels import Channel
from dialproof.phone import PhoneNumber


class ProviderFailure(Exception):
    """Base of all that a provider can fail with."""


# Groups.


class NothingSent(ProviderFailure):
    """No text can have gone out."""


class MayHaveSent(ProviderFailure):
    """A text may have gone out, for a request whose id is not known."""


class Judged(ProviderFailure):
    """The vendor looked at the code, or at the request behind it."""


class NotJudged(ProviderFailure):
    """The code was surely not compared."""


class MayHaveJudged(ProviderFailure):
    """The code may have been compared, although nothing was said about it."""


# Failures.


class NumberInvalid(NothingSent):
    """The vendor does not take this number."""


class NumberBlocked(NothingSent):
    """Fraud protection or account settings refuse the number."""


class InProgress(NothingSent):
    """Another request for this number is open at the vendor.

    Args:
        cause: for the log.
        retry_after: seconds until the number is free, as far as is known.
    """

    def __init__(self, cause: str, *, retry_after: int) -> None:
        super().__init__(cause)
        self.retry_after = retry_after


class Misconfigured(NothingSent, NotJudged):
    """Credentials or balance are refused: an operator has to act."""


class Throttled(NothingSent, NotJudged):
    """The vendor gets too many calls; this one did nothing.

    Args:
        cause: for the log.
        retry_after: seconds that the vendor asked to wait, if it said so.
    """

    def __init__(self, cause: str, *, retry_after: int | None = None) -> None:
        super().__init__(cause)
        self.retry_after = retry_after


class Unavailable(NothingSent, NotJudged):
    """The vendor was not reached, or said that it does nothing now."""


class Failed(MayHaveSent, MayHaveJudged):
    """The vendor answered with a fault or with nonsense; what it did is not known."""


class Ambiguous(MayHaveSent, MayHaveJudged):
    """The call went out and no answer came back; what it did is not known."""


class ConnectionDropped(Ambiguous):
    """The connection broke after the call went out."""


class CodeIncorrect(Judged):
    """The code was compared and did not match."""


class AttemptsExhausted(Judged):
    """The code was wrong too often; the request is over."""


class RequestUnknown(Judged):
    """The request expired, was cancelled or verified, or never existed."""


class ReplacementFailed(ProviderFailure):
    """A re-send ended the earlier request, and then failed: no code is good any more.

    Args:
        failure: why there is no new request.
        retry_after: seconds until the vendor takes another request for the number.
    """

    def __init__(self, failure: ProviderFailure, *, retry_after: int) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.retry_after = retry_after


# What a vendor can do.


class Resending(StrEnum):
    """What becomes of a code when it is sent again."""

    REPLACES = "replaces"
    """A new code takes its place; the earlier one is void."""
    REPEATS = "repeats"
    """The same code is sent once more, under the same request."""


class Reports(StrEnum):
    """How a vendor tells what became of a message."""

    WEBHOOK = "webhook"
    POLLING = "polling"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Features:
    """What a vendor's account can do on one channel.

    Attributes:
        code_lengths: the digits that a code can have.
        lifetime: seconds for which a code is good: those that can be asked for, or one number that the vendor keeps to.
        wrong_codes: wrong codes after which the vendor ends a request.
        resending: what becomes of the code when it is sent again.
        resend_after: seconds after a start from which another code can be sent.
        cancel_after: seconds after a start from which a request can be cancelled; None where it never can.
        reports: how deliveries are told.
    """

    code_lengths: range
    lifetime: range | int
    wrong_codes: int
    resending: Resending
    resend_after: float
    cancel_after: float | None
    reports: Reports


@dataclass(frozen=True, slots=True)
class Request:
    """A request at a vendor, as a session keeps it.

    Attributes:
        vendor: the provider's name, such as ``vonage``.
        id: the vendor's name for the request; never leaves the sealed cookie.
        number: E.164.
    """

    vendor: str
    id: str
    number: str


@dataclass(frozen=True, slots=True)
class Started:
    """A request that a vendor took.

    Attributes:
        request: what to check and to cancel from now on; after a re-send it may be the earlier one.
        expires_at: until when the code is good, seconds since the epoch.
        same_code: whether the code is the one that was sent before, and its wrong codes still count.
        wrong_codes: how many of them the vendor has counted, where it says so.
    """

    request: Request
    expires_at: float
    same_code: bool = False
    wrong_codes: int | None = None


class Provider(Protocol):
    """A vendor that sends codes and checks them.

    Every method may raise any `ProviderFailure` that makes sense for it, and raises nothing else.
    """

    @property
    def name(self) -> str:
        """Return the name that requests of this vendor carry, such as ``vonage``."""

    @property
    def features(self) -> Mapping[Channel, Features]:
        """Return what this account can do, for each channel that it has."""

    def start(self, to: PhoneNumber, channel: Channel, locale: str | None) -> Started:
        """Send a code, once: never repeated when it may have reached the vendor.

        ``locale`` is a BCP 47 tag; where the vendor lacks the language it picks one by itself.
        """

    def resend(self, request: Request, channel: Channel, locale: str | None) -> Started:
        """Send another code for the open ``request``, or the same one again.

        Raises `ReplacementFailed` where the earlier code is void and there is no new one; after any other failure the
        earlier code may still be good.
        """

    def check(self, request: Request, code: str) -> None:
        """Return when ``code`` is the one that was sent; raise a `ProviderFailure` otherwise."""

    def cancel(self, request: Request) -> None:
        """End ``request``, which nobody waits for any more, so that its number is free again; best effort.

        Never called where `Features.cancel_after` of the channel is None. Where the vendor does not allow it yet, the
        adapter sees to it that the request does not stand in the way of a later one.
        """

    def reachability(self) -> str:
        """Return ``ok`` or ``unreachable`` after the last call, ``unknown`` before the first."""
