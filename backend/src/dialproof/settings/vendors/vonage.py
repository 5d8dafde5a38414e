"""The settings of Vonage.

Source: https://developer.vonage.com/en/api/verify.v2 and https://developer.vonage.com/en/getting-started/concepts/authentication
"""

import re
from collections.abc import Iterator
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from pydantic import AfterValidator, BeforeValidator, Field

from dialproof.channels import Channel
from dialproof.settings.base import SECRET, Mistake, prefixed
from dialproof.settings.groups import Codes, Provider
from dialproof.settings.reading import read_secret
from dialproof.settings.values.plain import LOWER, matching, seconds
from dialproof.settings.vendors.base import Vendor

_SMALLEST_KEY_BITS = 2048  # RFC 7518, section 3.3: RS256 needs 2048 bits or more
_KEY_ADVICE = "write the PEM text of the application's private key, or the path of the file that holds it"


_ApiKey = Annotated[
    str,
    # A colon would end the user name of Basic authentication (RFC 7617).
    matching("[!-9;-~]+", "has a space, a colon or a letter outside ASCII in it; copy the key from the dashboard"),
]
_ApplicationId = Annotated[
    str,
    LOWER,
    matching(
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "is not a UUID; copy the application's id from the dashboard"
    ),
]
_BrandName = Annotated[str, matching(r"[^/{}:$\x00-\x1f\x7f]{1,16}", "write 1 to 16 characters, none of / { } : $")]
# Vonage wants the international form, digits only.
_WhatsAppSender = Annotated[
    str,
    BeforeValidator(lambda text: re.sub(r"[ ().-]", "", text).removeprefix("+")),
    matching("[1-9][0-9]{6,14}", "write the WhatsApp Business number in international form, such as +14155550100"),
]


def _private_key(text: str) -> str:
    """Take an RSA key as PEM text (PKCS#1 or PKCS#8, line ends also as a literal backslash-n) or as the path of a file.

    Returns PKCS#8 PEM text, whichever it was. Nothing of the value is repeated in a message.
    """
    try:
        pem = text.replace("\\n", "\n") if "-----BEGIN" in text else read_secret(text)
    except ValueError as error:
        raise ValueError(f"is not PEM text, and as a path: {error}") from None
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except TypeError:
        raise ValueError(f"is protected by a password; {_KEY_ADVICE}, without a password") from None
    except Exception:  # noqa: BLE001 - cryptography raises several kinds for damaged text, all meaning the same here
        raise ValueError(f"is not a private key that can be read; {_KEY_ADVICE}") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < _SMALLEST_KEY_BITS:
        raise ValueError(f"is not an RSA key of 2048 bits or more; {_KEY_ADVICE}")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


_PrivateKey = Annotated[str, AfterValidator(_private_key)]


class Vonage(Vendor, alias_generator=prefixed("VONAGE_")):
    title = "Vonage"
    hosts = ("nexmo.com", "vonage.com")
    accounts = (("api_key", "api_secret"), ("application_id", "private_key"))
    sandbox = (("api_url", "http://127.0.0.1:5002"), ("api_key", "sandbox"), ("api_secret", "sandbox-secret"))

    api_url: str = "https://api.nexmo.com"
    api_key: Annotated[_ApiKey | None, SECRET] = None
    api_secret: Annotated[str | None, SECRET] = None
    application_id: _ApplicationId | None = None
    private_key: Annotated[_PrivateKey | None, SECRET] = None
    brand_name: _BrandName = "Dialproof"
    whatsapp_sender: Annotated[_WhatsAppSender | None, SECRET] = None
    cancel_after: Annotated[float, seconds(0, 300)] = 30
    conflict_wait: Annotated[float, seconds(0, 15)] = Field(4, alias="PROVIDER_CONFLICT_WAIT")

    @property
    def brand(self) -> str:
        return self.brand_name

    def longest_send(self, call: float) -> float:
        # A start that finds the number busy, a cancellation, and a start when the number is free.
        return 3 * call + self.conflict_wait

    def mistakes(self, provider: Provider, codes: Codes, *, production: bool) -> Iterator[Mistake]:
        yield from super().mistakes(provider, codes, production=production)
        if Channel.WHATSAPP in codes.channels and self.whatsapp_sender is None:
            words = "is missing; CHANNELS has whatsapp, which sends from your WhatsApp Business number"
            yield Mistake(self.variable("whatsapp_sender"), words, ("CHANNELS",))
