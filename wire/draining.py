"""Going down: who is here is sent elsewhere, a few at a time; who comes is told to try another door."""

import asyncio

import structlog

from stack import engineio_bounds
from stack.asgi_types import App, Receive, Scope, Send
from wire import bounds, broadcast, connections

log = structlog.get_logger("escale")

SPREAD = 3.0  # seconds over which sockets are sent away, so that they don't all knock at the next door at once

_going_down = False


def going_down() -> bool:
    """Whether this process takes no new sockets any more."""
    return _going_down


async def send_everyone_elsewhere() -> None:
    """Close every socket's transport (not with a goodbye: JavaScript clients come back from this, and not from that)."""
    global _going_down  # noqa: PLW0603 -- a process goes down once
    _going_down = True
    here = connections.every()
    log.info("going down", sockets=len(here))
    for connection in here:
        if socket := broadcast.server().eio.sockets.get(connection.transport):
            await engineio_bounds.hard_close(socket, "transport close")
        await asyncio.sleep(SPREAD / len(here))


class NoNewSockets:
    """While going down, a first Engine.IO request is answered 503: clients keep trying, and a proxy asks another process."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _going_down and is_first(scope):
            await refuse(scope, send)
        else:
            await self.app(scope, receive, send)


def is_first(scope: Scope) -> bool:
    """Whether this request would open an Engine.IO connection."""
    return scope["type"] in ("http", "websocket") and bounds.is_of_sockets(scope) and not bounds.transport(scope)


async def refuse(scope: Scope, send: Send) -> None:
    """Answer 503 with nothing in it."""
    kind = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
    headers = [(b"retry-after", b"1"), (b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": f"{kind}.start", "status": 503, "headers": headers})
    await send({"type": f"{kind}.body", "body": b""})
