"""How messages to a number are delivered: in time, late, never, refused by the carrier or blocked by the network."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["delivered", "never", "rejected", "blocked"]

REACTION = 1.0
"""Seconds until a carrier's refusal or a network's block is reported."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """`after` is in seconds from when the vendor sends."""

    outcome: Outcome = "delivered"
    after: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return {"outcome": self.outcome, "after": self.after}


ARRIVES = Delivery()


class Deliveries:
    """The delivery that was chosen for each number; `fixed` has those that apply where none was."""

    def __init__(self, fixed: dict[str, Delivery]) -> None:
        self._lock = threading.Lock()
        self._fixed = fixed
        self._chosen: dict[str, Delivery] = {}

    def choose(self, to: str, delivery: Delivery) -> None:
        with self._lock:
            self._chosen[to] = delivery

    def of(self, to: str) -> Delivery:
        with self._lock:
            return self._chosen.get(to) or self._fixed.get(to, ARRIVES)

    def chosen(self) -> dict[str, Delivery]:
        with self._lock:
            return dict(self._chosen)

    def clear(self, to: str | None = None) -> None:
        with self._lock:
            if to is None:
                self._chosen.clear()
            else:
                self._chosen.pop(to, None)


class NextCodes:
    """Codes that a developer has set for the next message, to one number or to any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._codes: dict[str | None, str] = {}

    def fix(self, code: str, to: str | None = None) -> None:
        with self._lock:
            self._codes[to] = code

    def take(self, to: str) -> str | None:
        """Use up the code for this number, or else the one for any number."""
        with self._lock:
            return self._codes.pop(to, None) or self._codes.pop(None, None)

    def waiting(self) -> dict[str | None, str]:
        with self._lock:
            return dict(self._codes)

    def clear(self, to: str | None = None) -> None:
        with self._lock:
            if to is None:
                self._codes.clear()
            else:
                self._codes.pop(to, None)
