"""Countries by the operator's lists, lines by what they cost and can receive."""

import phonenumbers
import pytest

from dialproof.channels import Channel
from dialproof.number_policy import NumberPolicy
from dialproof.phone import LineType, PhoneNumber
from dialproof.problems import CountryNotAllowed, InvalidPhoneNumber, UnsupportedPhoneNumber
from dialproof.settings import Settings

AMERICAN = PhoneNumber.parse("+14155550100")
AUSTRALIAN = PhoneNumber.parse("+61491570006")
SERVED = {LineType.MOBILE, LineType.FIXED_LINE_OR_MOBILE, LineType.VOIP}


def policy(**environ: str) -> NumberPolicy:
    return NumberPolicy.from_settings(Settings.from_environ(environ))


def production(**environ: str) -> Settings:
    account = {"VONAGE_API_KEY": "a1b2c3d4", "VONAGE_API_SECRET": "Fg7hJk2mNp9qRs4t"}
    key = {"SECRET_KEY": "q7Wv2Zk9Lm4Xc8Rt1Yb6Np3Hs5Jd0FgA"}
    return Settings.from_environ({"ENVIRONMENT": "production", **account, **key, **environ})


def of_type(line_type: LineType) -> PhoneNumber:
    return PhoneNumber(e164="+61491570006", country_code=61, region="AU", line_type=line_type)


def of_network(code: int) -> PhoneNumber:
    example = phonenumbers.example_number_for_non_geo_entity(code)
    assert example is not None
    return PhoneNumber.parse(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164))


class TestCountries:
    def test_without_lists_every_country_is_served(self) -> None:
        for number in (AMERICAN, AUSTRALIAN):
            policy().check(number, Channel.SMS)
        assert policy().allowed_countries() == tuple(sorted(phonenumbers.SUPPORTED_REGIONS))

    def test_a_list_of_allowed_countries_serves_no_other(self) -> None:
        only = policy(COUNTRIES_ALLOWED="AU,SE")
        only.check(AUSTRALIAN, Channel.SMS)
        with pytest.raises(CountryNotAllowed):
            only.check(AMERICAN, Channel.SMS)
        assert only.allowed_countries() == ("AU", "SE")

    def test_refused_countries_are_not_served(self) -> None:
        most = policy(COUNTRIES_REFUSED="US")
        most.check(AUSTRALIAN, Channel.VOICE)
        with pytest.raises(CountryNotAllowed):
            most.check(AMERICAN, Channel.VOICE)
        assert "US" not in most.allowed_countries()
        assert "CA" in most.allowed_countries()

    def test_countries_that_share_a_calling_code_are_told_apart(self) -> None:
        with pytest.raises(CountryNotAllowed):
            policy(COUNTRIES_ALLOWED="CA").check(AMERICAN, Channel.SMS)


class TestNetworks:
    @pytest.mark.parametrize("code", sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS))
    @pytest.mark.parametrize("channel", Channel)
    def test_networks_of_no_country_are_refused_unless_named(self, code: int, channel: Channel) -> None:
        number = of_network(code)
        for unnamed in (policy(), policy(COUNTRIES_ALLOWED="US"), policy(COUNTRIES_ALLOWED="*")):
            with pytest.raises(CountryNotAllowed, match="satellite"):
                unnamed.check(number, channel)
        policy(COUNTRIES_ALLOWED=f"US,+{code}").check(number, channel)

    def test_a_named_network_is_not_listed_as_a_country(self) -> None:
        assert policy(COUNTRIES_ALLOWED="US,+881").allowed_countries() == ("US",)

    def test_naming_one_network_opens_no_other(self) -> None:
        with pytest.raises(CountryNotAllowed):
            policy(COUNTRIES_ALLOWED="*,+881").check(of_network(870), Channel.SMS)


