"""What the contract suite needs of a vendor: a provider, the phones behind it, a clock, and trouble on request."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import Final

import pytest

from dialproof.phone import PhoneNumber
from dialproof.providers.base import Provider, Request
from dialproof.providers.context import Context
from dialproof.providers.transport import Bounds
from fakes import FakeClock
from support.values import ValuesInMemory


class Operation(StrEnum):
    """What is asked of a vendor."""

    START = "start"
    RESEND = "resend"
    CHECK = "check"
    CANCEL = "cancel"


class Trouble(StrEnum):
    """What a call can meet."""

    NUMBER_REFUSED = "the vendor does not take this number"
    NUMBER_BLOCKED = "fraud protection refuses the number"
    CREDENTIALS = "the credentials are wrong"
    BALANCE = "the account has run out of money"
    THROTTLED = "too many calls; the vendor asks to wait for 17 seconds"
    UNAVAILABLE = "the vendor says that it does nothing now"
    BROKEN = "the vendor answers with a fault of its own, and has done nothing"
    AWAY = "nobody listens at the vendor's address"
    DROPPED = "the connection breaks before the vendor does anything"
    LOST = "the vendor does what was asked, and the connection breaks before the answer"
    SILENT = "no answer comes in time"
    DRIPPING = "the answer comes a byte at a time, and not in time"


SLOW: Final = {Trouble.SILENT, Trouble.DRIPPING}
"""Trouble that a call meets only after it has waited as long as it may."""


class Stage(ABC):
    """One vendor in front of its sandbox.

    Attributes:
        clock: what provider and sandbox go by.
        values: what processes share.
        code_length: digits that codes are asked to have.
        code_lifetime: seconds for which codes are asked to be good.
        number: where codes are sent to; reserved for fiction, as `other` is.
    """

    code_length = 6
    code_lifetime = 300
    number = PhoneNumber.parse("+14155550100")
    other = PhoneNumber.parse("+14155550101")

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.values = ValuesInMemory(self.clock)

    @abstractmethod
    def provider(self, context: Context) -> Provider:
        """Return the adapter of one process, made by `connect` from ``context`` and settings of its own."""

    def process(self, *, values: ValuesInMemory | None = None, patience: float = 10) -> Provider:
        """Return the adapter of one process, which waits for an answer for ``patience`` seconds.

        All share `values`, but for one that is given its own.
        """
        context = Context(
            code_length=self.code_length,
            code_lifetime=self.code_lifetime,
            bounds=Bounds(connect_timeout=patience, read_timeout=patience, pool_size=4),
            values=values or self.values,
            clock=self.clock,
            sleep=self.clock.advance,
        )
        return self.provider(context)

    @abstractmethod
    def code(self, number: PhoneNumber) -> str:
        """Return the code in the newest message to ``number``."""

    @abstractmethod
    def messages(self, number: PhoneNumber) -> int:
        """Return how many messages went to ``number``."""

    @abstractmethod
    def unknown(self) -> Request:
        """Return a request as this vendor names them, which it has never heard of."""

    def reset(self) -> None:
        """Make everything as it was at the start, a day later: no request is open and nothing is wrong."""
        self.clock.advance(86_400)
        self.values = ValuesInMemory(self.clock)

    def cause(self, operation: Operation, trouble: Trouble) -> None:
        """Let every such call meet ``trouble`` until `mend`; skip what this vendor cannot meet."""
        pytest.skip(f"{operation} cannot meet this: {trouble}")

    def mend(self) -> None:  # noqa: B027  # nothing to do where nothing can be caused
        """Take all trouble back."""

    def answer(self, operation: Operation, status: int, body: bytes) -> None:
        """Let every such call be answered with ``body`` under an HTTP status, until `mend`; nothing else happens."""
        pytest.skip(f"{operation} is no call over HTTP")

    def calls(self, operation: Operation) -> int:
        """Return how many such calls have come in since the last `reset`."""
        pytest.skip(f"{operation} is no call that could be counted")

    def wrong_code(self, number: PhoneNumber) -> str:
        """Return a code that is not the one that was sent."""
        right = self.code(number)
        return f"{(int(right) + 1) % 10 ** len(right):0{len(right)}}"
