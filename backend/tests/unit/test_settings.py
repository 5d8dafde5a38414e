"""One frozen object from the environment; whatever is wrong is told at once, in words that help."""

import secrets
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from limits import parse_many
from pydantic import ValidationError

from dialproof.channels import Channel
from dialproof.settings import Settings, SettingsError, load_settings

SECRETS = [name for name, field in Settings.variables().items() if not field.repr]
KEY = "Zq3vR8sT1uW4xY7zA0bC9dE2fG5hJ6kL8mN"
APPLICATION_ID = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"
ACCOUNT = {"VONAGE_API_KEY": "abcd1234", "VONAGE_API_SECRET": "Hush5"}
DEVELOPMENT = {"ENVIRONMENT": "development"}
PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": KEY, **ACCOUNT}


def mistakes(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environ(environ)
    return caught.value.mistakes


def mistake(name: str, environ: dict[str, str]) -> str:
    """Return the words about one setting, which must be the only mistake."""
    (only,) = mistakes(environ)
    assert only.startswith(f"{name}: ")
    return only.removeprefix(f"{name}: ")


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    form: PrivateFormat = PrivateFormat.PKCS8,
    encryption: KeySerializationEncryption | None = None,
) -> str:
    return key.private_bytes(Encoding.PEM, form, encryption or NoEncryption()).decode()


def test_an_empty_environment_is_development_with_the_sandbox() -> None:
    settings = Settings.from_environ({})
    assert (settings.server.environment, settings.is_production, settings.server.port) == ("development", False, 5001)
    assert settings.provider.is_sandbox
    assert settings.vonage.api_url == "http://127.0.0.1:5002"
    assert (settings.vonage.api_key, settings.vonage.api_secret) == ("sandbox", "sandbox-secret")
    assert settings.codes.channels == (Channel.SMS, Channel.VOICE)
    assert settings.limits.sends_per_address == tuple(parse_many("5 per 15 minutes; 20 per day"))
    assert (settings.session.cookie_secure, settings.server.log_format) == (False, "text")
    assert "http://localhost:5173" in settings.cors.origins
    assert settings.cors.loopback_origins


def test_production_has_stricter_defaults() -> None:
    settings = Settings.from_environ(PRODUCTION)
    assert (settings.session.cookie_secure, settings.server.log_format, settings.cors.origins) == (True, "json", ())
    assert settings.vonage.api_url == "https://api.nexmo.com"
    assert not settings.provider.is_sandbox
    assert not settings.cors.loopback_origins


def test_settings_cannot_be_changed() -> None:
    settings = Settings.from_environ({})
    with pytest.raises(ValidationError):
        settings.server.port = 1
    with pytest.raises(ValidationError):
        settings.server = settings.server


def test_production_with_an_empty_environment_tells_all_mistakes_in_one_message() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environ({"ENVIRONMENT": "production"})
    names = [mistake.partition(":")[0] for mistake in caught.value.mistakes]
    assert names == ["SECRET_KEY", "VONAGE_API_KEY"]
    assert all(mistake in str(caught.value) for mistake in caught.value.mistakes)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = {
        "PORT": "http",
        "CORS_ORIGINS": "*",
        "COUNTRIES_REFUSED": "UKK",
        "LIMIT_SENDS_TOTAL": "lots",
        "REDIS_URI": "redis://localhost",
        "VONAGE_API_KEY": "abcd1234",
        "CHANNELS": "sms,whatsapp",
    }
    names = {mistake.partition(":")[0] for mistake in mistakes(wrong)}
    assert names == {
        *("PORT", "CORS_ORIGINS", "COUNTRIES_REFUSED", "LIMIT_SENDS_TOTAL", "REDIS_URI"),
        *("VONAGE_API_SECRET", "VONAGE_WHATSAPP_SENDER"),
    }


def test_a_misspelt_environment_is_judged_as_the_one_it_resembles() -> None:
    assert "did you mean production?" in mistake("ENVIRONMENT", {**PRODUCTION, "ENVIRONMENT": "prod"})
    assert "did you mean development?" in mistake("ENVIRONMENT", {"ENVIRONMENT": "developement"})
    assert {told.partition(":")[0] for told in mistakes({"ENVIRONMENT": "staging"})} == {
        *("ENVIRONMENT", "SECRET_KEY", "VONAGE_API_KEY")
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("PORT", value) for value in ("0", "65536", "-1", "1e3", "5001.0", "\uff15001")],
        *[("CODE_LENGTH", value) for value in ("3", "11")],
        *[("CODE_LIFETIME", value) for value in ("59", "901", "5m")],
        *[("TRUSTED_PROXIES", value) for value in ("11", "-1", "all")],
        *[("MAX_WRONG_CODES", value) for value in ("0", "11")],
        *[("PROVIDER_READ_TIMEOUT", value) for value in ("0", "31", "inf", "nan", "10s")],
        ("COOKIE_SECURE", "maybe"),
        ("HOST", "not a host"),
        ("LOG_LEVEL", "loud"),
        ("PROVIDER", "pigeon"),
        ("VONAGE_BRAND_NAME", "seventeen letters"),
        ("VONAGE_BRAND_NAME", "a{b}"),
        ("VONAGE_APPLICATION_ID", "not-a-uuid"),
        ("VONAGE_WHATSAPP_SENDER", "12"),
        ("CHANNELS", "sms,fax"),
        ("CHANNELS", "sms,sms"),
        ("CHANNELS", ","),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://"),
        *[("REDIS_URL", f"redis://localhost/{path}") for path in ("abc", "-1", "1/2")],
        *[
            ("REDIS_URL", f"redis://localhost/0?{options}")
            for options in (
                *("x=1", "family=0", "x", "decode_responses=true", "encoding=utf-16", "protocol=9"),
                *("socket_timeout=100", "socket_connect_timeout=9", "max_connections=1", "ssl_cert_reqs=none"),
            )
        ],
        ("REDIS_URL", "rediss://localhost?ssl_cert_reqs=perhaps"),
        ("REDIS_URL", "unix:///run/redis.sock?path=/etc"),
        ("COUNTRY_BUDGETS", "US"),
        ("COUNTRY_BUDGETS", "US=0"),
        ("COUNTRY_BUDGETS", "US=1, us=2"),
        ("DEFAULT_COUNTRY", "ZZ"),
        ("SANDBOX_PHONE_URL", "javascript:alert(1)"),
    ],
)
def test_a_value_out_of_its_range_is_a_mistake(name: str, value: str) -> None:
    told = mistakes({**PRODUCTION, name: value})
    assert [words.partition(":")[0] for words in told][:1] == [name]


