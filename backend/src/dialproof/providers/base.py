"""The port that every provider is reached through, and what can go wrong behind it.

::

    ProviderFailure
    ├── CodeIncorrect       the code was compared and did not match
    ├── RequestUnknown      expired, cancelled, already verified, or never known
    ├── AttemptsExhausted   wrong too often; the request is over
    ├── NumberInvalid       the provider does not take this number
    ├── InProgress          another request for this number is open
    ├── Throttled           too many calls; nothing was done
    ├── NumberBlocked       fraud protection or account settings refuse the number
    ├── Misconfigured       credentials or balance: an operator's problem
    ├── Unavailable         did not reach it, or it said that it does nothing now
    ├── Failed              it answered with a fault or with nonsense; what it did is not known
    └── Ambiguous           the call went out and no answer came back; what it did is not known
        └── ConnectionDropped  … because the connection broke

Adapters raise nothing else. A failure's text names a cause for the log, never a number, a code or a token.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dialproof.channels import Channel
from dialproof.phone import PhoneNumber


class ProviderFailure(Exception):
    """Base of all that a provider can fail with.

    Attributes:
        earlier_request_over: for a failed `Provider.resend`, whether the request that was to be replaced is over.
    """

    earlier_request_over = False


class CodeIncorrect(ProviderFailure):
    """The code was compared and did not match."""


class RequestUnknown(ProviderFailure):
    """The request expired, was cancelled or verified, or never existed."""


class AttemptsExhausted(ProviderFailure):
    """The code was wrong too often; the request is over."""


class NumberInvalid(ProviderFailure):
    """The provider does not take this number."""


class InProgress(ProviderFailure):
    """Another request for this number is open at the provider."""


class Throttled(ProviderFailure):
    """The provider gets too many calls; this one did nothing.

    Args:
        cause: for the log.
        retry_after: seconds that the provider asked to wait, if it said so.
    """

    def __init__(self, cause: str, *, retry_after: int | None = None) -> None:
        super().__init__(cause)
        self.retry_after = retry_after


class NumberBlocked(ProviderFailure):
    """Fraud protection or account settings refuse the number."""


class Misconfigured(ProviderFailure):
    """Credentials or balance are refused: an operator has to act."""


class Unavailable(ProviderFailure):
    """The provider was not reached, or said that it does nothing now."""


class Failed(ProviderFailure):
    """The provider answered with a fault or with nonsense; what it did is not known."""


class Ambiguous(ProviderFailure):
    """The call went out and no answer came back; what it did is not known."""


class ConnectionDropped(Ambiguous):
    """The connection broke after the call went out."""


@dataclass(frozen=True, slots=True)
class Features:
    """What a provider can do.

    Attributes:
        channels: how it can send codes.
        wrong_codes: wrong codes after which it ends a request.
        cancel_after: seconds after a start from which a request can be cancelled; None where it never can.
        conflict_lingers: seconds for which a cancelled request may still block its number.
    """

    channels: tuple[Channel, ...]
    wrong_codes: int
    cancel_after: float | None
    conflict_lingers: int


@dataclass(frozen=True, slots=True)
class Started:
    """A request that the provider took: its name there, and until when the code is good (seconds since the epoch)."""

    request_id: str
    expires_at: float


class Provider(Protocol):
    """A service that sends codes and checks them."""

    @property
    def features(self) -> Features:
        """Return what this provider can do."""

    def start(self, to: PhoneNumber, channel: Channel, locale: str | None) -> Started:
        """Send a new code, once: never repeated when it may have reached the provider.

        ``locale`` is a BCP 47 tag; where the provider lacks the language it picks one by itself.
        """

    def resend(self, request_id: str, to: PhoneNumber, channel: Channel, locale: str | None) -> Started:
        """Send another code in place of the open request ``request_id``; what was sent before may stop being good."""

    def check(self, request_id: str, code: str) -> None:
        """Return when ``code`` is the one that was sent; raise a `ProviderFailure` otherwise."""

    def cancel(self, request_id: str) -> None:
        """End a request so that its number is free again.

        Raises `RequestUnknown` when it is over already, and another `ProviderFailure` when it stays open.
        """

    def reachability(self) -> str:
        """Return ``ok`` or ``unreachable`` after the last call, ``unknown`` before the first."""
