"""The session is read from our own cookie alone, whatever else stands in the header."""

from __future__ import annotations

import dataclasses
import re

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from dialproof.api.session_cookie import SessionCookie
from dialproof.channels import Channel
from dialproof.session import SessionSealer
from dialproof.verification.state import Session, Verified
from fakes import EPOCH, FakeClock

SEALER = SessionSealer(["a key of these tests alone"], lifetime=3600, clock=FakeClock())
VERIFIED = dataclasses.replace(
    SEALER.empty(), state=Verified(phone_number="+14155550100", channel=Channel.SMS, verified_at=EPOCH)
)
OTHER = dataclasses.replace(VERIFIED, id="another session")
OURS = SEALER.seal(VERIFIED)


def read(header: str | None, *, secure: bool = False, same_site: str = "Lax") -> Session:
    """Return the session of a request with this Cookie header."""
    app = Flask("reads", static_folder=None)
    cookie = SessionCookie(SEALER, secure=secure, same_site=same_site)
    environ = {} if header is None else {"HTTP_COOKIE": header}
    with app.test_request_context("/", environ_overrides=environ):
        return cookie.session()


def is_empty(session: Session) -> bool:
    return dataclasses.replace(session, id="") == Session(id="")


@pytest.mark.parametrize(
    "header",
    [
        "dialproof={ours}",
        'a="; dialproof={ours}; d="',
        'a="x; dialproof={ours}; b=y"',
        'a="\\"; dialproof={ours}; d="',
        "a; =; ;; =x; dialproof={ours}; ;",
        "a=1;dialproof={ours};b=2",
        "a=1 ;\tdialproof={ours} ; b=2",
        'dialproof="{ours}"',
        "a={{'b': 1}}, c; dialproof={ours}",
        "a=\xff\xfe; dialproof={ours}; \x80",
        "xdialproof=no; dialproofx=no; DIALPROOF=no; dialproof={ours}",
        "__Host-dialproof=no; __Secure-dialproof=no; dialproof={ours}",
    ],
)
def test_foreign_cookies_do_not_hide_it(header: str) -> None:
    assert read(header.format(ours=OURS)) == VERIFIED


junk = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)


@given(before=junk, after=junk)
@example(before='a="', after='d="')
@example(before="dialproof=", after="dialproof=")
@example(before='dialproof="', after='"')
@example(before="dialproof", after="=")
def test_it_is_found_between_any_other_cookies(before: str, after: str) -> None:
    assert read(f"{before}; dialproof={OURS}; {after}") == VERIFIED
    assert read(f"{before};dialproof={OURS}") == VERIFIED


@given(header=junk | junk.map(lambda text: f"dialproof={text}"))
def test_a_header_without_it_is_an_empty_session(header: str) -> None:
    assert is_empty(read(header))


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "dialproof",
        "dialproof=",
        "a={ours}",
        "a=dialproof={ours}",
        "a=1,dialproof={ours}",
        "={ours}",
        "=dialproof={ours}",
        'a="; dialproof="{ours}; d="',
        "Dialproof={ours}",
        "dialproof={ours}x",
        "dialproof={ours},b=1",
        "a=1; \xa0dialproof={ours}",
        "a=1;\x85dialproof={ours}",
        "a=1; dialproof\xa0={ours}",
        "$Version=1, dialproof={ours}",
    ],
)
def test_what_only_resembles_it_is_not_read(header: str | None) -> None:
    assert is_empty(read(header and header.format(ours=OURS)))


def test_a_session_that_holds_nothing_yet_keeps_its_identity() -> None:
    session = SEALER.empty()
    assert read(f"dialproof={SEALER.seal(session)}") == session


class TestSeveralOfOurName:
    def test_the_first_that_can_be_opened_counts(self) -> None:
        other = SEALER.seal(OTHER)
        assert read(f"dialproof=junk; dialproof={OURS}; dialproof={other}") == VERIFIED
        assert read(f"dialproof={other}; dialproof={OURS}") == OTHER

    def test_one_that_knows_nothing_does_not_hide_one_that_knows_something(self) -> None:
        assert read(f"dialproof={SEALER.seal(SEALER.empty())}; dialproof={OURS}") == VERIFIED

    def test_only_a_few_are_tried(self) -> None:
        opened: list[str | None] = []

        class Counting(SessionSealer):
            def open(self, cookie: str | None) -> Session:
                opened.append(cookie)
                return super().open(cookie)

        app = Flask("counts", static_folder=None)
        sealer = Counting(["a key of these tests alone"], lifetime=3600, clock=FakeClock())
        cookie = SessionCookie(sealer, secure=False, same_site="Lax")
        header = "; ".join(f"dialproof={index:04}" for index in range(1000))
        with app.test_request_context("/", environ_overrides={"HTTP_COOKIE": header}):
            assert is_empty(cookie.session())
        assert len(opened) <= 8


def answer(*, secure: bool, same_site: str) -> TestResponse:
    """Return an answer that begins a session."""
    app = Flask("writes", static_folder=None)
    cookie = SessionCookie(SEALER, secure=secure, same_site=same_site)
    cookie.init_app(app)

    @app.get("/")
    def begin() -> str:
        cookie.keep(dataclasses.replace(cookie.session(), state=VERIFIED.state))
        return ""

    return app.test_client().get("/", base_url="https://localhost")


KINDS = {
    ("Lax", False): "dialproof",
    ("Lax", True): "__Host-dialproof",
    ("Strict", True): "__Host-dialproof",
    ("None", True): "__Host-dialproof-embedded",
}


@pytest.mark.parametrize(("kind", "name"), KINDS.items())
def test_each_kind_of_cookie_has_a_name_of_its_own(kind: tuple[str, bool], name: str) -> None:
    same_site, secure = kind
    header = answer(secure=secure, same_site=same_site).headers["Set-Cookie"]
    assert header.partition("=")[0] == name
    assert bool(re.search("; Partitioned", header)) is (same_site == "None")
    assert read(f"{name}={OURS}", secure=secure, same_site=same_site) == VERIFIED


@pytest.mark.parametrize(("kind", "name"), KINDS.items())
def test_a_cookie_of_another_kind_is_never_read(kind: tuple[str, bool], name: str) -> None:
    same_site, secure = kind
    others = {other for other in KINDS.values() if other != name}
    for other in others:
        assert is_empty(read(f"{other}={OURS}", secure=secure, same_site=same_site))
        assert read(f"{other}={OURS}; {name}={SEALER.seal(OTHER)}", secure=secure, same_site=same_site) == OTHER
