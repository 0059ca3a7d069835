"""Two people who talk while something goes wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count

from tests.faults.talker import Talker
from tests.remote import pair

Pair = tuple[Talker, Talker]


@asynccontextmanager
async def talking(url: str, other_url: str | None = None, *, jean_is: type[Talker] = Talker) -> AsyncIterator[Pair]:
    """Camille and Jean, connected, in a conversation of their own."""
    camille, jean, room = await pair(url)
    talkers = Talker(camille, room, url), jean_is(jean, room, other_url or url)
    for talker in talkers:
        talker.start()
    try:
        yield talkers
    finally:
        for talker in talkers:
            await talker.stop()


async def chat(talkers: Pair, each: int, every: float = 0.004) -> None:
    """Both write `each` messages, one every so many seconds."""
    for n in range(each):
        for talker in talkers:
            talker.write(f"{talker.person.name} {n}")
        await asyncio.sleep(every)


@asynccontextmanager
async def busy(talkers: Pair, every: float = 0.05) -> AsyncIterator[None]:
    """Meanwhile both write and write; whoever waits for answers does not pile up more than a few messages."""

    async def write() -> None:
        for n in count():
            for talker in talkers:
                if talker.unsent.qsize() < 3:
                    talker.write(f"{talker.person.name} {n}")
            await asyncio.sleep(every)

    writing = asyncio.create_task(write())
    try:
        yield
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing


@asynccontextmanager
async def reading(talker: Talker, every: float = 0.1) -> AsyncIterator[list[tuple[int, float]]]:
    """Meanwhile that person reads the conversation's newest page by the API: the status of each, and its seconds."""
    answers: list[tuple[int, float]] = []
    over = asyncio.Event()

    async def read() -> None:
        loop = asyncio.get_running_loop()
        async with talker.person.program(talker.url) as client:
            while not over.is_set():
                began, known = loop.time(), set(talker.read)
                answer = await client.get(f"/api/conversations/{talker.room}/messages")
                answers.append((answer.status_code, loop.time() - began))
                for message in answer.json()["messages"] if answer.status_code == 200 else ():
                    talker.see_message(message, known)
                await asyncio.sleep(every)

    task = asyncio.create_task(read())
    try:
        yield answers
    finally:
        over.set()
        await task  # the last answer counts too


async def settle(talkers: Pair, patience: float = 30.0) -> None:
    """Wait until all is acknowledged, shown to both, and read; what never is, the checker reports."""
    with suppress(TimeoutError):
        for talker in talkers:
            await talker.all_acknowledged(patience)
        total = sum(len(talker.attempted) for talker in talkers)
        for talker in talkers:
            await talker.showing(total)
        for talker in talkers:
            await talker.all_read()
