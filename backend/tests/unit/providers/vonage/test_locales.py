from __future__ import annotations

import pytest

from dialproof.providers.vonage.locales import CHINESE, LOCALES, PREFERRED, vonage_locale


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("en-GB", "en-gb"),
        ("en", "en-us"),
        ("en-ZA", "en-us"),
        ("pt_BR", "pt-br"),
        ("pt", "pt-pt"),
        ("de-AT", "de-de"),
        ("ar", "ar-xa"),
        ("ar-EG", "ar-xa"),
        ("hi", "hi-in"),
        ("zh-Hans", "zh-cn"),
        ("zh-Hans-SG", "zh-cn"),
        ("zh-Hant-HK", "zh-tw"),
        ("zh-HK", "zh-tw"),
        ("no", "nb-no"),
        ("eo", None),
        ("en-US-u-fw-mon-mu-celsius", "en-us"),
        ("en-GB-u-hc-h23-x-app", "en-gb"),
        ("en_GB", "en-gb"),
        ("en-Latn-GB", "en-gb"),
        ("EN-LATN-gb-scotland", "en-gb"),
        ("en-GB-oed", "en-gb"),
        ("en-150", "en-us"),
        ("es-Latn-MX", "es-mx"),
        ("pt_Latn_BR", "pt-br"),
        ("de-DE-1996", "de-de"),
        ("ca-ES-valencia", "ca-es"),
        ("en-u-rg-gbzzzz", "en-us"),
        ("en-x-gb", "en-us"),
        ("zh", "zh-cn"),
        ("zh-TW", "zh-tw"),
        ("zh-MO", "zh-tw"),
        ("zh-Hant", "zh-tw"),
        ("zh-Hant-HK-u-nu-hanidec", "zh-tw"),
        ("zh_Hant_HK", "zh-tw"),
        ("zh-Hans-HK", "zh-cn"),
        ("zh-Hans-TW", "zh-cn"),
        ("zh-Hant-CN", "zh-tw"),
        ("zh-cmn-Hant-TW", "zh-tw"),
        ("cmn-Hans-CN", "zh-cn"),
        ("zh-yue", "yue-cn"),
        ("zh-yue-Hant-HK", "yue-cn"),
        ("yue-Hant-HK", "yue-cn"),
        ("zh-min-nan", "zh-cn"),
        ("ar-arz", "ar-xa"),
        ("no-NO-u-ca-gregory", "nb-no"),
        ("nb", "nb-no"),
        ("no-bok", "nb-no"),
        ("in-ID", "id-id"),
        ("hi-Latn-IN", "hi-in"),
        ("sr-Latn-RS", None),
        ("sgn-BE-FR", None),
        ("i-klingon", None),
        ("x-de", None),
        ("t", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_finds_the_nearest_that_vonage_speaks(tag: str | None, locale: str | None) -> None:
    assert vonage_locale(tag) == locale


def test_whatever_is_chosen_is_a_locale_of_vonage() -> None:
    assert {*PREFERRED.values(), *CHINESE.values()} <= LOCALES