@pytest.mark.parametrize("name", ["SESSION_LIFETIME", "VERIFIED_LIFETIME", "CODE_LIFETIME", "WRONG_CODES_WINDOW"])
def test_a_duration_with_a_unit_is_told_that_seconds_are_meant(name: str) -> None:
    [told] = mistakes({name: "5m"})
    assert told.startswith(f"{name}: write a whole number of seconds from")


def test_development_may_shorten_the_durations_that_browser_tests_wait_for() -> None:
    short = {"CODE_LIFETIME": "15", "SESSION_LIFETIME": "15", "WRONG_CODES_WINDOW": "15", "VONAGE_CANCEL_AFTER": "0.5"}
    settings = Settings.from_environ(short)
    assert (settings.codes.code_lifetime, settings.vonage.cancel_after) == (15, 0.5)


def test_a_session_may_not_end_before_its_code() -> None:
    assert "300" in mistake("SESSION_LIFETIME", {"SESSION_LIFETIME": "299"})


class TestSecretKey:
    def test_development_without_one_draws_a_new_one(self) -> None:
        one, other = Settings.from_environ({}), Settings.from_environ({"SECRET_KEY": " "})
        assert one.session.secret_key_is_ephemeral
        assert other.session.secret_key_is_ephemeral
        assert one.session.secret_key != other.session.secret_key
        assert len(one.session.secret_key) >= 32

    def test_one_that_is_given_is_kept(self) -> None:
        settings = Settings.from_environ({**PRODUCTION, "SECRET_KEY_FALLBACKS": f"{KEY}1, {KEY}2"})
        assert (settings.session.secret_key, settings.session.secret_key_is_ephemeral) == (KEY, False)
        assert settings.session.secret_key_fallbacks == (f"{KEY}1", f"{KEY}2")

    @pytest.mark.parametrize(
        "bad", ["tiny-one", KEY[:31], "a" * 64, "please-change-me-please-change-me-1234", f"{KEY},"]
    )
    def test_production_refuses_short_and_example_keys(self, bad: str) -> None:
        assert bad not in mistake("SECRET_KEY", {**PRODUCTION, "SECRET_KEY": bad})

    def test_production_refuses_short_fallbacks(self) -> None:
        assert "shorter" in mistake("SECRET_KEY_FALLBACKS", {**PRODUCTION, "SECRET_KEY_FALLBACKS": f"{KEY},tiny"})

    def test_fallbacks_need_a_key(self) -> None:
        assert "SECRET_KEY" in mistake("SECRET_KEY_FALLBACKS", {"SECRET_KEY_FALLBACKS": KEY})


class TestSeveralProcesses:
    def test_without_redis_the_remedy_is_in_the_words(self) -> None:
        words = mistake("WEB_CONCURRENCY", {**PRODUCTION, "WEB_CONCURRENCY": "2"})
        assert "set REDIS_URL" in words
        assert "WEB_CONCURRENCY=1" in words

    def test_without_a_secret_key_they_could_not_open_each_others_cookies(self) -> None:
        environ = {"WEB_CONCURRENCY": "2", "REDIS_URL": "redis://localhost"}
        assert "SECRET_KEY" in mistake("WEB_CONCURRENCY", environ)

    def test_a_key_that_production_misses_is_told_of_once(self) -> None:
        environ = {**PRODUCTION, "WEB_CONCURRENCY": "2", "REDIS_URL": "redis://localhost", "SECRET_KEY": ""}
        assert "missing" in mistake("SECRET_KEY", environ)

    @pytest.mark.parametrize(
        "url", ["redis://localhost:6379/1", "rediss://u:p@redis.example:6380", "unix:///run/r.sock"]
    )
    def test_with_redis_they_may_start(self, url: str) -> None:
        settings = Settings.from_environ({**PRODUCTION, "WEB_CONCURRENCY": "4", "REDIS_URL": url})
        assert (settings.server.web_concurrency, settings.redis.url) == (4, url)


class TestCookie:
    def test_production_refuses_an_insecure_cookie(self) -> None:
        assert "production" in mistake("COOKIE_SECURE", {**PRODUCTION, "COOKIE_SECURE": "no"})

    def test_same_site_none_needs_a_secure_cookie(self) -> None:
        assert "COOKIE_SECURE" in mistake("COOKIE_SAMESITE", {"COOKIE_SAMESITE": "none"})
        settings = Settings.from_environ({"COOKIE_SAMESITE": "none", "COOKIE_SECURE": "true"})
        assert settings.session.cookie_samesite == "None"


