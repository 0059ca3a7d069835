"""Messages in one table against sixteen partitions by conversation: reading, writing, and letting go of a sixteenth."""

import asyncio
import random
import time
from statistics import median

import asyncpg

from benchmarks import own_postgres
from benchmarks.steps import Table

PARTS = 16
CONVERSATIONS = 5000

COLUMNS = (
    "(conversation_id bigint, id bigint, user_id bigint, content text, created_at timestamptz, PRIMARY KEY (conversation_id, id))"
)
FILL = """
INSERT INTO {table} SELECT n % {conversations}, n, n, 'Message ' || n || repeat(' et encore un mot', 4), now()
FROM generate_series(1::bigint, {rows}) AS n"""
PAGE = "SELECT * FROM {table} WHERE conversation_id = $1 ORDER BY id DESC LIMIT 50"
GROUP = "INSERT INTO {table} SELECT c, nextval('ids'), 1, 'Message', now() FROM unnest($1::bigint[]) AS c"
LARGEST = "SELECT max(pg_relation_size(indexrelid)) FROM pg_index WHERE indrelid::regclass::text LIKE '{table}%'"


def run(quick: bool) -> Table:
    rows, requests = (50_000, 50) if quick else (5_000_000, 500)
    with own_postgres.running() as postgres:
        url = own_postgres.fresh(postgres, "bench_partitions")
        own_postgres.execute(
            url,
            f"CREATE SEQUENCE ids START {rows + 1}",
            f"CREATE TABLE whole {COLUMNS}",
            f"CREATE TABLE parted {COLUMNS} PARTITION BY HASH (conversation_id)",
            *(
                f"CREATE TABLE parted_{n} PARTITION OF parted FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {n})"
                for n in range(PARTS)
            ),
            *(FILL.format(table=table, conversations=CONVERSATIONS, rows=rows) for table in ("whole", "parted")),
            "VACUUM ANALYZE",
        )
        return asyncio.run(compared(url, rows, requests))


async def compared(url: str, rows: int, requests: int) -> Table:
    connection = await asyncpg.connect(url)
    try:
        pages, groups = await asked(connection, requests)
        largest = [await connection.fetchval(LARGEST.format(table=table)) / 2**20 for table in ("whole", "parted")]
        began = time.perf_counter()
        await connection.execute(f"DELETE FROM whole WHERE conversation_id % {PARTS} = 0", timeout=None)
        deleted = time.perf_counter()
        await connection.execute("ALTER TABLE parted DETACH PARTITION parted_0")
        detached = time.perf_counter()
    finally:
        await connection.close()
    heads = (f"{rows:,} messages", "page of 50", "commit of 100", "largest index", "a sixteenth leaves in")
    away = (deleted - began, detached - deleted)
    return heads, [
        (
            name,
            f"{median(pages[table]):.2f} ms",
            f"{median(groups[table]):.2f} ms",
            f"{largest[n]:.0f} MB",
            f"{away[n] * 1000:,.0f} ms",
        )
        for n, (name, table) in enumerate((("one table", "whole"), (f"{PARTS} partitions", "parted")))
    ]


async def asked(connection: "asyncpg.Connection", requests: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Milliseconds of each page and of each commit, one table after the other in turn."""
    pages: dict[str, list[float]] = {"whole": [], "parted": []}
    groups: dict[str, list[float]] = {"whole": [], "parted": []}
    for _ in range(requests):
        conversations = random.sample(range(CONVERSATIONS), 100)
        for table in ("whole", "parted"):
            began = time.perf_counter()
            await connection.fetch(PAGE.format(table=table), conversations[0])
            read = time.perf_counter()
            await connection.execute(GROUP.format(table=table), conversations)
            pages[table].append((read - began) * 1000)
            groups[table].append((time.perf_counter() - read) * 1000)
    return pages, groups
