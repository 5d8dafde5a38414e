"""Small stand-ins of our own ports, for tests of the rules."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Concatenate, Final, ParamSpec, TypeVar

from limits import parse_many

from dialproof.channels import Channel
from dialproof.limits.quotas import Quotas
from dialproof.phone import PhoneNumber
from dialproof.providers.base import (
    AttemptsExhausted,
    CodeIncorrect,
    Features,
    InProgress,
    ProviderFailure,
    Reports,
    Request,
    RequestUnknown,
    Resending,
    Started,
)

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
    call: Callable[Concatenate[Any, Arguments], Result],
) -> Callable[Concatenate[Any, Arguments], Result]:
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
class Open:
    """A request at a vendor."""

    number: str
    started_at: float
    ends: float
    wrong_codes: int = 0
    given_up: bool = False


@dataclass
class FakeProvider:
    """A vendor that keeps its requests in memory and fails when it is told to; the kinds below differ as vendors do."""

    clock: Callable[[], float]
    code: str = "123456"
    name: str = "fake"
    open: dict[str, Open] = field(default_factory=dict)
    sent: list[tuple[str, Channel, str | None]] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    failures: list[ProviderFailure] = field(default_factory=list)
    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    FEATURES: ClassVar[Features]

    @property
    def features(self) -> Mapping[Channel, Features]:
        return dict.fromkeys((Channel.SMS, Channel.VOICE), self.FEATURES)

    def while_busy(self, happen: Callable[[], object]) -> None:
        """Let something happen after the next call has done its work, and before it is answered."""
        self.meanwhile.append(happen)

    def fail_next(self, *failures: ProviderFailure) -> None:
        self.failures.extend(failures)

    def open_numbers(self) -> list[str]:
        return sorted(request.number for request_id, request in self.open.items() if self._is_open(request_id))

    @_slowly
    def start(self, to: PhoneNumber, channel: Channel, locale: str | None) -> Started:
        self._maybe_fail()
        return self._start(to.e164, channel, locale)

    @_slowly
    def resend(self, request: Request, channel: Channel, locale: str | None) -> Started:
        self._maybe_fail()
        return self._resend(request, channel, locale)

    @_slowly
    def check(self, request: Request, code: str) -> None:
        self.checked.append(code)
        self._maybe_fail()
        if not self._is_open(request.id):
            raise RequestUnknown("gone")
        held = self.open[request.id]
        if held.wrong_codes >= self.FEATURES.wrong_codes:
            raise AttemptsExhausted("wrong too often")
        if code != self.code:
            held.wrong_codes += 1
            raise CodeIncorrect("wrong")
        del self.open[request.id]

    @_slowly
    def cancel(self, request: Request) -> None:
        self._maybe_fail()
        self._cancel(request)

    def reachability(self) -> str:
        return "ok"

    def _start(self, number: str, channel: Channel, locale: str | None) -> Started:
        return self._begin(number, channel, locale)

    def _resend(self, request: Request, channel: Channel, locale: str | None) -> Started:
        raise NotImplementedError

    def _cancel(self, request: Request) -> None:
        raise NotImplementedError

    def _begin(self, number: str, channel: Channel, locale: str | None) -> Started:
        now, request = self.clock(), Request(self.name, str(uuid.uuid4()), number)
        # Where it can be asked for, it is what the rules of these tests ask for.
        ends = now + (self.FEATURES.lifetime if isinstance(self.FEATURES.lifetime, int) else 300)
        self.open[request.id] = Open(number, now, ends)
        self.sent.append((number, channel, locale))
        return Started(request, ends)

    def _end(self, request_id: str) -> None:
        if self.open.pop(request_id, None):
            self.cancelled.append(request_id)

    def _of_number(self, number: str) -> str | None:
        return next((key for key, held in self.open.items() if held.number == number and self._is_open(key)), None)

    def _is_open(self, request_id: str) -> bool:
        return request_id in self.open and self.clock() < self.open[request_id].ends

    def _maybe_fail(self) -> None:
        if self.failures:
            raise self.failures.pop(0)


class Replacing(FakeProvider):
    """A vendor like Vonage: one request for a number at a time, and none can be cancelled in its first 30 seconds."""

    FEATURES = Features(
        code_lengths=range(4, 11),
        lifetime=range(15, 901),
        wrong_codes=3,
        resending=Resending.REPLACES,
        resend_after=30,
        cancel_after=30,
        reports=Reports.WEBHOOK,
    )

    def _start(self, number: str, channel: Channel, locale: str | None) -> Started:
        busy = self._of_number(number)
        if busy:
            held = self.open[busy]
            if not held.given_up:
                raise InProgress("open", retry_after=math.ceil(held.ends - self.clock()))
            if wait := math.ceil(held.started_at + 30 - self.clock()):
                raise InProgress("given up", retry_after=wait)
            self._end(busy)
        return self._begin(number, channel, locale)

    def _resend(self, request: Request, channel: Channel, locale: str | None) -> Started:
        self._end(request.id)
        return self._start(request.number, channel, locale)

    def _cancel(self, request: Request) -> None:
        held = self.open.get(request.id)
        if held and self.clock() < held.started_at + 30:
            held.given_up = True
        else:
            self._end(request.id)


class Repeating(FakeProvider):
    """A vendor like Twilio: it repeats the code, counts on, never refuses a busy number, and cancels at once."""

    FEATURES = Features(
        code_lengths=range(4, 11),
        lifetime=600,
        wrong_codes=5,
        resending=Resending.REPEATS,
        resend_after=0,
        cancel_after=0,
        reports=Reports.POLLING,
    )

    def _start(self, number: str, channel: Channel, locale: str | None) -> Started:
        known = self._of_number(number)
        if known is None:
            return self._begin(number, channel, locale)
        self.sent.append((number, channel, locale))
        return Started(Request(self.name, known, number), self.open[known].ends, same_code=True)

    def _resend(self, request: Request, channel: Channel, locale: str | None) -> Started:
        return self._start(request.number, channel, locale)

    def _cancel(self, request: Request) -> None:
        self._end(request.id)


class NeverCancelling(FakeProvider):
    """A vendor that begins a new request whenever it is asked, and ends none before its time."""

    FEATURES = Features(
        code_lengths=range(4, 9),
        lifetime=range(60, 901),
        wrong_codes=10,
        resending=Resending.REPLACES,
        resend_after=0,
        cancel_after=None,
        reports=Reports.NONE,
    )

    def _resend(self, request: Request, channel: Channel, locale: str | None) -> Started:
        return self._begin(request.number, channel, locale)

    def _cancel(self, request: Request) -> None:
        raise AssertionError("it was said that this cannot be done")


KINDS: Final = (Replacing, Repeating, NeverCancelling)


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
