"""Without stack.tortoise_transactions.install(), the storms never end: the lock (SQLite) or the pool (PostgreSQL) is not
given back by those who were cancelled in BEGIN, and everybody else waits for it."""

import asyncio
import random
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from tortoise.backends.base.client import TransactionContextPooled
from tortoise.backends.sqlite.client import SqliteTransactionContext
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from stack import sqlite_patience, tortoise_transactions
from tests.stack.harness import DATABASES, PATIENCE, Row, client, database

tortoise_transactions.install()
tortoise_transactions.install()  # twice is once

CANCELS = 500
FRESH = 10**9
both = pytest.mark.parametrize("kind", DATABASES)


async def cancelled(step: Callable[[], Awaitable[object]], after: Callable[[], Awaitable[object]]) -> bool:
    task = asyncio.ensure_future(step())
    await after()
    task.cancel()
    await asyncio.wait((task,))
    return task.cancelled()


async def storm(step: Callable[[int], Awaitable[object]]) -> int:
    """CANCELS runs, six at a time, each cancelled at a moment of its own; how many the cancel reached."""
    moments = random.Random(7)

    async def one(number: int) -> bool:
        turns, wait = moments.randrange(12), moments.random() * 0.004

        async def moment() -> None:
            for _ in range(turns):
                await asyncio.sleep(0)
            if number % 2:
                await asyncio.sleep(wait)

        return await cancelled(lambda: step(number), moment)

    async def several(first: int) -> int:
        return sum([await one(number) for number in range(first, CANCELS, 6)])

    return sum(await asyncio.gather(*(several(first) for first in range(6))))


async def is_usable() -> None:
    """The next ones are served, in a transaction and without, several at a time."""
    async with asyncio.timeout(PATIENCE):
        async with asyncio.TaskGroup() as group:
            for number in range(8):
                group.create_task(write(FRESH + number))
        assert await Row.filter(id__gte=FRESH, word="second").count() == 8
    if client().capabilities.dialect == "sqlite":
        assert not client()._connection.in_transaction
        assert not client()._lock.locked()
    else:
        assert client()._pool.get_idle_size() == client()._pool.get_size()
        assert not await client().execute_query_dict(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
        )


async def write(number: int) -> None:
    async with in_transaction() as transaction:
        await Row.create(id=number, word="first", using_db=transaction)
        await Row.filter(id=number).using_db(transaction).update(word="second")


@both
async def test_a_storm_of_cancels_leaves_nothing_held_or_open(kind: str, tmp_path: Path) -> None:
    async with database(kind, tmp_path):
        reached = await storm(write)
        assert reached > CANCELS / 4
        await is_usable()
        # All or nothing, wherever the cancel landed.
        assert await Row.filter(word="first").count() == 0


