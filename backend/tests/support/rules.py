"""Everything around the rules, in memory: what tests of them share."""

from __future__ import annotations

from functools import partial
from typing import Any

from dialproof.channels import Channel
from dialproof.events import Event
from dialproof.keys import keyed_hash
from dialproof.limits.gate import Gate
from dialproof.number_policy import NumberPolicy
from dialproof.phone import PhoneNumber
from dialproof.problems import Problem
from dialproof.store.store import Store
from dialproof.verification.cancel import cancel
from dialproof.verification.check import check_code
from dialproof.verification.context import Context, Rules
from dialproof.verification.history import History
from dialproof.verification.outcome import Outcome, Verification
from dialproof.verification.send import Wanted, send_code
from dialproof.verification.state import Session
from dialproof.verification.view import read
from fakes import FakeClock, FakeProvider, Replacing, quotas

NUMBER = PhoneNumber.parse("+14155550100")
OTHER = PhoneNumber.parse("+14155550101")
CODE, WRONG = "123456", "000000"


class Visitor:
    """One browser: a session, an address, and the calls that it makes. A problem is raised, as the API does it."""

    def __init__(
        self,
        context: Context,
        *,
        session_id: str = "session",
        session: Session | None = None,
        address: str = "192.0.2.1",
    ) -> None:
        self.context = context
        self.session = session or Session(session_id)
        self.address = address

    def request(
        self, number: PhoneNumber = NUMBER, channel: Channel = Channel.SMS, locale: str | None = None
    ) -> Verification:
        wanted = Wanted(number, channel, locale)
        return self._keep(send_code(self.context, self.session, self.address, wanted))

    def check(self, code: str = CODE) -> Verification:
        return self._keep(check_code(self.context, self.session, self.address, code))

    def cancel(self) -> Verification:
        return self._keep(cancel(self.context, self.session))

    def at_once(self) -> Visitor:
        """Return another call of the same browser, made while one is under way: it carries the same cookie."""
        return Visitor(self.context, session=self.session, address=self.address)

    @property
    def view(self) -> Verification:
        return self._keep(read(self.context, self.session))

    def _keep(self, outcome: Outcome) -> Verification:
        self.session = outcome.session
        if isinstance(outcome.result, Problem):
            raise outcome.result
        return outcome.result


class World:
    """Everything behind the rules, in memory."""

    def __init__(
        self,
        kind: type[FakeProvider] = Replacing,
        *,
        policy: NumberPolicy | None = None,
        store: Store | None = None,
        clock: FakeClock | None = None,
        **limits: Any,
    ) -> None:
        self.clock = clock or FakeClock()
        self.provider = kind(self.clock)
        self.features = kind.FEATURES
        self.events: list[Event] = []
        self.store = store or Store(clock=self.clock)
        names = keyed_hash(["secret"], purpose="limit keys")
        self.gate = Gate(self.store, quotas(**limits), names=names, clock=self.clock)
        self.history = History(self.store, lifetime=3600)
        self.context = Context(
            provider=self.provider,
            gate=self.gate,
            history=self.history,
            policy=policy or NumberPolicy(),
            rules=Rules((Channel.SMS, Channel.VOICE), code_length=6, code_lifetime=300, verified_lifetime=600),
            expect_cancel=lambda _: None,
            emit=self.events.append,
            clock=self.clock,
        )
        self.attempts = min(limits.get("wrong_codes", 5), kind.FEATURES.wrong_codes)
        """Wrong codes that are allowed for one code."""

    def visitor(self, *, session_id: str = "session", address: str = "192.0.2.1") -> Visitor:
        return Visitor(self.context, session_id=session_id, address=address)

    def guesses_left(self, session_id: str = "session", number: PhoneNumber = NUMBER) -> int:
        return self.gate.allowance(session_id, number).guesses_left


MakeWorld = partial[World]
"""Makes a world of one kind, with the limits that a test wants."""
