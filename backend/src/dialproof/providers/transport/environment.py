"""What the environment says about the way to a vendor: proxies, and whom to trust.

The variables are those that `requests` and curl know, so that an SDK on urllib3 goes the same way as one on `requests`.
"""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies, select_proxy
from urllib3.util.ssl_ import create_urllib3_context

from dialproof.settings import SettingsError

_CA_BUNDLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def proxy_for(base_url: str) -> str | None:
    """Return the address of the proxy that leads to ``base_url`` (``HTTPS_PROXY`` and the like), or None.

    Raises:
        SettingsError: it is not an http or https proxy.
    """
    proxy = select_proxy(base_url, get_environ_proxies(base_url))
    if not proxy:
        return None
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    if urlsplit(proxy).scheme not in {"http", "https"}:
        name = f"{urlsplit(base_url).scheme.upper()}_PROXY"
        raise SettingsError([f"{name}: only http and https proxies are supported; name one, or remove it"])
    return proxy


def tls_context() -> ssl.SSLContext:
    """Return a context that trusts ``REQUESTS_CA_BUNDLE`` (a file or a folder), or else the usual authorities.

    Raises:
        SettingsError: the bundle cannot be read.
    """
    context = create_urllib3_context()
    name = next((name for name in _CA_BUNDLES if os.environ.get(name)), None)
    bundle = os.environ[name] if name else DEFAULT_CA_BUNDLE_PATH
    try:
        if Path(bundle).is_dir():
            context.load_verify_locations(capath=bundle)
        else:
            context.load_verify_locations(cafile=bundle)
    except OSError as error:
        if name is None:
            raise
        words = "is not a file of certificates (PEM) that can be read, nor a folder of them"
        raise SettingsError([f"{name}: {words}"]) from error
    return context