class TestUnknownAreaCodes:
    NEW = PhoneNumber.parse("+1 436 555 0107")

    @pytest.mark.parametrize("channel", Channel)
    def test_they_are_served_where_the_united_states_are(self, channel: Channel) -> None:
        policy().check(self.NEW, channel)
        policy(COUNTRIES_ALLOWED="*").check(self.NEW, channel)
        policy(COUNTRIES_ALLOWED="US").check(self.NEW, channel)
        policy(COUNTRIES_REFUSED="GB,JM").check(self.NEW, channel)

    @pytest.mark.parametrize("lists", [{"COUNTRIES_ALLOWED": "CA,GB"}, {"COUNTRIES_REFUSED": "US"}])
    def test_they_get_by_no_list_without_the_united_states(self, lists: dict[str, str]) -> None:
        with pytest.raises(CountryNotAllowed, match="too new"):
            policy(**lists).check(self.NEW, Channel.SMS)

    def test_they_can_be_refused(self) -> None:
        with pytest.raises(InvalidPhoneNumber, match="no such area code"):
            policy(ACCEPT_UNKNOWN_AREA_CODES="false").check(self.NEW, Channel.SMS)

    def test_numbers_that_cost_extra_are_refused_as_before(self) -> None:
        for text in ("+1 900 555 0100", "+1 800 555 0100", "+1 500 555 0100"):
            with pytest.raises(UnsupportedPhoneNumber):
                policy().check(PhoneNumber.parse(text), Channel.SMS)


class TestReservedNumbers:
    NUMBERS = tuple(map(PhoneNumber.parse, ("+447700900123", "+33639980123", "+353209123456")))

    def test_they_are_mobiles_in_development(self) -> None:
        for number in self.NUMBERS:
            policy().check(number, Channel.SMS)

    def test_they_are_refused_in_production(self) -> None:
        for number in self.NUMBERS:
            with pytest.raises(InvalidPhoneNumber, match="nobody has it"):
                NumberPolicy.from_settings(production()).check(number, Channel.SMS)

    def test_a_setting_decides(self) -> None:
        for number in self.NUMBERS:
            NumberPolicy.from_settings(production(RESERVED_NUMBERS="accept")).check(number, Channel.SMS)
            with pytest.raises(InvalidPhoneNumber):
                policy(RESERVED_NUMBERS="refuse").check(number, Channel.SMS)

    def test_their_country_is_judged_like_any(self) -> None:
        with pytest.raises(CountryNotAllowed):
            policy(COUNTRIES_ALLOWED="US").check(self.NUMBERS[0], Channel.SMS)


class TestLines:
    @pytest.mark.parametrize("channel", Channel)
    @pytest.mark.parametrize("line_type", sorted(SERVED))
    def test_what_may_be_a_persons_phone_is_served(self, line_type: LineType, channel: Channel) -> None:
        policy().check(of_type(line_type), channel)

    @pytest.mark.parametrize("channel", Channel)
    @pytest.mark.parametrize("line_type", sorted(set(LineType) - SERVED - {LineType.FIXED_LINE}))
    def test_what_earns_money_or_is_no_persons_phone_is_refused(self, line_type: LineType, channel: Channel) -> None:
        with pytest.raises(UnsupportedPhoneNumber, match="mobile number"):
            policy(COUNTRIES_ALLOWED="AU").check(of_type(line_type), channel)

    def test_a_fixed_line_is_served_by_voice_alone(self) -> None:
        fixed = of_type(LineType.FIXED_LINE)
        policy().check(fixed, Channel.VOICE)
        for channel in (Channel.SMS, Channel.WHATSAPP):
            with pytest.raises(UnsupportedPhoneNumber, match="ask for a call"):
                policy().check(fixed, channel)

    def test_a_call_is_not_offered_where_there_are_none(self) -> None:
        with pytest.raises(UnsupportedPhoneNumber) as caught:
            policy(CHANNELS="sms").check(of_type(LineType.FIXED_LINE), Channel.SMS)
        assert "call" not in caught.value.detail

    def test_a_mobile_of_argentina_without_its_nine_is_told_so(self) -> None:
        with pytest.raises(UnsupportedPhoneNumber, match=r"In Argentina, .* 9 after \+54, or ask for a call\."):
            policy().check(PhoneNumber.parse("+54 11 2345 6789"), Channel.SMS)
        policy().check(PhoneNumber.parse("+54 9 11 2345 6789"), Channel.SMS)
