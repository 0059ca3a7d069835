"""An Engine.IO WebSocket without a task and a timer for every packet.

The library reads each packet in a task of its own under a time-out, and writes from a task that waits for each under another one.
Here one task reads; what is sent in one turn of the loop goes out together at its end; one timer a connection looks now and then
whether anything came.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from engineio import exceptions, packet

from stack.bounded_json import rest
from stack.engineio_frames import JunkFrame, judged
from stack.websocket_shared import PLACE

# scope["state"][FRAMES](texts) writes many at once; it returns what to wait for when the peer takes less than it is sent
# (stack.hypercorn_websocket).
FRAMES = "websocket_frames"
# scope["state"][LATER], a list, takes the conversation that follows a handshake, to be held by the outermost wrapper once all
# others have returned: each that waits costs memory as long as the socket lives, and time at each message that wakes it.
LATER = "websocket_later"
EVENT = "42"  # a message, and in it an event: the application bounds these. Of all else a client sends a handful
GOODBYE = 2.0  # seconds from our close to the end of the connection

log = logging.getLogger(__name__)
WriteTexts = Callable[[list[str]], Awaitable[None] | None]


class Outbox:
    """What is to be written, in order. `close` comes after it."""

    def __init__(self, ws: Any, write_texts: WriteTexts | None, closed: Callable[[], object]) -> None:
        self.texts: list[str] = []
        self._ws = ws
        self._write_texts = write_texts
        self._closed = closed
        self._loop = asyncio.get_running_loop()
        self._scheduled = self._closing = False
        self._stalled: asyncio.Task[None] | None = None

    def add(self, text: str) -> None:
        if not self._closing:
            self.texts.append(text)
            self._schedule()

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self._schedule()

    async def over(self) -> None:
        """Wait until all is written and closed."""
        while self._scheduled:  # noqa: ASYNC110 -- two turns at most
            await asyncio.sleep(0)
        if self._stalled is not None:
            await asyncio.wait([self._stalled], timeout=GOODBYE)

    def _schedule(self) -> None:
        if not self._scheduled and self._stalled is None:
            self._scheduled = True
            self._loop.call_soon(self._wait_a_turn)

    def _wait_a_turn(self) -> None:
        """The answer to a message follows its echo by one turn of the loop: both fit into one write."""
        self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._scheduled = False
        texts, self.texts = self.texts, []
        waiting = self._write_texts(texts) if self._write_texts is not None and texts else None
        if self._write_texts is None or waiting is not None or self._closing:
            self._stalled = asyncio.create_task(self._wait(waiting, texts if self._write_texts is None else []))

    async def _wait(self, waiting: Awaitable[None] | None, texts: list[str]) -> None:
        """Until the peer has taken enough of it."""
        with suppress(Exception):  # gone: whoever reads is told
            if waiting is not None:
                await waiting
            for text in texts:
                await self._ws.send(text)
        if self._closing and not self.texts:
            await self._ws.close()
            self._closed()
            return
        self._stalled = None
        if self.texts or self._closing:
            self._schedule()


async def converse(socket: Any, ws: Any, write_texts: WriteTexts | None, give_up: Callable[[], object]) -> None:
    """Read and write until either end has enough. `give_up` drops a connection from which nothing more comes."""
    patience = _Patience(socket.server.ping_interval + socket.server.ping_timeout, give_up)
    socket.outbox = outbox = Outbox(ws, write_texts, patience.say_goodbye)
    while not socket.queue.empty():
        waiting = socket.queue.get_nowait()
        if waiting is None:
            outbox.close()
        else:
            outbox.add(waiting.encode())
    try:
        gone = await _read(socket, ws.asgi_receive, patience)
    finally:
        outbox.close()
        await outbox.over()
        patience.say_goodbye()
    # What still comes is thrown away, but taken: the server reads nothing more, an end neither, while it waits for us to take it.
    while not gone:
        gone = (await ws.asgi_receive())["type"] != "websocket.receive"
    patience.end()


async def _read(socket: Any, receive: Callable[[], Awaitable[Any]], patience: "_Patience") -> bool:
    """False when it was enough, and the peer is still there."""
    while (event := await receive())["type"] == "websocket.receive":
        patience.renew()
        still = await _hear(socket, event)
        if (place := event.get(PLACE)) is not None:
            place.leave()
        event = place = None  # a large one is not kept until the next comes
        if not still:
            return False
    return True


async def _hear(socket: Any, event: Any) -> bool:
    """False when it was enough."""
    try:
        frame = event.get("text") or event.get("bytes") or ""
        if len(frame) > socket.server.max_http_buffer_size:
            raise JunkFrame("too large")
        frame = judged(frame)
        text = frame if isinstance(frame, str) else ""
        if not text.startswith(EVENT) and socket.is_a_crumb_too_many():
            raise JunkFrame("too many that say nothing")
        if text.startswith("4"):
            await socket.hear(rest(text, 1))
        else:
            await socket.receive(packet.Packet(encoded_packet=frame))
    except exceptions.UnknownPacketError:
        pass
    except exceptions.SocketIsClosedError:
        return False
    except JunkFrame as junk:
        socket.note(junk)
        return False
    except Exception:
        log.exception("packet not received")
    return True


class _Patience:
    """How long nothing may come: one timer that looks again when its time was not up."""

    def __init__(self, seconds: float, give_up: Callable[[], object]) -> None:
        self._loop = asyncio.get_running_loop()
        self._seconds = seconds
        self._give_up = give_up
        self._ended = False
        self._heard = self._loop.time()
        self._timer = self._loop.call_later(seconds, self._look)

    def renew(self) -> None:
        self._heard = self._loop.time()

    def say_goodbye(self) -> None:
        """We have closed: the peer may answer that for a moment."""
        if not self._ended:
            self._timer.cancel()
            self._timer = self._loop.call_later(GOODBYE, self._give_up)

    def end(self) -> None:
        """There is nothing left to give up."""
        self._ended = True
        self._timer.cancel()

    def _look(self) -> None:
        left = self._heard + self._seconds - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(left, self._look)
        else:
            self._give_up()
