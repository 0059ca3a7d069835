"""A database that another process holds: what waits for it, and what does not wait for that."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import asyncpg

from addresses import sqlite_file
from tests.people import Cast


@asynccontextmanager
async def held(cast: Cast) -> AsyncIterator[None]:
    """Meanwhile nothing can be written into Camille's and Jean's conversation."""
    url = cast.camille.live.settings.database_url
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(sqlite_file(url), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
    else:
        other = await asyncpg.connect(url)
        try:
            async with other.transaction():
                await other.execute("SELECT 1 FROM conversations WHERE id = $1 FOR UPDATE", cast.room)
                yield
        finally:
            await other.close()


async def test_a_mark_that_waits_holds_up_nothing_that_its_socket_says_after_it(cast: Cast) -> None:
    (said,) = await cast.camille.say(cast.room, "Bonjour")
    async with cast.jean.socket() as jean:
        async with held(cast):
            marking = asyncio.create_task(jean.ask("message_read", {"message_id": said["id"]}))
            joining = asyncio.create_task(jean.ask("join_conversation", cast.room))
            assert await joining == {"ok": True}
            assert not marking.done()
        assert await marking == {"ok": True}
        assert (await jean.next("message_read_update"))[0]["message_id"] == said["id"]
