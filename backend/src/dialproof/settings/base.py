"""What a group of settings is: a frozen pydantic model whose fields are read under the names of the environment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo
from pydantic.fields import FieldInfo

SECRET: Final = Field(repr=False)
"""Marks a secret: it stays out of `repr` and the logs, and can come from the file that `…_FILE` names."""


@dataclass(frozen=True, slots=True)
class InProduction:
    """Another default that a field has in production."""

    default: object


class Mistake(NamedTuple):
    """What is wrong with a setting though it can be read; not told where a setting it `depends_on` is wrong itself."""

    name: str
    words: str
    depends_on: tuple[str, ...] = ()


class Group(BaseModel):
    """Settings of one concern; a field is read from the variable that its alias names, by default its upper-cased name.

    Durations are seconds. Each setting is explained in `.env.example`.
    """

    model_config = ConfigDict(frozen=True, alias_generator=str.upper, validate_default=True, hide_input_in_errors=True)

    @classmethod
    def variables(cls) -> dict[str, FieldInfo]:
        """Map the name of every variable to its field, in the order of declaration."""
        return {cls.variable(name): field for name, field in cls.model_fields.items()}

    @classmethod
    def variable(cls, name: str) -> str:
        """Return the variable that the field `name` is read from."""
        return cls.model_fields[name].alias or name

    def secret_values(self) -> tuple[str, ...]:
        values = [getattr(self, name) for name, field in type(self).model_fields.items() if not field.repr]
        return tuple(text for value in values for text in ([value] if isinstance(value, str) else value or ()))


def prefixed(prefix: str) -> Callable[[str], str]:
    """Make the alias generator of a group whose variables begin with `prefix`."""
    return lambda name: f"{prefix}{name}".upper()


def written(default: str) -> Any:  # noqa: ANN401 - whatever the field's type makes of it
    """Declare a default as an operator would write it; it is read like any other value."""
    return Field(default)


def in_production(info: ValidationInfo) -> bool:
    return not info.context or bool(info.context["production"])
