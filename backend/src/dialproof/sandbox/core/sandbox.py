"""The parts that all vendors share, and the vendors that use them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

from dialproof.sandbox.core.callbacks import Callbacks, Post
from dialproof.sandbox.core.calls.faults import Faults
from dialproof.sandbox.core.calls.log import CallLog
from dialproof.sandbox.core.events import Hub
from dialproof.sandbox.core.messages.carrier import Carrier
from dialproof.sandbox.core.messages.delivery import Deliveries, NextCodes
from dialproof.sandbox.core.messages.inbox import Inbox
from dialproof.sandbox.core.reserved import DELIVERIES
from dialproof.sandbox.core.scheduler import Clock, Scheduler
from dialproof.sandbox.core.settings import CoreSettings
from dialproof.sandbox.core.vendor import PendingRequest, Vendor

CONTROL = "control"
"""The event that tells pages to load `/control` again."""


class Sandbox:
    """The vendors that are played, and the phones they can reach."""

    def __init__(
        self,
        settings: CoreSettings,
        vendors: Iterable[VendorFactory],
        *,
        clock: Clock = time.time,
        post: Post | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.hub = Hub()
        self.scheduler = Scheduler(clock)
        self.callbacks = Callbacks(settings, self.scheduler, clock, post)
        self.inbox = Inbox(self.hub, capacity=settings.history)
        self.calls = CallLog(self.hub, capacity=settings.history)
        self.faults = Faults()
        self.deliveries = Deliveries(DELIVERIES)
        self.next_codes = NextCodes()
        self.carrier = Carrier(clock=clock, scheduler=self.scheduler, inbox=self.inbox, deliveries=self.deliveries)
        self.stopping = threading.Event()
        self.vendors: tuple[Vendor, ...] = tuple(build(self) for build in vendors)

    def start(self) -> None:
        self.scheduler.start()
        self.callbacks.start()

    def stop(self) -> None:
        """End every stream, wait and thread; nothing is kept."""
        self.stopping.set()
        self.hub.close()
        self.scheduler.stop()
        self.callbacks.stop()

    def pending(self, to: str | None = None) -> list[PendingRequest]:
        """List the requests under way at all vendors."""
        return [request for vendor in self.vendors for request in vendor.pending(to)]

    def expire(self, to: str) -> int:
        """End what is pending for a number as if its time were up; return how many that were."""
        return sum(vendor.expire(to) for vendor in self.vendors)

    def block(self, to: str) -> int:
        """End what is pending for a number as fraud rules do; return how many that were."""
        return sum(vendor.block(to) for vendor in self.vendors)

    def answer(self, to: str, *, approved: bool) -> int:
        """Answer the messages that ask a person instead of carrying a code; return how many there were."""
        return sum(vendor.answer(to, approved=approved) for vendor in self.vendors)

    def forget_requests(self, to: str | None = None) -> None:
        """Forget the requests of one number, or all, and keep the messages and calls."""
        for vendor in self.vendors:
            vendor.forget(to)

    def reset(self, to: str | None = None) -> None:
        """Forget everything about one number, or everything there is."""
        self.faults.remove(to=to)
        self.next_codes.clear(to)
        self.deliveries.clear(to)
        self.forget_requests(to)
        self.inbox.clear(to)
        self.calls.clear(to)
        self.announce_control(to)

    def announce_control(self, to: str | None = None) -> None:
        """Tell pages that the state of a number, or of any, has changed."""
        self.hub.publish(CONTROL, {"to": to}, to=to)


VendorFactory = Callable[[Sandbox], Vendor]
"""Build a vendor with the parts that it shares with the others."""
