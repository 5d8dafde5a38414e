"""What pages are and may send: origins and other addresses on the web, and names of headers."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, ValidationError
from pydantic_core import Url

from dialproof.settings.errors import did_you_mean

HOST_NAME: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.(?=.)|$))+")
WEB: Final = {"http": 80, "https": 443}
"""The schemes of the web, and the port that an address of each leaves out."""

_ADVICE: Final = "write origins as scheme://host or scheme://host:port, such as https://www.example.com"
_APP_HOST: Final = re.compile(r"[A-Za-z0-9._-]+")
_INTERNATIONAL: Final = re.compile(r"https?://(?=.*[^\x00-\x7f])[^/?#]+")
# Pages of these have no origin that names them: browsers send "null", or the same for everybody's.
_WITHOUT_ORIGIN: Final = frozenset(
    {"about", "blob", "content", "data", "file", "filesystem", "ftp", "javascript", "mailto", "ws", "wss"}
)
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, section 5.6.2
# What a browser or a proxy says of a call, and what would make another call of it.
_NOT_OF_PAGES: Final = re.compile(
    "cookie|origin|host|referer|via|forwarded|(sec|proxy|x-forwarded|access-control)-.*|x-real-ip|x-(http-)?method.*"
)


def origin(text: str) -> str:
    """Take the origin of a page on the web or in an app, as `scheme://host[:port]` (RFC 6454, section 6.2).

    Returns it as browsers send it: `https://bücher.example` becomes `https://xn--bcher-kva.example`.
    """
    if text == "*" or text.lower() == "null":
        raise ValueError(f"{text} would let any page in; write each origin in full, such as https://www.example.com")
    url = _read(text, _ADVICE)
    if url.scheme in _WITHOUT_ORIGIN:
        raise ValueError(f"pages of {url.scheme}:// have no origin that could be told from others; serve them by https")
    if url.scheme not in WEB and (meant := did_you_mean(url.scheme, WEB, cutoff=0.75)):
        raise ValueError(f"{text} begins with {url.scheme}://{meant}")
    port = "" if url.port in (None, WEB.get(url.scheme)) else f":{url.port}"
    canonical = f"{url.scheme}://{url.host}{port}"
    if text != canonical and not _INTERNATIONAL.fullmatch(text):
        raise ValueError(f"write {canonical}: an origin has no path, no closing slash and no usual port")
    return canonical


def _web_address(text: str) -> str:
    """Take the address of a page for people, without a closing slash."""
    advice = "write a web address, such as http://localhost:5002"
    url = _read(text, advice)
    if url.scheme not in WEB:
        raise ValueError(advice)
    return str(url).rstrip("/")


def _read(text: str, advice: str) -> Url:
    """Read an address as browsers do, which write its host in lower case and ASCII."""
    try:
        url = Url(text)
    except ValidationError as error:
        raise ValueError(f"{text}: {error.errors()[0]['msg']}; {advice}") from None
    host = url.host or ""
    names_a_host = (HOST_NAME if url.scheme in WEB else _APP_HOST).fullmatch(host) or host.startswith("[")
    if not names_a_host or url.username or url.password or url.port == 0:
        raise ValueError(advice)
    return url


def _header_name(text: str) -> str:
    """Take the name of a header that pages may send; returns it in lower case, as browsers ask for it."""
    if text == "*":
        raise ValueError("browsers accept no wildcard for calls with cookies; name each header")
    if not _HEADER.fullmatch(text):
        raise ValueError(f"{text!r} is not a header name; write names such as X-Shop-Version")
    name = text.lower()
    if _NOT_OF_PAGES.fullmatch(name):
        raise ValueError(f"{text} is written by browsers and proxies, not by pages; remove it")
    return name


PageOrigin = Annotated[str, AfterValidator(origin)]
HeaderName = Annotated[str, AfterValidator(_header_name)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
