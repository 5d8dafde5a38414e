"""How mistakes are told: the name of the setting, what is wrong with it, and what to write instead."""

import difflib
import re
from collections.abc import Iterable, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails


class SettingsError(Exception):
    """Carry every mistake found in the settings, one `NAME: what is wrong and what to write` each."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        count = "1 mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes)} mistakes"
        lines = [f"Dialproof cannot start: {count} in its settings.", *(f"  - {mistake}" for mistake in self.mistakes)]
        super().__init__("\n".join([*lines, "Every setting is explained in .env.example."]))


def did_you_mean(text: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return ` (did you mean …?)` for the known word that is closest, or nothing."""
    close = difflib.get_close_matches(text, list(known), n=1, cutoff=cutoff)
    return f" (did you mean {close[0]}?)" if close else ""


def mistakes_in(error: ValidationError) -> dict[str, str]:
    """Return what is wrong by name of the variable; of a list, whatever is wrong with any of its items."""
    told: dict[str, list[str]] = {}
    for detail in error.errors(include_url=False):
        _, name, *_ = detail["loc"]
        told.setdefault(str(name), []).append(_words(detail))
    return {name: "; ".join(dict.fromkeys(words)) for name, words in told.items()}


def _words(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in ("literal_error", "enum"):
        options = re.findall("'(.+?)'", context["expected"])
        return f"write one of {', '.join(options)}{did_you_mean(detail['input'].lower(), options, cutoff=0.5)}"
    if kind == "bool_parsing":
        return "is neither yes nor no; write true or false"
    return detail["msg"][:1].lower() + detail["msg"][1:]
