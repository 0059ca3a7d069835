"""Commands that talk to the database."""

import asyncio
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import click
from tortoise.exceptions import BaseORMException

import settings
from actions import audit
from actions.message_writer import writer
from models import database
from models.reaching import reaching


def end_tidily() -> None:
    """From here on SIGTERM ends this command as an exception would: what it has half made is removed on the way out."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


@asynccontextmanager
async def database_open(migrating: bool) -> AsyncIterator[None]:
    """The database as the server would have it, for the time of a command."""
    chosen = settings.current()
    with reaching(click.ClickException):
        await database.connect(chosen if migrating else chosen.model_copy(update={"migrate_on_start": False}))
    writer.start()
    try:
        yield
    finally:
        await writer.stop()
        with suppress(Exception):
            await audit.write()
        await database.disconnect()


def run(work: Callable[[], Awaitable[Any]], *, migrating: bool = True) -> Any:
    """Do that with the database open, brought up to date first unless told otherwise."""

    async def main() -> Any:
        async with database_open(migrating):
            try:
                return await work()
            except (BaseORMException, asyncpg.PostgresError, sqlite3.Error):
                if migrating or not await database.is_behind():
                    raise
        raise click.ClickException("DATABASE_URL: this database is not up to date: run `quart migrate` first")

    return asyncio.run(main())
