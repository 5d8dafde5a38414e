"""Install a package that is missing, as `dev.py test` does, in the place of root: `run_install.py [--yes]`."""

import os
import sys

from devtools.console import Stop, say
from devtools.setup.system_packages import Need, install, packages_to_install

NEEDS = [Need("no-such-package", "a program", lambda: False)]


def main() -> int:
    os.geteuid = lambda: 0
    try:
        install(packages_to_install(NEEDS, yes="--yes" in sys.argv))
    except Stop as stop:
        say(str(stop))
        return stop.status
    return 0


if __name__ == "__main__":
    sys.exit(main())
