"""JSON as calls bring it: what is nested deeper than a parser or a writer can follow counts as no JSON."""

from __future__ import annotations

from typing import Any, Final

from flask.json.provider import DefaultJSONProvider

MAX_BODY: Final = 64 * 1024
"""Bytes; no call needs more."""

MAX_DEPTH: Final = 100
"""Levels of arrays and objects within each other; honest bodies have three."""


class BoundedJson(DefaultJSONProvider):
    """Read bodies of a bounded depth, and write answers in the order in which they were made."""

    sort_keys = False

    def loads(self, s: str | bytes, **options: Any) -> Any:  # noqa: ANN401 - any JSON value
        """Parse `s`.

        Raises:
            ValueError: when it is no JSON, or nested too deeply.
        """
        try:
            value = super().loads(s, **options)
        except RecursionError:
            raise ValueError("nested too deeply") from None
        _require_bounded_depth(value)
        return value


def _require_bounded_depth(value: object) -> None:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise ValueError("nested too deeply")


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
