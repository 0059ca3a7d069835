"""How far behind a read replica is: from the answer to a commit until the replica shows the row."""

import asyncio
import time
from contextlib import ExitStack

import asyncpg

from benchmarks import own_postgres
from benchmarks.machine import Lacking, free_port
from benchmarks.own_postgres import Postgres
from benchmarks.steps import Table, percentile

ROW = "INSERT INTO written SELECT nextval('ids'), repeat('x', 200) FROM generate_series(1, 50) RETURNING id"
SHOWN = "SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn"


def run(quick: bool) -> Table:
    """Raises: Lacking without initdb."""
    with ExitStack() as stack:
        primary = stack.enter_context(own_postgres.running())
        if not primary.ours:
            raise Lacking("a replica takes initdb")
        own_postgres.execute(primary.url, "CREATE SEQUENCE ids", "CREATE TABLE written (id bigint PRIMARY KEY, content text)")
        replica = stack.enter_context(copied(primary))
        behind = asyncio.run(measured(primary.url, replica.url, 50 if quick else 1000))
    lines = [(f"{len(behind):,} commits of 50 rows", *(f"{percentile(behind, share) * 1000:.2f} ms" for share in (0.5, 0.99, 1)))]
    return ("", "behind, median", "p99", "longest"), lines


def copied(primary: Postgres):  # type: ignore[no-untyped-def]
    """A replica of that cluster, running."""
    data = primary.folder.parent / "replica"
    port = primary.url.rpartition(":")[2].partition("/")[0]
    own_postgres.do(
        str(primary.binaries / "pg_basebackup"), "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-D", str(data), "-R"
    )
    return own_postgres.started(data, primary.binaries, free_port())


async def measured(primary: str, replica: str, commits: int) -> list[float]:
    """Seconds for each commit."""
    writing, reading = await asyncpg.connect(primary), await asyncpg.connect(replica)
    behind = []
    try:
        for _ in range(commits):
            await writing.execute(ROW)
            committed = time.perf_counter()
            place = await writing.fetchval("SELECT pg_current_wal_lsn()::text")
            while not await reading.fetchval(SHOWN, place):
                pass
            behind.append(time.perf_counter() - committed)
    finally:
        await writing.close()
        await reading.close()
    return behind
