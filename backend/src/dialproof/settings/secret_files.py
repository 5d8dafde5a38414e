"""Secrets from files: `SECRET_KEY_FILE` names the file that holds `SECRET_KEY`, and so on for every secret.

Docker and Kubernetes hand secrets over as files, since an environment can be seen from outside.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

SUFFIX: Final = "_FILE"
_LARGEST: Final = 64 * 1024


def file_names(secrets: Collection[str]) -> frozenset[str]:
    """Return the names that may name a file, one for each secret."""
    return frozenset(f"{name}{SUFFIX}" for name in secrets)


def read_secret_files(environ: Mapping[str, str], secrets: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
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
            found[name] = _read(Path(path))
        except ValueError as error:
            mistakes[variable] = str(error)
    return found, mistakes


def _read(path: Path) -> str:
    try:
        with path.expanduser().open("rb") as file:
            raw = file.read(_LARGEST + 1)
        text = raw.decode("utf-8-sig").strip()
    except FileNotFoundError:
        raise ValueError("there is no file of this name; write the path of the file that holds the secret") from None
    except PermissionError:
        raise ValueError("the file may not be read; let the service's user read it") from None
    except (OSError, RuntimeError, ValueError):
        raise ValueError("the file cannot be read as text; write the path of a text file") from None
    if not text:
        raise ValueError("the file is empty; write the secret into it")
    if len(raw) > _LARGEST:
        raise ValueError("the file is too large for a secret; write the path of the file that holds it alone")
    return text
