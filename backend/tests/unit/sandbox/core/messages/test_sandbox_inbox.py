"""The inbox: newest first, one number at a time, and live."""

from __future__ import annotations

from dialproof.sandbox.core.events import Hub
from dialproof.sandbox.core.messages.inbox import Inbox, OutgoingMessage
from unit.sandbox.world import NUMBER, Make, World

OTHER = "+14155550101"


def deliver(inbox: Inbox, to: str = NUMBER, code: str = "1234") -> str:
    sent = OutgoingMessage(
        to=to, sender="Acme", channel="sms", provider="vonage", brand="Acme", text=f"Acme code: {code}", code=code
    )
    return inbox.deliver(sent, now=0).id


def test_messages_come_newest_first(world: World) -> None:
    world.started()
    world.started(OTHER)
    assert [message["to"] for message in world.messages(None)] == [OTHER, NUMBER]


def test_messages_are_filtered_by_number_however_it_is_written(world: World) -> None:
    world.started()
    world.started(OTHER)
    for spelling in ("%2B14155550100", "+14155550100", "14155550100", "+1 415 555 0100"):
        (message,) = world.client.get(f"/inbox/messages?to={spelling}").get_json()
        assert message["to"] == NUMBER


def test_a_message_has_the_documented_fields(world: World) -> None:
    world.started()
    (message,) = world.messages()
    assert set(message) == {"id", "to", "from", "channel", "provider", "brand", "text", "code", "sentAt"}


def test_deleting_for_one_number_leaves_the_others(world: World) -> None:
    world.started()
    world.started(OTHER)
    assert world.client.delete("/inbox/messages?to=%2B14155550100").status_code == 204
    assert [message["to"] for message in world.messages(None)] == [OTHER]
    assert world.client.delete("/inbox/messages").status_code == 204
    assert world.messages(None) == []


def test_only_the_last_messages_are_kept(make: Make) -> None:
    inbox = Inbox(Hub(), capacity=3)
    ids = [deliver(inbox) for _ in range(5)]
    assert [message.id for message in inbox.messages()] == ids[:1:-1]


def test_what_was_missed_can_be_asked_for() -> None:
    inbox = Inbox(Hub(), capacity=10)
    first, second, third = (deliver(inbox) for _ in range(3))
    assert [message.id for message in inbox.messages(after=first)] == [third, second]
    assert len(inbox.messages(after="not a number")) == 3


def test_a_subscriber_hears_of_each_message_and_deletion_in_order() -> None:
    hub = Hub()
    inbox = Inbox(hub, capacity=10)
    subscription = hub.subscribe(frozenset({"message", "deleted"}))
    deliver(inbox)
    hub.publish("call", {})
    inbox.clear()
    hub.close()
    assert [event.name for event in subscription.read() if event] == ["message", "deleted"]


def test_a_subscriber_to_one_number_hears_of_that_number_and_of_resets() -> None:
    hub = Hub()
    inbox = Inbox(hub, capacity=10)
    subscription = hub.subscribe(to=NUMBER)
    deliver(inbox, OTHER)
    deliver(inbox)
    inbox.clear(OTHER)
    inbox.clear()
    hub.close()
    assert [(event.name, event.to) for event in subscription.read() if event] == [
        ("message", NUMBER),
        ("deleted", None),
    ]


def test_a_reader_who_falls_far_behind_is_let_go_instead_of_filling_the_memory() -> None:
    hub = Hub()
    subscription = hub.subscribe()
    for number in range(5000):
        hub.publish("message", number)
    assert len(list(subscription.read())) == 1000


def test_who_comes_after_the_end_hears_nothing() -> None:
    hub = Hub()
    hub.close()
    assert list(hub.subscribe().read()) == []


def test_events_are_written_as_the_standard_says() -> None:
    hub = Hub()
    subscription = hub.subscribe()
    hub.publish("message", {"text": "two\nlines é"}, event_id="7")
    hub.close()
    (event,) = [event for event in subscription.read() if event]
    assert event.encode() == 'event: message\nid: 7\ndata: {"text": "two\\nlines é"}\n\n'


def test_a_reader_who_comes_back_gets_what_was_missed(world: World) -> None:
    world.started()
    world.started(OTHER)
    world.sandbox.hub.close()
    response = world.client.get("/inbox/events", headers={"Last-Event-ID": "1"})
    assert response.content_type == "text/event-stream; charset=utf-8"
    assert response.get_data(as_text=True).count("event: message") == 1
    assert OTHER in response.get_data(as_text=True)
