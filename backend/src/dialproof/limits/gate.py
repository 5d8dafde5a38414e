"""The limits of a verification: every send and every guess passes here before the provider is asked.

A reservation takes one from every limit that applies, or from none, so a refused request does not count against other
callers. Keys are hashes under a secret, so no store holds a phone number or an address in clear; while a secret is
replaced, each counter is kept under the old one's name too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerSecond

from dialproof.limits.caller import Caller, Standing
from dialproof.limits.counters import Claim, Count, Counters, Key
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


class Reservation:
    """What one request took from its limits."""

    def __init__(self, counters: Counters, claims: Sequence[Claim], *, shared: bool) -> None:
        self._counters = counters
        self._claims = claims
        self._shared = shared

    def give_back(self) -> None:
        """Return what was taken; doing it twice does nothing more."""
        if self._claims:
            self._counters.give_back(self._claims, shared=self._shared)
        self._claims = ()

    def split(self, at: int) -> tuple[Reservation, Reservation]:
        """Return two reservations in place of this one: the first ``at`` claims, and the rest."""
        parts = self._claims[:at], self._claims[at:]
        self._claims = ()
        return Reservation(self._counters, parts[0], shared=self._shared), Reservation(
            self._counters, parts[1], shared=self._shared
        )

    def join(self, other: Reservation) -> Reservation:
        """Return one reservation in place of both, which were one before."""
        claims = (*self._claims, *other._claims)
        self._claims = other._claims = ()
        return Reservation(self._counters, claims, shared=self._shared)


class Guess:
    """One code on its way to the provider: counted as wrong, and as unjudged, until it is known which it was.

    Both are taken before the provider is asked, so that many at once pass neither bound.
    """

    def __init__(self, wrong: Reservation, unjudged: Reservation) -> None:
        self._wrong = wrong
        self._unjudged = unjudged

    def was_wrong(self) -> None:
        """Keep it counted as a wrong code."""
        self._unjudged.give_back()

    def was_perhaps_judged(self) -> None:
        """Keep it counted as a check without a verdict."""
        self._wrong.give_back()

    def give_back(self) -> None:
        """Count it nowhere."""
        self._wrong.join(self._unjudged).give_back()


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

    def reserve_send(self, number: PhoneNumber, caller: Caller) -> Reservation:
        """Take one send, or raise `ResendTooSoon` or `RateLimited`."""
        quotas = self._quotas
        budget = quotas.sends_per_country.get(number.country, quotas.sends_per_country["*"])
        rules = [
            *self._rules("address", quotas.sends_per_address, caller.address),
            *self._rules("number", quotas.sends_per_number, number.e164),
            *self._rules("range", quotas.sends_per_range, number.range_key),
            *self._rules("country", (RateLimitItemPerDay(budget),), number.country),
            *self._rules("total", quotas.sends_total, ""),
        ]
        reservation, counts = self._reserve(rules, caller)
        self._watch_budget(number.country, rules, counts)
        return reservation

    def resend_in(self, number: PhoneNumber) -> int:
        """Return the seconds until the limits of ``number`` allow another send."""
        return self._longest_wait(self._rules("number", self._quotas.sends_per_number, number.e164))

    def reserve_guess(self, session_id: str, number: PhoneNumber, caller: Caller) -> Guess:
        """Take one guess, or raise `TooManyAttempts`, `RateLimited` or `ProviderUnavailable`."""
        quotas, subject = self._quotas, _guesser(session_id, number)
        wrong = [
            self._guesses(session_id, number),
            *self._rules("wrong-codes-address", quotas.wrong_codes_per_address, caller.address),
        ]
        unjudged = [
            *self._rules("unjudged", quotas.unjudged_checks, subject),
            *self._rules("unjudged-address", quotas.unjudged_checks_per_address, caller.address),
        ]
        reservation, _ = self._reserve([*wrong, *unjudged], caller)
        return Guess(*reservation.split(len(wrong)))

    def guesses_left(self, session_id: str, number: PhoneNumber) -> int:
        """Return how many wrong codes are still allowed for ``number`` in this session."""
        [used] = self._counters.look([self._guesses(session_id, number).key])
        return max(0, self._quotas.wrong_codes - used.count)

    def next_send_in(self, session_id: str, number: PhoneNumber) -> int:
        """Return the seconds until the limits of ``number`` and its wrong codes in this session allow another send."""
        per_number = self._rules("number", self._quotas.sends_per_number, number.e164)
        return self._longest_wait([*per_number, self._guesses(session_id, number)])

    def guesses_reset_in(self, session_id: str, number: PhoneNumber) -> int:
        """Return the seconds until wrong codes are forgotten; 0 while some are left."""
        return self._longest_wait([self._guesses(session_id, number)])

    def require_guesses(self, session_id: str, number: PhoneNumber) -> None:
        """Raise `TooManyAttempts` when wrong codes are used up: a new code could not be tried, so none is sent."""
        if wait := self.guesses_reset_in(session_id, number):
            raise TooManyAttempts(retry_after=wait, attempts_left=0)

    def occupy(self, number: PhoneNumber, seconds: int) -> None:
        """Remember that the provider keeps ``number`` busy for that long; 0 when it is free."""
        self._counters.mark({self._occupied(number, perhaps=False): seconds})

    def occupy_surely(self, number: PhoneNumber, seconds: int) -> None:
        """Remember the same, of the only request that there can be: what may have been there before is over."""
        self._counters.mark({self._occupied(number, perhaps=False): seconds, self._occupied(number, perhaps=True): 0})

    def perhaps_occupy(self, number: PhoneNumber, seconds: int) -> None:
        """Remember that the provider may keep ``number`` busy for that long."""
        self._counters.mark({self._occupied(number, perhaps=True): seconds})

    def occupied_for(self, number: PhoneNumber, *, perhaps: bool = False) -> int:
        """Return the seconds for which ``number`` stays busy at the provider, as far as is known; 0 if it is not."""
        [mark] = self._counters.marks([self._occupied(number, perhaps=perhaps)])
        return self._seconds_until(mark.ends)

    def _occupied(self, number: PhoneNumber, *, perhaps: bool) -> Key:
        return self._key("perhaps-occupied" if perhaps else "occupied", number.e164)

    def _guesses(self, session_id: str, number: PhoneNumber) -> Rule:
        item = RateLimitItemPerSecond(self._quotas.wrong_codes, self._quotas.wrong_codes_window)
        return self._rules("wrong-codes", (item,), _guesser(session_id, number))[0]

    def _rules(self, scope: str, items: Sequence[RateLimitItem], subject: str) -> list[Rule]:
        key = self._key(scope, subject)
        return [Rule(scope, item, _below(key, f"{item.amount}/{item.get_expiry()}")) for item in items]

    def _key(self, scope: str, subject: str) -> Key:
        return tuple(f"{scope}/{name}" for name in self._names(f"{scope} {subject}"))

    def _reserve(self, rules: Sequence[Rule], caller: Caller) -> tuple[Reservation, Sequence[Count]]:
        claims = [Claim(rule.key, rule.item.amount, rule.window) for rule in rules]
        answer = self._counters.reserve(claims)
        if not answer.granted:
            raise self._refusal(rules, answer.counts, caller)
        caller.standings += [
            self._standing(rule, count)
            for rule, count in zip(rules, answer.counts, strict=True)
            if rule.scope in {"address", "number"}
        ]
        return Reservation(self._counters, claims, shared=answer.shared), answer.counts

    def _refusal(self, rules: Sequence[Rule], counts: Sequence[Count], caller: Caller) -> RetryLater:
        used_up = [(rule, count) for rule, count in zip(rules, counts, strict=True) if count.count >= rule.item.amount]
        # Between the refusal and the look at the counts a window may have ended: then one may ask again at once.
        decisive, count = max(used_up, key=lambda used: used[1].ends, default=(rules[0], counts[0]))
        wait = max(1, self._seconds_until(count.ends))
        log.info("limit_refused", limit=decisive.scope, retry_after=wait)
        if decisive.scope in {"unjudged", "unjudged-address"}:
            # Nobody's fault but the provider's, so it is not told as a limit.
            detail = f"The service that checks codes has trouble. Try again {wait_in_words(wait)}."
            return ProviderUnavailable(detail, retry_after=wait)
        caller.standings[:] = [self._standing(decisive, count)]
        if decisive.scope == "wrong-codes":
            return TooManyAttempts(
                f"There have been too many wrong codes for this number. Try again {wait_in_words(wait)}.",
                retry_after=wait,
                attempts_left=0,
            )
        if decisive.scope == "number" and decisive.item.amount == 1:
            return ResendTooSoon(retry_after=wait)
        return RateLimited(f"{_SUBJECTS[decisive.scope]} Try again {wait_in_words(wait)}.", retry_after=wait)

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
        counts = self._counters.look([rule.key for rule in rules])
        used_up = (count for rule, count in zip(rules, counts, strict=True) if count.count >= rule.item.amount)
        return max((self._seconds_until(count.ends) for count in used_up), default=0)

    def _standing(self, rule: Rule, count: Count) -> Standing:
        quota = rule.item.amount
        name, remaining = f"{rule.scope}-{rule.window}", max(0, quota - count.count)
        return Standing(name, quota, rule.window, remaining, self._seconds_until(count.ends))

    def _seconds_until(self, moment: float) -> int:
        return max(0, math.ceil(moment - self._clock()))


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
