"""Where the settings come from: the environment, and a `.env` file beside it."""

import os
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from dialproof.settings.model import Settings
from dialproof.settings.rule import SettingsError

_ENV_FILE = "DIALPROOF_ENV_FILE"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Build the settings from the environment (`os.environ` unless given) and a `.env` file.

    The file is `.env` in the current directory, or the one that `DIALPROOF_ENV_FILE` names. What the environment says
    wins. Values in the file are taken as they are written: `$` refers to nothing.

    Raises:
        SettingsError: with every mistake of both at once.
    """
    environ = os.environ if environ is None else environ
    from_file, mistakes = _read_env_file(environ.get(_ENV_FILE, "").strip())
    try:
        settings = Settings.from_environ({**from_file, **environ})
    except SettingsError as error:
        raise SettingsError([*mistakes, *error.mistakes]) from None
    if mistakes:
        raise SettingsError(mistakes)
    return settings


def _read_env_file(name: str) -> tuple[dict[str, str], list[str]]:
    """Read NAME=value lines; a line that cannot be read is a mistake, for it may have been a filter."""
    path = Path(name or ".env")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}, [f"{_ENV_FILE}: there is no file {path}; write the path of one, or remove it"] if name else []
    except (OSError, UnicodeDecodeError):
        return {}, [f"{_ENV_FILE if name else path}: {path} cannot be read as text; write a file of NAME=value lines"]
    values: dict[str, str] = {}
    mistakes: list[str] = []
    for binding in parse_stream(StringIO(text)):
        if binding.error or (binding.key and binding.value is None):
            first = binding.original.line + len(binding.original.string) - len(binding.original.string.lstrip("\n"))
            mistakes.append(f"{path}: line {first} cannot be read; write NAME=value")
        elif binding.key and binding.value is not None:
            values[binding.key] = binding.value
    return values, mistakes
