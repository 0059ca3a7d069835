"""Without stack.tortoise_transactions.install() a PostgreSQL that stands still holds everybody for as long as it does, and one
that goes away is told in asyncpg's words, which no edge maps."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from asyncpg import exceptions
from tortoise.exceptions import DBConnectionError
from tortoise.transactions import in_transaction

from stack import tortoise_postgres, tortoise_transactions
from tests import postgres
from tests.stack.harness import client, database
from tests.stack.test_transactions import is_usable, write

tortoise_transactions.install()

SLEEP = "SELECT pg_sleep({})"


async def stand_still(seconds: float) -> None:
    await client().execute_query(SLEEP.format(seconds))


async def stand_still_in_a_transaction(seconds: float) -> None:
    async with in_transaction() as transaction:
        await transaction.execute_query(SLEEP.format(seconds))


@pytest.mark.parametrize("step", [stand_still, stand_still_in_a_transaction])
async def test_whoever_waits_for_a_database_that_stands_still_is_told_soon(
    step: "object", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tortoise_postgres, "WAIT", 0.3)
    unbounded = {"statement_timeout": "0"}  # as one that is stopped: it gives up nothing itself
    async with database("postgres", tmp_path, command_timeout=0.5, server_settings=unbounded):
        began = asyncio.get_running_loop().time()
        # More than the pool has connections: some wait for a command, the others for a connection.
        outcomes = await asyncio.gather(*(step(20) for _ in range(12)), return_exceptions=True)  # type: ignore[operator]
        assert [type(outcome) for outcome in outcomes] == [TimeoutError] * 12
        assert asyncio.get_running_loop().time() - began < 3
        await is_usable()


async def test_what_was_given_up_is_not_done_afterwards(tmp_path: Path) -> None:
    """Fails without statement_timeout: the row is there once the lock is gone, though its writer was told that it failed."""
    async with database("postgres", tmp_path, command_timeout=1.5):
        async with client().acquire_connection() as connection:
            await connection.execute("CREATE TABLE given_up (id int)")
            async with connection.transaction():
                await connection.execute("LOCK given_up")
                with pytest.raises((DBConnectionError, TimeoutError)):
                    await client().execute_query("INSERT INTO given_up VALUES (1)")
        await asyncio.sleep(0.3)
        assert (await client().execute_query("SELECT * FROM given_up"))[1] == []


async def test_a_pool_that_is_busy_and_moves_refuses_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tortoise_postgres, "WAIT", 0.3)
    async with database("postgres", tmp_path):
        await asyncio.gather(*(stand_still(0.1) for _ in range(40)))
        await is_usable()


async def test_a_loop_that_was_itself_held_up_refuses_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by rounds of G8: its timers are due before the answers that have long been there."""
    monkeypatch.setattr(tortoise_postgres, "WAIT", 0.3)
    async with database("postgres", tmp_path):
        steps = [asyncio.create_task(stand_still(0.1)) for _ in range(12)]
        await asyncio.sleep(0.05)
        time.sleep(0.6)  # noqa: ASYNC251 -- that is what holds it up
        await asyncio.gather(*steps)
        await is_usable()


async def test_a_connection_that_is_lost_after_its_answer_fails_nothing(tmp_path: Path) -> None:
    """Found by a round of G4: lost between two turns of the loop, of which giving it back takes several."""
    loop = asyncio.get_running_loop()
    async with database("postgres", tmp_path):
        for turns in range(4):
            async with client().acquire_connection() as connection:
                assert await connection.fetchval("SELECT 1") == 1
                later(loop, turns, connection._con.terminate)
        await is_usable()


def later(loop: asyncio.AbstractEventLoop, turns: int, call: Callable[[], None]) -> None:
    if turns:
        loop.call_soon(later, loop, turns - 1, call)
    else:
        call()


async def test_whoever_stops_waiting_for_a_connection_takes_none(tmp_path: Path) -> None:
    async with database("postgres", tmp_path):
        busy = [asyncio.create_task(stand_still(0.3)) for _ in range(4)]
        await asyncio.sleep(0.1)
        waiting = [asyncio.create_task(write(number)) for number in range(6)]
        await asyncio.sleep(0.1)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*busy, *waiting, return_exceptions=True)
        await is_usable()


async def test_a_lost_connection_is_told_as_such_and_replaced(tmp_path: Path) -> None:
    async with database("postgres", tmp_path):
        with pytest.raises(DBConnectionError):
            async with in_transaction() as transaction:
                await transaction.execute_query("SELECT pg_terminate_backend(pg_backend_pid())")
        with pytest.raises(DBConnectionError):
            await client().execute_query("SELECT pg_terminate_backend(pg_backend_pid())")
        await is_usable()


async def test_connections_that_are_ended_under_everybody_are_told_as_such(tmp_path: Path) -> None:
    """Seen to fail with `cannot switch to state 12; another operation (2) is in progress`: PostgreSQL had said its last word on a
    connection whose end was not heard of yet, and the next one to take it was told that, which no edge knows."""
    told: set[type[BaseException]] = set()

    async def ask(*, in_a_transaction: bool) -> None:
        while not over.is_set():
            try:
                if in_a_transaction:
                    async with in_transaction() as transaction:
                        await transaction.execute_query("SELECT 1")
                await client().execute_query("SELECT 1")
            except Exception as wrong:
                told.add(type(wrong))
                await asyncio.sleep(0)

    over = asyncio.Event()
    async with database("postgres", tmp_path) as url:
        asking = [asyncio.create_task(ask(in_a_transaction=number % 2 == 0)) for number in range(6)]
        for _ in range(30):
            await asyncio.sleep(0.02)
            await postgres.end_connections(url)
        over.set()
        await asyncio.gather(*asking)
        assert told == {DBConnectionError}
        await is_usable()


@pytest.mark.parametrize(
    "refusal",
    [exceptions.InvalidPasswordError, exceptions.InvalidCatalogNameError, exceptions.ObjectNotInPrerequisiteStateError],
)
async def test_another_password_or_no_database_any_more_is_away_too(refusal: type[Exception]) -> None:
    """Seen to fail in asyncpg's words, which were answered with 500."""

    async def connect(_client: object) -> None:
        raise refusal("refused")

    with pytest.raises(DBConnectionError):
        await tortoise_postgres.translate(None, connect)
