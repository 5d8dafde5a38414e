"""The logs of what a test has started, as far as a report of its failure can take them."""

LINES_SHOWN = 30


def last_lines(text: str) -> str:
    """Return the end of a log, and how much came before it."""
    lines = text.splitlines()
    left = len(lines) - LINES_SHOWN
    return "\n".join([*([f"… {left} lines before"] if left > 0 else []), *lines[-LINES_SHOWN:]])
