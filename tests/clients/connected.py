"""People whose programs use the Python client, and what they heard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from escale_client import Conversation, Escale, MessagePayload
from models import Message
from tests.people import Person

SOON = (0.02, 0.05)  # seconds between attempts to connect


@asynccontextmanager
async def logged_in(person: Person, url: str = "", **how: Any) -> AsyncIterator[Escale]:
    opening = Escale.with_token(url or person.live.url, person.token, pauses=SOON, **how)
    async with asyncio.timeout(20), opening as escale:
        yield escale


async def take(talk: Conversation, count: int) -> list[MessagePayload]:
    return [await anext(talk) for _ in range(count)]


async def stored(room: int) -> list[Message]:
    return await Message.filter(conversation_id=room).order_by("id")


def ids(messages: list[MessagePayload]) -> list[int]:
    return [message["id"] for message in messages]
