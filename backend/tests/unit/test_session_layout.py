"""Cookies of other versions, and of whatever else was sealed with the right key."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import example, given
from hypothesis import strategies as st

from dialproof.channels import Channel
from dialproof.delivery import Delivery
from dialproof.keys import derive_key
from dialproof.providers.base import Request
from dialproof.session import LAYOUT, NONCE_BYTES, SessionSealer
from dialproof.verification.state import Pending, Session, Verified
from fakes import EPOCH, FakeClock

COOKIES = Path(__file__).parent / "cookies"
KEY = "a key that only seals the cookies of this folder"
REQUEST_ID = "c11236f4-00bf-4b89-84ba-88b25df97315"
REQUEST = Request("vonage", REQUEST_ID, "+14155550100")
PENDING = Pending(REQUEST, Channel.SMS, EPOCH, EPOCH + 300)
VOID = Pending(REQUEST, Channel.VOICE, EPOCH, EPOCH + 300, 2, EPOCH + 9, 0, Delivery.UNKNOWN)
TWILIO = Pending(
    Request("twilio", "VE0123456789abcdef0123456789abcdef", "+14155550100"),
    *(Channel.SMS, EPOCH, EPOCH + 300, 1, None, EPOCH + 30),
)
HELD = {
    "empty": Session("an-id-of-tests"),
    "pending": Session("an-id-of-tests", PENDING),
    "pending, void, with a request left behind": Session("an-id-of-tests", VOID),
    "pending, of another vendor": Session("an-id-of-tests", TWILIO),
    "pending, void, with a time to send again": Session("an-id-of-tests", replace(VOID, resend_at=EPOCH + 24)),
    "verified": Session("an-id-of-tests", Verified("+14155550100", Channel.SMS, EPOCH)),
}
"""What the cookies of every layout hold, by the names that the files give them."""

Payload = dict[str, Any]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def sealer() -> SessionSealer:
    return SessionSealer([KEY], lifetime=3600, clock=FakeClock())


def seal(payload: object) -> str:
    """Seal any JSON as a cookie of this deployment."""
    nonce = bytes(NONCE_BYTES)
    key = AESGCM(derive_key(KEY, purpose="session cookie"))
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return base64.urlsafe_b64encode(nonce + key.encrypt(nonce, text, LAYOUT)).rstrip(b"=").decode()


def earlier_cookies() -> list[Any]:
    files = [(path, json.loads(path.read_text())) for path in sorted(COOKIES.glob("*.json"))]
    return [
        pytest.param(cookie["holds"], cookie["plain"], cookie["sealed"], id=f"{path.stem} {cookie['holds']}")
        for path, file in files
        for cookie in file["cookies"]
    ]


def plain(holds: str = "pending, void, with a time to send again") -> Payload:
    """Return what is inside of the newest of the kept cookies that hold that."""
    files = [json.loads(path.read_text()) for path in sorted(COOKIES.glob("*.json"))]
    found: Payload
    [*_, found] = [cookie["plain"] for file in files for cookie in file["cookies"] if cookie["holds"] == holds]
    return copy.deepcopy(found)


@pytest.mark.parametrize(("holds", "inside", "sealed"), earlier_cookies())
def test_cookies_of_every_earlier_layout_can_be_opened(holds: str, inside: Payload, sealed: str) -> None:
    held = replace(HELD[holds], revision=inside.get("revision", 0))
    assert sealer().open(sealed) == sealer().open(seal(inside)) == held


def test_what_a_newer_version_added_is_ignored() -> None:
    payload = plain()
    for place in (payload, payload["state"]):
        place["a field of tomorrow"] = {"any": "thing"}
    payload["state"]["delivery"] = "a word of tomorrow"
    assert sealer().open(seal(payload)) == replace(HELD["pending, void, with a time to send again"], revision=7)


UNREADABLE: dict[str, Callable[[Payload], object]] = {
    "another channel": lambda payload: payload["state"].update(channel="pigeon"),
    "another kind of state": lambda payload: payload["state"].update({"is": "suspended"}),
    "a state that lacks a field": lambda payload: payload["state"].pop("request_id"),
    "a state that is none": lambda payload: payload.update(state=["pending"]),
    "no id": lambda payload: payload.pop("id"),
    "an id that is no text": lambda payload: payload.update(id=7),
    "an id of half a character": lambda payload: payload.update(id="\ud800"),
    "a number that does not exist": lambda payload: payload["state"].update(phone_number="+1415"),
    "a number in other words": lambda payload: payload["state"].update(phone_number="+1 415 555 0100"),
    "a time that never comes": lambda payload: payload["state"].update(expires_at=float("inf")),
    "a time past all calendars": lambda payload: payload["state"].update(started_at=10**400),
    "a count that is none": lambda payload: payload["state"].update(wrong_codes=-1),
    "yes for a time": lambda payload: payload["state"].update(void_since=True),
    "a time to send again that is none": lambda payload: payload["state"].update(resend_at="soon"),
    "a vendor that is none": lambda payload: payload["state"].update(vendor=7),
    "a revision that is none": lambda payload: payload.update(revision="second"),
    "no end": lambda payload: payload.pop("expires"),
}


@pytest.mark.parametrize("change", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_an_empty_session(change: Callable[[Payload], object]) -> None:
    payload = plain()
    change(payload)
    session = sealer().open(seal(payload))
    assert session.state is None
    assert session.id not in {"an-id-of-tests", 7}


@given(payload=JSON | st.dictionaries(st.sampled_from(["expires", "id", "state", "left"]), JSON))
@example(payload=[[[]]])
def test_any_json_that_was_sealed_opens(payload: object) -> None:
    assert isinstance(sealer().open(seal(payload)), Session)


@given(data=st.data(), holds=st.sampled_from(sorted(HELD)))
def test_any_change_inside_a_cookie_opens(data: st.DataObject, holds: str) -> None:
    payload = plain(holds)
    places = [payload, *[place for place in (payload["state"], *payload["left"]) if place]]
    place = data.draw(st.sampled_from(places))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    assert isinstance(sealer().open(seal(payload)), Session)


@pytest.mark.parametrize("inside", [b"[" * 2900, b"\xff\xfe", b"", b"9" * 2900], ids=["deep", "bytes", "empty", "long"])
def test_what_is_sealed_and_no_json_is_an_empty_session(inside: bytes) -> None:
    assert sealer().open(seal(inside)).state is None