@both
async def test_a_bulk_insert_is_cancelled_as_a_whole(kind: str, tmp_path: Path) -> None:
    async def insert(number: int) -> None:
        # Straight to execute_many: bulk_create is inside a transaction of its own.
        values = [[1000 * number + row, "bulk"] for row in range(20)]
        marks = "(?, ?)" if kind == "sqlite" else "($1, $2)"
        await client().execute_many(f"INSERT INTO rows (id, word) VALUES {marks}", values)  # noqa: S608

    async with database(kind, tmp_path):
        assert await storm(insert) > CANCELS / 4
        batches = [row.id // 1000 for row in await Row.all()]
        assert {batches.count(batch) for batch in batches} <= {20}
        await is_usable()


@both
async def test_autocommitted_statements_survive_cancels_too(kind: str, tmp_path: Path) -> None:
    async with database(kind, tmp_path):
        await storm(lambda number: Row.create(id=number, word="alone"))
        await is_usable()


@both
async def test_a_cancel_while_leaving_ends_the_transaction(kind: str, tmp_path: Path) -> None:
    """The COMMIT is under way: it is done, and only then is the cancellation."""

    async with database(kind, tmp_path):
        for number in range(50):
            leaving = asyncio.Event()

            async def write_and_leave(number: int = number, leaving: asyncio.Event = leaving) -> None:
                async with in_transaction() as transaction:
                    await Row.create(id=number, word="kept", using_db=transaction)
                    leaving.set()

            assert await cancelled(write_and_leave, leaving.wait)
        await is_usable()
        assert await Row.filter(word="kept").count() == 50


@both
async def test_a_second_cancel_while_rolling_back_changes_nothing(kind: str, tmp_path: Path) -> None:
    async with database(kind, tmp_path):
        for number in range(50):
            inside = asyncio.Event()

            async def write_and_wait(number: int = number, inside: asyncio.Event = inside) -> None:
                async with in_transaction() as transaction:
                    await Row.create(id=number, word="lost", using_db=transaction)
                    inside.set()
                    await asyncio.sleep(PATIENCE)

            task = asyncio.create_task(write_and_wait())
            await inside.wait()
            for _ in range(3):
                task.cancel()
                await asyncio.sleep(0)
            await asyncio.wait((task,))
            assert task.cancelled()
        await is_usable()
        assert await Row.filter(word="lost").count() == 0


async def test_a_cancelled_begin_that_had_to_wait_leaves_no_transaction_open(tmp_path: Path) -> None:
    async with database("sqlite", tmp_path) as url:
        other = sqlite3.connect(url.removeprefix("sqlite://"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        async def release() -> None:
            await asyncio.sleep(0.05)
            asyncio.get_running_loop().call_later(0.05, other.rollback)

        assert await cancelled(lambda: write(1), release)
        await is_usable()
        other.close()


async def test_sqlite_transactions_begin_as_writers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DEFERRED, the other process could write between our read and our write, and ours would fail."""
    async with database("sqlite", tmp_path) as url:
        other = sqlite3.connect(url.removeprefix("sqlite://"), isolation_level=None, timeout=0)
        async with in_transaction():
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
        await client().execute_script("PRAGMA busy_timeout = 0")
        monkeypatch.setattr(sqlite_patience, "PATIENCE", 0)
        with pytest.raises(OperationalError, match="locked"):
            await write(1)
        other.rollback()
        other.close()
        await is_usable()


async def test_whoever_waits_for_a_locked_sqlite_holds_up_no_reader(tmp_path: Path) -> None:
    """With SQLite's own waiting the readers of this process waited behind the one who wanted to write."""
    async with database("sqlite", tmp_path) as url:
        await client().execute_script("PRAGMA busy_timeout = 50")
        other = sqlite3.connect(url.removeprefix("sqlite://"), isolation_level=None, timeout=0)
        other.execute("BEGIN IMMEDIATE")
        writing = [asyncio.create_task(write(1)), asyncio.create_task(Row.create(id=2, word="alone"))]
        began = asyncio.get_running_loop().time()
        for _ in range(5):
            assert await Row.all().count() == 0
        assert asyncio.get_running_loop().time() - began < 2
        assert not any(task.done() for task in writing)
        other.rollback()
        await asyncio.gather(*writing)
        other.close()


async def test_a_commit_that_fails_is_not_committed_by_the_next(tmp_path: Path) -> None:
    async with database("sqlite", tmp_path):
        await client().execute_script("CREATE TABLE child (parent INTEGER REFERENCES rows (id) DEFERRABLE INITIALLY DEFERRED)")

        async def orphan() -> None:
            async with in_transaction() as transaction:
                await Row.create(id=1, word="refused", using_db=transaction)
                await transaction.execute_query("INSERT INTO child VALUES (999)")

        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            await orphan()
        await is_usable()
        assert not await Row.exists(word="refused")


async def test_a_database_that_cannot_be_opened_does_not_keep_the_lock(tmp_path: Path) -> None:
    async with database("sqlite", tmp_path) as url:
        await client().close()
        client().filename = "/nowhere/at/all.sqlite"
        for step in (Row.all().count, lambda: write(1)):
            with pytest.raises((OperationalError, sqlite3.OperationalError)):
                await step()
            assert not client()._lock.locked()
        client().filename = url.removeprefix("sqlite://")
        await is_usable()
        assert (await client().execute_query_dict("PRAGMA foreign_keys"))[0]["foreign_keys"] == 1


async def test_a_cancel_while_opening_still_sets_the_pragmas(tmp_path: Path) -> None:
    async with database("sqlite", tmp_path):
        for turns in range(12):
            await client().close()

            async def moment(turns: int = turns) -> None:
                for _ in range(turns):
                    await asyncio.sleep(0.0005)

            await cancelled(Row.all().count, moment)
            assert (await client().execute_query_dict("PRAGMA foreign_keys"))[0]["foreign_keys"] == 1


def test_the_contexts_are_replaced() -> None:
    assert SqliteTransactionContext.__aenter__.__module__ == "stack.tortoise_sqlite"
    assert TransactionContextPooled.__aenter__.__module__ == "stack.tortoise_postgres"
