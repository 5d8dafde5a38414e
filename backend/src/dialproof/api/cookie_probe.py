"""Find out whether a browser keeps cookies before a text is sent: without one, the code could not be checked.

A page's first call, GET /api/verification, hands out a cookie that says nothing. A page that asks for it, by
``requireCookie``, is refused a code when neither that cookie nor a session comes back. It is a cookie of its own, so
that the answer to a slow first call never takes the place of a session that another tab began meanwhile.
"""

from __future__ import annotations

import structlog
from flask import Flask, Response, g, request

from dialproof.api.session_cookie import set_cookie, values_of
from dialproof.problems import CookiesRequired

log = structlog.get_logger(__name__)


class CookieProbe:
    """Hand out the cookie, and require it.

    Args:
        session_cookie: the name of the session's cookie; the probe's begins with it.
        secure: as for the session, see `SessionCookie`.
        same_site: likewise.
    """

    def __init__(self, session_cookie: str, *, secure: bool, same_site: str) -> None:
        self.name = f"{session_cookie}-probe"
        self._ours = (self.name, session_cookie)
        self._secure = secure
        self._same_site = same_site

    def init_app(self, app: Flask) -> None:
        """Set the cookie in the answers that are to carry it."""
        app.after_request(self._send)

    def hand_out(self) -> None:
        """Set the cookie in the answer, unless the call had one."""
        g.probe_cookie = not self._came_back()

    def require(self) -> None:
        """Refuse a call without a cookie of ours.

        Raises:
            CookiesRequired: always then.
        """
        if self._came_back():
            return
        if request.headers.get("Sec-Fetch-Site") == "cross-site" and self._same_site != "None":
            remedy = "page and API are two sites: set COOKIE_SAMESITE=None and COOKIE_SECURE=true, or serve both as one"
            log.warning("cookie_not_kept", remedy=remedy)
        raise CookiesRequired

    def _came_back(self) -> bool:
        header = request.environ.get("HTTP_COOKIE", "")
        return any(True for name in self._ours for _ in values_of(name, header))

    def _send(self, answer: Response) -> Response:
        if g.get("probe_cookie"):
            # Without an age: a page may stay open for longer than any session lasts.
            set_cookie(answer, self.name, "1", secure=self._secure, same_site=self._same_site)
        return answer
