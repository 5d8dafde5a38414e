"""What the settings of every vendor have in common: an address, an account, and the sandbox that stands in for both."""

from collections.abc import Iterator
from contextlib import suppress
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import field_validator

from dialproof.settings.base import Group, Mistake
from dialproof.settings.groups import Codes, Provider
from dialproof.settings.values.origins import origin


class Vendor(Group):
    """Settings of one vendor, whose `alias_generator` puts the vendor's name before each.

    A subclass gives `api_url` its default, says what makes an account, and adds what only this vendor needs. Its name
    in `PROVIDER` is the name of its field in `Settings`.
    """

    title: ClassVar[str]
    """The vendor's name as people write it."""
    hosts: ClassVar[tuple[str, ...]]
    """The domains of the vendor's own addresses; none for one that is not called over the network."""
    accounts: ClassVar[tuple[tuple[str, ...], ...]]
    """The fields that make an account; where there are several ways to have one, any of them is enough."""
    sandbox: ClassVar[tuple[tuple[str, str], ...]]
    """The sandbox's address and account by field, for development where nothing is said about the account."""

    api_url: str

    @field_validator("api_url")
    @classmethod
    def _is_origin(cls, text: str) -> str:
        with suppress(ValueError):
            if text.startswith(("http://", "https://")):
                return origin(text)
        example = f"{cls.model_fields['api_url'].default} or http://127.0.0.1:5002"
        raise ValueError(f"write scheme, host and port only, such as {example}")

    @classmethod
    def credentials(cls) -> tuple[str, ...]:
        """List the variables of all accounts."""
        return tuple(cls.variable(name) for account in cls.accounts for name in account)

    @classmethod
    def sandbox_account(cls) -> dict[str, str]:
        """Return what stands in for an account that nobody spoke of, by variable."""
        return {cls.variable(name): value for name, value in cls.sandbox}

    @property
    def brand(self) -> str:
        """The name in messages, and on the form."""
        return "Dialproof"

    def longest_send(self, call: float) -> float:
        """Return the seconds that the adapter may take to send a code, where each call of its own takes `call`."""
        return call

    @property
    def is_live(self) -> bool:
        """Tell whether the address is the vendor's own."""
        host = urlsplit(self.api_url).hostname or ""
        return host in self.hosts or host.endswith(tuple(f".{name}" for name in self.hosts))

    @property
    def uses_real_account(self) -> bool:
        """Tell whether codes are sent for real and charged to somebody."""
        return self.is_live and any(all(getattr(self, name) for name in account) for account in self.accounts)

    def mistakes(self, provider: Provider, _codes: Codes, *, production: bool) -> Iterator[Mistake]:
        """Yield what is missing or does not fit, for the vendor that is in use."""
        yield from self._account_mistakes(production=production)
        yield from self._address_mistakes(provider, production=production)

    def _account_mistakes(self, *, production: bool) -> Iterator[Mistake]:
        names = self.credentials()
        begun = self._accounts_begun()
        for given, missing in begun:
            for name in missing:
                yield Mistake(name, f"is missing; it goes with {' and '.join(given)}: set all, or none", names)
        if not begun:
            ways = ", or ".join(" and ".join(map(self.variable, account)) for account in self.accounts)
            otherwise = "" if production else f" (or remove {self.variable('api_url')} to use the sandbox)"
            yield Mistake(names[0], f"is missing; set {ways}{otherwise}", names)
        is_example = any(getattr(self, name) == value for name, value in self.sandbox if name != "api_url")
        if production and is_example:
            words = "is the sandbox's, which no one is charged for and anyone can read; write your account's"
            yield Mistake(names[0], words, names)

    def _accounts_begun(self) -> list[tuple[list[str], list[str]]]:
        """Return what is given and missing of each account; a begun one within a fuller one is left out."""
        found: list[tuple[list[str], list[str]]] = []
        for account in self.accounts:
            given = [self.variable(name) for name in account if getattr(self, name) is not None]
            found.append((given, [name for name in map(self.variable, account) if name not in given]))
        found.sort(key=lambda account: (-len(account[0]), len(account[1])))
        return [
            (given, missing)
            for at, (given, missing) in enumerate(found)
            if given and not any(set(given) <= set(fuller) for fuller, _ in found[:at])
        ]

    def _address_mistakes(self, provider: Provider, *, production: bool) -> Iterator[Mistake]:
        if not self.hosts:
            return
        url = self.variable("api_url")
        depends_on = (url, "PROVIDER_IS_SANDBOX", "PROVIDER_IS_GATEWAY")
        parts = urlsplit(self.api_url)
        if provider.is_sandbox and production:
            words = "the sandbox sends no real codes; remove it, or write ENVIRONMENT=development"
            yield Mistake("PROVIDER_IS_SANDBOX", words, depends_on)
        elif provider.is_sandbox and self.is_live:
            words = f"is true, but {url} is {self.api_url}; write false, or the sandbox's"
            yield Mistake("PROVIDER_IS_SANDBOX", words, depends_on)
        elif production and not self.is_live and not provider.is_gateway:
            remedy = "remove it, or write PROVIDER_IS_GATEWAY=true if it is a gateway of yours"
            words = f"is not an address of {self.title}, and would get every number and code; {remedy}"
            yield Mistake(url, words, depends_on)
        plain = parts.scheme == "http"
        if plain and production:
            example = type(self).model_fields["api_url"].default
            words = f"plain http shows numbers and codes in transit; write https://, such as {example}"
            yield Mistake(url, words, depends_on)
        elif plain and not provider.is_sandbox and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            words = "plain http is for this machine only; write https://, or PROVIDER_IS_SANDBOX=true if it is"
            yield Mistake(url, words, depends_on)
