"""`python -m tests.faults.hasty serve ...`: `quart`, whose sockets are given up within seconds rather than Engine.IO's 25 + 20.

No setting of ours shortens the ping time; the library's own two arguments are given here, and everything else is as it is served.
"""

import importlib
from typing import Any

from quart.cli import cli

PING_TIME = {"ping_interval": 2, "ping_timeout": 4}  # seconds


def main() -> None:
    server: Any = importlib.import_module("wire.server").Server
    usual = server.__init__
    server.__init__ = lambda self, **how: usual(self, **PING_TIME, **how)
    cli()


if __name__ == "__main__":
    main()
