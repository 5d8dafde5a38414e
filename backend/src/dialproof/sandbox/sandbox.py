"""The sandbox with every vendor that it plays."""

from __future__ import annotations

import time
from collections.abc import Iterable

from dialproof.sandbox.core.callbacks import Post
from dialproof.sandbox.core.sandbox import Sandbox, VendorFactory
from dialproof.sandbox.core.scheduler import Clock
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.vendor import Vonage

VENDORS: tuple[VendorFactory, ...] = (Vonage,)
"""The vendors that are played; each has a package under `vendors/`."""


def create_sandbox(
    settings: SandboxSettings,
    vendors: Iterable[VendorFactory] = VENDORS,
    *,
    clock: Clock = time.time,
    post: Post | None = None,
) -> Sandbox:
    """Build a sandbox; `post` sends the callbacks, over HTTP unless a test says otherwise."""
    return Sandbox(settings, vendors, clock=clock, post=post)
