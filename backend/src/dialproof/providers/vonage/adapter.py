"""Vonage Verify v2 behind the port: one request for a number at a time, and a re-send that replaces it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import structlog

from dialproof.channels import Channel
from dialproof.phone import PhoneNumber
from dialproof.providers.base import (
    AttemptsExhausted,
    Features,
    InProgress,
    MayHaveSent,
    ProviderFailure,
    ReplacementFailed,
    Reports,
    Request,
    RequestUnknown,
    Resending,
    Started,
    Unavailable,
)
from dialproof.providers.vonage.client import VonageClient
from dialproof.providers.vonage.open_requests import OpenRequests

log = structlog.get_logger(__name__)

# What the API takes, and "the PIN code can be retried a maximum of three times".
CODE_LENGTHS: Final = range(4, 11)
LIFETIMES: Final = range(15, 901)
WRONG_CODES: Final = 3
# Between two tries while a cancelled request still blocks its number.
CONFLICT_PAUSE: Final = 1.0


class VonageVerify:
    """Send and check codes with Vonage Verify v2.

    Args:
        client: makes the calls.
        open_requests: what is known of the requests that block numbers.
        channels: what the account can send by.
        code_lifetime: seconds for which a code is good.
        cancel_after: seconds after a start from which Vonage lets us cancel.
        conflict_wait: seconds to wait at most for a cancelled request to clear.
        clock: seconds since the epoch.
        sleep: waits for seconds.
    """

    name = "vonage"

    def __init__(
        self,
        *,
        client: VonageClient,
        open_requests: OpenRequests,
        channels: tuple[Channel, ...],
        code_lifetime: int,
        cancel_after: float,
        conflict_wait: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._client = client
        self._open_requests = open_requests
        self._code_lifetime = code_lifetime
        self._conflict_wait = conflict_wait
        self._clock = clock
        self._sleep = sleep
        features = Features(
            code_lengths=CODE_LENGTHS,
            lifetime=LIFETIMES,
            wrong_codes=WRONG_CODES,
            resending=Resending.REPLACES,
            resend_after=cancel_after,
            cancel_after=cancel_after,
            reports=Reports.NONE,
        )
        self._features = dict.fromkeys(channels, features)

    @property
    def features(self) -> Mapping[Channel, Features]:
        """Return what Vonage can do, the same on every channel."""
        return self._features

    def reachability(self) -> str:
        """Return whether the last call reached Vonage."""
        return self._client.reachability()

    def start(self, to: PhoneNumber, channel: Channel, locale: str | None) -> Started:
        """Send a code; a request that blocks the number, and that nobody waits for any more, is cancelled first."""
        try:
            return self._start_once(to.e164, channel, locale)
        except InProgress as refusal:
            blocking = self._open_requests.find(to.e164)
            if not blocking.given_up:
                free_at = blocking.over
            elif not self._open_requests.can_cancel(blocking):
                free_at = blocking.cancel_from
            else:
                return self._start_in_place_of(Request(self.name, blocking.id, to.e164), channel, locale)
            wait = self._open_requests.seconds_until(free_at)
            raise InProgress(str(refusal), retry_after=wait) from None

    def resend(self, request: Request, channel: Channel, locale: str | None) -> Started:
        """Cancel and start anew: Vonage sends nothing twice."""
        self._cancel_to_replace(request)
        try:
            return self._start_patiently(request.number, channel, locale)
        except InProgress as failure:
            wait = self._still_blocked(request)
            raise ReplacementFailed(InProgress(str(failure), retry_after=wait), retry_after=wait) from failure
        except ProviderFailure as failure:
            left = self._open_requests.cancelled(request.number, self._open_requests.find(request.number))
            wait = self._open_requests.seconds_until(left.ends)
            raise ReplacementFailed(failure, retry_after=wait) from failure

    def check(self, request: Request, code: str) -> None:
        """Compare ``code``."""
        try:
            self._client.check(request.id, code)
        except AttemptsExhausted:
            self._open_requests.free(request.number)
            raise
        except RequestUnknown:
            self._open_requests.is_over(request)
            raise
        self._open_requests.free(request.number)

    def cancel(self, request: Request) -> None:
        """End ``request`` now, or leave it to the next start for its number where Vonage does not allow that yet."""
        entry = self._open_requests.find(request.number)
        # What is remembered of another request may be out of date, so only Vonage can tell that this one is over.
        if entry.id == request.id and not self._open_requests.can_cancel(entry):
            self._open_requests.given_up(request, entry)
            return
        try:
            self._client.cancel(request.id)
        except RequestUnknown:
            self._open_requests.is_over(request)
        except ProviderFailure:
            self._open_requests.given_up(request, entry)
            raise
        else:
            self._open_requests.cancelled(request.number, entry)

    def _start_once(self, number: str, channel: Channel, locale: str | None) -> Started:
        try:
            request = Request(self.name, self._client.start(number, channel, locale), number)
        except MayHaveSent:
            self._open_requests.may_have_started(number)
            raise
        self._open_requests.started(request)
        # Counted from the answer on: when we call it over, it is over at Vonage too, and its number is free.
        return Started(request, self._clock() + self._code_lifetime)

    def _start_in_place_of(self, given_up: Request, channel: Channel, locale: str | None) -> Started:
        self._cancel_to_replace(given_up)
        try:
            return self._start_patiently(given_up.number, channel, locale)
        except InProgress as failure:
            raise InProgress(str(failure), retry_after=self._still_blocked(given_up)) from None
        except ProviderFailure:
            self._open_requests.cancelled(given_up.number, self._open_requests.find(given_up.number))
            raise

    def _cancel_to_replace(self, request: Request) -> None:
        """Cancel ``request``; after a failure nothing was sent, and its code may still be good."""
        try:
            self._client.cancel(request.id)
        except RequestUnknown:
            log.debug("request_over_already")
        except MayHaveSent as failure:
            raise Unavailable(f"not cancelled: {failure}") from failure

    def _start_patiently(self, number: str, channel: Channel, locale: str | None) -> Started:
        """Start, again and again while the request that was cancelled just now still blocks its number."""
        gives_up_at = self._clock() + self._conflict_wait
        while True:
            try:
                return self._start_once(number, channel, locale)
            except InProgress:
                if self._clock() + CONFLICT_PAUSE > gives_up_at:
                    raise
            self._sleep(CONFLICT_PAUSE)

    def _still_blocked(self, cancelled: Request) -> int:
        """Return the seconds for which the number is blocked after ``cancelled`` and a 409 that does not clear."""
        entry = self._open_requests.find(cancelled.number)
        if not entry.id or entry.id == cancelled.id:
            entry = self._open_requests.cancelled(cancelled.number, entry)
        return self._open_requests.seconds_until(entry.over)
