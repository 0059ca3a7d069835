"""Hypercorn does not say its name, and speaks HTTP/1.1 alone in clear text: no `Upgrade: h2c`, no HTTP/2 by prior knowledge.

A proxy that hands `Upgrade` on, as it must for WebSocket, would hand on a whole HTTP/2 connection with it, in which a stranger
writes requests that the proxy never sees: with a forwarding header of their own choice, that we believe of this proxy. Besides,
each stream that is opened and reset costs a task, and h2's tables are one more thing to fill.

`Server` is added beneath the application, which can't take it away, and whoever starts `hypercorn` chooses no option for it.
"""

from typing import Any

from hypercorn.config import Config
from hypercorn.protocol import h11


async def stay(self: Any, event: Any) -> None:
    """In place of H11Protocol._check_protocol, which goes over to HTTP/2. What asks for it is answered as if it had not."""


asked = h11.H11Protocol._check_protocol


def install() -> None:
    """For every server of this process."""
    h11.H11Protocol._check_protocol = stay  # type: ignore[method-assign]
    Config.include_server_header = False
