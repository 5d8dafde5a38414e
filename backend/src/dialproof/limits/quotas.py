"""How often what is allowed, and which of it applies to one request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerSecond

from dialproof.phone import PhoneNumber
from dialproof.store.counters import Claim, Count, Key


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

    def claim(self, *, takes: bool = True) -> Claim:
        """Return what is asked of the counter."""
        return Claim(self.key, self.item.amount, self.window, takes=takes)

    def is_used_up(self, count: Count) -> bool:
        """Say whether ``count`` leaves nothing."""
        return count.count >= self.item.amount


class Rules:
    """Find the limits that apply.

    Args:
        quotas: how often what is allowed.
        names: turns a number or an address into names that tell nothing about it, see `keys.keyed_hash`.
    """

    def __init__(self, quotas: Quotas, names: Callable[[str], Key]) -> None:
        self._quotas = quotas
        self._names = names

    def of_send(self, number: PhoneNumber, address: str) -> list[Rule]:
        """Return the limits of a send."""
        quotas = self._quotas
        budget = quotas.sends_per_country.get(number.country, quotas.sends_per_country["*"])
        return [
            *self._of("address", quotas.sends_per_address, address),
            *self.of_number(number.e164),
            *self._of("range", quotas.sends_per_range, number.range_key),
            *self._of("country", (RateLimitItemPerDay(budget),), number.country),
            *self._of("total", quotas.sends_total, ""),
        ]

    def of_number(self, e164: str) -> list[Rule]:
        """Return the limits of sends to one number."""
        return self._of("number", self._quotas.sends_per_number, e164)

    def of_wrong_codes(self, session_id: str, e164: str) -> Rule:
        """Return the limit of wrong codes for one number in one session."""
        item = RateLimitItemPerSecond(self._quotas.wrong_codes, self._quotas.wrong_codes_window)
        return self._of("wrong-codes", (item,), _guesser(session_id, e164))[0]

    def of_wrong_guess(self, session_id: str, number: PhoneNumber, address: str) -> list[Rule]:
        """Return the limits of wrong codes."""
        per_address = self._of("wrong-codes-address", self._quotas.wrong_codes_per_address, address)
        return [self.of_wrong_codes(session_id, number.e164), *per_address]

    def of_unjudged_guess(self, session_id: str, number: PhoneNumber, address: str) -> list[Rule]:
        """Return the limits of checks that the vendor may have judged without saying so."""
        return [
            *self._of("unjudged", self._quotas.unjudged_checks, _guesser(session_id, number.e164)),
            *self._of("unjudged-address", self._quotas.unjudged_checks_per_address, address),
        ]

    def _of(self, scope: str, items: Sequence[RateLimitItem], subject: str) -> list[Rule]:
        key = tuple(f"{scope}/{name}" for name in self._names(f"{scope} {subject}"))
        return [Rule(scope, item, below(key, f"{item.amount}/{item.get_expiry()}")) for item in items]


def below(key: Key, part: str) -> Key:
    """Return the key of a ``part`` of what ``key`` names."""
    return tuple(f"{name}/{part}" for name in key)


def _guesser(session_id: str, e164: str) -> str:
    return f"{session_id} {e164}"
