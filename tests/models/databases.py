"""Databases to migrate: what is put into them and read from them past the models, which are those of today."""

import asyncio
import re
import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import asyncpg

from addresses import sqlite_file
from settings import Settings
from tests.faults import tables

NOW = {"sqlite": "'2026-03-01 09:12:00.123456+00:00'", "postgres": "'2026-03-01 09:12:00.123456+00:00'::timestamptz"}
BOOKKEEPING = ("tortoise_migrations", "sqlite_sequence")

Fresh = Callable[[], AbstractAsyncContextManager[Settings]]
Row = dict[str, Any]


async def execute(url: str, statements: list[str], kind: str) -> None:
    told = [statement.replace("{now}", NOW[kind]) for statement in statements]
    if kind == "sqlite":
        await asyncio.to_thread(execute_in_sqlite, url, told)
        return
    connection = await asyncpg.connect(url)
    try:
        for statement in told:
            await connection.execute(statement)
    finally:
        await connection.close()


def execute_in_sqlite(url: str, statements: list[str]) -> None:
    connection = sqlite3.connect(sqlite_file(url))
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


async def tables_of(url: str, kind: str) -> list[str]:
    known = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if kind == "sqlite"
        else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    )
    return sorted(set(await tables.column(url, known)) - set(BOOKKEEPING))


async def contents(url: str, kind: str) -> dict[str, list[Row]]:
    """Every row of every table, by its columns."""
    return await tables.all_of(url, await tables_of(url, kind))


async def shape(url: str, kind: str) -> set[tuple[str, ...]]:
    """Every column, constraint, index and trigger, as the database itself spells them."""
    if kind == "sqlite":
        found = await tables.rows(url, "SELECT type, name, tbl_name, COALESCE(sql, '') FROM sqlite_master")
        return {(*row[:3], re.sub(r"\s+", " ", row[3]).strip()) for row in found}
    queries = (
        "SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
        """SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE connamespace = current_schema()::regnamespace""",
        """SELECT 'column', table_name, column_name, data_type, is_nullable, COALESCE(column_default, '') AS usual, is_identity,
           COALESCE(character_maximum_length, 0)::text AS longest FROM information_schema.columns
           WHERE table_schema = current_schema()""",
        """SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal""",
    )
    return {tuple(row.values()) for found in await tables.each(url, queries) for row in found}
