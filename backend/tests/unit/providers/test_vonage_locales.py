from __future__ import annotations

import pytest

from dialproof.providers.vonage_locales import LOCALES, PREFERRED, SCRIPTS, vonage_locale


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
        ("", None),
        (None, None),
    ],
)
def test_a_language_finds_the_nearest_that_vonage_speaks(tag: str | None, locale: str | None) -> None:
    assert vonage_locale(tag) == locale


def test_whatever_is_chosen_is_a_locale_of_vonage() -> None:
    assert {*PREFERRED.values(), *SCRIPTS.values()} <= LOCALES
