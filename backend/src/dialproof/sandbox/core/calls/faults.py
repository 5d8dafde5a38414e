"""Failures on request: which calls go wrong, how, and how often.

A fault with a `status` or a `body` answers in the provider's place and nothing else happens. Any other fault lets the
call do its work (a text does go out) and then spoils the answer or the connection.
"""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from dialproof.sandbox.core.addresses import Number

Operation = Literal["start", "check", "cancel", "next_workflow"]
OPERATIONS: tuple[Operation, ...] = ("start", "check", "cancel", "next_workflow")

Malformed = Literal["empty", "invalid_json", "html", "wrong_type", "foreign", "oversized"]
Drop = Literal["before", "after", "middle"]

LONGEST_LATENCY = 300


class FaultPlan(BaseModel):
    """What a developer asks for.

    `times` calls are hit (1 when neither it nor `share` is given); `share` hits that part of them by chance. `latency`
    is in seconds. `drop` closes the connection before the call is processed, after it, or in the middle of the answer;
    with `reset` by TCP reset rather than an ordinary close.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    operation: Operation | Literal["any"] = "any"
    to: Number | None = None
    times: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    share: Annotated[float | None, Field(ge=0, le=1)] = None
    latency: Annotated[float, Field(ge=0, le=LONGEST_LATENCY)] = 0
    status: Annotated[int | None, Field(ge=200, le=599)] = None
    headers: Annotated[dict[str, str], Field(max_length=20)] = {}
    body: Any = None
    malformed: Malformed | None = None
    drop: Drop | None = None
    reset: bool = False

    @field_validator("headers")
    @classmethod
    def _one_line_each(cls, value: dict[str, str]) -> dict[str, str]:
        if any(character in text for pair in value.items() for text in pair for character in "\r\n\0"):
            raise ValueError("a header has one line")
        return value

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not (self.latency or self.status or self.has_body or self.malformed or self.drop or self.headers):
            raise ValueError("say what goes wrong: latency, status, body, headers, malformed or drop")
        if self.reset and self.drop is None:
            raise ValueError("reset says how a connection is dropped: give drop too")
        return self

    @property
    def has_body(self) -> bool:
        return "body" in self.model_fields_set

    @property
    def answers(self) -> bool:
        """Say whether this takes the provider's place, so that nothing is processed."""
        return self.status is not None or self.has_body

    def concerns(self, operation: Operation, to: str | None) -> bool:
        return self.operation in ("any", operation) and self.to in (None, to)

    def label(self) -> str:
        """Name the failure in a few words, for logs and the page."""
        parts = [f"status {self.status}"] if self.status else []
        parts += [f"{self.malformed} body"] if self.malformed else (["own body"] if self.has_body else [])
        parts += [f"dropped {self.drop}"] if self.drop else []
        parts += [f"{self.latency:g} s late"] if self.latency else []
        return ", ".join(parts or ["extra headers"])


class Fault:
    """A plan at work, with the number of calls it still hits (None: no end)."""

    def __init__(self, fault_id: str, plan: FaultPlan) -> None:
        self.id = fault_id
        self.plan = plan
        self.left = plan.times if plan.times is not None or plan.share is not None else 1

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            **self.plan.model_dump(exclude_unset=True),
            "operation": self.plan.operation,
            "left": self.left,
            "label": self.plan.label(),
        }


class Faults:
    """The faults in force, oldest first; the first that concerns a call hits it."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._ids = itertools.count(1)

    def add(self, plan: FaultPlan) -> Fault:
        with self._lock:
            fault = Fault(f"fault-{next(self._ids)}", plan)
            self._faults.append(fault)
        return fault

    def take(self, operation: Operation, to: str | None) -> Fault | None:
        """Find the fault that hits this call, and count it."""
        with self._lock:
            for fault in self._faults:
                if fault.plan.concerns(operation, to) and self._hits(fault.plan):
                    self._count(fault)
                    return fault
        return None

    def all(self, to: str | None = None) -> list[Fault]:
        with self._lock:
            return [fault for fault in self._faults if to in (None, fault.plan.to)]

    def remove(self, *, fault_id: str | None = None, to: str | None = None) -> int:
        """Forget one fault, those of one number, or all; say how many."""
        with self._lock:
            kept = [
                fault
                for fault in self._faults
                if (fault_id is not None and fault.id != fault_id) or (to is not None and fault.plan.to != to)
            ]
            removed = len(self._faults) - len(kept)
            self._faults = kept
        return removed

    def _hits(self, plan: FaultPlan) -> bool:
        return plan.share is None or self._chance() < plan.share

    def _count(self, fault: Fault) -> None:
        if fault.left is not None:
            fault.left -= 1
            if fault.left == 0:
                self._faults.remove(fault)
