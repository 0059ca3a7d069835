"""Engine.IO sockets that cannot grow, hang or raise.

The library queues for a client without bound, waits without bound when it closes, leaves a failed upgrade for ever
half-way, and logs a traceback per junk frame.
"""

import asyncio
import logging
import re
import time
from contextlib import suppress
from functools import partial
from typing import Any, cast

from engineio import async_socket, exceptions, packet

from stack import engineio_environ, engineio_websocket
from stack.abridged import ANSWERED
from stack.engineio_frames import FRAMES_OF_A_MEMBER, FRAMES_OF_A_STRANGER, JunkFrame, judged, split
from stack.hypercorn_websocket import BOUND, SHARED
from stack.poll_queue import PollQueue
from stack.send_deadline import ABORT
from stack.websocket_shared import Shared

MAX_QUEUED = 500  # packets that a client has not taken
YIELD = 50  # frames of a request, after which others have their turn
_ATTACHMENTS = re.compile(r"[56]([0-9]{1,2})-", re.ASCII)  # a Socket.IO packet's type, and how many binary frames follow it

log = logging.getLogger(__name__)
_closing: set[asyncio.Task[None]] = set()


async def hard_close(socket: Any, reason: str) -> None:
    """Ends the transport. The JavaScript client sees 'transport close' and comes back; after a goodbye it would not."""
    await socket.close(wait=False, abort=True, reason=reason)


async def turn_away(socket: Any) -> None:
    """Ends the transport, and a WebSocket that was on its way to take it over; whoever takes no goodbye is dropped without."""
    upgrading = socket.upgrading
    await hard_close(socket, socket.server.reason.SERVER_DISCONNECT)
    asyncio.get_running_loop().call_later(0 if upgrading else engineio_websocket.GOODBYE, socket.abort)


