"""Descriptions as HTML: they are written in the little of Markdown that is needed, paragraphs and `code`."""

from __future__ import annotations

import re

from markupsafe import Markup, escape


def prose(text: str) -> Markup:
    """Return ``text`` as paragraphs, with what stands between backticks as code."""
    paragraphs = [paragraph.replace("\n", " ") for paragraph in text.strip().split("\n\n")]
    return Markup("\n").join(Markup("<p>{}</p>").format(_inline(paragraph)) for paragraph in paragraphs)


def _inline(text: str) -> Markup:
    # Every other part stood between backticks.
    parts = re.split(r"`([^`]+)`", text)
    return Markup().join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part) for index, part in enumerate(parts)
    )
