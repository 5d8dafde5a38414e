"""Each HTTP call is one call to the store, so that what it asks takes few round trips."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from dialproof.store.store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def gather_round_trips(app: Flask, store: Store) -> None:
    """Gather what each call to ``app`` asks of ``store``; all is done before the first byte of an answer is sent."""
    app.wsgi_app = _Gathered(app.wsgi_app, store)  # type: ignore[method-assign]  # Flask's own way


class _Gathered:
    """A WSGI application whose calls are calls to a store."""

    def __init__(self, application: WSGIApplication, store: Store) -> None:
        self._application = application
        self._store = store

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one call. A server sends nothing until it is given the body (PEP 3333)."""
        with self._store.call():
            return self._application(environ, start_response)
