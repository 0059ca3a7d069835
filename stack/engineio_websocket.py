"""An Engine.IO WebSocket without a task and a timer for every packet.

The library reads each packet in a task of its own under a time-out, and waits under another one for each that it writes. Here
one task reads, one writes all that is waiting at once, and one timer a connection looks now and then whether anything came.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from engineio import exceptions, packet

FRAMES = "websocket_frames"  # scope["state"][FRAMES](texts) writes many at once (stack.hypercorn_websocket)

GOODBYE = 2.0  # seconds from our close to the end of the connection

log = logging.getLogger(__name__)
SendMany = Callable[[list[str]], Coroutine[Any, Any, None]]


async def converse(socket: Any, ws: Any, send_many: SendMany | None, give_up: Callable[[], object]) -> None:
    """Read and write until either end has enough. `give_up` drops a connection from which nothing more comes."""
    patience = _Patience(socket.server.ping_interval + socket.server.ping_timeout, give_up)
    writer = asyncio.create_task(_write(socket.queue, ws, send_many))
    writer.add_done_callback(lambda _: patience.say_goodbye())
    try:
        while True:
            frame = await ws.wait()
            patience.renew()
            try:
                if frame[:1] == "4":
                    await socket.hear(frame[1:])
                else:
                    await socket.receive(packet.Packet(encoded_packet=frame))
            except exceptions.UnknownPacketError:
                pass
            except exceptions.SocketIsClosedError:
                break
            except Exception:
                log.exception("packet not received")
    except OSError:
        pass  # the end of the connection, or junk
    finally:
        socket.queue.put_nowait(None)
        await writer
        patience.end()


async def _write(queue: "asyncio.Queue[Any]", ws: Any, send_many: SendMany | None) -> None:
    going_on = True
    try:
        while going_on:
            waiting = [await queue.get()]
            while not queue.empty():
                waiting.append(queue.get_nowait())
            if None in waiting:
                waiting = waiting[: waiting.index(None)]
                going_on = False
            texts = [one.encode() for one in waiting]
            if send_many is not None:
                await send_many(texts)
            else:
                for text in texts:
                    await ws.send(text)
    except Exception as gone:
        log.debug("not written: %s", gone)
    await ws.close()


class _Patience:
    """How long nothing may come: one timer that looks again when its time was not up."""

    def __init__(self, seconds: float, give_up: Callable[[], object]) -> None:
        self._loop = asyncio.get_running_loop()
        self._seconds = seconds
        self._give_up = give_up
        self._heard = self._loop.time()
        self._timer = self._loop.call_later(seconds, self._look)

    def renew(self) -> None:
        self._heard = self._loop.time()

    def say_goodbye(self) -> None:
        """We have closed: the peer may answer that for a moment."""
        self.end()
        self._timer = self._loop.call_later(GOODBYE, self._give_up)

    def end(self) -> None:
        self._timer.cancel()

    def _look(self) -> None:
        left = self._heard + self._seconds - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(left, self._look)
        else:
            self._give_up()
