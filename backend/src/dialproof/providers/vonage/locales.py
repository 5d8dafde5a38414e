"""The languages that Vonage Verify v2 speaks, and how a visitor's language finds one.

https://developer.vonage.com/en/verify/concepts/languages
"""

from __future__ import annotations

import re
from typing import Final

LOCALES: Final = frozenset(
    {
        *("ar-xa", "bg-bg", "bn-in", "ca-es", "cs-cz", "da-dk", "de-de", "el-gr", "en-au", "en-gb", "en-in", "en-us"),
        *("es-es", "es-mx", "es-us", "fi-fi", "fr-ca", "fr-fr", "gu-in", "hi-in", "hu-hu", "id-id", "is-is", "it-it"),
        *("ja-jp", "kn-in", "ko-kr", "lv-lv", "ml-in", "ms-my", "nb-no", "nl-nl", "pl-pl", "pt-br", "pt-pt", "ro-ro"),
        *("ru-ru", "sk-sk", "sv-se", "ta-in", "te-in", "th-th", "tr-tr", "uk-ua", "vi-vn", "yue-cn", "zh-cn", "zh-tw"),
    }
)

# What a language without a region, or with one that Vonage lacks, becomes where several would do.
PREFERRED: Final = {"en": "en-us", "es": "es-es", "fr": "fr-fr", "pt": "pt-pt", "zh": "zh-cn"}
# Chinese goes by its script, and by the script of its region where it names none.
CHINESE: Final = {"hans": "zh-cn", "hant": "zh-tw", "hk": "zh-tw", "mo": "zh-tw", "tw": "zh-tw"}
# Other names of the same language (https://www.iana.org/assignments/language-subtag-registry).
SAME_LANGUAGE: Final = {"cmn": "zh", "in": "id", "mo": "ro", "no": "nb"}
LANGUAGES: Final = frozenset(locale.partition("-")[0] for locale in LOCALES)

EXTENDED_LANGUAGE: Final = re.compile("[a-z]{3}")
SCRIPT: Final = re.compile("[a-z]{4}")
REGION: Final = re.compile("[a-z]{2}|[0-9]{3}")


def vonage_locale(tag: str | None) -> str | None:
    """Return Vonage's name for a BCP 47 tag, the nearest one it has, or None to let the number decide."""
    language, script, region = _parts_that_count(tag or "")
    if language == "zh":
        return CHINESE.get(script) or CHINESE.get(region) or PREFERRED["zh"]
    if f"{language}-{region}" in LOCALES:
        return f"{language}-{region}"
    return PREFERRED.get(language) or next((name for name in sorted(LOCALES) if name.startswith(f"{language}-")), None)


def _parts_that_count(tag: str) -> tuple[str, str, str]:
    """Return language, script and region, lower-case, or "" for what is not there; the rest of a tag is no matter here.

    An extended language (the `yue` of `zh-yue`) counts for the language where Vonage speaks it. After the first part of
    one letter come preferences, such as the first day of the week, and what was agreed upon in private.
    """
    language, *rest = tag.replace("_", "-").lower().split("-")
    if len(language) == 1:
        return "", "", ""
    rest = rest[: next((index for index, part in enumerate(rest) if len(part) == 1), None)]
    if rest and EXTENDED_LANGUAGE.fullmatch(rest[0]) and SAME_LANGUAGE.get(rest[0], rest[0]) in LANGUAGES:
        language = rest[0]
    script = next(filter(SCRIPT.fullmatch, rest), "")
    region = next(filter(REGION.fullmatch, rest), "")
    return SAME_LANGUAGE.get(language, language), script, region
