"""`.env.example` and the settings say the same."""

import re
from pathlib import Path

import pytest
from dotenv import dotenv_values
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from dialproof.settings import Settings
from dialproof.settings.base import InProduction

EXAMPLE = Path(__file__).parents[2] / ".env.example"
DOCUMENTED = dict(re.findall(r"^#([A-Z][A-Z0-9_]*)=(.*)$", EXAMPLE.read_text(), flags=re.MULTILINE))
FIELDS = Settings.variables()


def written(default: object) -> str:
    """Write a default as an operator would."""
    if default in (None, (), frozenset(), PydanticUndefined):
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def in_production(field: FieldInfo) -> list[str]:
    return [written(mark.default) for mark in field.metadata if isinstance(mark, InProduction)]


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert list(DOCUMENTED) == list(FIELDS)


@pytest.mark.parametrize("name", FIELDS)
def test_the_default_that_is_written_is_the_real_one(name: str) -> None:
    assert DOCUMENTED[name] == written(FIELDS[name].default)


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if in_production(field)])
def test_another_default_in_production_is_written_in_brackets(name: str) -> None:
    above = EXAMPLE.read_text().partition(f"\n#{name}=")[0].rpartition("\n\n")[2]
    [default] = in_production(FIELDS[name])
    assert f"(production: {default or 'none'})" in above


def test_no_two_groups_read_the_same_variable() -> None:
    assert sum(len(group.variables()) for group in Settings.groups().values()) == len(FIELDS)


def test_the_file_with_every_default_taken_in_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(re.sub(r"^#(?=[A-Z][A-Z0-9_]*=)", "", EXAMPLE.read_text(), flags=re.MULTILINE))
    given = {name: value or "" for name, value in dotenv_values(file).items() if name != "VONAGE_API_URL"}
    assert given.keys() == DOCUMENTED.keys() - {"VONAGE_API_URL"}
    taken, plain = Settings.from_environ(given), Settings.from_environ({})
    assert _comparable(taken) == _comparable(plain)


def _comparable(settings: Settings) -> Settings:
    """Leave out what is drawn at random, and what only a wholly unset provider implies."""
    session = settings.session.model_copy(update={"secret_key": ""})
    provider = settings.provider.model_copy(update={"is_sandbox": True})
    return settings.model_copy(update={"session": session, "provider": provider})
