"""The sandbox with every vendor that it plays."""

from __future__ import annotations

import time
from collections.abc import Iterable

from dialproof.sandbox.core.callbacks import Post
from dialproof.sandbox.core.sandbox import Sandbox, VendorFactory
from dialproof.sandbox.core.scheduler import Clock
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.vendor import Vonage


def vendors_of(settings: SandboxSettings) -> tuple[VendorFactory, ...]:
    """Return the vendors that are played: each has a package under `vendors/`, and a group in the settings."""
    return (lambda sandbox: Vonage(sandbox, settings.vonage),)


def create_sandbox(
    settings: SandboxSettings,
    vendors: Iterable[VendorFactory] | None = None,
    *,
    clock: Clock = time.time,
    post: Post | None = None,
) -> Sandbox:
    """Build a sandbox, of all vendors unless told; `post` sends the callbacks, by default over HTTP."""
    return Sandbox(settings, vendors_of(settings) if vendors is None else vendors, clock=clock, post=post)
