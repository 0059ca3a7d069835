"""The database as it is, read past the server."""

import asyncio
import sqlite3
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from models.database import sqlite_file


async def records(database_url: str, query: str) -> list[dict[str, Any]]:
    if urlsplit(database_url).scheme == "sqlite":
        return await asyncio.to_thread(from_sqlite, database_url, query)
    connection = await asyncpg.connect(database_url)
    try:
        return [dict(record) for record in await connection.fetch(query)]
    finally:
        await connection.close()


async def rows(database_url: str, query: str) -> list[tuple[Any, ...]]:
    return [tuple(record.values()) for record in await records(database_url, query)]


async def column(database_url: str, query: str) -> list[Any]:
    return [row[0] for row in await rows(database_url, query)]


def from_sqlite(database_url: str, query: str) -> list[dict[str, Any]]:
    connection = sqlite3.connect(sqlite_file(database_url), timeout=20)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(query)]
    finally:
        connection.close()
