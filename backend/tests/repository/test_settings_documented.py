"""`.env.example` and the settings say the same."""

import dataclasses
import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from dialproof.settings import Settings
from dialproof.settings.rule import rules_of

EXAMPLE = Path(__file__).parents[2] / ".env.example"
DOCUMENTED = dict(re.findall(r"^#([A-Z][A-Z0-9_]*)=(.*)$", EXAMPLE.read_text(), flags=re.MULTILINE))
RULES = rules_of(Settings)


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert list(DOCUMENTED) == list(RULES)


@pytest.mark.parametrize("name", RULES)
def test_the_default_that_is_written_is_the_real_one(name: str) -> None:
    assert DOCUMENTED[name] == (RULES[name].default or "")


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if rule.production_default != rule.default])
def test_another_default_in_production_is_written_in_brackets(name: str) -> None:
    above = EXAMPLE.read_text().partition(f"\n#{name}=")[0].rpartition("\n\n")[2]
    assert f"(production: {RULES[name].production_default or 'none'})" in above


def test_every_setting_is_an_attribute_of_the_same_name() -> None:
    fields = {field.name for field in dataclasses.fields(Settings)}
    assert fields == {name.lower() for name in DOCUMENTED} | {"secret_key_is_ephemeral", "warnings"}


def test_the_file_with_every_default_taken_in_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(re.sub(r"^#(?=[A-Z][A-Z0-9_]*=)", "", EXAMPLE.read_text(), flags=re.MULTILINE))
    written = {name: value or "" for name, value in dotenv_values(file).items() if name != "VONAGE_API_URL"}
    assert written.keys() == DOCUMENTED.keys() - {"VONAGE_API_URL"}
    taken, plain = Settings.from_environ(written), Settings.from_environ({})
    assert _comparable(taken) == _comparable(plain)


def _comparable(settings: Settings) -> Settings:
    """Leave out what is drawn at random, and what only a wholly unset provider implies."""
    return dataclasses.replace(settings, secret_key="", provider_is_sandbox=True)