class BoundedSocket(async_socket.AsyncSocket):  # type: ignore[misc]
    last_ping: float | None
    connected: bool
    upgraded: bool
    _given_up = False
    outbox: engineio_websocket.Outbox | None = None  # once it speaks WebSocket; until then there is the library's queue
    upgrading: bool
    _abort: Any = None
    _frames: Any = None
    _state: Any = None  # of the WebSocket's scope
    _allowed: int | None = None
    _shared: Shared | None = None
    signed_off = 0  # times that its person did, and kept it
    _attachments = 0  # binary frames still to come that belong to a packet which was refused

    def __init__(self, server: Any, sid: str) -> None:
        super().__init__(server, sid)
        self.queue = PollQueue()

    @property
    def untaken(self) -> int:
        """How many packets wait for the client."""
        return len(self.outbox.texts) if self.outbox is not None else self.queue.qsize()

    def put(self, pkt: Any) -> None:
        if self.outbox is not None:
            self.outbox.add(pkt.encode())
        else:
            self.queue.put_nowait(pkt)

    async def send(self, pkt: Any) -> None:
        # Whoever sends to a room must not fail for a member who has just left.
        if self.closed or self._given_up or (self.closing and pkt.packet_type != packet.CLOSE):
            return
        if self.untaken >= MAX_QUEUED:
            self._give_up()
        elif not self.last_ping or await self.check_ping_timeout():
            self.put(pkt)

    def schedule_ping(self) -> None:
        # A timer: the library keeps a task for every socket that waits for its next ping.
        if self.last_ping:
            self.last_ping = None
            asyncio.get_running_loop().call_later(self.server.ping_interval, self._ping)

    def _ping(self) -> None:
        if not self.closing and not self.closed:
            self.last_ping = time.time()
            self.put(packet.Packet(packet.PING))

    def _give_up(self) -> None:
        self._given_up = True
        if self.outbox is not None:
            self.outbox.texts.clear()
        self.queue.clear()
        # Not awaited: the one who sends to the room must not wait for this client's farewells.
        task = asyncio.create_task(self._cut())
        _closing.add(task)
        task.add_done_callback(_closing.discard)

    async def _cut(self) -> None:
        log.warning("socket %s does not take what is sent to it: cut", self.sid)
        await hard_close(self, self.server.reason.TRANSPORT_ERROR)
        self.abort()

    def abort(self) -> None:
        """Drop the WebSocket's connection, if there is one."""
        if self._abort is not None:
            self._abort()

    def allow(self, most: int | None, shared: Shared | None = None) -> None:
        """How much one message may carry from here on, also after the change to WebSocket; None is a stranger's little.

        What is `shared` its sockets count together.
        """
        self._allowed, self._shared = most, shared
        for name, value in ((BOUND, most), (SHARED, shared)):
            if self._state is not None and value is None:
                self._state.pop(name, None)
            elif self._state is not None:
                self._state[name] = value

    def is_a_crumb_too_many(self) -> bool:
        """Count one; a stranger's are bounded by their bytes."""
        return self._shared is not None and self._shared.one_crumb_too_many()

    async def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:
        """Never waits for the queue to be taken (`wait` is overlooked): a client that stops reading would hold us."""
        if self.closed or self.closing:
            return
        await super().close(wait=False, abort=abort, reason=reason)
        # The library finds it for a while yet, and raises on a request that names it.
        self.server.sockets.pop(self.sid, None)
        if self.outbox is not None:
            self.outbox.close()
        else:
            # Wakes the pending poll, which would otherwise sit there until the ping time-out.
            self.queue.put_nowait(None)

    async def poll(self) -> list[Any]:
        return await self.queue.next_ones(self.server.ping_interval + self.server.ping_timeout)

    async def receive(self, pkt: Any) -> None:
        if pkt.packet_type == packet.MESSAGE:
            await self.hear(pkt.data)
        elif self.closed or self.closing:
            raise exceptions.SocketIsClosedError
        else:
            await super().receive(pkt)

    async def hear(self, text: Any) -> None:
        """A message, handed to Socket.IO without the library's detour through its event table."""
        if self._belongs_to_refused(text):
            return
        # Its Socket.IO half is gone: a second CONNECT would find nothing to connect to and raise.
        if self.closed or self.closing:
            raise exceptions.SocketIsClosedError
        try:
            await self.server.handlers["message"](self.sid, text)
        except Exception:
            log.exception("message not handled")

    def _belongs_to_refused(self, message: Any) -> bool:
        """A binary event is refused by its first packet; its attachments are no packets of their own."""
        if isinstance(message, bytes):
            self._attachments -= 1
            return self._attachments >= 0
        announced = _ATTACHMENTS.match(message)
        self._attachments = int(announced[1]) if announced else 0
        return False

    async def handle_post_request(self, environ: dict[str, Any]) -> None:
        length, most = int(environ.get("CONTENT_LENGTH", "0")), self.server.max_http_buffer_size
        if length > ANSWERED * most:
            raise exceptions.ContentTooLongError
        body = await environ["wsgi.input"].read(length, most)
        try:
            for at, frame in enumerate(split(body, FRAMES_OF_A_MEMBER if self._allowed else FRAMES_OF_A_STRANGER), 1):
                with suppress(exceptions.UnknownPacketError):
                    await self.receive(packet.Packet(encoded_packet=frame))
                if at % YIELD == 0:
                    await asyncio.sleep(0)
        except JunkFrame as junk:
            self.note(junk)
            await hard_close(self, self.server.reason.TRANSPORT_ERROR)
        except exceptions.SocketIsClosedError:
            pass

    async def _upgrade_websocket(self, environ: dict[str, Any]) -> Any:
        # Two WebSockets for one socket would share its queue, each taking packets meant for the other.
        if self.upgrading or self.upgraded:
            return self.server._bad_request()
        state = environ["asgi.scope"].get("state", {})
        self._abort, self._frames, self._state = state.get(ABORT), state.get(engineio_websocket.FRAMES), state
        self.allow(self._allowed, self._shared)
        return await super()._upgrade_websocket(environ)

    async def _websocket_handler(self, ws: Any) -> None:
        if not self.connected:
            self.connected = self.upgraded = True
        else:
            try:
                if not await self._upgrade_from_polling(ws):
                    return
            finally:
                # A failed upgrade leaves polling as it was; the library would answer every poll with nothing from then on.
                self.upgrading = False
        if (later := (self._state or {}).get(engineio_websocket.LATER)) is not None:
            later.append(partial(self._converse, ws))
        else:
            await self._converse(ws)

    async def _converse(self, ws: Any) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        try:
            await engineio_websocket.converse(self, ws, self._frames, self._abort or task.cancel)
        finally:
            await hard_close(self, self.server.reason.TRANSPORT_CLOSE)

    async def _upgrade_from_polling(self, ws: Any) -> bool:
        self.upgrading = True  # polls are answered with nothing meanwhile
        try:
            # An upgrade that is begun and never finished would wait here as long as the connection lives.
            async with asyncio.timeout(2 * self.server.ping_timeout):
                if judged(await ws.wait()) != "2probe":
                    return False
                await ws.send("3probe")
                self.queue.put_nowait(packet.Packet(packet.NOOP))  # ends the poll that is waiting
                if judged(await ws.wait()) != "5":
                    return False
        except JunkFrame as junk:
            self.note(junk)
            return False
        except OSError:
            return False
        self.upgraded, self.upgrading = True, False
        return True

    def note(self, junk: JunkFrame) -> None:
        log.warning("socket %s sent junk (%s): closed", self.sid, junk)


def install() -> None:
    """engineio.async_server names the class through its module at each handshake, so this one place is enough."""
    async_socket.AsyncSocket = BoundedSocket
    engineio_environ.install()
