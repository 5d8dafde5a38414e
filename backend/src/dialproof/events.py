"""What happens to verifications, as types.

The rules emit events and know nothing of who reads them: the log does, see `observability.event_log`. An event holds
whole objects, such as a phone number with its region, and its readers take from them what they may keep.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from dialproof.channels import Channel
from dialproof.phone import PhoneNumber
from dialproof.providers.base import ProviderFailure

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asked for a code, and the number is one that is served."""

    number: PhoneNumber
    channel: Channel


@dataclass(frozen=True, slots=True)
class Refused:
    """A limit refused a code or a check; ``limit`` is its scope, ``retry_after`` the seconds until it allows one."""

    number: PhoneNumber
    limit: str
    retry_after: int


@dataclass(frozen=True, slots=True)
class Sent:
    """The vendor took a request for a first code."""

    number: PhoneNumber
    channel: Channel
    vendor: str


@dataclass(frozen=True, slots=True)
class SentAgain:
    """The vendor took a request for another code; ``same_code`` where it repeats the one before."""

    number: PhoneNumber
    channel: Channel
    vendor: str
    same_code: bool


@dataclass(frozen=True, slots=True)
class WrongCode:
    """The vendor compared a code and it did not match; ``void`` when it was the last that was allowed."""

    number: PhoneNumber
    vendor: str
    void: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """The code was right."""

    number: PhoneNumber
    channel: Channel
    vendor: str


@dataclass(frozen=True, slots=True)
class Expired:
    """A code was entered that is not good any more: too old, or superseded by something newer."""

    number: PhoneNumber
    vendor: str
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The visitor gave a code up, for none or for one to another number."""

    number: PhoneNumber
    vendor: str


@dataclass(frozen=True, slots=True)
class VendorFailed:
    """The vendor did not do what it was asked for: ``call`` is ``send``, ``check`` or ``cancel``."""

    number: PhoneNumber
    vendor: str
    call: str
    failure: ProviderFailure


Event = Asked | Refused | Sent | SentAgain | WrongCode | Verified | Expired | Cancelled | VendorFailed

Consumer = Callable[[Any], None]


class Events:
    """Hand events to those who read them, in the order in which they subscribed.

    A consumer that fails is named in the log and changes nothing for the visitor or for other consumers.
    """

    def __init__(self) -> None:
        self._consumers: dict[type, Sequence[Consumer]] = {}

    def subscribe(self, kind: type[Event], consumer: Consumer) -> None:
        """Call ``consumer`` with every event of ``kind`` from now on, in the thread in which it happens."""
        self._consumers[kind] = (*self._consumers.get(kind, ()), consumer)

    def emit(self, event: Event) -> None:
        """Hand ``event`` to its readers; without any, this is one look into a dictionary."""
        for consumer in self._consumers.get(type(event), ()):
            try:
                consumer(event)
            except Exception:  # whatever a consumer does wrong is not the visitor's fault
                log.exception("event_consumer_failed", kind=type(event).__name__)
