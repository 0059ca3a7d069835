"""What the WebSockets of one person have together, however many they are."""

import asyncio

from stack.upload import LARGE_AT_ONCE

CRUMBS = 200  # a second
LARGE = 256 * 1024  # bytes of a message from which on it is a large one: the next is read once one of LARGE_AT_ONCE is done with
PLACE = "place"  # in a message for the application: of a large one, to be left once it is done with


class Shared:
    """How many crumbs came within a second, and how many large messages are on their way or being dealt with."""

    def __init__(self) -> None:
        self._came, self._second = 0, 0.0
        self._places = asyncio.Semaphore(LARGE_AT_ONCE)

    @property
    def places(self) -> int:
        """How many are left."""
        return self._places._value

    def one_crumb_too_many(self) -> bool:
        now = asyncio.get_running_loop().time()
        if now - self._second >= 1.0:
            self._came, self._second = 0, now
        self._came += 1
        return self._came > CRUMBS

    async def place(self) -> "Place":
        """Room for one large message, once there is some."""
        await self._places.acquire()
        return Place(self._places)


class Place:
    """Left when it is done with, and at the latest with the message that has it, wherever that was dropped."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places: asyncio.Semaphore | None = places

    def leave(self) -> None:
        if self._places is not None:
            self._places.release()
            self._places = None

    def __del__(self) -> None:
        self.leave()
