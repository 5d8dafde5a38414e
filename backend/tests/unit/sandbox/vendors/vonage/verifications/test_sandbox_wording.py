"""What texts and calls say."""

from __future__ import annotations

from string import Formatter

import pytest

from dialproof.sandbox.vendors.vonage.verifications.model import Channel
from dialproof.sandbox.vendors.vonage.verifications.wording import WORDINGS, compose


@pytest.mark.parametrize("language", sorted(WORDINGS))
def test_every_language_says_brand_code_and_how_long_it_is_good(language: str) -> None:
    words = WORDINGS[language]
    assert {name for _, name, _, _ in Formatter().parse(words.text) if name} == {"brand", "code", "span"}
    assert {name for _, name, _, _ in Formatter().parse(words.call) if name} == {"brand", "code"}
    text = compose(Channel.SMS, brand="Acme", code="123456", locale=language, lifetime=300)
    assert "Acme" in text
    assert "123456" in text
    assert "5" in text


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "pt", "ar", "hi", "zh"])
def test_the_promised_languages_are_there(language: str) -> None:
    assert language in WORDINGS


@pytest.mark.parametrize("locale", ["es-es", "ES-mx", "es"])
def test_a_locale_is_read_by_its_language(locale: str) -> None:
    assert compose(Channel.SMS, brand="Acme", code="1234", locale=locale, lifetime=300).startswith("Código de Acme")


def test_an_unknown_language_is_english() -> None:
    text = compose(Channel.SMS, brand="Acme", code="1234", locale="xx-yy", lifetime=180)
    assert text == "Acme code: 1234. Valid for 3 minutes."


@pytest.mark.parametrize(
    ("lifetime", "span"), [(300, "5 minutes"), (90, "90 seconds"), (60, "60 seconds"), (15, "15 seconds")]
)
def test_the_lifetime_is_said_in_whole_minutes_or_seconds(lifetime: int, span: str) -> None:
    assert span in compose(Channel.SMS, brand="Acme", code="1234", locale="en-us", lifetime=lifetime)


def test_a_call_spells_the_code_out_twice() -> None:
    text = compose(Channel.VOICE, brand="Acme", code="1234", locale="en-us", lifetime=300)
    assert text.count("1, 2, 3, 4") == 2
    assert "1234" not in text


def test_an_app_hash_goes_on_the_last_line() -> None:
    text = compose(Channel.SMS, brand="Acme", code="1234", locale="en", lifetime=300, app_hash="ABC123def45")
    assert text.splitlines()[-1] == "ABC123def45"
