"""Hypercorn's WebSockets: no permessage-deflate, bounds that hold before memory or time is spent, and an end after 'too
big', and after a handshake that is refused.

Hypercorn always grants deflate (58 KB in, 214 MB out), compares with its bound only after the buffer has grown, and
goes on buffering a peer that it has already told to leave.
"""

import struct
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import replace
from io import BytesIO, StringIO
from socket import SO_LINGER, SOL_SOCKET
from typing import Any, cast

from hypercorn.asyncio import tcp_server
from hypercorn.events import Closed, RawData
from hypercorn.protocol import h2, h11, ws_stream
from hypercorn.protocol.events import Data, Event, Request, StreamClosed
from hypercorn.protocol.ws_stream import ASGIWebsocketState
from hypercorn.typing import ConnectionState
from wsproto.connection import ConnectionState as WebSocketState
from wsproto.events import CloseConnection, Message, Ping, Pong, TextMessage
from wsproto.frame_protocol import CloseReason

from stack.abridged import ANSWERED, END
from stack.engineio_websocket import FRAMES
from stack.send_deadline import ABORT
from stack.websocket_frames import text_frame, whole_texts
from stack.websocket_shared import LARGE, PLACE, Place, Shared

UNTAKEN = 64 * 1024  # bytes that a peer has not taken yet, before we wait for it
BOUND = "websocket_bound"  # the application raises scope["state"][BOUND] once it knows who is there
STRANGER_BOUND = 8 * 1024  # characters of a text message, bytes of a binary one
# Times that: all bytes of a stranger, headers, control frames and empty fragments too. A frame costs more to parse than the
# six bytes that it takes, and a few attempts to log in are all that a stranger has to say.
STRANGER_TOTAL = 8
CRUMB = 512  # a piece of a message that is smaller, or a control frame, is one; a browser sends a handful
SHARED = "websocket_shared"  # in scope["state"]: what this connection has together with others of the same person


class PlainHandshake(ws_stream.Handshake):
    """Overlooks the extensions that are offered, so none is granted."""

    def __init__(self, headers: list[tuple[bytes, bytes]], http_version: str) -> None:
        super().__init__(headers, http_version)
        self.extensions = None


class BoundedBuffer(ws_stream.WebsocketBuffer):
    """Of a text that is too large, its beginning and its end, in which is read whom to answer. Nothing of a stranger's."""

    def __init__(self, max_length: int) -> None:
        super().__init__(max_length)
        self.full, self._end = False, ""

    def extend(self, event: Message[Any]) -> None:
        room = 0 if self.full else self.max_length - self.length
        kept, beyond = event.data[:room], event.data[room:]
        if beyond and (self.max_length <= STRANGER_BOUND or not isinstance(event, TextMessage)):
            self.clear()
            raise ws_stream.FrameTooLargeError
        if self.value is None:
            self.value = StringIO() if isinstance(event, TextMessage) else BytesIO()
        self.length += self.value.write(kept)
        if beyond:
            self._end = (self._end + beyond)[-END:]

    def clear(self) -> None:
        super().clear()
        self.full, self._end = False, ""

    def to_message(self) -> dict[str, Any]:
        message: dict[str, Any] = super().to_message()
        if self._end:
            message["text"] = message["text"][: self.max_length - len(self._end)] + self._end
        return message


