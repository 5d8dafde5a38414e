"""All settings: the groups there are, and how they are made from an environment."""

import difflib
import os
from collections.abc import Iterator, Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from dialproof.settings import checks
from dialproof.settings.base import Group, InProduction, Mistake
from dialproof.settings.errors import SettingsError, mistakes_in
from dialproof.settings.groups import Codes, Cors, Limits, Numbers, Provider, Redis, Server, Session
from dialproof.settings.names import judge_names
from dialproof.settings.reading import SUFFIX, read_env_file, read_secret_files
from dialproof.settings.vendors.base import Vendor
from dialproof.settings.vendors.vonage import Vonage

_REAL_CODES = "ENVIRONMENT: is development with a real account, so codes are really sent and charged"


class Settings(BaseModel):
    """Hold every setting, in frozen groups. A vendor is one line here, and a file in `vendors/`."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    server: Server
    session: Session
    cors: Cors
    redis: Redis
    provider: Provider
    vonage: Vonage
    codes: Codes
    numbers: Numbers
    limits: Limits

    warnings: tuple[str, ...] = ()
    """What an operator should know and may have meant, one `NAME: what and why` each."""

    @property
    def is_production(self) -> bool:
        return self.server.is_production

    @property
    def vendor(self) -> Vendor:
        """The settings of the vendor in use."""
        vendor: Vendor = getattr(self, self.provider.name)
        return vendor

    @property
    def longest_request(self) -> float:
        """The seconds after which every request has been answered, however slow the provider is.

        The longest sends a code, cancels the one for another number, and cancels the new one as well where the visitor
        gave it up meanwhile.
        """
        call = self.provider.connect_timeout + self.provider.read_timeout
        return self.vendor.longest_send(call) + 2 * call

    def secret_values(self) -> tuple[str, ...]:
        """List the values of all secret settings, so that the logs can be kept free of them."""
        return tuple(value for name in self.groups() for value in getattr(self, name).secret_values())

    @classmethod
    def groups(cls) -> dict[str, type[Group]]:
        """Map the name of each group to its model, in the order of declaration."""
        found = {name: field.annotation for name, field in cls.model_fields.items()}
        return {name: group for name, group in found.items() if isinstance(group, type) and issubclass(group, Group)}

    @classmethod
    def vendors(cls) -> dict[str, type[Vendor]]:
        """Map the name of each vendor, as `PROVIDER` takes it, to its model."""
        return {name: group for name, group in cls.groups().items() if issubclass(group, Vendor)}

    @classmethod
    def variables(cls) -> dict[str, FieldInfo]:
        """Map the name of every environment variable to its field, in the order of declaration."""
        return {name: field for group in cls.groups().values() for name, field in group.variables().items()}

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Build the settings from a mapping like `os.environ`; a blank value counts as not set.

        Nothing is read but the mapping, the files that `…_FILE` names for secrets, and, where a private key is given
        as a path, that file.

        Raises:
            SettingsError: with every mistake at once.
        """
        known = cls.variables()
        secret = [name for name, field in known.items() if not field.repr]
        from_files, wrong_files = read_secret_files(environ, secret)
        texts = {name: environ[name].strip() for name in known if name in environ} | from_files
        # A blank limit may have been meant to switch it off, so it is judged as it stands.
        texts = {name: text for name, text in texts.items() if text or name.startswith("LIMIT_")}
        names = {*known, *(f"{name}{SUFFIX}" for name in secret)}
        misspelt, warnings = judge_names(environ, names, vendors=cls.vendors())
        settings, mistakes = cls._validate(texts)
        # A secret whose file cannot be read is not missing: it is told about once.
        wrong = {*mistakes, *(name.removesuffix(SUFFIX) for name in wrong_files)}
        for name, words, depends_on in settings._disagreements():  # noqa: SLF001 - its own class's
            if not wrong & {name, *depends_on}:
                mistakes.setdefault(name, words)
        told = [f"{name}: {mistakes[name]}" for name in known if name in mistakes]
        told += [f"{name}: {words}" for name, words in wrong_files.items()]
        told += misspelt
        if told:
            raise SettingsError(told)
        if settings.vendor.uses_real_account and not settings.is_production:
            warnings.append(_REAL_CODES)
        return settings.model_copy(update={"warnings": tuple(warnings)})

    @classmethod
    def _validate(cls, texts: dict[str, str]) -> tuple[Self, dict[str, str]]:
        """Return the settings, and what is wrong with single ones: defaults stand in, so that the rest is judged."""
        production = _is_production(texts)
        defaults = cls._defaults(texts, production=production)
        context = {"production": production, "vendors": tuple(cls.vendors())}
        try:
            return cls.model_validate(dict.fromkeys(cls.groups(), defaults | texts), context=context), {}
        except ValidationError as error:
            mistakes = mistakes_in(error)
        right = {name: text for name, text in texts.items() if name not in mistakes}
        if "ENVIRONMENT" in mistakes:
            right["ENVIRONMENT"] = "production" if production else "development"
        return cls.model_validate(dict.fromkeys(cls.groups(), defaults | right), context=context), mistakes

    @classmethod
    def _defaults(cls, texts: Mapping[str, str], *, production: bool) -> dict[str, Any]:
        """Return the defaults of production; in development the sandbox, where nothing is said about an account."""
        if production:
            return {
                name: mark.default
                for name, field in cls.variables().items()
                for mark in field.metadata
                if isinstance(mark, InProduction)
            }
        vendors = cls.vendors()
        default = Provider.model_fields["name"].default
        vendor = vendors.get(texts.get("PROVIDER", default).lower(), vendors[default])
        if texts.keys() & {*vendor.credentials(), vendor.variable("api_url")}:
            return {}
        return {**vendor.sandbox_account(), "PROVIDER_IS_SANDBOX": "true"}

    def _disagreements(self) -> Iterator[Mistake]:
        production, vendor = self.is_production, self.vendor
        yield from checks.keys(self.session, production=production)
        yield from checks.several_processes(self.server, self.session, self.redis)
        yield from checks.session(self.session, self.codes, production=production)
        yield from checks.plain_origins(self.cors, production=production)
        yield from checks.loopback_origins(self.cors, production=production)
        yield from checks.countries(self.numbers)
        for name, words, depends_on in vendor.mistakes(self.provider, self.codes, production=production):
            yield Mistake(name, words, (*depends_on, "PROVIDER"))
        if "environment" not in self.server.model_fields_set and vendor.uses_real_account:
            words = f"is not set, but an account with {vendor.title} is; write production, or development to try it out"
            yield Mistake("ENVIRONMENT", words, (*vendor.credentials(), vendor.variable("api_url"), "PROVIDER"))


def _is_production(texts: Mapping[str, str]) -> bool:
    """Tell which defaults hold; a misspelt environment counts as the one it resembles, else as production."""
    written = texts.get("ENVIRONMENT", "").lower() or "development"
    return difflib.get_close_matches(written, ["development", "production"], n=1, cutoff=0.5) != ["development"]


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Build the settings from the environment (`os.environ` unless given) and a `.env` file.

    The file is `.env` in the current directory, or the one that `DIALPROOF_ENV_FILE` names. What the environment says
    wins. Values in the file are taken as they are written: `$` refers to nothing.

    Raises:
        SettingsError: with every mistake of both at once.
    """
    environ = os.environ if environ is None else environ
    from_file, mistakes = read_env_file(environ)
    try:
        settings = Settings.from_environ({**from_file, **environ})
    except SettingsError as error:
        raise SettingsError([*mistakes, *error.mistakes]) from None
    if mistakes:
        raise SettingsError(mistakes)
    return settings
