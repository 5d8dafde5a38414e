"""What happened to verifications, as lines of the log: numbers are masked, and codes are not in events at all."""

from __future__ import annotations

import structlog

from dialproof.events import (
    Cancelled,
    Events,
    Expired,
    Refused,
    Sent,
    SentAgain,
    VendorFailed,
    Verified,
    WrongCode,
)

log = structlog.get_logger(__name__)


def log_events(events: Events) -> None:
    """Let the log read ``events``."""
    events.subscribe(Refused, _refused)
    events.subscribe(Sent, _sent)
    events.subscribe(SentAgain, _sent_again)
    events.subscribe(WrongCode, _wrong_code)
    events.subscribe(Verified, _verified)
    events.subscribe(Expired, _expired)
    events.subscribe(Cancelled, _cancelled)
    events.subscribe(VendorFailed, _vendor_failed)


def _refused(event: Refused) -> None:
    log.info("limit_refused", limit=event.limit, retry_after=event.retry_after)


def _sent(event: Sent) -> None:
    _code_sent(event, again=False)


def _sent_again(event: SentAgain) -> None:
    _code_sent(event, again=True)


def _code_sent(event: Sent | SentAgain, *, again: bool) -> None:
    number = event.number
    log.info("code_sent", to=number.masked, region=number.region, channel=event.channel.value, again=again)


def _wrong_code(event: WrongCode) -> None:
    log.info("wrong_code", to=event.number.masked, void=event.void)


def _verified(event: Verified) -> None:
    log.info("verified", to=event.number.masked, region=event.number.region, channel=event.channel.value)


def _expired(event: Expired) -> None:
    log.info("check_superseded" if event.superseded else "code_expired", to=event.number.masked)


def _cancelled(event: Cancelled) -> None:
    log.info("cancelled", to=event.number.masked)


def _vendor_failed(event: VendorFailed) -> None:
    line = log.warning if event.call == "send" else log.info
    failure = event.failure
    line(f"{event.call}_failed", cause=type(failure).__name__, detail=str(failure), to=event.number.masked)