class TestOrigins:
    def test_exact_origins_are_taken_in_their_order(self) -> None:
        text = "https://b.example, http://localhost:3000,https://[2001:db8::1]:8443"
        settings = Settings.from_environ({"CORS_ORIGINS": text})
        assert settings.cors.origins == ("https://b.example", "http://localhost:3000", "https://[2001:db8::1]:8443")

    @pytest.mark.parametrize("environ", [{}, PRODUCTION])
    @pytest.mark.parametrize(
        "bad",
        [
            "*",
            "null",
            "https://*.example",
            "ftp://a.example",
            "a.example",
            "https://u@a.example",
            "https://a..example",
            "https://a.example:0",
        ],
    )
    def test_what_is_not_one_origin_is_a_mistake_everywhere(self, bad: str, environ: dict[str, str]) -> None:
        mistake("CORS_ORIGINS", {**environ, "CORS_ORIGINS": f"https://a.example,{bad}"})

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("https://a.example/", "https://a.example"),
            ("https://a.example/form", "https://a.example"),
            ("https://A.example", "https://a.example"),
            ("https://a.example:443", "https://a.example"),
            ("https://bücher.example/form", "https://xn--bcher-kva.example"),
            ("capacitor://localhost/", "capacitor://localhost"),
            ("app://localhost/page", "app://localhost"),
            ("https:a.example", "https://a.example"),
            ("http://127.1", "http://127.0.0.1"),
            ("Ionic://localhost", "ionic://localhost"),
        ],
    )
    def test_the_words_give_the_form_that_browsers_send(self, written: str, meant: str) -> None:
        assert f"write {meant}:" in mistake("CORS_ORIGINS", {"CORS_ORIGINS": written})

    @pytest.mark.parametrize(
        ("written", "sent"),
        [
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("https://BÜCHER.Example:8443", "https://xn--bcher-kva.example:8443"),
            ("https://straße.example", "https://xn--strae-oqa.example"),
            ("https://my_shop.bücher.example", "https://my_shop.xn--bcher-kva.example"),
            ("https://例え。テスト", "https://xn--r8jz45g.xn--zckzah"),
            ("https://☕.example", "https://xn--53h.example"),
            ("https://\uff45xample.com", "https://example.com"),
        ],
    )
    def test_an_international_host_becomes_what_browsers_send(self, written: str, sent: str) -> None:
        assert Settings.from_environ({"CORS_ORIGINS": written}).cors.origins == (sent,)

    def test_one_host_in_both_forms_is_named_twice(self) -> None:
        both = "https://bücher.example, https://xn--bcher-kva.example"
        assert "twice" in mistake("CORS_ORIGINS", {"CORS_ORIGINS": both})

    @pytest.mark.parametrize(
        "app",
        [
            "capacitor://localhost",
            "ionic://localhost",
            "tauri://localhost",
            "app://localhost:8080",
            "app://com.example.shop",
            "app://-",
            "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
            "moz-extension://0f8fad5b-d9cb-469f-a165-70867728950e",
        ],
    )
    def test_the_origin_of_an_app_is_taken_as_it_is(self, app: str) -> None:
        environ = {**PRODUCTION, "CORS_ORIGINS": f"https://tauri.localhost, {app}"}
        assert Settings.from_environ(environ).cors.origins == ("https://tauri.localhost", app)

    @pytest.mark.parametrize(
        ("bad", "told"),
        [
            ("file://", "write origins as"),
            ("file://shop", "no origin"),
            ("data://x", "no origin"),
            ("ws://a.example", "no origin"),
            ("htps://a.example", "did you mean https?"),
            ("htp://a.example", "did you mean http?"),
            ("ttps://a.example", "did you mean https?"),
            ("app://*", "write origins as"),
            ("app://", "write origins as"),
            ("app:localhost", "write origins as"),
            ("app://user@localhost", "write origins as"),
            ("https://.bücher.example", "write origins as"),
            ("https://\ufffd.example", "valid URL, invalid international domain name; write"),
        ],
    )
    def test_what_only_resembles_the_origin_of_an_app_is_a_mistake(self, bad: str, told: str) -> None:
        assert told in mistake("CORS_ORIGINS", {"CORS_ORIGINS": bad})

    def test_further_headers_are_taken_whatever_their_case(self) -> None:
        settings = Settings.from_environ({"CORS_HEADERS": "X-Shop-Version, x-tab"})
        assert settings.cors.headers == ("x-shop-version", "x-tab")

    @pytest.mark.parametrize(
        ("bad", "told"),
        [
            ("*", "name each header"),
            ("x tab", "is not a header name"),
            ("x-tab:", "is not a header name"),
            ("x-täb", "is not a header name"),
            ("X-Tab, x-tab", "twice"),
            ("Cookie", "not by pages"),
            ("X-Forwarded-For", "not by pages"),
            ("Forwarded", "not by pages"),
            ("Sec-Fetch-Site", "not by pages"),
            ("X-HTTP-Method-Override", "not by pages"),
            (",", "is an empty list"),
        ],
    )
    def test_what_is_no_header_of_a_page_is_a_mistake(self, bad: str, told: str) -> None:
        assert told in mistake("CORS_HEADERS", {"CORS_HEADERS": bad})


