"""Mask everything in logs that looks like a phone number, a code or a secret.

Code that logs takes care already (`PhoneNumber` formats as its mask, the SDK's loggers are silent). This is the last
line of defence against mistakes, and against libraries that put a number into an error message.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from structlog.typing import EventDict, WrappedLogger

HIDDEN: Final = "[hidden]"
_NUMBER_DIGITS: Final = 7  # the shortest run of digits that is masked
_SHORTEST_SECRET: Final = 8  # shorter ones would mask common words
_DEEPEST: Final = 6

_SECRETS: Final = [
    (re.compile(r"-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|\Z)", re.DOTALL), HIDDEN),
    (re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{4,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?"), HIDDEN),
    (re.compile(r"\b((?:set-)?cookie[\"']?\s*[:=]\s*)[^\r\n]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(r"((?:__Host-)?\bdialproof(?:-embedded)?=)[^;,\s\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"(://)[^/\s@]+@"), rf"\1{HIDDEN}@"),
    (
        re.compile(r"\b((?:code|pin|otp|passcode)[\"']?(?:\s+is\s+|\s*[:=]\s*)[\"']?)\d{4,10}\b", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
]
# Runs of digits that are not phone numbers: ids, hexadecimal words, dates and times, hosts, processes.
_HARMLESS: Final = r"""
    \b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b
  | \b[0-9a-f]{32}\b
  | \b(?=[0-9a-f]*[a-f])[0-9a-f]{16,64}\b
  | \b0x[0-9a-f]+\b
  | \b(?:19|20)\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?:Z|\ ?[+-]\d\d:?\d\d)?)?(?!\d)
  | (?<![\d.+])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?::\d{1,5})?(?![\d.])
  | \]:\d{1,5}\b
  | \bpid:?\ \d{1,7}\b
"""
# A number with separators must be a word of its own; one without is masked even inside a word or an escape (%2B…).
_NUMBER: Final = r"""
    (?<![\w•])\+?\(?\d(?:[\s().\u2010-\u2015/-]{0,3}\d){6,}(?!\w)
  | \+?\d{9,}
"""
_RUN_OF_DIGITS: Final = re.compile(rf"(?P<harmless>{_HARMLESS})|(?:{_NUMBER})", re.IGNORECASE | re.VERBOSE)

_SECRET_KEYS: Final = frozenset(
    {
        *("authorization", "proxy_authorization", "cookie", "set_cookie", "token", "access_token"),
        *("password", "secret", "api_secret", "api_key", "secret_key", "private_key"),
        *("phone", "phone_number", "phonenumber", "msisdn", "otp", "pin", "passcode"),
    }
)
_CODE: Final = re.compile(r"\s*\d{4,10}\s*")
# Set by the logging configuration; their values may be long numbers.
_OWN_KEYS: Final = frozenset({"timestamp", "level", "logger"})


class Redactor:
    """Mask what must not be logged. Use it as the last structlog processor before the renderer.

    `secrets` are values to mask wherever they appear.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {key: value if key in _OWN_KEYS else self.value(value, key=key) for key, value in event.items()}

    def text(self, text: str) -> str:
        """Mask a text; request ids, times and IP addresses stay readable."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        for pattern, replacement in _SECRETS:
            text = pattern.sub(replacement, text)
        return _RUN_OF_DIGITS.sub(lambda match: match[0] if match["harmless"] else HIDDEN, text)

    def value(self, value: object, *, key: object = "", depth: int = 0) -> object:
        """Mask a value of any type; anything but plain data becomes its masked `repr`."""
        name = str(key).lower().replace("-", "_")
        if value is None or isinstance(value, bool | float):
            return value
        if name in _SECRET_KEYS or (name == "code" and _CODE.fullmatch(str(value))):
            return HIDDEN
        if isinstance(value, int):
            return HIDDEN if len(str(abs(value))) >= _NUMBER_DIGITS else value
        if isinstance(value, Mapping | list | tuple | set | frozenset):
            return self._structure(value, depth)
        return self.text(value if isinstance(value, str) else repr(value))

    def _structure(self, value: Mapping[object, object] | Collection[object], depth: int) -> object:
        if depth == _DEEPEST:
            return HIDDEN
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(item, key=key, depth=depth + 1) for key, item in value.items()}
        return [self.value(item, depth=depth + 1) for item in value]
