"""What people write becomes E.164 or a sentence that helps; the number itself is never shown by accident."""

import pickle
import re
import unicodedata

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialproof.phone import LineType, PhoneNumber
from dialproof.problems import InvalidPhoneNumber

RESERVED = (
    [(f"+1415555{line:04}", "US") for line in range(100, 200)]
    + [(f"+61491570{line:03}", "AU") for line in (6, 110, 156, 157, 158, 159)]
    + [(f"+467017406{line:02}", "SE") for line in range(5, 100)]
)
ARABIC_INDIC = str.maketrans("0123456789", "".join(map(chr, range(0x0660, 0x066A))))
PERSIAN = str.maketrans("0123456789", "".join(map(chr, range(0x06F0, 0x06FA))))
FULL_WIDTH = str.maketrans(
    "0123456789+-() ", "".join(map(chr, range(0xFF10, 0xFF1A))) + "\uff0b\uff0d\uff08\uff09\u3000"
)


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("(415) 555-0100", "US", "+14155550100"),
        ("415.555.0100", "us", "+14155550100"),
        ("1-415-555-0100", "US", "+14155550100"),
        ("0491 570 006", "AU", "+61491570006"),
        ("070-174 06 05", "SE", "+46701740605"),
        ("+1 (415) 555-0100", None, "+14155550100"),
        ("+61 (0)491 570 006", None, "+61491570006"),
        ("0061 491 570 006", None, "+61491570006"),
        ("61491570006", None, "+61491570006"),
        ("+00 46 70 174 06 05", None, "+46701740605"),
        ("  tel:+1-415-555-0100\n", None, "+14155550100"),
        ("TEL:415-555-0100", "US", "+14155550100"),
        ("\u202a+1 415\u00a0555\u20110100\u202c", None, "+14155550100"),
        ("+1 415 555 0100".translate(FULL_WIDTH), None, "+14155550100"),
        ("(415) 555-0100".translate(FULL_WIDTH), "US", "+14155550100"),
        ("+1 415 555 0100".translate(ARABIC_INDIC), None, "+14155550100"),
        ("415 555 0100".translate(PERSIAN), "US", "+14155550100"),
        ("14155550100", "AU", "+14155550100"),
        ("+14155550100", "AU", "+14155550100"),
        ("61491570006", "AU", "+61491570006"),
        ("61 491 570 006", "US", "+61491570006"),
        ("00 61 491 570 006", "US", "+61491570006"),
        ("0011 46 70 174 06 05", "AU", "+46701740605"),
        ("011 61 491 570 006", "US", "+61491570006"),
    ],
)
def test_what_people_write_becomes_e164(text: str, country: str | None, e164: str) -> None:
    assert PhoneNumber.parse(text, country).e164 == e164


@pytest.mark.parametrize(
    ("text", "country", "words"),
    [
        ("", "US", "Enter a phone number"),
        (" - ", "US", "Enter a phone number"),
        ("+", None, "Enter a phone number"),
        ("415 555 010", "US", "too short"),
        ("+1 415 555", None, "too short"),
        ("+1", None, "too short"),
        ("415 555 01000", "US", "too long"),
        ("+1 415 555 01000", None, "too long"),
        ("1" * 30, None, "too long"),
        ("1 " * 60, "US", "too long"),
        ("555-0100", "US", "area code"),
        ("+999 123 456 789", None, "calling code"),
        ("00999 123 456 789", None, "calling code"),
        ("0999 123 456", None, "Choose the country"),
        ("(999) 555-0100", "US", "in the chosen country"),
        ("+1 999 555 0100", None, "country of its calling code"),
        ("415 555 0100", "ZZ", "not known"),
        ("415 555 0100", "001", "not known"),
        ("415 555 0100", "", "not known"),
        ("+1 415 555 CALL", None, "no letters"),
        ("call me", "US", "no letters"),
        ("+1 415 555 0100 ext. 5", None, "xtension"),
        ("+14155550100;ext=5", None, "xtension"),
        ("415-555-0100 x55", "US", "xtension"),
        ("415-555-0100 #55", "US", "xtension"),
        ("415+5550100", "US", "only digits"),
        ("++14155550100", None, "only digits"),
        ("*31#4155550100", "US", "only digits"),
        ("415\x005550100", "US", "only digits"),
        ("415\ud8005550100", "US", "only digits"),
        ("☎ 4155550100", "US", "only digits"),
    ],
)
def test_what_is_no_number_is_refused_in_words_that_help(text: str, country: str | None, words: str) -> None:
    with pytest.raises(InvalidPhoneNumber, match=words) as caught:
        PhoneNumber.parse(text, country)
    assert not re.search(r"\d", caught.value.detail)


def test_a_slip_in_a_national_number_does_not_become_a_fixed_line_abroad() -> None:
    assert PhoneNumber.parse("41555501000").region == "CH"
    with pytest.raises(InvalidPhoneNumber, match="too long"):
        PhoneNumber.parse("41555501000", "US")


