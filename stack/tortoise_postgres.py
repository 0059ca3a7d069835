"""PostgreSQL transactions whose pooled connection always goes back, with nothing open on it.

A server that stands still, or a host that vanished, answers nothing: whoever waits for a command longer than the pool's
`command_timeout`, or in vain for a free connection, gets a TimeoutError, and the connection is thrown away (asyncpg would wait
for the command's cancellation, which stands still as well).
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import asyncpg
from asyncpg import InterfaceError, InternalClientError, PostgresError, exceptions
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.base_postgres.client import translate_exceptions
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError, TransactionManagementError

from stack.cancellation import finish

TLS = ("sslmode", "sslrootcert", "sslcert", "sslkey")  # what an address may say of it

SOONER = 0.3  # seconds before we give a command up that PostgreSQL does so itself
LOOKS = 4
WAIT = 1.3  # seconds for a free connection, when all are in use and none is given back meanwhile

# Told as asyncpg's own errors, which nobody above knows: restarting, going down, full, out of connections, and, once we run,
# another password or a database that is being put in its place.
AWAY = (
    exceptions.InvalidAuthorizationSpecificationError,
    exceptions.InvalidCatalogNameError,
    exceptions.ObjectNotInPrerequisiteStateError,  # it accepts no connections
    exceptions.PostgresConnectionError,
    exceptions.OperatorInterventionError,
    exceptions.InsufficientResourcesError,
    exceptions.PostgresSystemError,
    InterfaceError,
    InternalClientError,  # the server has said its last word, and that the connection ended is not heard of yet
)

_translate = AsyncpgDBClient._translate_exceptions


async def translate(self: Any, func: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        return await _translate(self, func, *args, **kwargs)
    except AWAY as away:
        raise DBConnectionError(away) from away


async def create_pool(_self: Any, **options: Any) -> Any:
    """A connection that is given back is not reset by asking the server: nothing here sets, listens or locks in a session, and an
    open transaction is rolled back all the same. The answer to each question would take twice as long.

    Where commands are given up, the server gives them up first: one that goes on waiting for a lock when nobody waits for it any
    more would still be committed, after its sender was told that it failed.
    """
    tls = {name: options.pop(name) for name in TLS if name in options}
    if patience := options.get("command_timeout"):
        milliseconds = max(1, int((float(patience) - SOONER) * 1000))
        options["server_settings"] = {"statement_timeout": str(milliseconds)} | (options.get("server_settings") or {})
    return await asyncpg.create_pool(tls_alone(tls), reset=_nothing, **options)


def tls_alone(options: Mapping[str, str]) -> str | None:
    """An address that says nothing but how TLS is asked for: asyncpg takes these options there and nowhere else."""
    return f"postgres://?{urlencode(options)}" if options else None


async def _nothing(_connection: Any) -> None: ...


class _Progress:
    """How many connections were given back whole: a pool that is all in use may be busy, or stand still."""

    made = 0


async def _acquire(pool: Any) -> Any:
    # Waiting may be cancelled: asyncpg gives back what it has taken.
    if not pool._queue.empty():
        return await pool.acquire()
    waiting = asyncio.ensure_future(pool.acquire())
    made, quiet = _Progress.made, 0
    try:
        # In several looks: a loop that was itself held up finds its timers due before the answers that have long been there.
        while not (await asyncio.wait((waiting,), timeout=WAIT / LOOKS))[0]:
            made, quiet = (made, quiet + 1) if made == _Progress.made else (_Progress.made, 0)
            if quiet >= LOOKS:
                raise TimeoutError(f"no connection came free within {WAIT} s")
        return waiting.result()
    except BaseException:
        waiting.cancel()
        await finish(_give_back(pool, waiting))
        raise


async def _give_back(pool: Any, waiting: "asyncio.Future[Any]") -> None:
    """What came at the very moment in which it was not waited for any more."""
    await asyncio.wait((waiting,))
    if not waiting.cancelled() and waiting.exception() is None:
        await pool.release(waiting.result())


async def _release(pool: Any, connection: Any, error: BaseException | None) -> None:
    # Lost in the moment between its answer and now, it has been given back already.
    if error is not None and _is_over(error):
        with suppress(InterfaceError):
            connection.terminate()
    with suppress(InternalClientError):
        await finish(pool.release(connection))
    if error is None:
        _Progress.made += 1


def _is_over(error: BaseException) -> bool:
    """Whether after that nobody else should be given the connection."""
    told = error.__cause__ if isinstance(error, DBConnectionError) else error
    lost = (TimeoutError, InternalClientError, exceptions.PostgresConnectionError)
    return isinstance(told, lost) or getattr(told, "severity_en", None) == "FATAL"


async def enter_connection(self: Any) -> Any:
    """PoolConnectionWrapper.__aenter__"""
    await self.ensure_connection()
    self.connection = await _acquire(self.client._pool)
    return self.connection


async def leave_connection(self: Any, _type: Any, error: BaseException | None, _traceback: Any) -> None:
    """PoolConnectionWrapper.__aexit__"""
    await _release(self.client._pool, self.connection, error)


async def enter(self: Any) -> Any:
    await self.ensure_connection()
    pool = self.client._parent._pool
    try:
        self.client._connection = await _acquire(pool)
    except AWAY as away:
        raise DBConnectionError(away) from away
    self.token = None
    try:
        self.token = get_connections().set(self.connection_name, self.client)
        await finish(self.client.begin())
    except BaseException as error:
        try:
            get_connections().reset(self.token)
            if not isinstance(error, TimeoutError):
                await finish(_undo(self.client.transaction))
        finally:
            await _release(pool, self.client._connection, error)
        raise
    return self.client


async def leave(self: Any, exc_type: Any, error: BaseException | None, _traceback: Any) -> None:
    failure = error
    try:
        if not self.client._finalized:
            if exc_type is None:
                # To its end: a COMMIT that is cancelled is neither known to be done nor known not to be.
                await finish(self.client.commit())
            elif exc_type is not TransactionManagementError and not isinstance(error, TimeoutError):
                await finish(self.client.rollback())
    except AWAY as away:
        raise DBConnectionError(away) from (error or away)
    except TimeoutError as late:
        failure = late
        raise
    finally:
        try:
            get_connections().reset(self.token)
        finally:
            pool = self.client._parent._pool
            if pool:
                await _release(pool, self.client._connection, failure)


@translate_exceptions
async def execute_many(self: Any, query: str, values: list[Any]) -> None:
    """Outside of a transaction. Cancelled, Tortoise's own gives an open transaction back to the pool."""
    async with self.acquire_connection() as connection:
        self.log.debug("%s: %s", query, values)
        transaction = connection.transaction()
        try:
            await finish(transaction.start())
            await connection.executemany(query, values)
        except BaseException:
            await finish(_undo(transaction))
            raise
        await finish(transaction.commit())


async def _undo(transaction: Any) -> None:
    """Rolls back what was begun; what was not begun, or lost its connection, is for the pool to reset or replace."""
    with suppress(InterfaceError, InternalClientError, PostgresError, OSError):
        if transaction is not None:
            await transaction.rollback()