class TestTrustedProxies:
    def test_they_are_a_number_or_are_named(self) -> None:
        def proxies(text: str) -> object:
            return Settings.from_environ({**PRODUCTION, "TRUSTED_PROXIES": text}).server.trusted_proxies

        assert proxies("2") == 2
        assert proxies("10.0.0.0/8, 192.0.2.7,fd00::/8 , ::1") == (
            *(ip_network("10.0.0.0/8"), ip_network("192.0.2.7/32")),
            *(ip_network("fd00::/8"), ip_network("::1/128")),
        )
        assert proxies("::1,10.0.0.5, ::1") == (ip_network("::1/128"), ip_network("10.0.0.5/32"))
        assert proxies("UNIX, 10.0.0.0/255.0.0.0") == ("unix", ip_network("10.0.0.0/8"))

    @pytest.mark.parametrize(
        ("bad", "told"),
        [
            ("10.0.0.1/8", "write 10.0.0.0/8, or 10.0.0.1"),
            ("fd00::1/8", "write fd00::/8, or fd00::1"),
            ("0.0.0.0/0", "anybody"),
            ("10.0.0.0/8, ::/0", "anybody"),
            ("*", "write a number"),
            ("1, 10.0.0.0/8", "a number cannot be mixed"),
            ("10.0.0.0/33", "'10.0.0.0/33'"),
            ("10.0.0", "'10.0.0'"),
            ("nginx", "'nginx'"),
            ("[::1]", "write ::1"),
            ("::ffff:10.0.0.0/104", "write 10.0.0.0/8"),
            ("::ffff:10.0.0.5", "write 10.0.0.5"),
            ("-1", "write a number"),
            ("11", "0 to 10"),
            (",", "is an empty list"),
        ],
    )
    def test_what_names_no_proxy_is_a_mistake_that_says_what_to_write(self, bad: str, told: str) -> None:
        assert told in mistake("TRUSTED_PROXIES", {**PRODUCTION, "TRUSTED_PROXIES": bad})


class TestVonage:
    @pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
    @pytest.mark.parametrize("carried", ["text", "escaped", "file", "crlf"])
    def test_a_private_key_is_taken_in_every_form(
        self, rsa_key: rsa.RSAPrivateKey, form: PrivateFormat, carried: str, tmp_path: Path
    ) -> None:
        text = pem(rsa_key, form)
        mounted = tmp_path / "vonage_private_key"
        mounted.write_text(text)
        value = {
            "text": text,
            "escaped": text.replace("\n", "\\n"),
            "file": str(mounted),
            "crlf": text.replace("\n", "\r\n"),
        }[carried]
        settings = Settings.from_environ(
            {**DEVELOPMENT, "VONAGE_APPLICATION_ID": APPLICATION_ID, "VONAGE_PRIVATE_KEY": value}
        )
        assert settings.vonage.private_key == pem(rsa_key)
        assert not settings.provider.is_sandbox

    def test_a_key_that_cannot_sign_is_a_mistake(self, rsa_key: rsa.RSAPrivateKey, tmp_path: Path) -> None:
        bad = {
            "short": pem(rsa.generate_private_key(public_exponent=65537, key_size=1024)),
            "curve": pem(ec.generate_private_key(ec.SECP256R1())),
            "locked": pem(rsa_key, encryption=BestAvailableEncryption(b"pw")),
            "damaged": pem(rsa_key).replace("M", "N", 3),
            "public": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
            "missing": str(tmp_path / "nowhere"),
            "folder": str(tmp_path),
            "text": "x" * 5000,
        }
        for value in bad.values():
            words = mistake(
                "VONAGE_PRIVATE_KEY", {"VONAGE_APPLICATION_ID": APPLICATION_ID, "VONAGE_PRIVATE_KEY": value}
            )
            assert value not in words

    @pytest.mark.parametrize("half", ["VONAGE_API_KEY", "VONAGE_API_SECRET", "VONAGE_APPLICATION_ID"])
    def test_half_a_pair_is_a_mistake_that_names_both(self, half: str) -> None:
        other = {
            "VONAGE_API_KEY": "VONAGE_API_SECRET",
            "VONAGE_API_SECRET": "VONAGE_API_KEY",
            "VONAGE_APPLICATION_ID": "VONAGE_PRIVATE_KEY",
        }[half]
        value = APPLICATION_ID if half == "VONAGE_APPLICATION_ID" else "abcd1234"
        assert half in mistake(other, {half: value})

    def test_both_pairs_may_be_given(self, rsa_key: rsa.RSAPrivateKey) -> None:
        application = {"VONAGE_APPLICATION_ID": APPLICATION_ID.upper(), "VONAGE_PRIVATE_KEY": pem(rsa_key)}
        settings = Settings.from_environ({**DEVELOPMENT, **ACCOUNT, **application})
        assert settings.vonage.application_id == APPLICATION_ID
        assert settings.vonage.private_key == pem(rsa_key)
        assert settings.vonage.api_key == ACCOUNT["VONAGE_API_KEY"]

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1:5002", "http://localhost:9", "http://[::1]:9", "https://eu.example"]
    )
    def test_plain_http_is_for_this_machine(self, url: str) -> None:
        assert Settings.from_environ({**ACCOUNT, "VONAGE_API_URL": url}).vonage.api_url == url

    def test_plain_http_elsewhere_needs_it_said_that_this_is_the_sandbox(self) -> None:
        elsewhere = {**ACCOUNT, "VONAGE_API_URL": "http://sandbox:5002"}
        assert "PROVIDER_IS_SANDBOX" in mistake("VONAGE_API_URL", elsewhere)
        assert Settings.from_environ({**elsewhere, "PROVIDER_IS_SANDBOX": "true"}).provider.is_sandbox

    @pytest.mark.parametrize("url", ["https://api.nexmo.com/v2", "api.nexmo.com", "https://user:pw@api.nexmo.com"])
    def test_the_address_is_scheme_host_and_port_only(self, url: str) -> None:
        mistake("VONAGE_API_URL", {**ACCOUNT, "VONAGE_API_URL": url})

    def test_production_refuses_the_sandbox(self) -> None:
        sandbox = {"VONAGE_API_URL": "http://127.0.0.1:5002", "PROVIDER_IS_SANDBOX": "true"}
        account = {"VONAGE_API_KEY": "sandbox", "VONAGE_API_SECRET": "sandbox-secret"}
        names = [words.partition(":")[0] for words in mistakes({**PRODUCTION, **account, **sandbox})]
        assert names == ["PROVIDER_IS_SANDBOX", "VONAGE_API_URL", "VONAGE_API_KEY"]

    def test_the_real_service_cannot_be_called_the_sandbox(self) -> None:
        assert "api.nexmo.com" in mistake(
            "PROVIDER_IS_SANDBOX", {**DEVELOPMENT, **ACCOUNT, "PROVIDER_IS_SANDBOX": "true"}
        )

    def test_the_sandbox_stands_in_only_when_nothing_is_said_about_the_account(self) -> None:
        assert Settings.from_environ({"VONAGE_BRAND_NAME": "Acme"}).vonage.api_key == "sandbox"
        assert "VONAGE_API_URL" in mistake("VONAGE_API_KEY", {"VONAGE_API_URL": "http://127.0.0.1:5102"})

    def test_whatsapp_needs_a_sender(self) -> None:
        mistake("VONAGE_WHATSAPP_SENDER", {"CHANNELS": "whatsapp"})
        settings = Settings.from_environ({"CHANNELS": "whatsapp", "VONAGE_WHATSAPP_SENDER": "+1 (415) 555-0100"})
        assert settings.vonage.whatsapp_sender == "14155550100"


