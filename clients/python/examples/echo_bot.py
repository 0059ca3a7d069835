"""Answers every message with the same words. ESCALE_URL, ESCALE_EMAIL and ESCALE_PASSWORD say where, and as whom."""

import asyncio
import os
from contextlib import suppress
from uuid import NAMESPACE_URL, uuid5

from escale_client import Escale, Gone


async def answer(escale: Escale, conversation_id: int) -> None:
    with suppress(Gone):  # whoever deletes their account gets no answer, and keeps nobody else from theirs
        async with escale.conversation(conversation_id, after="unread") as talk:
            async for message in talk:
                if message["user_id"] != escale.user["id"]:
                    # A key made of the message: a bot that was interrupted, and begins again with what is unread, answers once.
                    key = uuid5(NAMESPACE_URL, f"echo:{message['id']}")
                    await talk.send(message["content"], client_id=key, patience=None)
                    await talk.mark_read(message, patience=None)


async def main() -> None:
    url, email, password = (os.environ[f"ESCALE_{name}"] for name in ("URL", "EMAIL", "PASSWORD"))
    async with Escale.log_in(url, email, password) as escale, asyncio.TaskGroup() as answers:
        known = set[int]()
        async for conversation in escale.inbox():
            if conversation["id"] not in known:
                known.add(conversation["id"])
                answers.create_task(answer(escale, conversation["id"]))


if __name__ == "__main__":
    asyncio.run(main())
