"""The guide for frontend developers, as a program sees it: its blocks by name, its table, its examples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
GUIDE: Final = (DOCS / "frontend-guide.md").read_text(encoding="utf-8")
API: Final = "http://localhost:5001"
PHONE: Final = "http://localhost:5002"
PAGE: Final = "http://localhost:3000"


def block(name: str) -> str:
    """Return the code block whose opening line ends with ``name``."""
    found = re.search(rf"^```\w+ {re.escape(name)}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    assert found, name
    return found[1]


def moved(text: str, *, api: str, phone: str, page: str = PAGE) -> str:
    """Return ``text`` for servers that listen on other ports than the guide says, under the same names."""
    for written, real in ((API, api), (PHONE, phone), (PAGE, page)):
        text = text.replace(written, real.replace("127.0.0.1", "localhost"))
    return text


def table_of_states() -> list[tuple[str, str]]:
    """Return the rows of the table of what a page must handle: code or status, and how to get it."""
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", GUIDE, re.MULTILINE)
    assert rows
    return [(code, recipe.strip()) for code, recipe in rows]
