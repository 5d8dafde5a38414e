"""The README and the sandbox say the same."""

from __future__ import annotations

import re
from operator import attrgetter
from pathlib import Path

import dialproof.sandbox
from dialproof.sandbox.core.calls.faults import FaultPlan
from dialproof.sandbox.core.reserved import RESERVED, describe
from dialproof.sandbox.core.settings import PREFIX
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.profile import PROFILE
from dialproof.sandbox.vendors.vonage.verifications.wording import WORDINGS
from unit.sandbox.world import World

README = (Path(dialproof.sandbox.__file__).parent / "README.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Read the cells of the tables under one heading."""
    section = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| ")
    ]


def test_every_setting_is_documented_and_nothing_else() -> None:
    documented = set(re.findall(rf"`({PREFIX}\w+)`", README))
    assert documented == set(SandboxSettings.variables())


def test_every_default_is_the_documented_one() -> None:
    settings = SandboxSettings()
    defaults = {name: attrgetter(".".join(path))(settings) for name, path in SandboxSettings.variables().items()}
    for names, default, _ in rows("Settings") + rows("Where the vendor's sources disagree or are silent"):
        variables = re.findall(rf"{PREFIX}\w+", names)
        values = [value.strip().strip("`") for value in default.split(",")]
        if len(values) != len(variables):
            values = [default] * len(variables)
        for variable, value in zip(variables, values, strict=True):
            actual = defaults[variable]
            shown = {True: "true", False: "false"}.get(actual, str(actual)) if isinstance(actual, bool) else str(actual)
            assert value == shown or (actual in (None, ()) and value in ("none", "drawn at random")), variable


def test_every_reserved_number_is_documented_in_the_same_words() -> None:
    documented = [tuple(row) for row in rows("Reserved numbers") if row[0].startswith("+")]
    assert documented == [
        (each.number, each.name, describe(each, {PROFILE.name: PROFILE.reserved})) for each in RESERVED
    ]


def test_every_call_is_documented(world: World) -> None:
    documented = set(re.findall(r"`(GET|POST|DELETE) (/[^`?]*)", README))
    existing = {
        (method, rule.rule)
        for rule in world.client.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(("/inbox", "/control", "/health", "/authority"))
    }
    assert documented == existing


def test_every_field_of_a_fault_is_documented() -> None:
    table = README.split("A fault has these fields:", 1)[1].split("```", 1)[0]
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    assert set(re.findall(r"`(\w+)`", " ".join(first_cells))) == set(FaultPlan.model_fields)


def test_every_language_is_named() -> None:
    sentence = README.split("in the language of the request (", 1)[1].split(";", 1)[0]
    assert len(re.findall(r"[A-Z][a-z]+", sentence)) == len(WORDINGS)
