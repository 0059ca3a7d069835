"""Where PUBLIC_URL says who we are, requests that call us by another name are refused: nothing may be built from it. What can't
be a name is refused anywhere."""

import re
from urllib.parse import urlsplit

from quart import Quart, abort, request

from settings import Settings
from stack.asgi_types import App, Receive, Scope, Send
from wire import bounds
from wire.server import header

LONGEST = 261  # bytes: a name, and a port
HOST = re.compile(rb"([a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)
JSON = (b"content-type", b"application/json")
REFUSAL = b'{"error": "Demande illisible", "code": "bad_request"}'
PROBED = ("health.health", "health.ready")  # those who look after the server ask by its address


def init_app(app: Quart, settings: Settings) -> None:
    """Refuse other names, where there is one of our own."""
    if not settings.public_url:
        return
    host = urlsplit(settings.public_url).netloc

    async def check() -> None:
        if request.host != host and request.endpoint not in PROBED:
            abort(400)

    app.before_request(check)


class Hosts:
    """Answers 400 to a Host that is none, of which Quart makes an error before there is a request to answer it by."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not all(may_be(value) for name, value in scope["headers"] if name == b"host"):
            await refuse(send, REFUSAL if bounds.is_of_programs(scope["path"]) else b"")
        else:
            await self.app(scope, receive, send)


class SocketHosts:
    """The same as `init_app` for what Socket.IO answers, which never comes to Quart."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app = app
        self.name = urlsplit(settings.public_url).netloc if settings.public_url else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        ours = self.name is None or kind == "lifespan" or not scope["path"].startswith("/socket.io")
        if ours or header(scope, b"host") == self.name:
            await self.app(scope, receive, send)
        elif kind == "http":
            await refuse(send, REFUSAL)
        else:
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: 403


async def refuse(send: Send, body: bytes) -> None:
    """400, in JSON where there is something to say."""
    headers = [*([JSON] if body else []), (b"content-length", b"%d" % len(body)), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def may_be(host: bytes) -> bool:
    """Whether that is a name, or an address; who says none is answered by what we call ourselves."""
    return not host or (len(host) <= LONGEST and HOST.fullmatch(host) is not None)
