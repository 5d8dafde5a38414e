"""The limits of a verification: every send and every guess is counted here before the vendor is asked.

A reservation takes one from every limit that applies, or from none, so a refused request does not count against other
callers. Keys are hashes under a secret, so no store holds a phone number or an address in clear; while a secret is
replaced, each counter is kept under the old one's name too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from dialproof.limits.quotas import Quotas, Rule, Rules, below
from dialproof.limits.refusal import UNJUDGED, Refusal, problem_for
from dialproof.limits.reservation import Claimed, Guess, Reservation
from dialproof.limits.usage import QuotaUsage
from dialproof.phone import PhoneNumber
from dialproof.problems import TooManyAttempts
from dialproof.store.counter_operations import Look, Reserve
from dialproof.store.counters import Claim, Count, Key
from dialproof.store.operations import Operation, OperationStore

log = structlog.get_logger(__name__)

# The share of a country's daily budget at which the operator is told.
BUDGET_WARNING = 0.8


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


class Gate:
    """Reserve sends and guesses.

    Args:
        store: where to count.
        quotas: how often what is allowed.
        names: turns a number or an address into names that tell nothing about it, see `keys.keyed_hash`.
        clock: seconds since the epoch.
    """

    def __init__(
        self, store: OperationStore, quotas: Quotas, *, names: Callable[[str], Key], clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._rules = Rules(quotas, names)
        self._clock = clock
        # Until when the operator knows of a country's budget, so that the store is not asked again and again.
        self._budget_told: dict[Key, float] = {}

    def reserve_send(
        self, session_id: str, number: PhoneNumber, address: str, *then: Operation[Any]
    ) -> Reservation | Refusal:
        """Take one send, and run ``then`` in the same step if it is granted.

        A session whose wrong codes for ``number`` are used up gets none, since it could not try the code.
        """
        wrong_codes, rules = self._rules.of_wrong_codes(session_id, number.e164), self._rules.of_send(number, address)
        reserve = Reserve([wrong_codes.claim(takes=False), *_claims(rules)])
        results = self._store.run(reserve, *then)
        used, *counts = results[reserve].counts
        if not results[reserve].granted:
            if wait := self._wait([wrong_codes], [used]):
                return Refusal(wrong_codes.scope, TooManyAttempts(retry_after=wait, attempts_left=0))
            return self._refusal(rules, counts)
        self._watch_budget(number.country, rules, counts)
        told = zip(rules, counts, strict=True)
        usage = tuple(self._usage(rule, count) for rule, count in told if rule.scope in {"address", "number"})
        taken = Claimed(self._store, reserve.claims, results[reserve].shared)
        return Reservation(taken, usage=usage, results=results)

    def reserve_guess(self, session_id: str, number: PhoneNumber, address: str) -> Guess | Refusal:
        """Take one guess."""
        wrong = self._rules.of_wrong_guess(session_id, number, address)
        unjudged = self._rules.of_unjudged_guess(session_id, number, address)
        answer = self._store.ask(Reserve(_claims([*wrong, *unjudged])))
        if not answer.granted:
            return self._refusal([*wrong, *unjudged], answer.counts)
        return Guess(
            Claimed(self._store, _claims(wrong), answer.shared),
            Claimed(self._store, _claims(unjudged), answer.shared),
            left=max(0, wrong[0].item.amount - answer.counts[0].count),
        )

    def allowance(self, session_id: str, number: PhoneNumber) -> Allowance:
        """Return what is left, and change nothing."""
        guesses, per_number = self._rules_of_allowance(session_id, number.e164)
        used, *sends = self._look([guesses, *per_number])
        guesses_reset_in = self._wait([guesses], [used])
        return Allowance(
            guesses_left=max(0, guesses.item.amount - used.count),
            guesses_reset_in=guesses_reset_in,
            send_in=max(guesses_reset_in, self._wait(per_number, sends)),
        )

    def expect_allowance(self, session_id: str, e164: str) -> None:
        """Let what `allowance` and `resend_in` will ask be read with what the store is asked next."""
        guesses, per_number = self._rules_of_allowance(session_id, e164)
        self._store.expect(*(Look(rule.key) for rule in (guesses, *per_number)))

    def resend_in(self, number: PhoneNumber) -> int:
        """Return the seconds until the limits of ``number`` alone allow another send."""
        per_number = self._rules.of_number(number.e164)
        return self._wait(per_number, self._look(per_number))

    def _rules_of_allowance(self, session_id: str, e164: str) -> tuple[Rule, list[Rule]]:
        return self._rules.of_wrong_codes(session_id, e164), self._rules.of_number(e164)

    def _look(self, rules: Sequence[Rule]) -> list[Count]:
        looks = [Look(rule.key) for rule in rules]
        results = self._store.run(*looks)
        return [results[look] for look in looks]

    def _refusal(self, rules: Sequence[Rule], counts: Sequence[Count]) -> Refusal:
        used_up = [(rule, count) for rule, count in zip(rules, counts, strict=True) if rule.is_used_up(count)]
        # Between the refusal and the look at the counts a window may have ended: then one may ask again at once.
        decisive, count = max(used_up, key=lambda used: used[1].ends, default=(rules[0], counts[0]))
        problem = problem_for(decisive.scope, wait=max(1, self._seconds_until(count.ends)), quota=decisive.item.amount)
        usage = () if decisive.scope in UNJUDGED else (self._usage(decisive, count),)
        return Refusal(decisive.scope, problem, usage)

    def _watch_budget(self, country: str, rules: Sequence[Rule], counts: Sequence[Count]) -> None:
        """Tell the operator, once a day, that a country's budget is nearly used."""
        rule, count = next(pair for pair in zip(rules, counts, strict=True) if pair[0].scope == "country")
        if count.count < math.ceil(rule.item.amount * BUDGET_WARNING):
            return
        # What is given back is counted again, so the count alone would tell it more than once.
        if self._clock() < self._budget_told.get(rule.key, 0):
            return
        self._budget_told[rule.key] = count.ends
        told = Claim(below(rule.key, "told"), 1, math.ceil(count.ends - self._clock()))
        if self._store.ask(Reserve([told])).granted:
            log.warning("country_budget_nearly_used", country=country, used=count.count, budget=rule.item.amount)

    def _wait(self, rules: Sequence[Rule], counts: Sequence[Count]) -> int:
        """Return the seconds until none of ``rules`` is used up."""
        used_up = (count for rule, count in zip(rules, counts, strict=True) if rule.is_used_up(count))
        return max((self._seconds_until(count.ends) for count in used_up), default=0)

    def _usage(self, rule: Rule, count: Count) -> QuotaUsage:
        quota = rule.item.amount
        name, remaining = f"{rule.scope}-{rule.window}", max(0, quota - count.count)
        return QuotaUsage(name, quota, rule.window, remaining, self._seconds_until(count.ends))

    def _seconds_until(self, moment: float) -> int:
        return max(0, math.ceil(moment - self._clock()))


def _claims(rules: Sequence[Rule]) -> list[Claim]:
    return [rule.claim() for rule in rules]
