"""What pages are and may send: origins and other addresses on the web, and names of headers."""

import difflib
import ipaddress
import re
from typing import Annotated, Final
from urllib.parse import SplitResult, urlsplit

import idna
from pydantic import AfterValidator

HOST_NAME: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.(?=.)|$))+")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_INTERNATIONAL_HOST: Final = re.compile(r"(https?://)([^/:?#@\[\]]+)(.*)", re.IGNORECASE | re.DOTALL)
# Pages inside an app: capacitor://localhost, app://com.example.shop, chrome-extension://…
_APP: Final = re.compile(r"([a-z][a-z0-9+.-]*)://([a-z0-9._-]+(?::[0-9]{1,5})?)/?", re.IGNORECASE)
# Pages of these have no origin that names them: browsers send "null", or the same for everybody's.
_WITHOUT_ORIGIN: Final = frozenset(
    {"about", "blob", "content", "data", "file", "filesystem", "ftp", "javascript", "mailto", "ws", "wss"}
)
_RESEMBLES: Final = 0.75
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, section 5.6.2
# What a browser or a proxy says of a call, and what would make another call of it.
_NOT_OF_PAGES: Final = re.compile(
    "cookie|origin|host|referer|via|forwarded|(sec|proxy|x-forwarded|access-control)-.*|x-real-ip|x-(http-)?method.*"
)


def origin(text: str) -> str:
    """Take an origin on the web exactly as a browser sends it: `scheme://host[:port]` (RFC 6454, section 6.2)."""
    parts = _split(text)
    try:
        canonical = _canonical(parts) if parts else None
    except ValueError:
        canonical = None
    if canonical is None:
        raise ValueError("write origins as scheme://host or scheme://host:port, such as https://www.example.com")
    if canonical != text:
        raise ValueError(f"write {canonical}: an origin has no path, no closing slash and no usual port")
    return canonical


def _page_origin(text: str) -> str:
    """Take the origin of a page: on the web, also with an international host as people write it, or inside an app.

    Returns it as browsers send it: `https://bücher.example` becomes `https://xn--bcher-kva.example`.
    """
    if text == "*" or text.lower() == "null":
        raise ValueError(f"{text} would let any page in; write each origin in full, such as https://www.example.com")
    app = _APP.fullmatch(text)
    if app and app[1].lower() not in _DEFAULT_PORTS:
        return _app_origin(text, app[1].lower(), app[2])
    if (match := _INTERNATIONAL_HOST.fullmatch(text)) and not match[2].isascii():
        try:
            text = f"{match[1]}{_ascii(match[2])}{match[3]}"
        except ValueError:
            raise ValueError(f"{text} has a host that no browser can open; write its xn-- form") from None
    return origin(text)


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


def _web_address(text: str) -> str:
    """Take the address of a page for people, without a closing slash."""
    if _split(text) is None:
        raise ValueError("write a web address, such as http://localhost:5002")
    return text.rstrip("/")


def _app_origin(text: str, scheme: str, host: str) -> str:
    if scheme in _WITHOUT_ORIGIN:
        raise ValueError(
            f"pages of {scheme}:// have no origin that could be told from others; serve the page over https"
        )
    if close := difflib.get_close_matches(scheme, _DEFAULT_PORTS, n=1, cutoff=_RESEMBLES):
        raise ValueError(f"{text} begins with {scheme}:// (did you mean {close[0]}://?)")
    canonical = f"{scheme}://{host}"
    if canonical != text:
        raise ValueError(f"write {canonical}: an origin has no path and no closing slash")
    return canonical


def _split(text: str) -> SplitResult | None:
    """Split an address of http or https; None where it is not one, or hides a user name or an impossible port."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in _DEFAULT_PORTS and parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def _canonical(parts: SplitResult) -> str:
    """Write scheme, host and port as browsers do: lower case, ASCII, the usual port left out."""
    name = parts.hostname or ""
    if ":" in name:
        name = f"[{ipaddress.ip_address(name).compressed}]"
    else:
        name = _ascii(name)
        if not HOST_NAME.fullmatch(name):
            raise ValueError("not a host name")
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{name}{port}"


def _ascii(name: str) -> str:
    """Write a host as browsers do (https://www.unicode.org/reports/tr46/, not transitional).

    Only the mapping is taken from there: what a registry would refuse, such as an emoji, browsers open all the same.
    """
    if name.isascii():
        return name
    labels = idna.uts46_remap(name, std3_rules=False, transitional=False).split(".")
    return ".".join(label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels)


PageOrigin = Annotated[str, AfterValidator(_page_origin)]
HeaderName = Annotated[str, AfterValidator(_header_name)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
