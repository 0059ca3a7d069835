"""A line in the log for every request: which route, which answer, how long, and an id that is our own. What Hypercorn answers by
itself, of which nothing comes here, has one too (stack/hypercorn_http1.py)."""

import time
from secrets import token_hex

import structlog
from quart import Quart, Response, g, request

import figures
from stack.asgi_types import App, Message, Receive, Scope, Send
from wire import bounds, connections

log = structlog.get_logger("escale.http")

HEADER = "X-Request-Id"
NUMBERED = HEADER.lower().encode()  # in an answer of Quart's, whose line is written
SOCKETS = "/socket.io/"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}  # others are whatever a stranger calls them
QUIET = {"health.health", "health.ready", "assets.show"}  # asked every few seconds, or many times a page: only at `debug`


def init_app(app: Quart) -> None:
    """Number, time and log every request."""
    app.before_request(begin)
    app.after_request(end)


async def begin() -> None:
    """What a client calls its request is not asked: whoever could choose it could hide among others' lines."""
    g.began = time.perf_counter()
    g.request_id = token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


async def end(response: Response) -> Response:
    """The rule, not the address: addresses hold signatures, searches, and whatever a stranger puts there."""
    if "began" not in g:
        return response
    response.headers[HEADER] = g.request_id
    session = g.get("session") or g.get("page_session")
    took = time.perf_counter() - g.began
    method, route = (request.method, request.url_rule.rule) if request.url_rule else ("?", None)
    figures.request_seconds[method, route or "none", str(response.status_code)].add(took)
    (log.debug if request.endpoint in QUIET else log.info)(
        "request",
        method=method,
        route=route,
        status=response.status_code,
        ms=round(took * 1000, 1),
        user_id=session.user_id if session else None,
    )
    return response


class Around:
    """The lines of what is answered around Quart: polls of Socket.IO, bodies that are refused."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def noting_send(message: Message) -> None:
            if message["type"] == "http.response.start" and not any(name == NUMBERED for name, _ in message["headers"]):
                log.info(
                    "request",
                    method=scope["method"] if scope["method"] in METHODS else "?",
                    route=SOCKETS if bounds.is_of_sockets(scope) else None,
                    status=message["status"],
                    ms=round((time.perf_counter() - began) * 1000, 1),
                    user_id=connections.person_at(bounds.transport(scope)),
                )
            await send(message)

        await self._app(scope, receive, noting_send)