class BoundedStream(ws_stream.WSStream):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.buffer: BoundedBuffer = BoundedBuffer(STRANGER_BOUND)
        self._over = False
        self._heard = 0  # bytes, as a stranger
        self._own = Shared()
        self._partial = 0  # bytes of a message that is not whole
        self._place: Place | None = None  # which it has among the large ones

    async def handle(self, event: Event) -> None:
        if isinstance(event, Request):
            hooks = {ABORT: self._abort, FRAMES: self._send_texts}
            event = replace(event, state=ConnectionState({**event.state, **hooks}))
        elif isinstance(event, Data) and self._heard_too_much(len(event.data)):
            await self._end(CloseConnection(code=CloseReason.MESSAGE_TOO_BIG))
        elif isinstance(event, Data) and self._between_messages:
            self._partial, self._place = 0, None
            texts, rest = whole_texts(event.data, self._bound)
            for text in texts:
                await cast("Any", self.app_put)({"type": "websocket.receive", "bytes": None, "text": text})
            if not rest:
                return
            event = Data(stream_id=event.stream_id, data=rest)
        if isinstance(event, Data) and not self._over:
            await self._take(len(event.data))
        elif isinstance(event, StreamClosed):
            self._place = None
        # What follows a close is neither kept nor parsed: wsproto raises on it, and each would be a traceback.
        if not self._over or isinstance(event, StreamClosed):
            await super().handle(event)

    async def _send_error_response(self, status_code: int) -> None:
        """And the end of the connection, which would stay for as long as its peer likes, uncounted by anybody."""
        await super()._send_error_response(status_code)
        await self.send(StreamClosed(stream_id=self.stream_id))

    @property
    def _bound(self) -> int:
        return cast("dict[str, int]", self.scope["state"]).get(BOUND, STRANGER_BOUND)

    def _heard_too_much(self, more: int) -> bool:
        if self._over or self.state is not ASGIWebsocketState.CONNECTED:
            return False
        self._heard = self._heard + more if self._bound <= STRANGER_BOUND else 0
        return self._heard > STRANGER_TOTAL * STRANGER_BOUND

    def _is_a_crumb_too_many(self, event: object) -> bool:
        if isinstance(event, Message):
            if event.message_finished or len(event.data) >= CRUMB:
                return False
        elif not isinstance(event, Ping | Pong):
            return False
        return self._shared.one_crumb_too_many()

    @property
    def _shared(self) -> Shared:
        return cast("dict[str, Shared]", self.scope["state"]).get(SHARED, self._own)

    async def _take(self, more: int) -> None:
        """That many bytes of a message that is not whole: a large one waits for a place among those of its person, and nothing
        more is read of its connection meanwhile."""
        if self.state is not ASGIWebsocketState.CONNECTED or self._bound <= STRANGER_BOUND:
            return
        self._partial += more
        if self._partial > ANSWERED * self._bound:
            await self._end(CloseConnection(code=CloseReason.MESSAGE_TOO_BIG))
            return
        if self._partial > self._bound + self._bound // 16:  # with the heads of its frames; text counts characters above
            self.buffer.full = True
        if self._partial > LARGE and self._place is None:
            self._place = await self._shared.place()

    @property
    def _between_messages(self) -> bool:
        """Connected, and wsproto holds no part of a frame or of a message."""
        if self._over or self.state is not ASGIWebsocketState.CONNECTED or self.connection.state is not WebSocketState.OPEN:
            return False
        frames = self.connection._proto
        decoder = frames._frame_decoder
        return decoder.header is None and not decoder.buffer.buffer and frames._message_decoder.opcode is None

    async def _handle_events(self) -> None:
        self.buffer.max_length = self._bound
        for event in self.connection.events():  # parsed as we go: what follows the end costs nothing
            if self._is_a_crumb_too_many(event):
                await self._end(CloseConnection(code=CloseReason.POLICY_VIOLATION))
                return
            if isinstance(event, Message):
                try:
                    self.buffer.extend(event)
                except ws_stream.FrameTooLargeError:
                    await self._end(CloseConnection(code=CloseReason.MESSAGE_TOO_BIG))
                    return
                if event.message_finished and self.app_put is not None:
                    message: Any = self.buffer.to_message()
                    self.buffer.clear()
                    message[PLACE], self._place, self._partial = self._place, None, 0
                    await self.app_put(message)
                    del message  # or the next one would come while this one is kept
            elif isinstance(event, Ping):
                await self._send_wsproto_event(event.response())
            elif isinstance(event, CloseConnection):
                # A frame that cannot be parsed arrives here too, with the state still open: it is owed its reason.
                owed = self.connection.state in {WebSocketState.OPEN, WebSocketState.REMOTE_CLOSING}
                # The code alone: wsproto's reason quotes Python's own words, and what the peer said of itself it knows.
                await self._end(CloseConnection(code=event.code) if owed else None)
                return

    async def _end(self, farewell: CloseConnection | None) -> None:
        self._over, self._place = True, None
        self.buffer.clear()
        if farewell is not None:
            await self._send_wsproto_event(farewell)
        await self.send(StreamClosed(stream_id=self.stream_id))

    def _send_texts(self, texts: list[str]) -> Awaitable[None] | None:
        """Many text messages in one write, a frame each (RFC 6455, 5.2: whole, unmasked).

        Returns what to wait for, when the peer has not taken what it was sent before.
        """
        if self.state is not ASGIWebsocketState.CONNECTED or self.closed or self.connection.state is not WebSocketState.OPEN:
            return None
        data = b"".join(map(text_frame, texts))
        server = self._server
        if not isinstance(self._protocol, h11.H11Protocol) or server.send_lock.locked():
            return self.send(Data(stream_id=self.stream_id, data=data))
        with suppress(ConnectionError, RuntimeError):  # gone: whoever reads is told
            server.writer.write(data)
            if server.writer.transport.get_write_buffer_size() > UNTAKEN:
                return self.send(Data(stream_id=self.stream_id, data=b""))  # waits for its turn, and for the peer
        return None

    @property
    def _protocol(self) -> Any:
        return cast("Any", self.send).__self__

    @property
    def _server(self) -> Any:
        return self._protocol.send.__self__

    def _abort(self) -> None:
        """Drops the TCP connection: a close frame would only queue behind what the peer does not take."""
        transport = self._server.writer.transport
        # Without the reset, the kernel keeps megabytes and goes on offering them for as long as the peer answers probes.
        with suppress(OSError, ValueError):  # closed already: its descriptor is negative
            transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


async def read_data(self: Any) -> None:
    """TCPServer._read_data, without a time-out of None around each read."""
    with suppress(OSError):
        while data := await self.reader.read(tcp_server.MAX_RECV):
            await self.protocol.handle(RawData(data))
    await self.protocol.handle(Closed())


def install() -> None:
    tcp_server.TCPServer._read_data = read_data  # type: ignore[method-assign]
    ws_stream.Handshake = PlainHandshake  # type: ignore[misc]
    h11.WSStream = BoundedStream  # type: ignore[attr-defined]
    h2.WSStream = BoundedStream  # type: ignore[attr-defined]
