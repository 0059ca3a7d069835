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
    name = own_name(settings)
    if not name:
        return

    async def check() -> None:
        if request.host != name and request.endpoint not in PROBED:
            abort(400)

    app.before_request(check)


class Hosts:
    """Refuses a Host that is none, of which Quart makes an error before there is a request to answer it by; and another name than
    our own where Socket.IO answers, which never comes to `init_app`."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app = app
        self.name = own_name(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self.is_answered(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await refuse(send, b"" if bounds.is_of_people(scope) else REFUSAL)
        else:
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: 403

    def is_answered(self, scope: Scope) -> bool:
        """Whether whoever is called like that may answer."""
        if not all(may_be(value) for name, value in scope["headers"] if name == b"host"):
            return False
        return not self.name or not bounds.is_of_sockets(scope) or header(scope, b"host") == self.name


def own_name(settings: Settings) -> str:
    """The host, with its port where there is one, that PUBLIC_URL says; empty where it says nothing."""
    return urlsplit(settings.public_url).netloc


async def refuse(send: Send, body: bytes) -> None:
    """400, in JSON where there is something to say."""
    headers = [*([JSON] if body else []), (b"content-length", b"%d" % len(body)), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def may_be(host: bytes) -> bool:
    """Whether that is a name, or an address; who says none is answered by what we call ourselves."""
    return not host or (len(host) <= LONGEST and HOST.fullmatch(host) is not None)
