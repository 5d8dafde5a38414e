"""What people write becomes E.164 or a sentence that helps; the number itself is never shown by accident."""

import pickle
import re
import unicodedata
from collections.abc import Iterator

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialproof.phone import INTERNATIONAL_REGION, NORTH_AMERICA, LineType, PhoneNumber, Validity
from dialproof.problems import InvalidPhoneNumber

RESERVED = (
    [(f"+1415555{line:04}", "US") for line in range(100, 200)]
    + [(f"+61491570{line:03}", "AU") for line in (6, 110, 156, 157, 158, 159)]
    + [(f"+467017406{line:02}", "SE") for line in range(5, 100)]
)


@pytest.mark.parametrize("country", ["ZZ", "001", ""])
def test_a_country_that_is_none_is_refused(country: str) -> None:
    with pytest.raises(InvalidPhoneNumber, match="not known"):
        PhoneNumber.parse("415 555 0100", country)


def test_the_country_may_be_written_small() -> None:
    assert PhoneNumber.parse("415.555.0100", "us").e164 == "+14155550100"


def slips(digits: str) -> Iterator[str]:
    """Yield what one slip of the finger makes of `digits`: a digit wrong, left out, added, or two exchanged."""
    for place in range(len(digits) + 1):
        for digit in "0123456789":
            yield digits[:place] + digit + digits[place:]
            yield digits[:place] + digit + digits[place + 1 :]
        yield digits[:place] + digits[place + 1 :]
        yield digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :]


def calling_code_of(digits: str, region: str) -> int | None:
    try:
        return PhoneNumber.parse(digits, region).country_code
    except InvalidPhoneNumber:
        return None


@given(
    st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)),
    st.sampled_from([phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE]),
    st.text(alphabet="0123456789", min_size=4, max_size=4),
    st.booleans(),
    st.data(),
)
def test_a_slip_in_a_national_number_does_not_leave_the_country(
    region: str, kind: int, last: str, trunk: bool, data: st.DataObject
) -> None:
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None:
        return
    national = phonenumbers.national_significant_number(example)
    if trunk:
        national = re.sub(r"\D", "", phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL))
    slip = data.draw(st.sampled_from(list(slips(national[:-4] + last))))
    if not slip.startswith("00"):  # which says by itself that it goes abroad
        assert calling_code_of(slip, region) in (None, example.country_code)


@pytest.mark.parametrize("exchange", ["155", "555"])
def test_no_area_code_leaves_north_america(exchange: str) -> None:
    for area in range(1000):
        assert calling_code_of(f"{area:03}{exchange}0107", "US") in (None, 1)


def test_no_german_number_leaves_germany_by_a_wrong_digit() -> None:
    for slip in slips("015123456789"):
        assert slip.startswith("00") or calling_code_of(slip, "DE") in (None, 49)


class TestUnknownAreaCodes:
    @pytest.mark.parametrize("text", ["(436) 555-0107", "+1 861 555 0107", "1 679 234 5678", "011 1 861 555 0107"])
    def test_a_possible_number_of_one_may_be_a_mobile_of_no_known_country(self, text: str) -> None:
        number = PhoneNumber.parse(text, "US")
        assert number.validity is Validity.UNKNOWN_AREA_CODE
        assert number.line_type is LineType.FIXED_LINE_OR_MOBILE
        assert (number.region, number.country) == (INTERNATIONAL_REGION, "+1")

    def test_what_is_set_aside_or_costs_extra_is_never_taken_for_a_new_one(self) -> None:
        services = {f"{first}{pair}{pair}" for first in range(2, 10) for pair in range(10)}
        kept = {f"{first}9{last}" for first in range(2, 10) for last in range(10)}
        kept |= {f"{block}{last}" for block in (37, 96, 50, 51, 52, 53, 54, 55, 56, 57, 58, 88) for last in range(10)}
        for area in services | kept | {"456", "710"} | {f"{area:03}" for area in range(200)}:
            assert validity(f"+1{area}5550107") is not Validity.UNKNOWN_AREA_CODE, area
        for exchange in ("011", "155", "211", "911", "976"):
            assert validity(f"+1436{exchange}0107") is None, exchange

    def test_toll_free_and_premium_numbers_keep_their_kind(self) -> None:
        assert PhoneNumber.parse("+1 900 555 0100").line_type is LineType.PREMIUM_RATE
        assert PhoneNumber.parse("+1 800 555 0100").line_type is LineType.TOLL_FREE

    def test_the_word_of_the_library_counts_for_the_areas_of_smaller_countries(self) -> None:
        for region in set(NORTH_AMERICA) - {"US", "CA"}:
            example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.FIXED_LINE)
            assert example is not None
            area = phonenumbers.national_significant_number(example)[:3]
            found = {validity(f"+1{area}{exchange}0107") for exchange in range(200, 1000, 7)}
            assert found <= {None, Validity.VALID}, region


def validity(text: str) -> Validity | None:
    try:
        return PhoneNumber.parse(text).validity
    except InvalidPhoneNumber:
        return None


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("07700 900123", "GB"),
        ("0115 496 0123", "GB"),
        ("01632 960123", "GB"),
        ("06 39 98 01 23", "FR"),
        ("020 912 3456", "IE"),
    ],
)
def test_reserved_numbers_that_the_library_does_not_have_are_mobiles(text: str, region: str) -> None:
    number = PhoneNumber.parse(text, region)
    assert (number.validity, number.line_type, number.region) == (Validity.RESERVED, LineType.MOBILE, region)


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
