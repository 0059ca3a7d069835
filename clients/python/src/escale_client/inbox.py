"""Which conversations there are, and which changed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from escale_client.errors import EscaleError
from escale_client.following import PAUSE
from escale_client.payloads import ConversationPayload

if TYPE_CHECKING:
    from escale_client.escale import Escale

OVERLAP = timedelta(minutes=5)  # the clocks of several servers differ
NEVER = datetime.fromisoformat("0001-01-01T00:00:00Z")

State = tuple[datetime, int]


async def changes(escale: "Escale") -> AsyncIterator[ConversationPayload]:
    """All of somebody's conversations, then for ever each that is new or has a new message."""
    inbox = Inbox(escale)
    escale.on("conversation_updated", inbox.take)
    escale.on("connect", inbox.come_back)
    escale.on("end", inbox.wake)
    try:
        while await inbox.fill():
            while inbox.waiting:
                yield inbox.taken()
    finally:
        escale.off("conversation_updated", inbox.take)
        escale.off("connect", inbox.come_back)
        escale.off("end", inbox.wake)


class Inbox:
    """What has been told, and what waits to be."""

    def __init__(self, escale: "Escale") -> None:
        self.escale = escale
        self.waiting: dict[int, ConversationPayload] = {}
        self._told: dict[int, State] = {}
        self._news = asyncio.Event()
        self._missed_since: datetime | None = NEVER  # from when on something may have been missed

    def take(self, conversation: ConversationPayload) -> None:
        """That is how it is now."""
        if state(conversation) > self._told.get(conversation["id"], (NEVER, -1)):
            self.waiting[conversation["id"]] = conversation
            self._news.set()

    def taken(self) -> ConversationPayload:
        """The one that waits for longest."""
        conversation = self.waiting.pop(next(iter(self.waiting)))
        self._told[conversation["id"]] = state(conversation)
        return conversation

    def come_back(self, _: None) -> None:
        """The connection is there again: what changed meanwhile is to be read."""
        if self._missed_since is None:
            self._missed_since = max((when for when, _ in self._told.values()), default=NEVER)
        self._news.set()

    def wake(self, _: None) -> None:
        """Whoever waits looks again."""
        self._news.set()

    async def fill(self) -> bool:
        """Wait until something waits to be taken; False when the log-in was closed.

        Raises: Unauthorized when it ended.
        """
        while True:
            self._news.clear()
            try:
                await self.escale.link.connected()
                await self._catch_up()
            except EscaleError as wrong:
                if self.escale.link.closed:
                    return False
                if wrong.retry_after is None or self.escale.link.over is not None:
                    raise
                await asyncio.sleep(max(wrong.retry_after, PAUSE))
                continue
            if self.waiting:
                return True
            await self._news.wait()

    async def _catch_up(self) -> None:
        """Read what changed while nobody could say so."""
        if (since := self._missed_since) is None:
            return
        after = None if since is NEVER else (since - OVERLAP).isoformat()
        async for conversation in self.escale.conversations(after):
            self.take(conversation)
        if self._missed_since is since:
            self._missed_since = None


def state(conversation: ConversationPayload) -> State:
    """What is compared: when it changed, and its last message."""
    last = conversation["last_message"]
    return datetime.fromisoformat(conversation["updatedAt"]), last["id"] if last else 0
