"""Delivery of messages to the phone: in time, late or never, or refused by the carrier or the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from dialproof.sandbox.core.messages.delivery import REACTION, Deliveries
from dialproof.sandbox.core.messages.inbox import Inbox, OutgoingMessage
from dialproof.sandbox.core.scheduler import Clock, Scheduler

VOICE_CALLER = "+18005550199"
"""The caller's number on the phone: the one toll-free number that is reserved for fiction."""


Failure = Literal["rejected", "blocked"]
"""Why a message was not delivered: the carrier refused it, or the network is blocked for fraud."""


class Carrier:
    """Deliver messages as chosen for their numbers."""

    def __init__(self, *, clock: Clock, scheduler: Scheduler, inbox: Inbox, deliveries: Deliveries) -> None:
        self._clock = clock
        self._scheduler = scheduler
        self._inbox = inbox
        self._deliveries = deliveries

    def send(
        self, message: OutgoingMessage, *, failed: Callable[[Failure], object], is_wanted: Callable[[], bool]
    ) -> None:
        """Deliver a message now or later.

        `failed` is called later, from the scheduler, when it is refused or blocked. `is_wanted` is asked before a
        delivery: a message of a request that was reset must not turn up in the next test.
        """
        now = self._clock()
        delivery = self._deliveries.of(message.to)
        match delivery.outcome:
            case "never":
                return
            case "rejected" | "blocked" as failure:
                self._scheduler.at(now + REACTION, lambda: failed(failure))
            case _ if delivery.after > 0:
                self._scheduler.at(now + delivery.after, lambda: self._deliver(message, is_wanted))
            case _:
                self._deliver(message, is_wanted)

    def _deliver(self, message: OutgoingMessage, is_wanted: Callable[[], bool]) -> None:
        if is_wanted():
            self._inbox.deliver(message, now=self._clock())
