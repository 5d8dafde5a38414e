"""Everything around the rules, in memory: what tests of them share."""

from __future__ import annotations

import copy
from typing import Any

from dialproof.channels import Channel
from dialproof.fraud import NumberPolicy
from dialproof.keys import keyed_hash
from dialproof.limits.caller import Caller
from dialproof.limits.counters import MemoryCounters
from dialproof.limits.gate import Gate
from dialproof.limits.revisions import MemoryRevisions, Revisions
from dialproof.phone import PhoneNumber
from dialproof.verification.history import History
from dialproof.verification.rules import Rules
from dialproof.verification.service import VerificationService
from dialproof.verification.state import Session
from dialproof.verification.views import VerificationView
from fakes import FakeClock, FakeProvider, quotas

NUMBER = PhoneNumber.parse("+14155550100")
OTHER = PhoneNumber.parse("+14155550101")
CODE, WRONG = "123456", "000000"


class Visitor:
    """One browser: a session, an address, and the calls that it makes."""

    def __init__(
        self,
        service: VerificationService,
        *,
        session_id: str = "session",
        session: Session | None = None,
        address: str = "192.0.2.1",
    ) -> None:
        self.service = service
        self.session = session or Session(session_id)
        self.address = address

    def request(
        self, number: PhoneNumber = NUMBER, channel: Channel = Channel.SMS, locale: str | None = None
    ) -> VerificationView:
        return self.service.request(self.session, Caller(self.address), number, channel=channel, locale=locale)

    def check(self, code: str = CODE) -> VerificationView:
        return self.service.check(self.session, Caller(self.address), code)

    def cancel(self) -> VerificationView:
        return self.service.cancel(self.session)

    def at_once(self) -> Visitor:
        """Return another call of the same browser, made while one is under way: it carries the same cookie."""
        return Visitor(self.service, session=copy.copy(self.session), address=self.address)

    @property
    def view(self) -> VerificationView:
        return self.service.view(self.session)


class World:
    """Everything behind the rules, in memory."""

    def __init__(
        self, *, policy: NumberPolicy | None = None, revisions: Revisions | None = None, **limits: Any
    ) -> None:
        self.clock = FakeClock()
        self.provider = FakeProvider(self.clock)
        self.gate = Gate(
            MemoryCounters(clock=self.clock),
            quotas(**limits),
            names=keyed_hash(["secret"], purpose="limit keys"),
            clock=self.clock,
        )
        self.history = History(revisions or MemoryRevisions(lifetime=3600, clock=self.clock))
        self.service = VerificationService(
            provider=self.provider,
            gate=self.gate,
            history=self.history,
            policy=policy or NumberPolicy(),
            rules=Rules((Channel.SMS, Channel.VOICE), code_length=6, code_lifetime=300, verified_lifetime=600),
            clock=self.clock,
        )

    def visitor(self, *, session_id: str = "session", address: str = "192.0.2.1") -> Visitor:
        return Visitor(self.service, session_id=session_id, address=address)
