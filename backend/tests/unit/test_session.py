from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialproof.channels import Channel
from dialproof.delivery import Delivery
from dialproof.providers.base import Request
from dialproof.session import SessionSealer
from dialproof.verification.state import Pending, Session, State, Verified
from fakes import EPOCH, FakeClock

REQUEST_ID = "c11236f4-00bf-4b89-84ba-88b25df97315"
REQUEST = Request("twilio", REQUEST_ID, "+14155550100")
PENDING = Pending(REQUEST, Channel.VOICE, EPOCH, EPOCH + 300, 2, EPOCH + 9, EPOCH + 30, Delivery.UNKNOWN)
VERIFIED = Verified("+14155550100", Channel.SMS, EPOCH)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def sealer(clock: FakeClock) -> SessionSealer:
    return SessionSealer(["one secret of many characters"], lifetime=3600, clock=clock)


@pytest.mark.parametrize("state", [None, PENDING, VERIFIED])
def test_what_is_sealed_comes_back(sealer: SessionSealer, state: State) -> None:
    session = Session("an id", state, 7)
    assert sealer.open(sealer.seal(session)) == session


def test_a_sealed_session_shows_nothing(sealer: SessionSealer) -> None:
    cookie = sealer.seal(Session("an id", PENDING))
    bytes_inside = base64.urlsafe_b64decode(cookie + "==")
    for secret in (REQUEST_ID, "4155550100", "pending"):
        assert secret not in cookie
        assert secret.encode() not in bytes_inside


def test_the_same_session_never_seals_alike(sealer: SessionSealer) -> None:
    session = Session("an id", PENDING)
    assert sealer.seal(session) != sealer.seal(session)


def test_every_changed_byte_makes_it_an_empty_session(sealer: SessionSealer) -> None:
    sealed = base64.urlsafe_b64decode(sealer.seal(Session("an id", PENDING)) + "==")
    for position in range(len(sealed)):
        damaged = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
        assert sealer.open(base64.urlsafe_b64encode(damaged).rstrip(b"=").decode()).state is None


def test_an_old_cookie_is_an_empty_session(sealer: SessionSealer, clock: FakeClock) -> None:
    cookie = sealer.seal(Session("an id", PENDING))
    clock.advance(3599)
    assert sealer.open(cookie).state == PENDING
    clock.advance(1)
    opened = sealer.open(cookie)
    assert opened.state is None
    assert opened.id != "an id"


def test_a_cookie_of_another_deployment_is_an_empty_session(sealer: SessionSealer, clock: FakeClock) -> None:
    other = SessionSealer(["a secret of somewhere else"], lifetime=3600, clock=clock)
    assert sealer.open(other.seal(Session("an id", PENDING))).state is None


def test_a_rotated_secret_still_opens_what_it_sealed(sealer: SessionSealer, clock: FakeClock) -> None:
    cookie = sealer.seal(Session("an id", PENDING))
    rotated = SessionSealer(["a new secret", "one secret of many characters"], lifetime=3600, clock=clock)
    assert rotated.open(cookie).state == PENDING
    assert sealer.open(rotated.seal(Session("an id", PENDING))).state is None


def test_empty_sessions_have_different_ids(sealer: SessionSealer) -> None:
    assert sealer.empty().id != sealer.empty().id


@given(cookie=st.none() | st.text() | st.text(alphabet="ABCabc012-_", max_size=600))
def test_whatever_comes_in_is_at_worst_an_empty_session(cookie: str | None) -> None:
    sealer = SessionSealer(["one secret of many characters"], lifetime=3600, clock=FakeClock())
    assert sealer.open(cookie).state is None


def test_the_largest_session_fits_into_a_cookie(sealer: SessionSealer) -> None:
    session = Session("x" * 22, PENDING, 10**9)
    assert len(sealer.seal(session)) < 2048


def test_a_verified_session_ends_a_while_after_its_verification(clock: FakeClock) -> None:
    sealer = SessionSealer(["one secret of many characters"], lifetime=3600, verified_lifetime=600, clock=clock)
    clock.advance(100)
    session = Session("an id", VERIFIED)
    assert (sealer.lifetime_of(session), sealer.lifetime_of(Session("an id", PENDING))) == (500, 3600)
    cookie = sealer.seal(session)
    clock.advance(499)
    assert sealer.open(cookie).state == VERIFIED
    clock.advance(1)
    assert sealer.open(cookie).state is None
    assert sealer.lifetime_of(session) == 0