class TestCountries:
    def test_codes_are_taken_in_any_case(self) -> None:
        settings = Settings.from_environ({"COUNTRIES_ALLOWED": "gb, US,+881", "DEFAULT_COUNTRY": "gb"})
        assert settings.numbers.countries_allowed == {"GB", "US", "+881"}
        assert settings.numbers.default_country == "GB"

    @pytest.mark.parametrize("name", ["COUNTRIES_ALLOWED", "COUNTRIES_REFUSED"])
    @pytest.mark.parametrize("typo", ["UK", "UKK", "GBR", "uk"])
    def test_a_typo_refuses_to_start_and_suggests(self, name: str, typo: str) -> None:
        assert "did you mean GB?" in mistake(name, {name: f"US,{typo}"})

    @pytest.mark.parametrize("unknown", ["+44", "+999", "881", "Germany", "US GB", ","])
    def test_what_is_neither_a_country_nor_a_network_is_a_mistake(self, unknown: str) -> None:
        mistake("COUNTRIES_REFUSED", {"COUNTRIES_REFUSED": unknown})

    def test_every_unknown_code_is_told(self) -> None:
        words = mistake("COUNTRIES_REFUSED", {"COUNTRIES_REFUSED": "UKK,US,QQ"})
        assert "UKK" in words
        assert "QQ" in words

    def test_one_country_in_both_lists_is_a_mistake(self) -> None:
        words = mistake("COUNTRIES_REFUSED", {"COUNTRIES_ALLOWED": "GB,US", "COUNTRIES_REFUSED": "US"})
        assert words.startswith("US")

    def test_all_countries_with_a_few_refused_is_fine(self) -> None:
        settings = Settings.from_environ({"COUNTRIES_ALLOWED": "*,+870", "COUNTRIES_REFUSED": "US"})
        assert settings.numbers.countries_allowed > {"GB", "US", "+870"}
        assert "+881" not in settings.numbers.countries_allowed

    def test_the_default_country_must_be_served(self) -> None:
        mistake("DEFAULT_COUNTRY", {"DEFAULT_COUNTRY": "FR", "COUNTRIES_ALLOWED": "GB"})
        mistake("DEFAULT_COUNTRY", {"DEFAULT_COUNTRY": "FR", "COUNTRIES_REFUSED": "FR"})

    def test_budgets_keep_a_default_for_countries_that_are_not_named(self) -> None:
        def budgets(text: str) -> object:
            return Settings.from_environ({"COUNTRY_BUDGETS": text}).numbers.country_budgets

        assert budgets("us = 5000") == {"*": 2000, "US": 5000}
        assert budgets("*=500, +881=5") == {"*": 500, "+881": 5}


