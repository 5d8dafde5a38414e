"""Small stand-ins of our own ports, for tests of the rules."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from limits import parse_many

from dialproof.channels import Channel
from dialproof.limits.gate import Quotas
from dialproof.phone import PhoneNumber
from dialproof.providers.base import CodeIncorrect, Features, InProgress, ProviderFailure, RequestUnknown, Started

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

EPOCH = 1_800_000_000.0


class FakeClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, now: float = EPOCH) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


def _slowly(
    call: Callable[Concatenate[FakeProvider, Arguments], Result],
) -> Callable[Concatenate[FakeProvider, Arguments], Result]:
    """Answer only after what is to happen meanwhile."""

    def answer(self: FakeProvider, /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        meanwhile, self.meanwhile = self.meanwhile, []
        try:
            return call(self, *arguments, **named)
        finally:
            for happen in meanwhile:
                happen()

    return answer


@dataclass
class FakeProvider:
    """A provider that keeps its requests in memory and fails when it is told to."""

    clock: Callable[[], float]
    lifetime: int = 300
    code: str = "123456"
    features: Features = field(
        default_factory=lambda: Features(
            (Channel.SMS, Channel.VOICE), wrong_codes=3, cancel_after=30, conflict_lingers=15
        )
    )
    open: dict[str, str] = field(default_factory=dict)
    ends: dict[str, float] = field(default_factory=dict)
    sent: list[tuple[str, Channel, str | None]] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    failures: list[ProviderFailure] = field(default_factory=list)
    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    def while_busy(self, happen: Callable[[], object]) -> None:
        """Let something happen after the next call has done its work, and before it is answered."""
        self.meanwhile.append(happen)

    def fail_next(self, *failures: ProviderFailure) -> None:
        self.failures.extend(failures)

    @_slowly
    def start(self, to: PhoneNumber, channel: Channel, locale: str | None) -> Started:
        self._maybe_fail()
        self.open = {request: number for request, number in self.open.items() if self._is_open(request)}
        if to.e164 in self.open.values():
            raise InProgress("open")
        request_id = str(uuid.uuid4())
        self.open[request_id] = to.e164
        self.ends[request_id] = self.clock() + self.lifetime
        self.sent.append((to.e164, channel, locale))
        return Started(request_id, self.clock() + self.lifetime)

    @_slowly
    def resend(self, request_id: str, to: PhoneNumber, channel: Channel, locale: str | None) -> Started:
        self._maybe_fail()
        self.open.pop(request_id, None)
        self.cancelled.append(request_id)
        return self.start(to, channel, locale)

    @_slowly
    def check(self, request_id: str, code: str) -> None:
        self.checked.append(code)
        self._maybe_fail()
        if not self._is_open(request_id):
            raise RequestUnknown("gone")
        if code != self.code:
            raise CodeIncorrect("wrong")
        del self.open[request_id]

    @_slowly
    def cancel(self, request_id: str) -> None:
        self._maybe_fail()
        if self.open.pop(request_id, None) is None:
            raise RequestUnknown("gone")
        self.cancelled.append(request_id)

    def reachability(self) -> str:
        return "ok"

    def _is_open(self, request_id: str) -> bool:
        return request_id in self.open and self.clock() < self.ends.get(request_id, self.clock() + 1)

    def _maybe_fail(self) -> None:
        if self.failures:
            raise self.failures.pop(0)


def quotas(
    *,
    per_address: str = "5 per 15 minutes; 20 per day",
    per_number: str = "1 per 30 seconds; 5 per hour; 10 per day",
    per_range: str = "10 per hour",
    total: str = "10000 per day",
    per_country: dict[str, int] | None = None,
    wrong_codes: int = 5,
    wrong_codes_per_address: str = "20 per 15 minutes",
    unjudged: str = "5 per 5 minutes; 20 per hour",
    unjudged_per_address: str = "100 per 15 minutes",
) -> Quotas:
    """Return the default quotas, or others."""
    return Quotas(
        sends_per_address=tuple(parse_many(per_address)),
        sends_per_number=tuple(parse_many(per_number)),
        sends_per_range=tuple(parse_many(per_range)),
        sends_total=tuple(parse_many(total)),
        sends_per_country=per_country or {"*": 2000},
        wrong_codes=wrong_codes,
        wrong_codes_window=3600,
        wrong_codes_per_address=tuple(parse_many(wrong_codes_per_address)),
        unjudged_checks=tuple(parse_many(unjudged)),
        unjudged_checks_per_address=tuple(parse_many(unjudged_per_address)),
    )
