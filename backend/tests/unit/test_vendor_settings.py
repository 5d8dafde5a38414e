"""A vendor's settings are one model and one line: everything else follows from them, here for a vendor made up."""

from pathlib import Path
from typing import Annotated

import pytest

from dialproof.settings import Settings, SettingsError
from dialproof.settings.base import SECRET, prefixed
from dialproof.settings.vendors.base import Vendor

KEY = "Zq3vR8sT1uW4xY7zA0bC9dE2fG5hJ6kL8mN"
PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": KEY}
VONAGE = {"VONAGE_API_KEY": "abcd1234", "VONAGE_API_SECRET": "Hush5"}


class Pigeon(Vendor, alias_generator=prefixed("PIGEON_")):
    title = "Pigeon Post"
    hosts = ("pigeon.example",)
    accounts = (("loft", "token"), ("loft", "ring", "ring_secret"))
    sandbox = (("api_url", "http://127.0.0.1:5002"), ("loft", "sandbox"), ("token", "sandbox-token"))

    api_url: str = "https://api.pigeon.example"
    loft: str | None = None
    token: Annotated[str | None, SECRET] = None
    ring: str | None = None
    ring_secret: Annotated[str | None, SECRET] = None


class WithPigeon(Settings):
    pigeon: Pigeon


CHOSEN = {**PRODUCTION, "PROVIDER": "pigeon"}
ACCOUNT = {"PIGEON_LOFT": "north", "PIGEON_TOKEN": "Coo5"}


def mistakes(environ: dict[str, str]) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        WithPigeon.from_environ(environ)
    told = [words.partition(": ") for words in caught.value.mistakes]
    return {name: words for name, _, words in told}


def test_provider_takes_every_vendor_that_is_declared() -> None:
    settings = WithPigeon.from_environ({**CHOSEN, "PROVIDER": "Pigeon", **ACCOUNT})
    assert settings.vendor is settings.pigeon
    assert (settings.pigeon.loft, settings.pigeon.api_url) == ("north", "https://api.pigeon.example")
    assert WithPigeon.from_environ({**PRODUCTION, **VONAGE}).vendor.title == "Vonage"


def test_another_word_is_told_which_vendors_there_are() -> None:
    words = "write one of vonage, pigeon (did you mean pigeon?)"
    assert mistakes({**PRODUCTION, "PROVIDER": "pidgeon"}) == {"PROVIDER": words}


def test_an_account_is_demanded_of_the_vendor_in_use_alone() -> None:
    ways = "PIGEON_LOFT and PIGEON_TOKEN, or PIGEON_LOFT and PIGEON_RING and PIGEON_RING_SECRET"
    assert mistakes({**CHOSEN, **VONAGE}) == {"PIGEON_LOFT": f"is missing; set {ways}"}
    WithPigeon.from_environ({**PRODUCTION, **VONAGE, "PIGEON_LOFT": "north"})


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"PIGEON_LOFT": "north"}, {"PIGEON_TOKEN"}),
        ({"PIGEON_TOKEN": "Coo5"}, {"PIGEON_LOFT"}),
        ({"PIGEON_RING": "blue"}, {"PIGEON_LOFT", "PIGEON_RING_SECRET"}),
        ({"PIGEON_LOFT": "north", "PIGEON_RING_SECRET": "Coo6"}, {"PIGEON_RING"}),
        ({**ACCOUNT, "PIGEON_RING": "blue"}, {"PIGEON_RING_SECRET"}),
    ],
)
def test_half_an_account_is_told_what_it_lacks(given: dict[str, str], missing: set[str]) -> None:
    told = mistakes({**CHOSEN, **given})
    assert told.keys() == missing
    assert all("is missing; it goes with PIGEON_" in words for words in told.values())


def test_accounts_may_have_a_field_in_common() -> None:
    other = {"PIGEON_LOFT": "north", "PIGEON_RING": "blue", "PIGEON_RING_SECRET": "Coo6"}
    assert WithPigeon.from_environ({**CHOSEN, **other}).pigeon.uses_real_account


def test_development_uses_the_sandbox_where_nothing_is_said_about_the_account() -> None:
    settings = WithPigeon.from_environ({"PROVIDER": "pigeon"})
    assert settings.provider.is_sandbox
    assert (settings.pigeon.api_url, settings.pigeon.token) == ("http://127.0.0.1:5002", "sandbox-token")
    assert (settings.vonage.api_url, settings.vonage.api_key) == ("https://api.nexmo.com", None)


def test_production_refuses_the_sandboxs_account_and_addresses_of_others() -> None:
    told = mistakes({**CHOSEN, "PIGEON_LOFT": "sandbox", "PIGEON_TOKEN": "Coo5", "PIGEON_API_URL": "https://a.example"})
    assert told.keys() == {"PIGEON_LOFT", "PIGEON_API_URL"}
    assert "is not an address of Pigeon Post" in told["PIGEON_API_URL"]


def test_an_address_with_a_path_is_told_what_one_looks_like() -> None:
    told = mistakes({**CHOSEN, **ACCOUNT, "PIGEON_API_URL": "https://api.pigeon.example/v2"})
    assert "such as https://api.pigeon.example or" in told["PIGEON_API_URL"]


def test_a_real_account_says_for_which_environment_it_is() -> None:
    told = mistakes({"PROVIDER": "pigeon", **ACCOUNT})
    assert told.keys() == {"ENVIRONMENT"}
    assert "an account with Pigeon Post" in told["ENVIRONMENT"]


def test_a_secret_stays_out_of_the_logs_and_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("Coo5\n")
    settings = WithPigeon.from_environ({**CHOSEN, "PIGEON_LOFT": "north", "PIGEON_TOKEN_FILE": str(file)})
    assert settings.pigeon.token == "Coo5"
    assert "Coo5" in settings.secret_values()
    assert "Coo5" not in repr(settings)
    assert "north" not in settings.secret_values()


def test_a_misspelt_name_is_noticed() -> None:
    given = {**CHOSEN, "PIGEON_LOFT": "north", "PIGEON_TOKN": "Coo5", "PIGEON_TOKEN": "Coo5", "PIGEON_FEED": "corn"}
    warnings = [warning.partition(":")[0] for warning in WithPigeon.from_environ(given).warnings]
    assert warnings == ["PIGEON_FEED", "PIGEON_TOKN"]
    assert (
        "did you mean PIGEON_TOKEN?" in mistakes({**CHOSEN, "PIGEON_LOFT": "north", "PIGEON_TOKN": "x"})["PIGEON_TOKN"]
    )


def test_only_the_vendor_in_use_lengthens_a_request() -> None:
    assert Settings.from_environ({"PROVIDER_CONFLICT_WAIT": "15"}).longest_request == 5 * 13 + 15
    assert WithPigeon.from_environ({"PROVIDER": "pigeon", "PROVIDER_CONFLICT_WAIT": "15"}).longest_request == 3 * 13


class Drum(Vendor, alias_generator=prefixed("DRUM_")):
    title = "a drum"
    hosts = ()
    accounts = (("hill",),)
    sandbox = ()

    api_url: str = "http://127.0.0.1"
    hill: str | None = None


class WithDrum(Settings):
    drum: Drum


def test_a_vendor_that_is_not_called_over_the_network_needs_no_address_in_production() -> None:
    settings = WithDrum.from_environ({**PRODUCTION, "PROVIDER": "drum", "DRUM_HILL": "north"})
    assert settings.vendor is settings.drum