class TestLimits:
    @pytest.mark.parametrize("bad", ["", "0 per day", "5 per 0 minutes", "5", "5 per fortnight", "5 per hour; x"])
    def test_a_limit_cannot_be_switched_off(self, bad: str) -> None:
        assert "write" in mistake("LIMIT_SENDS_PER_NUMBER", {"LIMIT_SENDS_PER_NUMBER": bad})

    @pytest.mark.parametrize(
        "url",
        [
            *("redis://localhost", "redis://localhost/", "redis://user:pa%3Fss@[::1]:6380/15", "redis://h?db=2"),
            *("redis://h/0?protocol=3", "redis://h/0?health_check_interval=30&client_name=dialproof"),
            *("rediss://h:6380/0?ssl_cert_reqs=none", "rediss://h?ssl_check_hostname=false&ssl_ca_certs=/etc/ca.pem"),
            *("unix:///run/redis.sock", "unix://:pass@/run/redis.sock?db=1"),
        ],
    )
    def test_redis_is_named_in_every_way_that_leads_to_it(self, url: str) -> None:
        assert Settings.from_environ({"REDIS_URL": url, "SECRET_KEY": KEY}).redis.url == url

    @pytest.mark.parametrize(
        "bad",
        ["5 per 367 days", "5 per 2 years", "5 per 99999999999 years", "1 per hour; 5 per 99999999999999999999 days"],
    )
    @pytest.mark.parametrize("name", ["LIMIT_SENDS_PER_NUMBER", "LIMIT_CALLS_PER_ADDRESS"])
    def test_a_limit_counts_within_a_year(self, name: str, bad: str) -> None:
        assert "a year at most" in mistake(name, {name: bad})

    @pytest.mark.parametrize("bad", ["9999999999999999999999 per day", "1000000001 per minute"])
    def test_a_limit_that_nothing_reaches_is_none(self, bad: str) -> None:
        assert "1000000000 at most" in mistake("LIMIT_SENDS_TOTAL", {"LIMIT_SENDS_TOTAL": bad})

    def test_a_limit_may_count_for_a_year(self) -> None:
        settings = Settings.from_environ({"LIMIT_SENDS_PER_NUMBER": "1000000000 per year; 5 per 366 days"})
        assert [limit.amount for limit in settings.limits.sends_per_number] == [1000000000, 5]

    def test_a_limit_may_be_raised(self) -> None:
        settings = Settings.from_environ({"LIMIT_SENDS_PER_NUMBER": "1000/Minute"})
        assert settings.limits.sends_per_number == tuple(parse_many("1000 per minute"))


class TestNames:
    @pytest.mark.parametrize(
        ("typo", "meant"),
        [
            ("COUNTRIES_ALOWED", "COUNTRIES_ALLOWED"),
            ("COUNTRES_REFUSED", "COUNTRIES_REFUSED"),
            ("ALLOWED_COUNTRIES", "COUNTRIES_ALLOWED"),
            ("countries_allowed", "COUNTRIES_ALLOWED"),
            ("LIMIT_SEND_PER_NUMBER", "LIMIT_SENDS_PER_NUMBER"),
            ("LIMITS_SENDS_TOTAL", "LIMIT_SENDS_TOTAL"),
            ("TRUSTED_PROXY", "TRUSTED_PROXIES"),
            ("SECRET_KEY_FALLBACK", "SECRET_KEY_FALLBACKS"),
            ("VONAGE_SECRET", "VONAGE_API_SECRET"),
            ("REDIS_URI", "REDIS_URL"),
        ],
    )
    def test_a_misspelt_name_is_a_mistake_with_a_suggestion(self, typo: str, meant: str) -> None:
        assert f"did you mean {meant}?" in mistake(typo, {typo: "1"})

    @pytest.mark.parametrize(
        "name",
        [
            *("REDIS_TLS_URL", "REDIS_PASSWORD", "SECRET_KEY_BASE", "SECRET_KEY_BASE_DUMMY", "VONAGE_NUMBER"),
            *("COOKIE_DOMAIN", "PROVIDER_NAME", "LIMIT_CPU", "COUNTRY_CODE", "CORS_ALLOW_ORIGIN"),
        ],
    )
    def test_a_name_that_may_be_somebody_elses_only_warns(self, name: str) -> None:
        [warning] = Settings.from_environ({name: "x"}).warnings
        assert warning.startswith(f"{name}: is not a setting and has no effect")

    @pytest.mark.parametrize(
        ("typo", "meant"),
        [
            *[("ENVIROMENT", "ENVIRONMENT"), ("CODE_LENGHT", "CODE_LENGTH"), ("RESERVED_NUMBER", "RESERVED_NUMBERS")],
            *[("ACCEPT_UNKNOWN_AREA_CODE", "ACCEPT_UNKNOWN_AREA_CODES"), ("verified_lifetime", "VERIFIED_LIFETIME")],
            *[("VERIFIED_LIFE_TIME", "VERIFIED_LIFETIME"), ("LOGLEVEL", "LOG_LEVEL"), ("CHANNEL", "CHANNELS")],
        ],
    )
    def test_a_near_miss_of_any_other_setting_warns(self, typo: str, meant: str) -> None:
        [warning] = Settings.from_environ({typo: "x"}).warnings
        assert warning == f"{typo}: is not a setting and has no effect (did you mean {meant}?)"

    def test_a_name_beside_the_setting_that_it_resembles_only_warns(self) -> None:
        both = {"REDIS_URL": "redis://localhost", "REDIS_URI": "redis://localhost", "SECRET_KEY": KEY}
        [warning] = Settings.from_environ(both).warnings
        assert "did you mean REDIS_URL?" in warning

    @pytest.mark.parametrize("name", ["COUNTRIES_BLOCKED", "LIMIT_SENDS_PER_COUNTRY", "LIMIT_CALLS_TOTAL"])
    def test_a_limit_or_a_filter_that_does_not_exist_is_a_mistake(self, name: str) -> None:
        assert "is not a setting" in mistake(name, {name: "1"})

    def test_what_the_machine_adds_by_itself_is_left_alone(self) -> None:
        ambient = "PATH HOSTNAME LANG HOME REDIS_PORT REDIS_SERVICE_HOST REDIS_SERVICE_PORT REDIS_PORT_6379_TCP_ADDR"
        Settings.from_environ(dict.fromkeys([*ambient.split(), "DIALPROOF_PORT_OFFSET", "SANDBOX_CODE"], "x"))


