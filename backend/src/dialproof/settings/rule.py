"""How one setting is declared: its parser, its defaults, and whether it may be shown."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, overload

T = TypeVar("T")
D = TypeVar("D")
_KEY = "dialproof.rule"


class InvalidValueError(ValueError):
    """Say what is wrong with the text of one setting and what to write instead, without repeating a secret."""


class SettingsError(Exception):
    """Carry every mistake found in the settings, one `NAME: what is wrong and what to write` each."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        count = "1 mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes)} mistakes"
        lines = [f"Dialproof cannot start: {count} in its settings.", *(f"  - {mistake}" for mistake in self.mistakes)]
        super().__init__("\n".join([*lines, "Every setting is explained in .env.example."]))


@dataclass(frozen=True, slots=True)
class Rule:
    """Tell how to read one setting.

    Defaults are written as an operator would write them and go through the same parser, so that `.env.example`
    can be held to them. `unset` is the value where there is neither text nor default. `development_parse` is for the
    few ranges that are wider outside production.
    """

    parse: Callable[[str], object]
    default: str | None
    production_default: str | None
    unset: object
    development_parse: Callable[[str], object] | None
    blank_is_a_mistake: bool

    def default_text(self, *, production: bool) -> str | None:
        return self.production_default if production else self.default

    def read(self, text: str | None, *, production: bool) -> object:
        """Turn the text, or else the default, into the value.

        Raises:
            InvalidValueError: with the words for the operator.
        """
        default = self.default_text(production=production)
        if text == "" and self.blank_is_a_mistake:
            raise InvalidValueError(
                f"is blank, which would switch the limit off; write something like {default}, or remove it"
            )
        text = text or default
        if text is None:
            return self.unset
        if self.development_parse is not None and not production:
            return self.development_parse(text)
        return self.parse(text)


SAME: Final = "the same as in development"


@overload
def setting(
    parse: Callable[[str], T],
    default: str,
    *,
    production_default: str = ...,
    development_parse: Callable[[str], T] | None = ...,
    blank_is_a_mistake: bool = ...,
) -> T: ...


@overload
def setting(
    parse: Callable[[str], T],
    default: str | None = ...,
    *,
    production_default: str | None = ...,
    unset: D,
    secret: bool = ...,
) -> T | D: ...


def setting(
    parse: Callable[[str], Any],
    default: str | None = None,
    *,
    production_default: str | None = SAME,
    unset: Any = None,
    development_parse: Callable[[str], Any] | None = None,
    secret: bool = False,
    blank_is_a_mistake: bool = False,
) -> Any:
    """Declare a field of `Settings`, in the manner of `dataclasses.field`; a secret one stays out of `repr`."""
    in_production = default if production_default == SAME else production_default
    rule = Rule(parse, default, in_production, unset, development_parse, blank_is_a_mistake)
    return dataclasses.field(repr=not secret, metadata={_KEY: rule})


def rules_of(model: type[Any]) -> dict[str, Rule]:
    """Map the environment name of every setting of a dataclass to its rule, in the order of declaration."""
    return {name: field.metadata[_KEY] for name, field in _fields(model)}


def secrets_of(model: type[Any]) -> tuple[str, ...]:
    """Return the environment names of the secret settings of a dataclass, in the order of declaration."""
    return tuple(name for name, field in _fields(model) if not field.repr)


def _fields(model: type[Any]) -> list[tuple[str, dataclasses.Field[Any]]]:
    return [(field.name.upper(), field) for field in dataclasses.fields(model) if _KEY in field.metadata]
