"""The requests that are kept, by id and by number."""

from __future__ import annotations

from collections import OrderedDict

from dialproof.sandbox.vendors.vonage.verifications.verification import Verification

CAPACITY = 20_000


class RequestStore:
    """Keep the newest `capacity` requests. Not thread-safe: the service locks."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._by_id: OrderedDict[str, Verification] = OrderedDict()
        self._in_flight: dict[str, Verification] = {}
        self._lingering: dict[str, tuple[Verification, float]] = {}

    def add(self, verification: Verification) -> None:
        self._by_id[verification.id] = verification
        self._in_flight[verification.plan.to] = verification
        while len(self._by_id) > self._capacity:
            _, forgotten = self._by_id.popitem(last=False)
            self.release(forgotten)

    def find(self, request_id: str) -> Verification | None:
        return self._by_id.get(request_id)

    def in_flight(self, to: str, now: float) -> Verification | None:
        """Find the request that blocks another to this number: one in flight, or one just cancelled."""
        verification = self._in_flight.get(to)
        if verification is not None:
            return verification
        lingering, until = self._lingering.get(to, (None, 0.0))
        if until <= now:
            self._lingering.pop(to, None)
            return None
        return lingering

    def release(self, verification: Verification, *, linger_until: float | None = None) -> None:
        """Free the number, now or, as the vendor sometimes does after a cancel, at `linger_until`."""
        to = verification.plan.to
        if self._in_flight.get(to) is verification:
            del self._in_flight[to]
            if linger_until is not None:
                self._lingering[to] = (verification, linger_until)

    def pending(self, to: str | None = None) -> list[Verification]:
        if to is None:
            return list(self._in_flight.values())
        verification = self._in_flight.get(to)
        return [verification] if verification else []

    def forget(self, to: str | None = None) -> None:
        """Drop everything about one number, or everything."""
        for request_id in [key for key, kept in self._by_id.items() if to in (None, kept.plan.to)]:
            self.release(self._by_id.pop(request_id))
        if to is None:
            self._lingering.clear()
        else:
            self._lingering.pop(to, None)
