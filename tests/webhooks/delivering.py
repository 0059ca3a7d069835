"""The deliveries of one process, and somebody else who writes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from actions import conversations
from models import WebhookState
from tests.people import Cast, Person
from tests.webhooks.receivers import SECRET
from webhooks import receiver as receiving
from webhooks.deliveries import Deliveries


@asynccontextmanager
async def delivering(url: str, *secrets: str) -> AsyncIterator["asyncio.Task[None]"]:
    """One process's deliveries, begun."""
    work = Deliveries(receiving.Receiver(url, secrets or (SECRET,)))
    task = asyncio.create_task(work.run())
    try:
        async with asyncio.timeout(5):
            while not await WebhookState.exists():
                await asyncio.sleep(0.01)
        yield task
    finally:
        await ended(task)


async def ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def another_room(cast: Cast) -> tuple[Person, int]:
    """Zoé's conversation with Jean."""
    conversation, _ = await conversations.start(cast.zoe.id, cast.jean.id)
    return cast.zoe, conversation.id
