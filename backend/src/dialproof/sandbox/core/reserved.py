"""Numbers that always behave in one way, so that a failure can be had by typing it.

All lie in a range that is reserved for fiction (+1 415 555 0180 to 0199) and that number libraries hold for valid.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialproof.sandbox.core.calls.faults import FaultPlan, Operation
from dialproof.sandbox.core.messages.delivery import Delivery


@dataclass(frozen=True, slots=True)
class ReservedNumber:
    """`effect` says in one sentence what happens, for people."""

    number: str
    name: str
    effect: str
    delivery: Delivery | None = None
    fault: FaultPlan | None = None


RESERVED: tuple[ReservedNumber, ...] = (
    ReservedNumber(
        "+14155550181",
        "Blocked network",
        "Accepted, but nothing arrives; a second later the request ends as blocked, as a summary callback says.",
        delivery=Delivery("blocked"),
    ),
    ReservedNumber(
        "+14155550182",
        "Low balance",
        "402: the account has run out of money.",
        fault=FaultPlan(operation="start", status=402),
    ),
    ReservedNumber(
        "+14155550183", "Throttled", "429: asked too often.", fault=FaultPlan(operation="start", status=429)
    ),
    ReservedNumber(
        "+14155550184",
        "Never delivered",
        "Accepted, but no text and no call ever arrives; the request expires.",
        delivery=Delivery("never"),
    ),
    ReservedNumber(
        "+14155550185",
        "Late text",
        "Accepted; the message arrives 20 seconds later.",
        delivery=Delivery("delivered", 20),
    ),
    ReservedNumber("+14155550186", "Slow provider", "Every answer takes 4 seconds.", fault=FaultPlan(latency=4)),
    ReservedNumber(
        "+14155550187",
        "Server error",
        "500: the start fails at the provider.",
        fault=FaultPlan(operation="start", status=500),
    ),
    ReservedNumber(
        "+14155550188",
        "Already in progress",
        "409: somebody else's verification of the number is under way, and its id is in the answer.",
        fault=FaultPlan(operation="start", status=409),
    ),
    ReservedNumber(
        "+14155550189",
        "Carrier refuses",
        "Accepted, but the carrier refuses each message; the next channel is tried, then the request fails.",
        delivery=Delivery("rejected"),
    ),
    ReservedNumber(
        "+14155550190",
        "Refused number",
        "422: the provider does not take the number.",
        fault=FaultPlan(operation="start", status=422),
    ),
    ReservedNumber(
        "+14155550191",
        "Lost request",
        "The connection closes before the start is processed; no text goes out.",
        fault=FaultPlan(operation="start", drop="before"),
    ),
    ReservedNumber(
        "+14155550192",
        "Lost answer",
        "The text goes out, then the connection closes without an answer.",
        fault=FaultPlan(operation="start", drop="after"),
    ),
    ReservedNumber(
        "+14155550193",
        "Check fails",
        "The text arrives; every check answers 500.",
        fault=FaultPlan(operation="check", status=500),
    ),
    ReservedNumber(
        "+14155550194",
        "Wrong credentials",
        "401: as if the key or the secret were wrong.",
        fault=FaultPlan(operation="start", status=401),
    ),
    ReservedNumber(
        "+14155550195",
        "No answer",
        "The start is answered after 60 seconds only.",
        fault=FaultPlan(operation="start", latency=60),
    ),
)

BY_NUMBER = {reserved.number: reserved for reserved in RESERVED}
DELIVERIES = {reserved.number: reserved.delivery for reserved in RESERVED if reserved.delivery is not None}


def fault_of(operation: Operation, to: str | None) -> ReservedNumber | None:
    """Find the reserved number whose fixed fault hits this call."""
    reserved = BY_NUMBER.get(to or "")
    if reserved is None or reserved.fault is None or not reserved.fault.concerns(operation, to):
        return None
    return reserved
