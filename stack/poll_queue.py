"""The packets that wait for a client's next poll.

The library makes an asyncio.Queue for each socket: four deques, 3 KB, of which a WebSocket uses nothing.
"""

import asyncio
from typing import Any


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
