"""The session of one request, from its cookie and back into it."""

from __future__ import annotations

import copy

from flask import Flask, Response, g, request

from dialproof.session import SessionSealer
from dialproof.verification.state import Session


class SessionCookie:
    """Hand the session to the views and seal it into the answer when it changed, whatever the answer is.

    Args:
        sealer: seals and opens.
        secure: send the cookie over TLS only, bound to this host by the ``__Host-`` prefix.
        same_site: ``Lax``, ``Strict`` or ``None``. With ``None`` the cookie is partitioned as well: every site that
            embeds the form has one of its own, and browsers that block third-party cookies keep it.
            https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#partitioned
        lifetime: seconds that a browser keeps it.
    """

    def __init__(self, sealer: SessionSealer, *, secure: bool, same_site: str, lifetime: int) -> None:
        self.name = "__Host-dialproof" if secure else "dialproof"
        self._sealer = sealer
        self._secure = secure
        self._same_site = same_site
        self._lifetime = lifetime

    def init_app(self, app: Flask) -> None:
        """Seal changed sessions into every answer, errors included."""
        app.after_request(self._store)

    def session(self) -> Session:
        """Return this request's session."""
        if "session" not in g:
            g.session = self._sealer.open(request.cookies.get(self.name))
            g.session_before = copy.copy(g.session)
        session: Session = g.session
        return session

    def _store(self, answer: Response) -> Response:
        if "session" not in g:
            return answer
        answer.vary.add("Cookie")
        if g.session != g.session_before:
            answer.set_cookie(
                self.name,
                self._sealer.seal(g.session),
                max_age=self._lifetime,
                path="/",
                secure=self._secure,
                httponly=True,
                samesite=self._same_site,
                partitioned=self._same_site == "None",
            )
        return answer
