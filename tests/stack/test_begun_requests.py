"""People who hang up. Without FinishBegunRequests, each cancels its handler inside the transaction: its row is missing, and
without the safe transactions as well the server is silent after some of the 200, with its lock or pool gone."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from quart import Quart, request
from tortoise.transactions import in_transaction

from stack import tortoise_transactions
from stack.asgi import FinishBegunRequests
from tests.stack.harness import DATABASES, PATIENCE, Row, answer, connection, database, head, serving, until
from tests.stack.harness import request as http

tortoise_transactions.install()

HANG_UPS = 200


def writing_app(begun: dict[int, asyncio.Event], patience: float = 5.0) -> Quart:
    app = Quart(__name__)

    @app.post("/rows/<int:number>")
    async def write(number: int) -> str:
        begun[number].set()
        async with in_transaction() as transaction:
            await Row.create(id=number, word="first", using_db=transaction)
            await Row.filter(id=number).using_db(transaction).update(word="second")
        return "written"

    app.asgi_app = FinishBegunRequests(app.asgi_app, patience)  # type: ignore[method-assign]
    return app


@pytest.mark.parametrize("kind", DATABASES)
async def test_posts_that_hang_up_are_finished_and_leave_the_server_serving(kind: str, tmp_path: Path) -> None:
    begun: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)

    async def hang_up(port: int, number: int) -> None:
        async with connection(port) as (_, writer):
            writer.write(head("POST", f"/rows/{number}", {"content-length": 0}))
            await writer.drain()
            if number % 4:  # the others may be gone before they reach the application
                async with asyncio.timeout(PATIENCE):
                    await begun[number].wait()
            for _ in range(number % 17):
                await asyncio.sleep(0.0003)
            if number % 2:
                writer.transport.abort()

    async with database(kind, tmp_path), serving(writing_app(begun)) as port:
        for first in range(1, HANG_UPS + 1, 20):
            await asyncio.gather(*(hang_up(port, number) for number in range(first, first + 20)))
        assert (await http(port, "POST", "/rows/1000"))[::2] == (200, b"written")
        # Those that reached the application were finished; none was left half-way.
        assert await Row.filter(word="first").count() == 0
        assert await Row.all().count() > HANG_UPS * 3 / 4


async def test_whoever_hangs_up_in_mid_upload_does_not_leave_a_handler_waiting() -> None:
    app, ended = Quart(__name__), asyncio.Event()

    @app.post("/")
    async def read() -> str:
        try:
            return str(await request.get_data(as_text=True))
        finally:
            ended.set()

    async with serving(FinishBegunRequests(app, patience=0.05)) as port:
        async with connection(port) as (_, writer):
            writer.write(head("POST", "/", {"content-length": 1000}) + b"some of it")
            await writer.drain()
        async with asyncio.timeout(PATIENCE):
            await ended.wait()


async def test_a_stream_without_end_stops_when_nobody_listens() -> None:
    app, ended = Quart(__name__), asyncio.Event()
    app.config["RESPONSE_TIMEOUT"] = None

    @app.get("/")
    async def stream() -> AsyncIterator[bytes]:
        async def tick() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b"tick"
                    await asyncio.sleep(0.001)
            finally:
                ended.set()

        return tick()

    async with serving(FinishBegunRequests(app)) as port:
        async with connection(port) as (reader, writer):
            writer.write(head("GET", "/", {}))
            await reader.readuntil(b"tick")
        async with asyncio.timeout(PATIENCE):
            await ended.wait()


async def test_an_answer_is_not_held_back() -> None:
    app = Quart(__name__)

    @app.get("/")
    async def hello() -> str:
        return "hello"

    async with serving(FinishBegunRequests(app)) as port, connection(port) as (reader, writer):
        for _ in range(3):  # on one kept connection
            writer.write(head("GET", "/", {}))
            assert (await answer(reader))[::2] == (200, b"hello")


async def test_other_scopes_pass() -> None:
    seen = []

    async def app(scope: object, *_: object) -> None:
        seen.append(scope)

    async def unused(*_: object) -> None:
        raise AssertionError

    await FinishBegunRequests(app)({"type": "lifespan"}, unused, unused)
    await until(lambda: seen)