class TestSecrets:
    def test_no_secret_is_shown(self, rsa_key: rsa.RSAPrivateKey) -> None:
        given = {
            "SECRET_KEY": KEY,
            "SECRET_KEY_FALLBACKS": f"{KEY}2",
            "REDIS_URL": "redis://:Pa55@localhost",
            "VONAGE_API_KEY": "abcd1234",
            "VONAGE_API_SECRET": "Hush5",
            "VONAGE_PRIVATE_KEY": pem(rsa_key),
        }
        settings = Settings.from_environ({**DEVELOPMENT, **given, "VONAGE_APPLICATION_ID": APPLICATION_ID})
        assert set(settings.secret_values()) == set(given.values())
        shown = repr(settings)
        assert not [secret for secret in (*given.values(), "Pa55", "PRIVATE KEY") if secret in shown]

    def test_no_mistake_repeats_a_secret(self) -> None:
        wrong = {
            **PRODUCTION,
            "SECRET_KEY": "hunter2",
            "SECRET_KEY_FALLBACKS": "hunter3",
            "REDIS_URL": "localhost:hunter4",
            "VONAGE_API_KEY": "hunter 5",
            "VONAGE_PRIVATE_KEY": "hunter6",
        }
        assert "hunter" not in "".join(mistakes(wrong))

    @pytest.mark.parametrize("name", SECRETS)
    @pytest.mark.parametrize("secret", ["hunter2", "/hunter/2", "redis://:hunter2@localhost", "hunter2" * 100])
    def test_a_secret_in_place_of_its_files_path_is_not_repeated(self, name: str, secret: str) -> None:
        assert "hunter" not in mistake(f"{name}_FILE", {f"{name}_FILE": secret})


class TestSecretFiles:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("SECRET_KEY", KEY),
            ("SECRET_KEY_FALLBACKS", f"{KEY}1,{KEY}2"),
            ("REDIS_URL", "redis://:Pa55@localhost"),
            ("VONAGE_API_KEY", "abcd1234"),
            ("VONAGE_API_SECRET", "Hush5"),
        ],
    )
    def test_a_secret_can_come_from_a_file(self, name: str, value: str, tmp_path: Path) -> None:
        file = tmp_path / "secret"
        file.write_text(f"{value}\n")
        given = {key: text for key, text in PRODUCTION.items() if key != name}
        settings = Settings.from_environ({**given, f"{name}_FILE": str(file)})
        assert settings == Settings.from_environ({**given, name: value})

    def test_a_private_key_can_come_from_a_file(self, rsa_key: rsa.RSAPrivateKey, tmp_path: Path) -> None:
        file = tmp_path / "secret"
        file.write_text(pem(rsa_key))
        given = {**DEVELOPMENT, "VONAGE_APPLICATION_ID": APPLICATION_ID, "VONAGE_PRIVATE_KEY_FILE": str(file)}
        assert Settings.from_environ(given).vonage.private_key == pem(rsa_key)

    def test_every_secret_has_such_a_name(self) -> None:
        for name in SECRETS:
            assert "there is no file" in "".join(mistakes({f"{name}_FILE": "nowhere"}))

    def test_a_file_beside_a_value_is_a_mistake(self, tmp_path: Path) -> None:
        file = tmp_path / "secret"
        file.write_text(KEY)
        assert "one of the two" in mistake("SECRET_KEY_FILE", {**PRODUCTION, "SECRET_KEY_FILE": str(file)})

    @pytest.mark.parametrize(
        ("content", "words"),
        [(None, "there is no file"), (b"\n", "is empty"), (b"\xff\x00", "as text"), (b"x" * 70_000, "too large")],
    )
    def test_a_file_that_holds_no_secret_is_the_only_mistake(
        self, content: bytes | None, words: str, tmp_path: Path
    ) -> None:
        file = tmp_path / "secret"
        if content is not None:
            file.write_bytes(content)
        given = {key: text for key, text in PRODUCTION.items() if key != "SECRET_KEY"}
        assert words in mistake("SECRET_KEY_FILE", {**given, "SECRET_KEY_FILE": str(file)})

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        given = {**PRODUCTION, "REDIS_URL_FILE": str(tmp_path)}
        assert "as text" in mistake("REDIS_URL_FILE", given)

    def test_what_a_file_holds_is_judged_like_any_value(self, tmp_path: Path) -> None:
        file = tmp_path / "secret"
        file.write_text("hunter2")
        given = {key: text for key, text in PRODUCTION.items() if key != "SECRET_KEY"}
        assert "hunter2" not in mistake("SECRET_KEY", {**given, "SECRET_KEY_FILE": str(file)})


