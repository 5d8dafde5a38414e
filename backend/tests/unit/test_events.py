from __future__ import annotations

from structlog.testing import capture_logs

from dialproof.channels import Channel
from dialproof.events import Asked, Event, Events, Sent
from dialproof.phone import PhoneNumber

NUMBER = PhoneNumber.parse("+14155550100")


def test_an_event_reaches_those_who_read_its_kind_in_order() -> None:
    events, seen = Events(), list[tuple[str, Event]]()
    events.subscribe(Sent, lambda event: seen.append(("first", event)))
    events.subscribe(Sent, lambda event: seen.append(("second", event)))
    sent = Sent(NUMBER, Channel.SMS, "vonage")
    events.emit(Asked(NUMBER, Channel.SMS))
    events.emit(sent)
    assert seen == [("first", sent), ("second", sent)]


def test_a_reader_that_fails_stops_nobody() -> None:
    events, seen = Events(), list[Event]()

    def fail(_: Sent) -> None:
        raise OSError("the disk is full")

    events.subscribe(Sent, fail)
    events.subscribe(Sent, seen.append)
    with capture_logs() as lines:
        events.emit(Sent(NUMBER, Channel.SMS, "vonage"))
    assert len(seen) == 1
    assert [(line["event"], line["kind"]) for line in lines] == [("event_consumer_failed", "Sent")]
