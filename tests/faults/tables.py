"""The database as it is, read past the server."""

import asyncio
import sqlite3
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from addresses import sqlite_file


async def each(database_url: str, queries: Iterable[str]) -> list[list[dict[str, Any]]]:
    """What each of these finds, asked one after the other on one connection: making one takes longer than most queries."""
    if urlsplit(database_url).scheme == "sqlite":
        return await asyncio.to_thread(from_sqlite, database_url, queries)
    connection = await asyncpg.connect(database_url)
    try:
        return [[dict(record) for record in await connection.fetch(query)] for query in queries]
    finally:
        await connection.close()


async def records(database_url: str, query: str) -> list[dict[str, Any]]:
    return (await each(database_url, [query]))[0]


async def rows(database_url: str, query: str) -> list[tuple[Any, ...]]:
    return [tuple(record.values()) for record in await records(database_url, query)]


async def column(database_url: str, query: str) -> list[Any]:
    return [row[0] for row in await rows(database_url, query)]


async def all_of(database_url: str, tables: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Every row of each of these tables, in the order of their ids."""
    names = list(tables)
    found = await each(database_url, (f'SELECT * FROM "{table}" ORDER BY id' for table in names))  # noqa: S608 -- our own
    return dict(zip(names, found, strict=True))


def from_sqlite(database_url: str, queries: Iterable[str]) -> list[list[dict[str, Any]]]:
    connection = sqlite3.connect(sqlite_file(database_url), timeout=20)
    connection.row_factory = sqlite3.Row
    try:
        return [[dict(row) for row in connection.execute(query)] for query in queries]
    finally:
        connection.close()
