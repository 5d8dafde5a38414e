"""What a visitor is told whom a limit refuses."""

from __future__ import annotations

from dataclasses import dataclass

from dialproof.limits.usage import QuotaUsage
from dialproof.limits.words import wait_in_words
from dialproof.problems import ProviderUnavailable, RateLimited, ResendTooSoon, RetryLater, TooManyAttempts

UNJUDGED = frozenset({"unjudged", "unjudged-address"})
"""The vendor's fault and nobody else's, so it is not told as a limit."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a limit refuses.

    Attributes:
        limit: the scope of the limit that decided, such as ``number``.
        problem: what the visitor is told.
        usage: how that limit stands; empty where the visitor is not told.
    """

    limit: str
    problem: RetryLater
    usage: tuple[QuotaUsage, ...] = ()


def problem_for(scope: str, *, wait: int, quota: int) -> RetryLater:
    """Return what is told of the limit ``scope``, which refuses for ``wait`` seconds."""
    if scope in UNJUDGED:
        detail = f"The service that checks codes has trouble. Try again {wait_in_words(wait)}."
        return ProviderUnavailable(detail, retry_after=wait)
    if scope == "wrong-codes":
        detail = f"There have been too many wrong codes for this number. Try again {wait_in_words(wait)}."
        return TooManyAttempts(detail, retry_after=wait, attempts_left=0)
    if scope == "number" and quota == 1:
        return ResendTooSoon(retry_after=wait)
    return RateLimited(f"{_SUBJECTS[scope]} Try again {wait_in_words(wait)}.", retry_after=wait)


_SUBJECTS = {
    "address": "There have been too many requests from your network.",
    "number": "Too many codes were asked for with this number.",
    "range": "Too many codes were asked for with numbers like this one.",
    "country": "We have reached today's number of codes for this country.",
    "total": "We have reached today's number of codes.",
    "wrong-codes-address": "There have been too many wrong codes from your network.",
}
