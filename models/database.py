"""Connecting Tortoise, its own migrations, and transactions."""

import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.exceptions import BaseORMException, OperationalError
from tortoise.migrations.api import migrate as run_migrations
from tortoise.transactions import in_transaction

from addresses import sqlite_file
from settings import ROOT, Settings, load
from stack.tortoise_postgres import TLS

APP = "models"
MIGRATIONS = ROOT / "migrations"
AWAY = (BaseORMException, OSError, TimeoutError)  # what a database raises that is away, or stands still
MIGRATION_LOCK = 0x65_73_63_61  # "esca": PostgreSQL's advisory lock while one process migrates, or plants the demo

COMMAND, CONNECTING = "3.5", "3"  # seconds that PostgreSQL may take, so that an answer in words comes within 5


def config(database_url: str, *, in_haste: bool = False) -> dict[str, Any]:
    """Tortoise's configuration for that database; `in_haste` for a server, where somebody waits for each answer."""
    return {
        "connections": {"default": tuned(database_url, in_haste=in_haste)},
        "apps": {APP: {"models": ["models"], "default_connection": "default", "migrations": "migrations"}},
        "use_tz": True,
        "timezone": "UTC",
    }


def tuned(database_url: str, *, in_haste: bool = False) -> str:
    """The address with the options that the guarantees rest on, where the operator chose none.

    An acknowledgement means that the row survives a crash: SQLite syncs fully. Rows wait for a writer in another process
    rather than fail at once, but not inside of SQLite (stack/sqlite_patience.py). A PostgreSQL that stands still is given up.
    """
    parts = urlsplit(database_url)
    if parts.scheme == "sqlite":
        options = {"journal_mode": "WAL", "synchronous": "FULL", "busy_timeout": "50", "foreign_keys": "ON"}
        options |= dict(parse_qsl(parts.query))
        return f"sqlite://{sqlite_file(database_url)}?{urlencode(options)}"
    haste = {"command_timeout": COMMAND, "timeout": CONNECTING} if in_haste else {}
    options = {"minsize": "2", "maxsize": "20", **haste, **dict(parse_qsl(parts.query))}
    return urlunsplit(parts._replace(query=urlencode(options)))


async def connect(settings: Settings) -> None:
    """Open the database for this process, migrated when the settings say so.

    Raises: whatever the driver says when the database can't be reached.
    """
    if settings.is_sqlite:
        file = sqlite_file(settings.database_url)
        file.parent.mkdir(parents=True, exist_ok=True)
        keep_to_owner(file, *(file.with_name(f"{file.name}-{part}") for part in ("wal", "shm")))
    if settings.migrate_on_start:
        await migrate(settings)
    await Tortoise.init(config=config(settings.database_url, in_haste=True), _enable_global_fallback=True)
    await connection().execute_query("SELECT 1")


async def disconnect() -> None:
    """Close every connection; an open one would keep the process alive."""
    await Tortoise.close_connections()


async def migrate(settings: Settings, target: str | None = None) -> None:
    """Bring the database up to date, or to the migration `target`.

    Several processes may call this at once: one works, the others wait for it.
    """
    wanted = f"{APP}.{target}" if target else None
    async with TortoiseContext() as context:
        async with alone(settings):
            await run_migrations(config=config(settings.database_url), target=wanted, direction="forward")
        await context.close_connections()


async def is_behind() -> bool:
    """Whether the code has migrations that this database has not seen."""
    known = {path.stem for path in MIGRATIONS.glob("[0-9]*.py")}
    try:
        done = await connection().execute_query_dict("SELECT name FROM tortoise_migrations")
    except OperationalError:
        return True
    return not known <= {row["name"] for row in done}


def keep_to_owner(*files: Path) -> None:
    """Files that anybody may read were made by a former version; to whom else an operator has opened them stays as it is."""
    for file in files:
        with suppress(FileNotFoundError, PermissionError):
            mode = file.stat().st_mode
            if mode & 0o007:
                file.chmod(mode & 0o700)


@asynccontextmanager
async def alone(settings: Settings) -> AsyncIterator[None]:
    """Several processes may start together, on an empty database too: what is inside is done by one of them at a time."""
    if settings.is_sqlite:
        file = sqlite_file(settings.database_url)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file_lock(file.with_name(file.name + ".migrating")):
            yield
    else:
        async with advisory_lock(settings.database_url):
            yield


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Held by one process at a time, and let go should it die."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def without_pool(database_url: str) -> str:
    """The address for a connection of asyncpg's own, beside Tortoise: what it says of TLS counts, and what is for a pool not."""
    parts = urlsplit(database_url)
    return urlunsplit(parts._replace(query=urlencode([option for option in parse_qsl(parts.query) if option[0] in TLS])))


@asynccontextmanager
async def advisory_lock(database_url: str) -> AsyncIterator[None]:
    """The same in the database that is migrated: the lock ends with its connection."""
    import asyncpg

    lock = await asyncpg.connect(without_pool(database_url))
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK)
        yield
    finally:
        await lock.close()


def connection() -> BaseDBAsyncClient:
    """The connection (or pool) of this process."""
    return get_connection("default")


def dialect() -> str:
    """`"sqlite"` or `"postgres"`."""
    return connection().capabilities.dialect


async def rows(sql: str, *values: Any) -> list[dict[str, Any]]:
    """What that query finds; `$1` in it stands for the first value, on SQLite too. PostgreSQL is asked once, not twice, where the
    query stays the same text."""
    if dialect() == "sqlite":
        sql = sql.replace("$", "?")
        values = tuple(value.isoformat(" ") if isinstance(value, datetime) else value for value in values)
    return await connection().execute_query_dict(sql, list(values))


transaction = in_transaction


def __getattr__(name: str) -> Any:
    """`TORTOISE` for Tortoise's own command line, read when it is asked for."""
    if name == "TORTOISE":
        return config(load().database_url)
    raise AttributeError(name)
