"""The limits of a verification: every send and every guess is counted here before the vendor is asked.

A reservation takes one from every limit that applies, or from none, so a refused request does not count against other
callers. Keys are hashes under a secret, so no store holds a phone number or an address in clear; while a secret is
replaced, each counter is kept under the old one's name too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import structlog
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerSecond

from dialproof.limits.counters import Claim, Count, Counters, Key
from dialproof.limits.usage import QuotaUsage
from dialproof.limits.words import wait_in_words
from dialproof.phone import PhoneNumber
from dialproof.problems import ProviderUnavailable, RateLimited, ResendTooSoon, RetryLater, TooManyAttempts

log = structlog.get_logger(__name__)

# The share of a country's daily budget at which the operator is told.
BUDGET_WARNING = 0.8


@dataclass(frozen=True, slots=True)
class Quotas:
    """How often what is allowed, see the settings of the same names."""

    sends_per_address: tuple[RateLimitItem, ...]
    sends_per_number: tuple[RateLimitItem, ...]
    sends_per_range: tuple[RateLimitItem, ...]
    sends_total: tuple[RateLimitItem, ...]
    sends_per_country: dict[str, int]
    wrong_codes: int
    wrong_codes_window: int
    wrong_codes_per_address: tuple[RateLimitItem, ...]
    unjudged_checks: tuple[RateLimitItem, ...]
    unjudged_checks_per_address: tuple[RateLimitItem, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit as it applies to one request: ``scope`` names the limit, ``key`` the counter that it counts in."""

    scope: str
    item: RateLimitItem
    key: Key

    @property
    def window(self) -> int:
        """Return the length of the window in seconds."""
        return int(self.item.get_expiry())


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


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the limits still allow one session for one number.

    Attributes:
        guesses_left: wrong codes.
        guesses_reset_in: seconds until wrong codes are forgotten; 0 while some are left.
        send_in: seconds until another code can be sent.
    """

    guesses_left: int
    guesses_reset_in: int
    send_in: int


class Reservation:
    """What one request took from its limits.

    Attributes:
        usage: how the limits of the address and of the number stand.
    """

    def __init__(
        self, counters: Counters, claims: Sequence[Claim], *, shared: bool, usage: tuple[QuotaUsage, ...] = ()
    ) -> None:
        self.usage = usage
        self._counters = counters
        self._claims = claims
        self._shared = shared

    def release(self) -> None:
        """Return what was taken; doing it twice does nothing more."""
        if self._claims:
            self._counters.give_back(self._claims, shared=self._shared)
        self._claims = ()


class CountedAs(Enum):
    """What a guess counts as, once the vendor has answered."""

    WRONG = auto()
    UNJUDGED = auto()
    NOTHING = auto()


class Guess:
    """One code on its way to the vendor: counted as wrong, and as unjudged, until it is known which it was.

    Both are taken before the vendor is asked, so that many at once pass neither bound.
    """

    def __init__(self, counters: Counters, wrong: Sequence[Claim], unjudged: Sequence[Claim], *, shared: bool) -> None:
        self._counters = counters
        self._wrong = wrong
        self._unjudged = unjudged
        self._shared = shared

    def settle(self, counted_as: CountedAs) -> None:
        """Keep it counted as what it was, and nothing else."""
        match counted_as:
            case CountedAs.WRONG:
                released = self._unjudged
            case CountedAs.UNJUDGED:
                released = self._wrong
            case CountedAs.NOTHING:
                released = [*self._wrong, *self._unjudged]
        self._counters.give_back(released, shared=self._shared)


class Gate:
    """Reserve sends and guesses.

    Args:
        counters: where to count.
        quotas: how often what is allowed.
        names: turns a number or an address into names that tell nothing about it, see `keys.keyed_hash`.
        clock: seconds since the epoch.
    """

    def __init__(
        self, counters: Counters, quotas: Quotas, *, names: Callable[[str], Key], clock: Callable[[], float]
    ) -> None:
        self._counters = counters
        self._quotas = quotas
        self._names = names
        self._clock = clock

    def reserve_send(self, session_id: str, number: PhoneNumber, address: str) -> Reservation | Refusal:
        """Take one send.

        A session whose wrong codes for ``number`` are used up gets none, since it could not try the code.
        """
        if wait := self._longest_wait([self._guesses(session_id, number)]):
            return Refusal("wrong-codes", TooManyAttempts(retry_after=wait, attempts_left=0))
        quotas = self._quotas
        budget = quotas.sends_per_country.get(number.country, quotas.sends_per_country["*"])
        rules = [
            *self._rules("address", quotas.sends_per_address, address),
            *self._rules("number", quotas.sends_per_number, number.e164),
            *self._rules("range", quotas.sends_per_range, number.range_key),
            *self._rules("country", (RateLimitItemPerDay(budget),), number.country),
            *self._rules("total", quotas.sends_total, ""),
        ]
        claims = _claims(rules)
        answer = self._counters.reserve(claims)
        if not answer.granted:
            return self._refusal(rules, answer.counts)
        self._watch_budget(number.country, rules, answer.counts)
        told = zip(rules, answer.counts, strict=True)
        usage = tuple(self._usage(rule, count) for rule, count in told if rule.scope in {"address", "number"})
        return Reservation(self._counters, claims, shared=answer.shared, usage=usage)

    def reserve_guess(self, session_id: str, number: PhoneNumber, address: str) -> Guess | Refusal:
        """Take one guess."""
        quotas, subject = self._quotas, _guesser(session_id, number)
        wrong = [
            self._guesses(session_id, number),
            *self._rules("wrong-codes-address", quotas.wrong_codes_per_address, address),
        ]
        unjudged = [
            *self._rules("unjudged", quotas.unjudged_checks, subject),
            *self._rules("unjudged-address", quotas.unjudged_checks_per_address, address),
        ]
        rules = [*wrong, *unjudged]
        answer = self._counters.reserve(_claims(rules))
        if not answer.granted:
            return self._refusal(rules, answer.counts)
        return Guess(self._counters, _claims(wrong), _claims(unjudged), shared=answer.shared)

    def allowance(self, session_id: str, number: PhoneNumber) -> Allowance:
        """Return what is left, and change nothing."""
        per_number = self._rules("number", self._quotas.sends_per_number, number.e164)
        rules = [self._guesses(session_id, number), *per_number]
        guesses, *sends = self._counters.look([rule.key for rule in rules])
        guesses_reset_in = self._wait(rules[:1], [guesses])
        return Allowance(
            guesses_left=max(0, self._quotas.wrong_codes - guesses.count),
            guesses_reset_in=guesses_reset_in,
            send_in=max(guesses_reset_in, self._wait(per_number, sends)),
        )

    def resend_in(self, number: PhoneNumber) -> int:
        """Return the seconds until the limits of ``number`` alone allow another send."""
        return self._longest_wait(self._rules("number", self._quotas.sends_per_number, number.e164))

    def _guesses(self, session_id: str, number: PhoneNumber) -> Rule:
        item = RateLimitItemPerSecond(self._quotas.wrong_codes, self._quotas.wrong_codes_window)
        return self._rules("wrong-codes", (item,), _guesser(session_id, number))[0]

    def _rules(self, scope: str, items: Sequence[RateLimitItem], subject: str) -> list[Rule]:
        key = self._key(scope, subject)
        return [Rule(scope, item, _below(key, f"{item.amount}/{item.get_expiry()}")) for item in items]

    def _key(self, scope: str, subject: str) -> Key:
        return tuple(f"{scope}/{name}" for name in self._names(f"{scope} {subject}"))

    def _refusal(self, rules: Sequence[Rule], counts: Sequence[Count]) -> Refusal:
        used_up = [(rule, count) for rule, count in zip(rules, counts, strict=True) if count.count >= rule.item.amount]
        # Between the refusal and the look at the counts a window may have ended: then one may ask again at once.
        decisive, count = max(used_up, key=lambda used: used[1].ends, default=(rules[0], counts[0]))
        wait = max(1, self._seconds_until(count.ends))
        if decisive.scope in {"unjudged", "unjudged-address"}:
            # The vendor's fault and nobody else's, so it is not told as a limit.
            detail = f"The service that checks codes has trouble. Try again {wait_in_words(wait)}."
            return Refusal(decisive.scope, ProviderUnavailable(detail, retry_after=wait))
        return Refusal(decisive.scope, _problem(decisive, wait), (self._usage(decisive, count),))

    def _watch_budget(self, country: str, rules: Sequence[Rule], counts: Sequence[Count]) -> None:
        """Tell the operator, once a day, that a country's budget is nearly used."""
        rule, count = next(pair for pair in zip(rules, counts, strict=True) if pair[0].scope == "country")
        if count.count < math.ceil(rule.item.amount * BUDGET_WARNING):
            return
        # What is given back is counted again, so the count alone would tell it more than once.
        told = Claim(_below(rule.key, "told"), 1, math.ceil(count.ends - self._clock()))
        if self._counters.reserve([told]).granted:
            log.warning("country_budget_nearly_used", country=country, used=count.count, budget=rule.item.amount)

    def _longest_wait(self, rules: Sequence[Rule]) -> int:
        return self._wait(rules, self._counters.look([rule.key for rule in rules]))

    def _wait(self, rules: Sequence[Rule], counts: Sequence[Count]) -> int:
        """Return the seconds until none of ``rules`` is used up."""
        used_up = (count for rule, count in zip(rules, counts, strict=True) if count.count >= rule.item.amount)
        return max((self._seconds_until(count.ends) for count in used_up), default=0)

    def _usage(self, rule: Rule, count: Count) -> QuotaUsage:
        quota = rule.item.amount
        name, remaining = f"{rule.scope}-{rule.window}", max(0, quota - count.count)
        return QuotaUsage(name, quota, rule.window, remaining, self._seconds_until(count.ends))

    def _seconds_until(self, moment: float) -> int:
        return max(0, math.ceil(moment - self._clock()))


