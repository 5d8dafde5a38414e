"""Who asks, and what the limits say to them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Standing:
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


@dataclass(slots=True)
class Caller:
    """The client of one request.

    Attributes:
        address: what stands for the client in limits, see `client_address`.
        standings: what the limits said during this request, for the answer's headers.
    """

    address: str
    standings: list[Standing] = field(default_factory=list)
