"""Secret keys: production takes no short ones, and none that were not drawn at random."""

import re
from itertools import pairwise
from typing import Annotated, Final

from pydantic import AfterValidator, ValidationInfo

from dialproof.settings.base import in_production

MAKE_A_KEY: Final = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))' prints a good one"
_SHORTEST: Final = 32
_FEWEST_DISTINCT: Final = 8
_EXAMPLE_WORDS: Final = re.compile(
    # Four letters come up by chance in one random key of some ten thousand, so `your` has to stand by itself.
    "change|example|replace|secret|password|dialproof|default|insecure|(?<![a-z0-9])your(?![a-z0-9])"
)


def _secret_key(key: str, info: ValidationInfo) -> str:
    if "," in key:
        raise ValueError(f"has a comma, which separates keys in SECRET_KEY_FALLBACKS; {MAKE_A_KEY}")
    if in_production(info) and (weakness := _weakness(key)):
        raise ValueError(f"{weakness}; write a random one ({MAKE_A_KEY})")
    return key


def _weakness(key: str) -> str | None:
    if len(key) < _SHORTEST:
        return f"is shorter than {_SHORTEST} characters"
    if len(set(key)) < _FEWEST_DISTINCT or _EXAMPLE_WORDS.search(key.lower()):
        return "looks like an example or a phrase"
    if _period(key) < _SHORTEST // 2 or _in_order(key) > len(key) // 2:
        return "repeats itself or counts up"
    return None


def _period(key: str) -> int:
    """Return the length of the shortest text that `key` is a repetition of, cut off at any place."""
    return next(length for length in range(1, len(key) + 1) if key[length:] == key[:-length])


def _in_order(key: str) -> int:
    """Return how many characters follow the one before them, or equal it, as in `abcd`, `4321` and `aaaa`."""
    return sum(abs(ord(one) - ord(other)) <= 1 for one, other in pairwise(key))


SecretKey = Annotated[str, AfterValidator(_secret_key)]
