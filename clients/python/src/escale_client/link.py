"""The connection that is there, or on its way: made anew whenever it is lost, until it is closed or the log-in ends."""

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Any

from escale_client.api import Api
from escale_client.errors import Closed, EscaleError, Unauthorized
from escale_client.socket import Socket

log = logging.getLogger("escale_client")

STEADY = 10.0  # seconds after which a connection counts as one: the next attempt, when it is lost, follows soon


class Link:
    """Connects where `api` says, as whom it says, at each attempt anew. `tell` hears every event and its payload, and `connect`,
    `disconnect` and `end` with None. `pauses` are the shortest and the longest wait between two attempts, in seconds."""

    def __init__(self, api: Api, tell: Callable[[str, Any], None], pauses: tuple[float, float]) -> None:
        self.api, self.tell, self.pauses = api, tell, pauses
        self.over: EscaleError | None = None  # why there will be no connection any more
        self.closed = False
        self._socket: Socket | None = None
        self._changed = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    @property
    def socket(self) -> Socket | None:
        """The connection, if there is one at this moment."""
        return self._socket if self._socket is not None and not self._socket.lost.is_set() else None

    async def connected(self) -> Socket:
        """Wait for the connection.

        Raises: Unauthorized when the log-in has ended, Closed when the link was closed.
        """
        if self._keeper is None and self.over is None:
            self._keeper = asyncio.create_task(self._keep(), name="escale link")
        while True:
            if self.over is not None:
                raise self.over
            if (socket := self.socket) is not None:
                return socket
            self._changed.clear()
            await self._changed.wait()

    async def close(self) -> None:
        """Connect no more; whoever waits for the connection learns it."""
        self.closed = True
        self._end(Closed())
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
            if not self._keeper.cancelled():
                self._keeper.result()

    async def _keep(self) -> None:
        shortest, longest = self.pauses
        pause, loop = shortest, asyncio.get_running_loop()
        # Python 3.11's wait_for, here and in the library, loses a cancellation that comes in the moment in which it is done.
        while not self.closed:
            socket = Socket(self.api.sessions(), self.tell)
            try:
                await socket.open(self.api.url, self.api.token)
                if self.closed:
                    return
                began = loop.time()
                self._socket = socket
                self._changed.set()
                self.tell("connect", None)
                await socket.lost.wait()
                if loop.time() - began > STEADY:
                    pause = shortest
                self.tell("disconnect", None)
            except Unauthorized as ended:
                self._end(ended)
                return
            except EscaleError as trouble:
                log.info("not connected: %s", trouble)
            finally:
                await socket.close()
            # By chance: those who lost the same server don't come back in the same moment.
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311
            pause = min(pause * 2, longest)

    def _end(self, why: EscaleError) -> None:
        if self.over is None:
            self.over = why
            self._changed.set()
            self.tell("end", None)
