"""Parsers of what an account with Vonage needs, and the account of the sandbox that stands in for it.

Source: https://developer.vonage.com/en/api/verify.v2 and https://developer.vonage.com/en/getting-started/concepts/authentication
"""

import re
import uuid
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from dialproof.settings.origins import origin
from dialproof.settings.rule import InvalidValueError

LIVE_URL: Final = "https://api.nexmo.com"
CREDENTIALS: Final = ("VONAGE_API_KEY", "VONAGE_API_SECRET", "VONAGE_APPLICATION_ID", "VONAGE_PRIVATE_KEY")
# What development talks to when nothing is said about the provider.
SANDBOX_ACCOUNT: Final = {
    "VONAGE_API_URL": "http://127.0.0.1:5002",
    "VONAGE_API_KEY": "sandbox",
    "VONAGE_API_SECRET": "sandbox-secret",
    "PROVIDER_IS_SANDBOX": "true",
}
_SMALLEST_KEY_BITS = 2048  # RFC 7518, section 3.3: RS256 needs 2048 bits or more
_LARGEST_KEY_FILE = 64 * 1024
_KEY_ADVICE = "write the PEM text of the application's private key, or the path of the file that holds it"


def api_key(text: str) -> str:
    """Take an API key; a colon in it would end the user name of Basic authentication (RFC 7617)."""
    if not re.fullmatch(r"[!-9;-~]+", text):
        raise InvalidValueError("has a space, a colon or a letter outside ASCII in it; copy the key from the dashboard")
    return text


def application_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise InvalidValueError("is not a UUID; copy the application's id from the dashboard") from None


def brand_name(text: str) -> str:
    """Take the name that a text message opens with: 1 to 16 characters, none of `/ { } : $`."""
    if len(text) > 16 or not re.fullmatch(r"[^/{}:$\x00-\x1f\x7f]+", text):  # noqa: PLR2004 - the limit reads best in place
        raise InvalidValueError("write 1 to 16 characters, none of / { } : $")
    return text


def api_url(text: str) -> str:
    """Take scheme, host and port; the paths are the SDK's."""
    try:
        return origin(text)
    except InvalidValueError:
        raise InvalidValueError(
            f"write scheme, host and port only, such as {LIVE_URL} or http://127.0.0.1:5002"
        ) from None


def whatsapp_sender(text: str) -> str:
    """Take the WhatsApp Business number as Vonage wants it: international form, digits only."""
    digits = re.sub(r"[ ().-]", "", text).removeprefix("+")
    if not re.fullmatch(r"[1-9][0-9]{6,14}", digits):
        raise InvalidValueError("write the WhatsApp Business number in international form, such as +14155550100")
    return digits


def private_key(text: str) -> str:
    """Take an RSA key as PEM text (PKCS#1 or PKCS#8, line ends also as a literal backslash-n) or as the path of a file.

    Returns PKCS#8 PEM text, whichever it was. Nothing of the value is repeated in a message.
    """
    pem = text.replace("\\n", "\n") if "-----BEGIN" in text else _read_key_file(text)
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except TypeError:
        raise InvalidValueError(f"is protected by a password; {_KEY_ADVICE}, without a password") from None
    except Exception:  # noqa: BLE001 - cryptography raises several kinds for damaged text, all meaning the same here
        raise InvalidValueError(f"is not a private key that can be read; {_KEY_ADVICE}") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < _SMALLEST_KEY_BITS:
        raise InvalidValueError(f"is not an RSA key of 2048 bits or more; {_KEY_ADVICE}")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def _read_key_file(text: str) -> str:
    try:
        path = Path(text).expanduser()
        if path.is_dir():
            raise InvalidValueError(f"is the path of a folder; {_KEY_ADVICE}")
        with path.open("rb") as file:
            return file.read(_LARGEST_KEY_FILE).decode("ascii")
    except FileNotFoundError:
        raise InvalidValueError(f"is neither PEM text nor the path of a file that exists; {_KEY_ADVICE}") from None
    except PermissionError:
        raise InvalidValueError("is the path of a file that may not be read; let the service's user read it") from None
    except (OSError, RuntimeError, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, InvalidValueError):
            raise
        raise InvalidValueError(f"is not PEM text or the path of a PEM file; {_KEY_ADVICE}") from None
