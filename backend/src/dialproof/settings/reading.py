"""Files that settings come from: `.env`, and the files that hold secrets."""

from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Final

from dotenv.parser import parse_stream

SUFFIX: Final = "_FILE"
"""`SECRET_KEY_FILE` names the file that holds `SECRET_KEY`, and so on for every secret, as Docker and Kubernetes do."""

_ENV_FILE: Final = "DIALPROOF_ENV_FILE"
_LARGEST_SECRET: Final = 64 * 1024


def read_env_file(environ: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Read NAME=value lines; a line that cannot be read is a mistake, for it may have been a filter."""
    name = environ.get(_ENV_FILE, "").strip()
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


def read_secret_files(environ: Mapping[str, str], secrets: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the secrets that files hold, by name of the setting, and what is wrong, by name of the variable.

    White space around a file's text does not count. No message repeats anything of a file, or its path: somebody may
    have written the secret itself in its place.
    """
    found: dict[str, str] = {}
    mistakes: dict[str, str] = {}
    for name in secrets:
        variable = f"{name}{SUFFIX}"
        path = environ.get(variable, "").strip()
        if not path:
            continue
        if environ.get(name, "").strip():
            mistakes[variable] = f"{name} is set as well; write one of the two"
            continue
        try:
            found[name] = read_secret(path)
        except ValueError as error:
            mistakes[variable] = str(error)
    return found, mistakes


def read_secret(path: str) -> str:
    """Return the text of a file without the white space around it."""
    try:
        with Path(path).expanduser().open("rb") as file:
            raw = file.read(_LARGEST_SECRET + 1)
        text = raw.decode("utf-8-sig").strip()
    except FileNotFoundError:
        raise ValueError("there is no file of this name; write the path of the file that holds the secret") from None
    except PermissionError:
        raise ValueError("the file may not be read; let the service's user read it") from None
    except (OSError, RuntimeError, ValueError):
        raise ValueError("the file cannot be read as text; write the path of a text file") from None
    if not text:
        raise ValueError("the file is empty; write the secret into it")
    if len(raw) > _LARGEST_SECRET:
        raise ValueError("the file is too large for a secret; write the path of the file that holds it alone")
    return text
