"""How much of a quota is used, as the headers of an answer tell it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuotaUsage:
    """How much of a quota is left.

    Attributes:
        name: which limit.
        quota: how often in a window.
        window: seconds.
        remaining: how often still.
        resets_in: whole seconds until the window is over.
    """

    name: str
    quota: int
    window: int
    remaining: int
    resets_in: int
