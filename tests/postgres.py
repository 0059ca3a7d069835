"""Databases of our own on the PostgreSQL that TEST_DATABASE_URL names. Run as a module it says whether that works."""

import asyncio
import getpass
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex
from urllib.parse import urlsplit, urlunsplit

import asyncpg

URL = os.environ.get("TEST_DATABASE_URL") or f"postgres://{getpass.getuser()}@127.0.0.1:5432/test"


@asynccontextmanager
async def fresh_database() -> AsyncIterator[str]:
    """The address of an empty database, dropped afterwards."""
    name = f"escale_{token_hex(6)}"
    await execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(URL)._replace(path=f"/{name}"))
    finally:
        await execute(f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def closed(database_url: str) -> AsyncIterator[None]:
    """That database lets nobody in, and has sent everybody away."""
    name = urlsplit(database_url).path.strip("/")
    await execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await end_connections(database_url)
    try:
        yield
    finally:
        await execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def end_connections(database_url: str) -> None:
    """Those that are open to that database now, as a restart would."""
    name = urlsplit(database_url).path.strip("/")
    await execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608


async def execute(sql: str) -> None:
    connection = await asyncpg.connect(URL)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def main() -> None:
    async with fresh_database():
        pass


if __name__ == "__main__":
    asyncio.run(main())