def test_the_countrys_own_calling_code_without_plus_is_recognised() -> None:
    mobile = phonenumbers.example_number_for_type("DE", phonenumbers.PhoneNumberType.MOBILE)
    assert mobile is not None
    international = phonenumbers.format_number(mobile, phonenumbers.PhoneNumberFormat.E164)
    # The same digits are a fixed line as well, to whoever reads them as a national number.
    assert phonenumbers.is_valid_number(phonenumbers.parse(international[1:], "DE"))
    assert PhoneNumber.parse(international[1:], "DE").e164 == international


@pytest.mark.parametrize(("e164", "region"), RESERVED)
def test_reserved_numbers_are_valid_and_know_their_country(e164: str, region: str) -> None:
    number = PhoneNumber.parse(e164)
    assert (number.e164, number.region, number.digits) == (e164, region, e164[1:])


def test_a_number_knows_its_parts() -> None:
    number = PhoneNumber.parse("+14155550123")
    assert (number.country_code, number.region, number.line_type) == (1, "US", LineType.FIXED_LINE_OR_MOBILE)
    assert number.range_key == "+14155550"
    assert PhoneNumber.parse("+61491570006").line_type is LineType.MOBILE


def test_numbers_of_international_networks_belong_to_no_country() -> None:
    satellite = phonenumbers.example_number_for_non_geo_entity(881)
    assert satellite is not None
    number = PhoneNumber.parse(phonenumbers.format_number(satellite, phonenumbers.PhoneNumberFormat.E164))
    assert (number.region, number.country_code, number.country) == ("001", 881, "+881")
    assert PhoneNumber.parse("+61491570006").country == "AU"


@pytest.mark.parametrize("kind", phonenumbers.PhoneNumberType.values())
def test_every_line_type_of_the_library_has_its_own(kind: int) -> None:
    assert LineType(phonenumbers.PhoneNumberType.to_string(kind).lower())


def test_formatting_a_number_shows_only_its_mask() -> None:
    number = PhoneNumber.parse("+61491570006")
    assert number.masked == "+61•••••••06"
    shown = f"{number} {number!r} {[number]} {number!s}"
    assert "570" not in shown
    assert shown.count(number.masked) == 4


def test_equal_numbers_are_equal_however_they_were_written() -> None:
    one, other = PhoneNumber.parse("(415) 555-0100", "US"), PhoneNumber.parse("tel:+1 415 555 0100")
    assert one == other
    assert len({one, other}) == 1
    assert pickle.loads(pickle.dumps(one)) == other


@given(
    st.text() | st.text(alphabet="0123456789+-() ;extEXT#*.٣３\u202a"),
    st.none() | st.sampled_from(["US", "AU", "SE", "IT"]),
)
def test_any_text_is_a_number_or_a_sentence(text: str, country: str | None) -> None:
    problem = None
    try:
        number = PhoneNumber.parse(text, country)
    except InvalidPhoneNumber as error:
        problem = error
    if problem:
        assert re.fullmatch(r"[A-Z][^\d]+\.", problem.detail)
    else:
        assert re.fullmatch(r"\+[1-9][0-9]{4,14}", number.e164)
        assert PhoneNumber.parse(number.e164) == number


DECIMALS = [chr(code) for code in range(0x11000) if unicodedata.category(chr(code)) == "Nd"]
SCRIPTS = [DECIMALS[start : start + 10] for start in range(0, len(DECIMALS), 10)]


@given(
    st.sampled_from(RESERVED),
    st.sampled_from(SCRIPTS),
    st.lists(st.sampled_from(["", " ", "-", ".", " (", ") ", "\u2013", "\u00a0", "\u200e"]), min_size=12, max_size=12),
)
def test_separators_and_scripts_do_not_matter(number: tuple[str, str], script: list[str], between: list[str]) -> None:
    e164, region = number
    written = "".join(script[int(digit)] + separator for digit, separator in zip(e164[1:], between, strict=False))
    assert PhoneNumber.parse("+" + written).e164 == e164
    assert PhoneNumber.parse(written, region).e164 == e164


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)), st.sampled_from(phonenumbers.PhoneNumberType.values()))
def test_example_numbers_of_every_country_are_read_in_every_form(region: str, kind: int) -> None:
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None or not phonenumbers.is_valid_number(example):
        return
    forms = phonenumbers.PhoneNumberFormat
    e164 = phonenumbers.format_number(example, forms.E164)
    assert PhoneNumber.parse(phonenumbers.format_number(example, forms.INTERNATIONAL)).e164 == e164
    assert PhoneNumber.parse(phonenumbers.format_number(example, forms.RFC3966), region).e164 == e164
    home = phonenumbers.region_code_for_number(example)
    assert PhoneNumber.parse(phonenumbers.format_number(example, forms.NATIONAL), home).e164 == e164
