"""Every line of the pages about threats and faults names a test, and every test that is named exists."""

from __future__ import annotations

import re

import pytest

from support.api import BACKEND

DOCS = BACKEND / "docs"
PAGES = ["threats.md", "faults.md"]
ATTACKERS = [
    "The text pumper",
    "The code guesser",
    "The victim bomber",
    "The session thief",
    "The cross-site page",
    "The log reader",
    "The careless operator",
    "The flooder",
]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def read(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def rows(text: str) -> list[str]:
    """Return the lines of all tables, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    heads = {index for index, line in enumerate(lines) if set(line) <= set("|-")}
    return [line for index, line in enumerate(lines) if index not in heads and index + 1 not in heads]


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_is_named_exists(page: str) -> None:
    named = NAMED.findall(read(page))
    assert len(named) > 10
    for file, name in named:
        source = (BACKEND / file).read_text(encoding="utf-8") if (BACKEND / file).exists() else ""
        assert re.search(rf"^\s*def {name}\(", source, flags=re.MULTILINE), f"{page} names {file}::{name}"
    assert len(re.findall(r"tests/[\w/]+\.py::", read(page))) == len(named)


def test_every_attacker_has_lines() -> None:
    headings = re.split(r"^## ", read("threats.md"), flags=re.MULTILINE)[1:]
    assert [heading.splitlines()[0] for heading in headings] == ATTACKERS
    assert all(len(rows(heading)) >= 5 for heading in headings)


def test_every_line_about_a_threat_names_its_test() -> None:
    for row in rows(read("threats.md")):
        assert NAMED.search(row.split("|")[-2]), row


def test_every_line_about_a_fault_names_its_test_or_is_a_case_of_one() -> None:
    text = read("faults.md")
    cases = text[text.index("<!-- begin") : text.index("<!-- end")]
    written = text.replace(cases, "")
    for row in rows(written):
        assert NAMED.search(row.split("|")[-2]), row
    assert len(rows(cases)) > 100
    assert "test_a_fault_leads_to_the_planned_answer_and_the_next_press_works" in written


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_that_is_named_exists(page: str) -> None:
    example = (BACKEND / ".env.example").read_text(encoding="utf-8")
    known = set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", example, flags=re.MULTILINE))
    named = set(re.findall(r"`([A-Z][A-Z]*_[A-Z_]+)(?:=\w+)?`", read(page)))
    assert named
    assert named <= known
