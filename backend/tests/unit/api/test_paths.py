"""A path is what it says: nothing else leads to it, and no answer sends a caller to another host."""

from __future__ import annotations

import pytest

from dialproof.app import create_app
from dialproof.settings import Settings

API = create_app(Settings.from_environ({}))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path",
    [
        "/api//verification",
        "/api//cancel-verification",
        "/api/verification/",
        "/api/./verification",
        "/api/x/../verification",
        "/API/verification",
        "/problems//not_found",
    ],
)
def test_a_path_that_is_written_otherwise_leads_nowhere(method: str, path: str) -> None:
    answer = API.test_client().open(
        path, method=method, json={} if method == "POST" else None, headers={"Host": "evil.example"}
    )
    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["code"] == "not_found"
    assert "Location" not in answer.headers
