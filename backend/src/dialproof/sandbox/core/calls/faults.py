"""Failures on request: which calls go wrong, how, and how often.

A fault with a `status` or a `body` answers in the vendor's place and nothing else happens. Any other fault lets the
call do its work (a text does go out) and then spoils the answer or the connection.
"""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from dialproof.sandbox.core.addresses import Number

ANY = "any"
"""The operation of a fault that hits every call."""

Malformed = Literal["empty", "invalid_json", "html", "wrong_type", "foreign", "oversized"]
Drop = Literal["before", "after", "middle"]

MAX_LATENCY = 300


class FaultPlan(BaseModel):
    """What a developer asks for.

    Without `vendor` it is for the calls of every vendor. Where the validation's context has `operations` (those of each
    vendor, by its name), `vendor` and `operation` have to be among them.

    `times` calls are hit (1 when neither it nor `share` is given); `share` hits that part of them by chance. `latency`
    is in seconds. `drop` closes the connection before the call is processed, after it, or in the middle of the answer;
    with `reset` by TCP reset rather than an ordinary close.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    vendor: str | None = None
    operation: str = ANY
    to: Number | None = None
    times: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    share: Annotated[float | None, Field(ge=0, le=1)] = None
    latency: Annotated[float, Field(ge=0, le=MAX_LATENCY)] = 0
    status: Annotated[int | None, Field(ge=200, le=599)] = None
    headers: Annotated[dict[str, str], Field(max_length=20)] = {}
    body: Any = None
    malformed: Malformed | None = None
    drop: Drop | None = None
    reset: bool = False

    @field_validator("vendor")
    @classmethod
    def _is_played(cls, value: str | None, info: ValidationInfo) -> str | None:
        operations = _operations(info)
        if value is not None and operations and value not in operations:
            raise ValueError(f"input should be {_either(list(operations))}")
        return value

    @field_validator("operation")
    @classmethod
    def _exists(cls, value: str, info: ValidationInfo) -> str:
        operations = _operations(info)
        of_all = dict.fromkeys(each for names in operations.values() for each in names)
        known = operations.get(info.data.get("vendor") or "", of_all)
        if known and value not in (ANY, *known):
            raise ValueError(f"input should be {_either([*known, ANY])}")
        return value

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
        """Say whether this takes the vendor's place, so that nothing is processed."""
        return self.status is not None or self.has_body

    def concerns(self, vendor: str, operation: str, to: str | None) -> bool:
        return self.vendor in (None, vendor) and self.operation in (ANY, operation) and self.to in (None, to)

    def label(self) -> str:
        """Name the failure in a few words, for logs and the page."""
        parts = [f"status {self.status}"] if self.status else []
        parts += [f"{self.malformed} body"] if self.malformed else (["own body"] if self.has_body else [])
        parts += [f"dropped {self.drop}"] if self.drop else []
        parts += [f"{self.latency:g} s late"] if self.latency else []
        return ", ".join(parts or ["extra headers"])


def _operations(info: ValidationInfo) -> Mapping[str, Collection[str]]:
    operations: Mapping[str, Collection[str]] = (info.context or {}).get("operations", {})
    return operations


def _either(choices: Sequence[str]) -> str:
    *others, last = [repr(choice) for choice in choices]
    return f"{', '.join(others)} or {last}" if others else last


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

    def take(self, vendor: str, operation: str, to: str | None) -> Fault | None:
        """Find the fault that hits this call, and count it."""
        with self._lock:
            for fault in self._faults:
                if fault.plan.concerns(vendor, operation, to) and self._hits(fault.plan):
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
