"""The Socket.IO server: its bounds, its origins, its manager."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import socketio
from socketio.packet import ACK, CONNECT_ERROR

from settings import Settings, current
from stack import engineio_bounds, engineio_refusals, socketio_packets
from stack.client_address import client_address
from texts import _
from wire import broadcast, doorway
from wire.broadcast import NAMESPACE
from wire.managers import LocalManager, OnMessage, OnPerson, RedisManager

LARGEST_PACKET = 14_680_064  # 14 MiB: an image of 10 MiB as a data URL, with its words

HOLDS_UP = 0.1  # seconds that a mark may hold up what its socket says after it


class Carrier(socketio.ASGIApp):  # type: ignore[misc]
    """Socket.IO in front of the pages, and the only WebSocket. JSONP, which any site could load as a script, is refused."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if (
            scope["type"] == "http"
            and scope["path"].startswith("/socket.io")
            and "j" in parse_qs(scope["query_string"].decode("latin-1"))
        ):
            await engineio_refusals.not_found(self, receive, send)
        elif scope["type"] == "websocket" and not f"{scope['path']}/".startswith(self.engineio_path):
            await send({"type": "websocket.close"})  # there is no other; the pages' framework would fail on it
        else:
            await super().__call__(scope, receive, send)


class Server(socketio.AsyncServer):  # type: ignore[misc]
    """Strangers come by the doorway. Every handler is one of ours (events/): a coroutine that never raises, and whose answer
    is the acknowledgement.

    Events of a socket are handled one after the other. A mark that the database keeps waiting goes on aside: pages make marks by
    themselves, and a message written meanwhile would wait for the database twice before its sender is told."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.marking: set[asyncio.Task[None]] = set()

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> str | None:
        address = client_address(environ["asgi.scope"], current().trusted_proxies)
        if not doorway.enter(eio_sid, address):
            return _("Trop de connexions\u202f; réessayez dans un moment")  # refuses it
        await super()._handle_eio_connect(eio_sid, environ)
        return None

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        await super()._handle_eio_disconnect(eio_sid, reason)
        doorway.leave(eio_sid)

    async def _handle_connect(self, eio_sid: str, namespace: str | None, data: Any) -> None:
        """The library refuses these two with a bare string, of which the JavaScript client makes an error without words."""
        if namespace not in (None, NAMESPACE):
            await self._refuse(eio_sid, namespace, _("Cet espace n’existe pas"), "unknown_namespace")
        elif self.manager.sid_from_eio_sid(eio_sid, NAMESPACE) is not None:
            await self._refuse(eio_sid, NAMESPACE, _("Déjà connecté"), "already_connected")
        else:
            await super()._handle_connect(eio_sid, namespace, data)

    async def _refuse(self, eio_sid: str, namespace: str | None, message: str, code: str) -> None:
        refusal = {"message": message, "data": {"code": code}}
        await self._send_packet(eio_sid, self.packet_class(CONNECT_ERROR, namespace=namespace, data=refusal))

    async def _handle_event_internal(
        self, server: Any, sid: str, eio_sid: str, data: list[Any], namespace: str, id: int | None
    ) -> None:
        handled = self._answer(sid, eio_sid, data, namespace, id)
        if data[0] != "message_read":
            await handled
            return
        marking = asyncio.create_task(handled, name="mark")
        self.marking.add(marking)  # the loop alone would not keep it
        marking.add_done_callback(self.marking.discard)
        await asyncio.wait((marking,), timeout=HOLDS_UP)

    async def _answer(self, sid: str, eio_sid: str, data: list[Any], namespace: str, id: int | None) -> None:
        handlers = self.handlers[namespace]
        handler = handlers.get(data[0])
        answer = await (handler(sid, *data[1:]) if handler else handlers["*"](data[0], sid, *data[1:]))
        if id is not None:
            await self._send_packet(eio_sid, self.packet_class(ACK, namespace=namespace, id=id, data=[answer]))


def create(settings: Settings, on_message: OnMessage, on_person: OnPerson) -> socketio.AsyncServer:
    """The server of this process; broadcast emits through it from here on.

    `on_message` is called with each message that another process has committed, `on_person` with whom one has changed.
    """
    engineio_bounds.install()
    engineio_refusals.install()
    server = Server(
        async_mode="asgi",
        client_manager=manager(settings, on_message, on_person),
        serializer=socketio_packets.TextPacket,
        json=socketio_packets.OrJson,
        async_handlers=False,  # one client's events are handled in the order in which it sent them
        cors_allowed_origins=lambda origin, environ: origin in origins(settings, environ["asgi.scope"]),
        cors_credentials=False,
        max_http_buffer_size=LARGEST_PACKET,
        namespaces=[NAMESPACE],
        logger=logging.getLogger("socketio.server"),  # as logs.py set them up
        engineio_logger=logging.getLogger("engineio.server"),
    )
    if settings.instance:
        generate = server.eio.generate_id
        server.eio.generate_id = lambda: f"{generate()}.{settings.instance}"
    broadcast.use(server)
    return server


def manager(settings: Settings, on_message: OnMessage, on_person: OnPerson) -> LocalManager | RedisManager:
    """One process keeps its rooms in memory; several share them through Redis."""
    if not settings.redis_url:
        return LocalManager()
    heard = (broadcast.is_heard, broadcast.inbox_news)
    return RedisManager(settings.redis_url, settings.installation, on_message, on_person, *heard)


def origins(settings: Settings, scope: dict[str, Any]) -> list[str]:
    """From where browsers may connect: our own pages, and the frontends that the settings name."""
    return [own_origin(settings, scope), *settings.allowed_origins]


def own_origin(settings: Settings, scope: dict[str, Any]) -> str:
    """The origin of our own pages as this request sees it. Forwarded headers don't count: anybody can send them."""
    if settings.public_url:
        return settings.public_url
    scheme = "https" if scope["scheme"] in ("https", "wss") else "http"
    return f"{scheme}://{header(scope, b'host')}"


def from_own_page(settings: Settings, scope: dict[str, Any]) -> bool:
    """Whether our own page opened this handshake, so that the cookie may count.

    Browsers send no Origin with a GET to the page's own origin (polling begins with one), but say `same-origin` in a
    header that no script can forge.
    """
    origin = header(scope, b"origin")
    if origin:
        return origin == own_origin(settings, scope)
    return header(scope, b"sec-fetch-site") == "same-origin"


def header(scope: Mapping[str, Any], name: bytes) -> str:
    """That request header, in latin-1; empty when it is absent."""
    return b", ".join(value for key, value in scope["headers"] if key.lower() == name).decode("latin-1")
