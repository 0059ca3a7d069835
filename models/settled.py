"""Up to which id messages are settled: no lower one can appear any more."""

import asyncio

from models import database

LOOK = 0.02  # seconds

NEWEST = "SELECT COALESCE(MAX(id), 0) AS id FROM messages"

# Whoever inserts holds this lock from before the first id is drawn until after the commit.
WRITING = """
SELECT virtualtransaction AS transaction FROM pg_locks WHERE locktype = 'relation' AND relation = 'messages'::regclass
AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND mode = 'RowExclusiveLock' AND granted"""


async def newest() -> int:
    """The newest message that there is, once every transaction that may have drawn a lower id has ended.

    Ids rise in the order of commits within a conversation, but not among all: on PostgreSQL one conversation's message may be
    committed before another's that has a lower id. On SQLite one transaction writes at a time.
    """
    run = database.connection().execute_query_dict
    found = int((await run(NEWEST))[0]["id"])
    if database.dialect() == "postgres":
        writing = {row["transaction"] for row in await run(WRITING)}
        while writing:
            await asyncio.sleep(LOOK)
            writing &= {row["transaction"] for row in await run(WRITING)}
    return found
