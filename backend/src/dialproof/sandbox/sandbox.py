"""The sandbox's parts, put together once: what every route works with."""

from __future__ import annotations

import threading
import time

from dialproof.sandbox.core.calls.faults import Faults
from dialproof.sandbox.core.calls.log import CallLog
from dialproof.sandbox.core.events import Hub
from dialproof.sandbox.core.messages.delivery import Deliveries, NextCodes
from dialproof.sandbox.core.messages.inbox import Inbox
from dialproof.sandbox.core.reserved import DELIVERIES
from dialproof.sandbox.core.scheduler import Clock, Scheduler
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.api.auth import Authenticator
from dialproof.sandbox.vendors.vonage.verifications.callbacks import Callbacks, Post
from dialproof.sandbox.vendors.vonage.verifications.service import VerifyService

CONTROL = "control"
"""The event that tells pages that something in `/control` has changed and is worth asking for again."""


class Sandbox:
    """One account at a make-believe provider, and the phones it can reach."""

    def __init__(self, settings: SandboxSettings, *, clock: Clock = time.time, post: Post | None = None) -> None:
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
        self.authenticator = Authenticator(settings, clock)
        self.stopping = threading.Event()
        self.service = VerifyService(
            settings,
            clock=clock,
            scheduler=self.scheduler,
            inbox=self.inbox,
            callbacks=self.callbacks,
            deliveries=self.deliveries,
            next_codes=self.next_codes,
            announce=self.announce_control,
        )

    def start(self) -> None:
        self.scheduler.start()
        self.callbacks.start()

    def stop(self) -> None:
        """End every stream, wait and thread; nothing is kept."""
        self.stopping.set()
        self.hub.close()
        self.scheduler.stop()
        self.callbacks.stop()

    def reset(self, to: str | None = None) -> None:
        """Forget everything about one number, or everything there is."""
        self.faults.remove(to=to)
        self.next_codes.clear(to)
        self.deliveries.clear(to)
        self.service.reset(to)
        self.inbox.clear(to)
        self.calls.clear(to)
        self.announce_control(to)

    def announce_control(self, to: str | None = None) -> None:
        self.hub.publish(CONTROL, {"to": to}, to=to)
