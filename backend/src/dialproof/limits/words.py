"""Durations in words, for sentences that a visitor reads."""

from __future__ import annotations

MINUTE = 60
HOUR = 60 * MINUTE


def wait_in_words(seconds: int) -> str:
    """Return ``in 45 seconds``, ``in 3 minutes`` or ``in 2 hours``, never shorter than the wait is."""
    if seconds > HOUR:
        count, unit = -(-seconds // HOUR), "hour"
    elif seconds > MINUTE:
        count, unit = -(-seconds // MINUTE), "minute"
    else:
        count, unit = seconds, "second"
    return f"in {count} {unit}{'' if count == 1 else 's'}"
