"""Parsers of single values: text in, typed value out, or words that say what to write instead."""

import difflib
import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from limits import RateLimitItem, parse_many

from dialproof.settings.origins import HOST_NAME
from dialproof.settings.rule import InvalidValueError

T = TypeVar("T")

_LARGEST_LIMIT = 1_000_000_000
_LONGEST_WINDOW = 366 * 24 * 60 * 60
_BOOLEANS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def did_you_mean(text: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return ` (did you mean …?)` for the closest known word, or nothing."""
    close = difflib.get_close_matches(text, list(known), n=1, cutoff=cutoff)
    return f" (did you mean {close[0]}?)" if close else ""


def secret(text: str) -> str:
    """Take a secret as it is; it is never repeated in a message."""
    return text


def boolean(text: str) -> bool:
    try:
        return _BOOLEANS[text.lower()]
    except KeyError:
        raise InvalidValueError("is neither yes nor no; write true or false") from None


def integer(low: int, high: int, unit: str = "") -> Callable[[str], int]:
    """Make a parser of whole numbers from `low` to `high`, both included, that count `unit`."""
    number = f"number of {unit}" if unit else "number"

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise InvalidValueError(f"write a whole {number} from {low} to {high}")
        return int(text)

    return parse


def seconds(low: float, high: float) -> Callable[[str], float]:
    """Make a parser of durations in seconds from `low` to `high`, both included."""

    def parse(text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text) or not low <= float(text) <= high:
            raise InvalidValueError(f"write a number of seconds from {low:g} to {high:g}, without a unit")
        return float(text)

    return parse


def choice(*options: T) -> Callable[[str], T]:
    """Make a parser of one word out of `options`, in any case of letters."""
    known = {str(option).lower(): option for option in options}

    def parse(text: str) -> T:
        try:
            return known[text.lower()]
        except KeyError:
            listed = ", ".join(str(option) for option in options)
            raise InvalidValueError(f"write one of {listed}{did_you_mean(text.lower(), known, cutoff=0.5)}") from None

    return parse


def items(text: str) -> list[str]:
    """Split a comma-separated list; a list that names nothing is a mistake, for it may have been meant as a filter."""
    found = [item.strip() for item in text.split(",") if item.strip()]
    if not found:
        raise InvalidValueError("is an empty list; write values separated by commas, or remove the setting")
    return found


def parse_all(parse: Callable[[str], T], texts: Iterable[str]) -> tuple[T, ...]:
    """Parse every text, and tell all that is wrong with any of them at once."""
    values: list[T] = []
    wrong: dict[str, None] = {}
    for text in texts:
        try:
            values.append(parse(text))
        except InvalidValueError as error:
            wrong[str(error)] = None
    if wrong:
        raise InvalidValueError("; ".join(wrong))
    return tuple(values)


def each(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Make a parser of a comma-separated list that keeps its order and refuses what is named twice."""

    def parse_list(text: str) -> tuple[T, ...]:
        values = parse_all(parse, items(text))
        if len(set(values)) < len(values):
            raise InvalidValueError("has a value twice; write each once")
        return values

    return parse_list


def host(text: str) -> str:
    """Take an IP address or a host name to listen on."""
    try:
        return str(ipaddress.ip_address(text.removeprefix("[").removesuffix("]")))
    except ValueError:
        if HOST_NAME.fullmatch(text.lower()):
            return text.lower()
        raise InvalidValueError("write an IP address or a host name to listen on, such as 127.0.0.1") from None


def rate_limits(text: str) -> tuple[RateLimitItem, ...]:
    """Take limits such as `5 per 15 minutes; 20 per day`, all of which hold at once."""
    advice = "write limits such as 5 per 15 minutes; 20 per day (a limit can be raised, but not switched off)"
    try:
        limits = tuple(parse_many(text.lower()))
    except ValueError:
        raise InvalidValueError(advice) from None
    if any(limit.amount == 0 for limit in limits) or re.search(r"(/|per)\s*0+\s*[a-z]", text.lower()):
        raise InvalidValueError(f"0 is not a limit; {advice}")
    # Redis cannot keep a counter for as long as words can say.
    if any(limit.get_expiry() > _LONGEST_WINDOW for limit in limits):
        raise InvalidValueError(f"a limit counts for a year at most; {advice}")
    if any(limit.amount > _LARGEST_LIMIT for limit in limits):
        raise InvalidValueError(f"a limit is {_LARGEST_LIMIT} at most; {advice}")
    return limits
