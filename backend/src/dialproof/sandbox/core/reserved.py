"""Numbers that always behave in one way, so that typing one brings about a failure.

A number stands for an outcome. What happens to messages and connections is the same at every vendor and stands here;
which status and body an outcome has is the vendor's, see `Profile.reserved`. All lie in a range that is reserved for
fiction (+1 415 555 0180 to 0199) and that number libraries hold for valid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dialproof.sandbox.core.calls.faults import FaultPlan
from dialproof.sandbox.core.messages.delivery import Delivery


class Outcome(StrEnum):
    """How a verification of a reserved number goes."""

    BLOCKED = "blocked"
    LOW_BALANCE = "low_balance"
    THROTTLED = "throttled"
    NEVER_DELIVERED = "never_delivered"
    LATE = "late"
    SLOW = "slow"
    SERVER_ERROR = "server_error"
    IN_PROGRESS = "in_progress"
    REJECTED = "rejected"
    INVALID_NUMBER = "invalid_number"
    LOST_REQUEST = "lost_request"
    LOST_ANSWER = "lost_answer"
    CHECK_FAILS = "check_fails"
    UNAUTHORIZED = "unauthorized"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What an outcome is like: `effect` says it in a sentence for people, `fault` makes it happen."""

    effect: str
    fault: FaultPlan | None = None


@dataclass(frozen=True, slots=True)
class ReservedNumber:
    """`name` is for people. `delivery` is what becomes of messages to the number."""

    number: str
    name: str
    outcome: Outcome
    delivery: Delivery | None = None


RESERVED: tuple[ReservedNumber, ...] = (
    ReservedNumber("+14155550181", "Blocked network", Outcome.BLOCKED, Delivery("blocked")),
    ReservedNumber("+14155550182", "Low balance", Outcome.LOW_BALANCE),
    ReservedNumber("+14155550183", "Throttled", Outcome.THROTTLED),
    ReservedNumber("+14155550184", "Never delivered", Outcome.NEVER_DELIVERED, Delivery("never")),
    ReservedNumber("+14155550185", "Late text", Outcome.LATE, Delivery("delivered", 20)),
    ReservedNumber("+14155550186", "Slow provider", Outcome.SLOW),
    ReservedNumber("+14155550187", "Server error", Outcome.SERVER_ERROR),
    ReservedNumber("+14155550188", "Already in progress", Outcome.IN_PROGRESS),
    ReservedNumber("+14155550189", "Carrier refuses", Outcome.REJECTED, Delivery("rejected")),
    ReservedNumber("+14155550190", "Refused number", Outcome.INVALID_NUMBER),
    ReservedNumber("+14155550191", "Lost request", Outcome.LOST_REQUEST),
    ReservedNumber("+14155550192", "Lost answer", Outcome.LOST_ANSWER),
    ReservedNumber("+14155550193", "Check fails", Outcome.CHECK_FAILS),
    ReservedNumber("+14155550194", "Wrong credentials", Outcome.UNAUTHORIZED),
    ReservedNumber("+14155550195", "No answer", Outcome.NO_ANSWER),
)

COMMON: Mapping[Outcome, Behaviour] = {
    Outcome.NEVER_DELIVERED: Behaviour("Accepted, but no text and no call ever arrives; the request expires."),
    Outcome.LATE: Behaviour("Accepted; the message arrives 20 seconds later."),
    Outcome.SLOW: Behaviour("Every answer takes 4 seconds.", FaultPlan(latency=4)),
    Outcome.LOST_REQUEST: Behaviour(
        "The connection closes before the start is processed; no text goes out.",
        FaultPlan(operation="start", drop="before"),
    ),
    Outcome.LOST_ANSWER: Behaviour(
        "The text goes out, then the connection closes without an answer.",
        FaultPlan(operation="start", drop="after"),
    ),
    Outcome.NO_ANSWER: Behaviour(
        "The start is answered after 60 seconds only.", FaultPlan(operation="start", latency=60)
    ),
}
"""What is the same at every vendor."""

BY_NUMBER = {reserved.number: reserved for reserved in RESERVED}
DELIVERIES = {reserved.number: reserved.delivery for reserved in RESERVED if reserved.delivery is not None}


@dataclass(frozen=True, slots=True)
class ReservedFault:
    """The fault of a reserved number, with the number's name."""

    name: str
    plan: FaultPlan


def reserved_fault(
    to: str | None, vendor: str, operation: str, behaviours: Mapping[Outcome, Behaviour]
) -> ReservedFault | None:
    """Find the fault that a reserved number brings with it; `behaviours` are the vendor's own."""
    reserved = BY_NUMBER.get(to or "")
    behaviour = behaviour_of(reserved, behaviours) if reserved else None
    if reserved is None or behaviour is None or behaviour.fault is None:
        return None
    return ReservedFault(reserved.name, behaviour.fault) if behaviour.fault.concerns(vendor, operation, to) else None


def behaviour_of(reserved: ReservedNumber, behaviours: Mapping[Outcome, Behaviour]) -> Behaviour | None:
    """Say what a number does at a vendor; None where it simply works."""
    return behaviours.get(reserved.outcome) or COMMON.get(reserved.outcome)


def describe(reserved: ReservedNumber, vendors: Mapping[str, Mapping[Outcome, Behaviour]]) -> str:
    """Say in words what a number does. Vendors that differ are told apart by name."""
    effects: dict[str, list[str]] = {}
    for name, behaviours in vendors.items():
        behaviour = behaviour_of(reserved, behaviours)
        effects.setdefault(behaviour.effect if behaviour else "It simply works.", []).append(name)
    if len(effects) == 1:
        return next(iter(effects))
    return " ".join(f"{', '.join(names)}: {effect}" for effect, names in effects.items())
