"""With two processes: wait until all that either has told the other so far has come through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from tests import people
from tests.live import Live
from tests.people import Cast
from tests.sockets import Socket


class Crossing:
    """A pair of people, each on a process of their own. What a process publishes goes out in order, so that once each hears
    what the other does now, all that was published before has been heard too."""

    def __init__(self, cast: Cast, here: Socket, there: Socket) -> None:
        self.room, self.here, self.there = cast.room, here, there
        self.one_at_a_time = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def between(cls, live: Live, one: str, other: str) -> AsyncIterator["Crossing"]:
        """Between the processes at these addresses, which serve the database of `live`."""
        cast = await people.cast(live)
        camille, jean = (
            replace(person, live=replace(live, url=url)) for person, url in ((cast.camille, one), (cast.jean, other))
        )
        async with camille.socket() as here, jean.socket() as there:
            for socket in (here, there):
                await socket.ask("join_conversation", cast.room)
            yield cls(cast, here, there)

    async def over(self) -> None:
        async with self.one_at_a_time:
            for writer, reader in ((self.here, self.there), (self.there, self.here)):
                heard = len(reader.all("user_typing"))
                await writer.ask("typing", {"conversation_id": self.room, "isTyping": False})
                await reader.next("user_typing", heard + 1)
