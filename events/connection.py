"""Sockets that come and go."""

from collections.abc import Awaitable, Callable
from typing import Any

import socketio
import structlog
from quart import Quart

import auth
import figures
import settings
from actions import typing
from actions.errors import Refused, TooMany, Unauthorized, Unavailable
from stack.client_address import client_address
from texts import _
from wire import broadcast, connections, doorway
from wire.broadcast import NAMESPACE
from wire.connections import Connection
from wire.server import LARGEST_PACKET, from_own_page, header

log = structlog.get_logger("escale.events")

AGAIN = 30  # seconds after which somebody with too many sockets may ask again


def connect(server: socketio.AsyncServer, app: Quart) -> Callable[[str, dict[str, Any], Any], Awaitable[None]]:
    """Admit a socket that shows a living log-in; any other sees `connect_error` with a sentence and a code."""

    async def on_connect(sid: str, environ: dict[str, Any], given: Any = None) -> None:
        scope = environ["asgi.scope"]
        token = given.get("token") if isinstance(given, dict) else None
        transport = server.manager.eio_sid_from_sid(sid, NAMESPACE)
        try:
            with doorway.looked_at(transport):
                session = await auth.session_of_handshake(
                    app, header(scope, b"cookie"), token, from_own_page(settings.current(), scope)
                )
        except Exception as wrong:
            log.error("handshake failed", error=wrong)
            raise refusal(Unavailable()) from None
        if session is None or not meant(given, session.user_id):
            raise refusal(Unauthorized(_("Authentification requise")))
        if settings.current().rate_limits and connections.of_person(session.user_id) >= connections.OF_A_PERSON:
            log.warning("no room for another socket", user_id=session.user_id)
            raise refusal(TooMany(AGAIN))
        socket = server.eio.sockets.get(transport)
        if socket is None or socket.closing:  # hung up, or was turned away, while we looked
            raise refusal(Unavailable())
        figures.totals["sockets_opened"] += 1
        connections.add(Connection(sid, transport, session.user_id, session.user.name, session.id))
        doorway.leave(transport)
        socket.allow(LARGEST_PACKET, connections.shared_of(session.user_id))
        await broadcast.join_user(sid, session.user_id)

    return on_connect


def meant(given: Any, user_id: int) -> bool:
    """Whether the cookie is of whom the page was rendered for: it may have changed since, in another tab."""
    viewer_id = given.get("viewer_id") if isinstance(given, dict) else None
    return viewer_id is None or viewer_id == user_id


def disconnect(server: socketio.AsyncServer) -> Callable[..., Awaitable[None]]:
    """Whoever signs off and keeps the transport is a stranger again, a few times."""

    async def on_disconnect(sid: str, _reason: str = "") -> None:
        await typing.stop_socket(sid)
        connection = connections.remove(sid)
        if connection is None:
            return
        await broadcast.leave_conversations(connection)
        socket = server.eio.sockets.get(connection.transport)
        if socket is not None and not (socket.closing or socket.closed):
            socket.signed_off += 1
            if socket.signed_off > doorway.SIGN_OFFS:
                log.warning("socket cut", user_id=connection.user_id, refusals="signs off too often")
                doorway.end(connection.transport)
                return
            scope = server.get_environ(sid, NAMESPACE)["asgi.scope"]
            doorway.wait(connection.transport, client_address(scope, settings.current().trusted_proxies))
            socket.allow(None)

    return on_disconnect


def refusal(wrong: Refused) -> socketio.exceptions.ConnectionRefusedError:
    """A refusal as python-socketio hands it to the client's `connect_error`."""
    figures.refusals["handshake", wrong.code] += 1
    said: dict[str, Any] = {"code": wrong.code}
    if isinstance(wrong, TooMany):
        said["retry_after"] = wrong.retry_after
    return socketio.exceptions.ConnectionRefusedError(wrong.message, said)
