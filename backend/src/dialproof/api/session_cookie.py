"""Read the session of a request from its cookie, and write it back."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import islice
from typing import Final

from flask import Flask, Response, g, request

from dialproof.session import SessionSealer
from dialproof.verification.state import Session

# Only a foreign page of the same site, or a script on ours, can add more of our name; the browser sends no copies.
MOST_TRIED: Final = 8


class SessionCookie:
    """Provide the session to the views, and seal it into the answer if it changed, errors included.

    Args:
        sealer: seals and opens.
        secure: send the cookie over TLS only, bound to this host by the ``__Host-`` prefix.
        same_site: ``Lax``, ``Strict`` or ``None``. With ``None`` the cookie is partitioned as well: every site that
            embeds the form has one of its own, and browsers that block third-party cookies keep it.
            https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#partitioned
            It has another name then, because a browser keeps a partitioned and a plain cookie of one name side by side
            and sends both.
    """

    def __init__(self, sealer: SessionSealer, *, secure: bool, same_site: str) -> None:
        self.name = cookie_name(secure=secure, same_site=same_site)
        self._sealer = sealer
        self._secure = secure
        self._same_site = same_site

    def init_app(self, app: Flask) -> None:
        """Seal changed sessions into every answer, errors included."""
        app.after_request(self._store)

    def session(self) -> Session:
        """Return this request's session."""
        if "session" not in g:
            g.session = g.session_before = self._read()
        session: Session = g.session
        return session

    def keep(self, session: Session) -> None:
        """Set ``session`` in the answer to this request, if it has changed."""
        self.session()
        g.session = session

    def _read(self) -> Session:
        """Return the first session that is not empty, else the first, else an empty one."""
        values = islice(values_of(self.name, request.environ.get("HTTP_COOKIE", "")), MOST_TRIED)
        sessions = [self._sealer.open(value) for value in values]
        telling = (session for session in sessions if dataclasses.replace(session, id="", revision=0) != Session(id=""))
        return next(telling, sessions[0] if sessions else self._sealer.empty())

    def _store(self, answer: Response) -> Response:
        if "session" not in g:
            return answer
        answer.vary.add("Cookie")
        if g.session != g.session_before:
            sealed, lifetime = self._sealer.seal(g.session), self._sealer.lifetime_of(g.session)
            set_cookie(answer, self.name, sealed, secure=self._secure, same_site=self._same_site, max_age=lifetime)
        return answer


def cookie_name(*, secure: bool, same_site: str) -> str:
    """Return the name of the cookie: it depends on the attributes, because browsers keep those cookies apart."""
    if not secure:
        return "dialproof"
    return "__Host-dialproof-embedded" if same_site == "None" else "__Host-dialproof"


def set_cookie(
    answer: Response, name: str, value: str, *, secure: bool, same_site: str, max_age: int | None = None
) -> None:
    """Set a cookie in ``answer``; without ``max_age`` (seconds) it lasts until the browser is closed."""
    answer.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/",
        secure=secure,
        httponly=True,
        samesite=same_site,
        partitioned=same_site == "None",
    )


def values_of(name: str, header: str) -> Iterator[str]:
    """Yield the values of the cookies called ``name`` in a Cookie header (RFC 6265, section 5.4), in their order.

    Only a semicolon ends a cookie. Whoever also believes in quotes or commas, or trims more than spaces and tabs, lets
    another cookie hide this one, or pass for it without its prefix.
    """
    for pair in header.split(";"):
        found, equals, value = pair.strip(" \t").partition("=")
        if equals and found == name:
            quoted = len(value) > 1 and value[0] == value[-1] == '"'
            yield value[1:-1] if quoted else value
