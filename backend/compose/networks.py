"""Print `,network` for each IPv4 network that this container is in, its loopback left out."""

import ipaddress
import os
from pathlib import Path

ROUTES = os.environ.get("ROUTES", "/proc/net/route")


def address(hexadecimal: str) -> str:
    """Read an address as the kernel writes it, its last byte first."""
    return str(ipaddress.IPv4Address(bytes.fromhex(hexadecimal)[::-1]))


for line in Path(ROUTES).read_text(encoding="ascii").splitlines()[1:]:
    _, destination, gateway, _, _, _, _, mask = line.split()[:8]
    if gateway == "00000000" and mask != "00000000":
        print(f",{ipaddress.IPv4Network((address(destination), address(mask)))}", end="")
