"""What other frontends may read: every answer of the JSON API, those included that no view of it gives.

An address or a method that there is not, and a body that is refused before Quart sees it, are answered in words; without these
headers a browser hides them, and a program is told of a network that failed.
"""

from collections.abc import Iterable

from stack.asgi_types import App, Message, Receive, Scope, Send

VARY = (b"vary", b"Origin")
EXPOSED = (b"access-control-expose-headers", b"Retry-After")
# Methods too that the API does not take: of them it says so.
PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, POST, PATCH, PUT, DELETE"),
    (b"access-control-allow-headers", b"Authorization, Content-Type"),
    (b"access-control-max-age", b"600"),
]


class Cors:
    """Opens what is under `/api/` to these origins, and to no other. No cookie counts there, so none is allowed."""

    def __init__(self, app: App, origins: Iterable[str]) -> None:
        self.app = app
        self.origins = {origin.encode() for origin in origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.origins or scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        known = asked.get(b"origin") in self.origins
        preflight = known and scope["method"] == "OPTIONS" and b"access-control-request-method" in asked
        added = [VARY]
        if known:
            added += [(b"access-control-allow-origin", asked[b"origin"]), EXPOSED, *(PREFLIGHT if preflight else [])]

        async def readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                # The question before is answered with yes whatever there is: what comes of the request is said to itself.
                status = 200 if preflight else message["status"]
                message = {**message, "status": status, "headers": [*message["headers"], *added]}
            await send(message)

        await self.app(scope, receive, readable)
