"""The bounded transport under an SDK that uses `requests`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import PoolManager


class BoundedAdapter(BaseAdapter):
    """Hand every request of a `requests` session to a bounded manager; mount it on ``https://`` and ``http://``.

    Args:
        manager: see `bounded_manager`.
    """

    def __init__(self, manager: PoolManager) -> None:
        super().__init__()
        self._manager = manager
        self._answers = HTTPAdapter()

    def send(  # noqa: PLR0917  # the signature is the library's
        self,
        request: PreparedRequest,
        stream: bool = False,  # noqa: ARG002  # an answer has always been read before it gets here
        timeout: Any = None,  # noqa: ARG002  # the manager has its own, and its own way to go
        verify: bool | str = True,  # noqa: ARG002  # as above
        cert: Any = None,  # noqa: ARG002  # as above
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002  # as above
    ) -> Response:
        """Send ``request`` and return its answer; see `bounded_manager` for what it raises."""
        answer = self._manager.urlopen(
            cast("str", request.method),
            cast("str", request.url),
            body=request.body,
            headers=cast("Mapping[str, str]", request.headers),
        )
        return self._answers.build_response(request, cast("Any", answer))

    def close(self) -> None:
        """Close the connections that are kept."""
        self._manager.clear()
