"""Taking the message of a step to a phone: in time, late, never, or refused by the carrier or the network."""

from __future__ import annotations

from collections.abc import Callable

from dialproof.sandbox.core.addresses import to_e164
from dialproof.sandbox.core.messages.delivery import REACTION, Deliveries
from dialproof.sandbox.core.messages.inbox import Inbox
from dialproof.sandbox.core.scheduler import Clock, Scheduler
from dialproof.sandbox.vendors.vonage.verifications import wording
from dialproof.sandbox.vendors.vonage.verifications.model import Channel, Step
from dialproof.sandbox.vendors.vonage.verifications.verification import Verification

PROVIDER = "vonage"

VOICE_CALLER = "+18005550199"
"""The caller's number on the phone: the one toll-free number that is reserved for fiction."""

DEFAULT_RCS_AGENT = "Vonage Verify"
"""Who an RCS message comes from where the request names nobody."""

End = Callable[[Verification, float], None]
"""How a request goes on, at a time, when a message could not be delivered."""


class Carrier:
    """Deliver messages as was decided for their numbers.

    `is_known` says whether a request was not forgotten in the meantime: what was planned for it must not turn up in the
    next test.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        scheduler: Scheduler,
        inbox: Inbox,
        deliveries: Deliveries,
        is_known: Callable[[Verification], bool],
    ) -> None:
        self._clock = clock
        self._scheduler = scheduler
        self._inbox = inbox
        self._deliveries = deliveries
        self._is_known = is_known

    def send(self, verification: Verification, step: Step, undelivered: Callable[[End], None]) -> None:
        """Deliver a step's message now or later; `undelivered` is called later when it is refused or blocked."""
        to, now = to_e164(step.plan.to), self._clock()
        delivery = self._deliveries.of(to)
        match delivery.outcome:
            case "never":
                return
            case "rejected":
                self._scheduler.at(now + REACTION, lambda: undelivered(Verification.fail_step))
            case "blocked":
                reason = block_reason(to)
                self._scheduler.at(now + REACTION, lambda: undelivered(lambda blocked, at: blocked.block(reason, at)))
            case "delivered" if delivery.after > 0:
                self._scheduler.at(now + delivery.after, lambda: self._deliver(verification, step))
            case _:
                self._deliver(verification, step)

    def _deliver(self, verification: Verification, step: Step) -> None:
        if not self._is_known(verification):
            return
        plan = verification.plan
        self._inbox.deliver(
            to=to_e164(step.plan.to),
            sender=_sender(step, plan.brand),
            channel=step.plan.channel,
            provider=PROVIDER,
            brand=plan.brand,
            text=wording.compose(
                step.plan.channel,
                brand=plan.brand,
                code=step.code,
                locale=plan.locale,
                lifetime=plan.channel_timeout,
                app_hash=step.plan.app_hash,
            ),
            code=step.code,
            now=self._clock(),
        )


def _sender(step: Step, brand: str) -> str:
    match step.plan.channel:
        case Channel.VOICE:
            return VOICE_CALLER
        case Channel.RCS:
            return step.plan.sender or DEFAULT_RCS_AGENT
        case _:
            return step.plan.sender or brand


def block_reason(to: str) -> str:
    """Word the summary's reason as the vendor does; the network is an invented one."""
    return f"Fraudulent traffic detected for your account on network [ {to.removeprefix('+')[:1]}00000 ]."