class TestStarting:
    def test_a_real_account_has_to_be_told_which_environment_it_is_for(self, rsa_key: rsa.RSAPrivateKey) -> None:
        application = {"VONAGE_APPLICATION_ID": APPLICATION_ID, "VONAGE_PRIVATE_KEY": pem(rsa_key)}
        for account in (ACCOUNT, application, {**ACCOUNT, "VONAGE_API_URL": "https://api.nexmo.com"}):
            words = mistake("ENVIRONMENT", account)
            assert "production" in words
            assert "development" in words
            settings = Settings.from_environ({**DEVELOPMENT, **account})
            assert not settings.is_production
            assert [warning.partition(":")[0] for warning in settings.warnings] == ["ENVIRONMENT"]
        assert Settings.from_environ({}).warnings == Settings.from_environ(PRODUCTION).warnings == ()

    def test_an_account_of_the_sandbox_needs_no_word_about_it(self) -> None:
        assert not Settings.from_environ({**ACCOUNT, "VONAGE_API_URL": "http://127.0.0.1:5002"}).is_production

    @pytest.mark.parametrize(
        "url",
        [
            *("https://vonage.example", "https://api.nexmo.com.evil.example", "https://notnexmo.com"),
            *("https://127.0.0.1:8443", "https://localhost"),
        ],
    )
    def test_production_sends_numbers_to_no_address_but_the_vendors_unless_told(self, url: str) -> None:
        elsewhere = {**PRODUCTION, "VONAGE_API_URL": url}
        assert "PROVIDER_IS_GATEWAY" in mistake("VONAGE_API_URL", elsewhere)
        assert Settings.from_environ({**elsewhere, "PROVIDER_IS_GATEWAY": "true"}).vonage.api_url == url

    @pytest.mark.parametrize("url", ["https://api.nexmo.com", "https://api-eu.vonage.com", "https://nexmo.com"])
    def test_production_takes_the_vendors_addresses(self, url: str) -> None:
        assert Settings.from_environ({**PRODUCTION, "VONAGE_API_URL": url}).vonage.api_url == url

    def test_a_gateway_is_spoken_to_over_tls_too(self) -> None:
        plain = {**PRODUCTION, "VONAGE_API_URL": "http://gateway.example", "PROVIDER_IS_GATEWAY": "true"}
        assert "https://" in mistake("VONAGE_API_URL", plain)

    def test_production_takes_plain_origins_only_when_told(self) -> None:
        plain = {**PRODUCTION, "CORS_ORIGINS": "https://a.example, http://b.example, http://localhost"}
        words = mistake("CORS_ORIGINS", plain)
        assert "http://b.example, http://localhost" in words
        assert "https://a.example" not in words
        assert len(Settings.from_environ({**plain, "CORS_INSECURE_ORIGINS": "true"}).cors.origins) == 3
        assert len(Settings.from_environ({"CORS_ORIGINS": plain["CORS_ORIGINS"]}).cors.origins) == 3

    def test_production_admits_no_page_because_it_is_of_this_machine(self) -> None:
        words = mistake("CORS_LOOPBACK_ORIGINS", {**PRODUCTION, "CORS_LOOPBACK_ORIGINS": "true"})
        assert "CORS_ORIGINS" in words

    @pytest.mark.parametrize(
        "key",
        [
            *(
                "abcdefgh" * 5,
                "abcdefghijklmnopqrstuvwxyz0123456789",
                "0123456789abcdef" * 2,
                "zyxwvutsrqponmlkjihg" * 2,
            ),
            *("Xk9#Xk9#" * 6, "aaaabbbbccccddddeeeeffffgggghhhhiiii", "1234567890" * 4),
        ],
    )
    def test_a_key_that_follows_a_pattern_is_refused_in_production(self, key: str) -> None:
        assert "token_urlsafe" in mistake("SECRET_KEY", {**PRODUCTION, "SECRET_KEY": key})
        assert "token_urlsafe" in mistake("SECRET_KEY_FALLBACKS", {**PRODUCTION, "SECRET_KEY_FALLBACKS": key})

    @pytest.mark.parametrize("key", ["Zq3vR8sTyOuRW4xY7zA0bC9dE2fG5hJ6kL8", "Zq3vR8sT-yOuRW4xY7zA0bC9dE2fG5hJ6kL8"])
    def test_four_letters_in_a_random_key_are_no_word(self, key: str) -> None:
        assert Settings.from_environ({**PRODUCTION, "SECRET_KEY": key}).session.secret_key == key

    @pytest.mark.parametrize(
        "key", ["Zq3vR8sT-your-W4xY7zA0bC9dE2fG5hJ6kL8", "your_key_Zq3vR8sTyW4xY7zA0bC9dE2fG5hJ6kL8"]
    )
    def test_a_word_of_its_own_makes_it_an_example(self, key: str) -> None:
        assert "looks like an example" in mistake("SECRET_KEY", {**PRODUCTION, "SECRET_KEY": key})

    def test_a_random_key_is_never_taken_for_a_pattern(self) -> None:
        for _ in range(200):
            for key in (secrets.token_urlsafe(48), secrets.token_hex(32), secrets.token_hex(16)):
                Settings.from_environ({**PRODUCTION, "SECRET_KEY": key})


class TestEnvFile:
    def test_the_file_beside_the_service_is_read_and_the_environment_wins(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / ".env").write_text("PORT=6001\nSECRET_KEY='a ${PORT} b'\n")
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("DIALPROOF_ENV_FILE", raising=False)
        assert load_settings({}).server.port == 6001
        assert load_settings({"PORT": "6002"}).server.port == 6002
        assert load_settings({}).session.secret_key == "a ${PORT} b"

    def test_another_file_can_be_named(self, tmp_path: Path) -> None:
        file = tmp_path / "settings"
        file.write_text('\ufeffCODE_LENGTH=8 # longer\nexport VONAGE_BRAND_NAME="Acme Inc"\n')
        settings = load_settings({"DIALPROOF_ENV_FILE": str(file)})
        assert (settings.codes.code_length, settings.vonage.brand_name) == (8, "Acme Inc")

    def test_a_named_file_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match="DIALPROOF_ENV_FILE"):
            load_settings({"DIALPROOF_ENV_FILE": str(tmp_path / "gone")})

    def test_a_line_that_cannot_be_read_is_a_mistake_beside_the_others(self, tmp_path: Path) -> None:
        file = tmp_path / "settings"
        file.write_text("# countries\n\nCOUNTRIES_ALLOWED GB\nCOUNTRIES_REFUSED\nPORT=x\n")
        with pytest.raises(SettingsError) as caught:
            load_settings({"DIALPROOF_ENV_FILE": str(file)})
        assert [words.partition(" cannot")[0] for words in caught.value.mistakes[:2]] == [
            f"{file}: line 3",
            f"{file}: line 4",
        ]
        assert caught.value.mistakes[2].startswith("PORT: ")