def _claims(rules: Sequence[Rule]) -> list[Claim]:
    return [Claim(rule.key, rule.item.amount, rule.window) for rule in rules]


def _problem(rule: Rule, wait: int) -> RetryLater:
    """Return what the visitor is told whom ``rule`` refuses for ``wait`` seconds."""
    if rule.scope == "wrong-codes":
        return TooManyAttempts(
            f"There have been too many wrong codes for this number. Try again {wait_in_words(wait)}.",
            retry_after=wait,
            attempts_left=0,
        )
    if rule.scope == "number" and rule.item.amount == 1:
        return ResendTooSoon(retry_after=wait)
    return RateLimited(f"{_SUBJECTS[rule.scope]} Try again {wait_in_words(wait)}.", retry_after=wait)


def _below(key: Key, part: str) -> Key:
    return tuple(f"{name}/{part}" for name in key)


def _guesser(session_id: str, number: PhoneNumber) -> str:
    return f"{session_id} {number.e164}"


_SUBJECTS = {
    "address": "There have been too many requests from your network.",
    "number": "Too many codes were asked for with this number.",
    "range": "Too many codes were asked for with numbers like this one.",
    "country": "We have reached today's number of codes for this country.",
    "total": "We have reached today's number of codes.",
    "wrong-codes-address": "There have been too many wrong codes from your network.",
}
