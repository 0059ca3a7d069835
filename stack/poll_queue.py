"""The packets that wait for a client's next poll.

The library makes an asyncio.Queue for each socket: four deques, 3 KB, of which a WebSocket uses nothing.
"""

import asyncio
from typing import Any

from engineio.exceptions import QueueEmpty

AT_ONCE = 16  # packets of one answer: the library's own client gives up on more


class PollQueue:
    """What python-engineio asks of a queue. None in it ends a poll."""

    def __init__(self) -> None:
        self._packets: list[Any] = []
        self._polls: list[asyncio.Future[None]] = []

    async def get(self) -> Any:
        while not self._packets:
            poll = asyncio.get_running_loop().create_future()
            self._polls.append(poll)
            try:
                await poll
            finally:
                self._polls.remove(poll)
        return self._packets.pop(0)

    async def next_ones(self, patience: float) -> list[Any]:
        """What waits, or comes first; the rest is for the next poll, which the client makes at once.

        Raises: QueueEmpty, where nothing came in so many seconds.
        """
        try:
            async with asyncio.timeout(patience):
                taken = [await self.get()]
        except (TimeoutError, asyncio.CancelledError):
            raise QueueEmpty from None
        while taken[-1] is not None and len(taken) < AT_ONCE and self._packets:
            taken.append(self.get_nowait())
        if taken[-1] is None and len(taken) > 1:
            self.put_nowait(None)  # for the next one, which it ends
        return [one for one in taken if one is not None]

    def clear(self) -> None:
        self._packets.clear()

    def get_nowait(self) -> Any:
        if not self._packets:
            raise asyncio.QueueEmpty
        return self._packets.pop(0)

    def put_nowait(self, packet: Any) -> None:
        self._packets.append(packet)
        for poll in self._polls:  # whoever comes too late waits again
            if not poll.done():
                poll.set_result(None)

    def empty(self) -> bool:
        return not self._packets

    def qsize(self) -> int:
        return len(self._packets)

    def task_done(self) -> None:
        """Nobody waits for all to be taken."""
