"""SQLite transactions in single steps of aiosqlite's thread.

A cancelled await leaves its statement running in that thread and drops the result. So a step does all that belongs
together (it cannot stop half-way), is awaited to its end, and leaves no open transaction when it fails.
"""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from tortoise.backends.sqlite.client import SqliteClient, translate_exceptions
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError

from stack.cancellation import finish
from stack.sqlite_patience import patient

T = TypeVar("T")


def _begin(connection: sqlite3.Connection) -> None:
    # Tortoise commits here whatever a failed transaction has left behind.
    _roll_back(connection)
    # DEFERRED, two processes that read and then write fail with "database is locked", however long they would wait.
    connection.execute("BEGIN IMMEDIATE")


def _commit(connection: sqlite3.Connection) -> None:
    try:
        connection.commit()
    except BaseException:
        # A full disk leaves the transaction open; what was reported as failed must not be committed by the next one.
        _roll_back(connection)
        raise


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.rollback()


async def _run(client: Any, step: Callable[[sqlite3.Connection], None]) -> None:
    connection = client._connection
    try:
        await finish(connection._execute(step, connection._conn))
    except sqlite3.IntegrityError as error:
        raise IntegrityError(error) from error
    except sqlite3.OperationalError as error:
        raise OperationalError(error) from error


async def begin(self: Any) -> None:
    await _run(self, _begin)


async def commit(self: Any) -> None:
    _finalize(self)
    await _run(self, _commit)


async def rollback(self: Any) -> None:
    _finalize(self)
    await _run(self, _roll_back)


def _finalize(client: Any) -> None:
    if client._finalized:
        raise TransactionManagementError("Transaction already finalised")
    client._finalized = True


@patient
async def enter(self: Any) -> Any:
    await self._trxlock.acquire()
    self.token = None
    try:
        if not self.connection._connection:
            await finish(_connect(self.connection._parent))
            self.connection._connection = self.connection._parent._connection
        self.token = get_connections().set(self.connection_name, self.connection)
        await self.connection.begin()
    except BaseException:
        try:
            get_connections().reset(self.token)
            # Cancelled, but begun. If even this fails, the next to begin rolls back.
            with suppress(Exception):
                await _run(self.connection, _roll_back)
        finally:
            self._trxlock.release()
        raise
    return self.connection


async def leave(self: Any, exc_type: Any, _error: Any, _traceback: Any) -> None:
    try:
        if not self.connection._finalized:
            await (self.connection.rollback() if exc_type else self.connection.commit())
    finally:
        try:
            get_connections().reset(self.token)
        finally:
            self._trxlock.release()


async def enter_connection(self: Any) -> Any:
    """ConnectionWrapper.__aenter__. Tortoise's keeps the lock of the only connection when it cannot be opened."""
    await self._lock.acquire()
    try:
        if not self.connection:
            await finish(_connect(self.client))
            self.connection = self.client._connection
    except BaseException:
        self._lock.release()
        raise
    return self.connection


async def _connect(client: Any) -> None:
    try:
        await client.create_connection(with_db=True)
    except BaseException:
        # Half-opened, it would be used from now on without foreign keys.
        await client.close()
        raise


# Outside of a transaction each is one by itself.
execute_insert = patient(SqliteClient.execute_insert)
execute_query = patient(SqliteClient.execute_query)
execute_query_dict = patient(SqliteClient.execute_query_dict)


@patient
@translate_exceptions
async def execute_many(self: Any, query: str, values: list[Any]) -> None:
    """Outside of a transaction. Tortoise's own leaves its transaction open when cancelled."""
    self.log.debug("%s: %s", query, values)
    await _in_one_step(self, lambda connection: connection.executemany(query, values))


@patient
@translate_exceptions
async def transaction_in_one_step(self: Any, work: Callable[[sqlite3.Connection], T]) -> T:
    """What `work` does in aiosqlite's thread is committed, or undone when it raises; its result is returned.

    Each step to the thread and back costs more than most statements.
    """
    return await _in_one_step(self, work)


async def _in_one_step(client: Any, work: Callable[[sqlite3.Connection], T]) -> T:
    def step(connection: sqlite3.Connection) -> T:
        _begin(connection)
        try:
            result = work(connection)
        except BaseException:
            _roll_back(connection)
            raise
        _commit(connection)
        return result

    async with client.acquire_connection() as connection:
        done: T = await finish(connection._execute(step, connection._conn))
        return done
