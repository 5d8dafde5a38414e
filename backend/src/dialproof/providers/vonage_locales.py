"""The languages that Vonage Verify v2 speaks, and how a visitor's language finds one.

https://developer.vonage.com/en/verify/concepts/languages
"""

from __future__ import annotations

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
SCRIPTS: Final = {"zh-hant": "zh-tw", "zh-hans": "zh-cn", "zh-hk": "zh-tw", "zh-mo": "zh-tw", "no": "nb-no"}


def vonage_locale(tag: str | None) -> str | None:
    """Return Vonage's name for a BCP 47 tag, the nearest one it has, or None to let the number decide."""
    if not tag:
        return None
    wanted = tag.replace("_", "-").lower()
    if wanted in LOCALES:
        return wanted
    for prefix, locale in SCRIPTS.items():
        if wanted == prefix or wanted.startswith(f"{prefix}-"):
            return locale
    language = wanted.split("-", maxsplit=1)[0]
    if language in PREFERRED:
        return PREFERRED[language]
    return next((locale for locale in sorted(LOCALES) if locale.startswith(f"{language}-")), None)
