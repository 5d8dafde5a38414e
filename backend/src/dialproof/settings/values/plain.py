"""Numbers, words, lists, hosts to listen on, and limits."""

import ipaddress
import re
from typing import Annotated, Any, Final, TypeVar

from limits import RateLimitItem, parse_many
from pydantic import AfterValidator, BeforeValidator, PlainValidator, ValidationInfo

from dialproof.settings.base import in_production
from dialproof.settings.values.origins import HOST_NAME

T = TypeVar("T")

_LARGEST_LIMIT = 1_000_000_000
# Redis cannot keep a counter for as long as words can say.
_LONGEST_WINDOW = 366 * 24 * 60 * 60


def whole(low: int, high: int, unit: str = "", *, development: int | None = None) -> BeforeValidator:
    """Take whole numbers from `low` to `high`, both included; in development from that one on, where it is given."""

    def read(value: object, info: ValidationInfo) -> int:
        lowest = low if development is None or in_production(info) else development
        if not re.fullmatch(r"[0-9]{1,9}", str(value)) or not lowest <= int(str(value)) <= high:
            raise ValueError(f"write a whole {' '.join(filter(None, ['number', unit]))} from {lowest} to {high}")
        return int(str(value))

    return BeforeValidator(read)


def seconds(low: float, high: float) -> BeforeValidator:
    """Take durations in seconds from `low` to `high`, both included."""

    def read(value: object) -> float:
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", str(value)) or not low <= float(str(value)) <= high:
            raise ValueError(f"write a number of seconds from {low:g} to {high:g}, without a unit")
        return float(str(value))

    return BeforeValidator(read)


def items(value: Any) -> Any:  # noqa: ANN401 - what is not text is a default, and a list already
    """Split a comma-separated list; a list that names nothing is a mistake, for it may have been meant as a filter."""
    if not isinstance(value, str):
        return value
    found = [item.strip() for item in value.split(",") if item.strip()]
    if not found:
        raise ValueError("is an empty list; write values separated by commas, or remove the setting")
    return found


def _each_once(values: tuple[T, ...]) -> tuple[T, ...]:
    if len(set(values)) < len(values):
        raise ValueError("has a value twice; write each once")
    return values


def matching(pattern: str, words: str) -> AfterValidator:
    """Take text of this form alone, or say what to write."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(words)
        return text

    return AfterValidator(check)


LOWER: Final = BeforeValidator(str.lower)
CAPITALIZED: Final = BeforeValidator(str.capitalize)
LISTED: Final = BeforeValidator(items)
EACH_ONCE: Final = AfterValidator(_each_once)


def _host(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.removeprefix("[").removesuffix("]")))
    except ValueError:
        if HOST_NAME.fullmatch(text.lower()):
            return text.lower()
        raise ValueError("write an IP address or a host name to listen on, such as 127.0.0.1") from None


def _rate_limits(text: str) -> tuple[RateLimitItem, ...]:
    advice = "write limits such as 5 per 15 minutes; 20 per day (a limit can be raised, but not switched off)"
    try:
        limits = tuple(parse_many(text.lower()))
    except ValueError:
        raise ValueError(advice) from None
    if any(limit.amount == 0 for limit in limits) or re.search(r"(/|per)\s*0+\s*[a-z]", text.lower()):
        raise ValueError(f"0 is not a limit; {advice}")
    if any(limit.get_expiry() > _LONGEST_WINDOW for limit in limits):
        raise ValueError(f"a limit counts for a year at most; {advice}")
    if any(limit.amount > _LARGEST_LIMIT for limit in limits):
        raise ValueError(f"a limit is {_LARGEST_LIMIT} at most; {advice}")
    return limits


Host = Annotated[str, AfterValidator(_host)]
"""An IP address or the name of a host to listen on."""
RateLimits = Annotated[tuple[RateLimitItem, ...], PlainValidator(_rate_limits)]
"""Limits such as `5 per 15 minutes; 20 per day`, all of which hold at once."""
