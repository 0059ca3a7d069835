"""Someone who writes and reads with our own Python client, which must keep every promise by itself; what it was told and what it
did is noted here, on the wire and for whoever iterates."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import aiohttp

from escale_client import Conversation, ConversationPayload, Escale, Lost, MessagePayload, MessageReadUpdate, Refused
from tests import promised
from tests.remote import Remote

ANSWER = 6.0  # seconds to wait for an acknowledgement before trying again
PAUSE = 0.05  # between attempts, whatever the server says: the more there are during a fault, the better
MARKS = 0.1  # seconds between what is marked read


class Watched(Escale):
    """Our client, with each answer noted."""

    def __init__(self, talker: "Talker") -> None:
        how = {"sessions": talker.transport} if talker.transport else {}
        person = talker.person
        super().__init__(talker.url, person.token, person.user, seconds=talker.answer, pauses=(PAUSE, PAUSE), **how)
        self.talker = talker

    async def ask(self, event: str, payload: Any, seconds: float | None = None) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        began, sending = loop.time(), event == "send_message"
        try:
            answer = await (self.talker.submit(payload) if sending else super().ask(event, payload, seconds))
        except Lost:
            if sending and (waited := loop.time() - began) >= self.talker.answer:
                self.talker.answered_in.append(waited)  # in vain, on a connection that stood
            raise
        except Refused as no:
            if sending:
                self.talker.answered_in.append(loop.time() - began)
            self.talker.refusals.append(no.code)
            no.retry_after = PAUSE
            raise
        if sending:
            self.talker.answered_in.append(loop.time() - began)
        return answer

    async def emit(self, payload: dict[str, Any]) -> dict[str, Any]:
        answer = await super().ask("send_message", payload)
        promised.acknowledgement("send_message", answer)
        return answer


@dataclass
class Talker:
    """`url` may change before `hang_up`: to a proxy's, or that of a server that came back elsewhere."""

    person: Remote
    room: int
    url: str
    answer: float = ANSWER
    picture: str | None = None  # a data URL that goes with each message
    transport: Callable[[], aiohttp.ClientSession] | None = None  # how to connect, when not as usual
    attempted: dict[str, str] = field(default_factory=dict)  # client_id -> content, in the order of writing
    acknowledged: dict[str, MessagePayload] = field(default_factory=dict)  # client_id -> message
    acknowledged_at: list[float] = field(default_factory=list)
    answered_in: list[float] = field(default_factory=list)  # seconds to each answer to a message: yes, no, or given up
    shown: dict[int, str] = field(default_factory=dict)  # id -> content
    shown_at: dict[int, float] = field(default_factory=dict)  # id -> when first
    shown_wrong: list[int] = field(default_factory=list)  # ids that came a second time, or after a later one
    pushed: set[int] = field(default_factory=set)  # ids, on the present connection
    pushed_twice: list[int] = field(default_factory=list)
    theirs: list[int] = field(default_factory=list)  # ids of the other person's messages, as they were shown
    marked: int = 0  # up to which of them it was acknowledged that they are read
    read: set[int] = field(default_factory=set)  # ids that were said to be read
    went_back: list[str] = field(default_factory=list)  # what said later that something was unread, or read once more
    inbox: tuple[int, int] = 0, 0  # the last message as the inbox was told, and how many are unread
    refusals: list[str] = field(default_factory=list)  # codes
    reconnections: int = 0  # connections that were lost
    connections: int = 0
    unsent: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)
    escale: Watched | None = None
    talk: Conversation | None = None
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None
    unmarked: asyncio.Event = field(default_factory=asyncio.Event)

    def write(self, content: str) -> str:
        """Put a message into the outbox."""
        client_id = str(uuid4())
        self.attempted[client_id] = content
        self.unsent.put_nowait(client_id)
        return client_id

    def start(self) -> None:
        self.task = asyncio.create_task(self.run())

    async def stop(self) -> None:
        if self.task:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task

    async def hang_up(self) -> None:
        """The connection is lost; the next one goes to `url`."""
        assert self.escale
        await self.escale.move(self.url, self.transport)

    async def run(self) -> None:
        async with Watched(self) as self.escale:
            self.escale.on("connect", self.come)
            self.escale.on("disconnect", self.go)
            self.escale.on("new_message", self.hear)
            self.escale.on("message_read_update", self.see_read)
            self.escale.on("conversation_updated", self.see_inbox)
            async with self.escale.conversation(self.room, after=0) as self.talk, asyncio.TaskGroup() as both:
                both.create_task(self.keep_sending(self.talk))
                both.create_task(self.keep_reading(self.talk))
                both.create_task(self.keep_marking(self.talk))

    async def keep_sending(self, talk: Conversation) -> None:
        while True:
            client_id = await self.unsent.get()
            content = self.attempted[client_id]
            self.acknowledged[client_id] = await talk.send(content, self.picture, client_id=client_id, patience=None)
            self.acknowledged_at.append(asyncio.get_running_loop().time())

    async def keep_reading(self, talk: Conversation) -> None:
        async for message in talk:
            id_ = message["id"]
            if id_ <= max(self.shown, default=0):
                self.shown_wrong.append(id_)
            self.shown[id_] = message["content"]
            self.shown_at.setdefault(id_, asyncio.get_running_loop().time())
            if message["user_id"] != self.person.id:
                self.theirs.append(id_)
                self.unmarked.set()

    async def keep_marking(self, talk: Conversation) -> None:
        """As a page does, whatever has come is marked read, and again by each new connection; then comes a mark from before, as
        one that was held up on its way, or of a page in another tab."""
        while True:
            await self.unmarked.wait()
            self.unmarked.clear()
            if self.theirs:
                newest = self.theirs[-1]
                await talk.mark_read(newest, patience=None)
                self.marked = newest
                late = random.choice(self.theirs)
                await talk.mark_read(late, up_to=random.random() < 0.5, patience=None)
            await asyncio.sleep(MARKS)

    async def submit(self, message: dict[str, Any]) -> dict[str, Any]:
        """The acknowledgement of a message.

        Raises: Refused, Lost.
        """
        assert self.escale
        return await self.escale.emit(message)

    def come(self, _: None) -> None:
        self.connections += 1
        self.gone, self.pushed = asyncio.Event(), set()
        self.unmarked.set()

    def go(self, _: None) -> None:
        self.reconnections += 1
        self.gone.set()

    def hear(self, message: MessagePayload) -> None:
        if message["id"] in self.pushed:
            self.pushed_twice.append(message["id"])
        self.pushed.add(message["id"])
        self.see_message(message, self.read)

    def see_read(self, update: MessageReadUpdate) -> None:
        if update["message_id"] in self.read:
            self.went_back.append(f"{update['message_id']} was said to be read twice")
        self.read.add(update["message_id"])

    def see_message(self, message: MessagePayload, known: set[int]) -> None:
        """Any payload that was made after these were known to be read."""
        if message["id"] in known and not message["read"]:
            self.went_back.append(f"{message['id']} came as unread after it was read")

    def see_inbox(self, conversation: ConversationPayload) -> None:
        last, unread = conversation["last_message"], conversation["unread"]
        if conversation["id"] != self.room or last is None:
            return
        before, unread_before = self.inbox
        if last["id"] < before:
            self.went_back.append(f"the inbox showed {last['id']} after {before}")
        elif last["id"] == before and unread > unread_before:
            self.went_back.append(f"the inbox counted {unread} unread after {unread_before}, both up to {before}")
        self.inbox = last["id"], unread

    async def connected(self, patience: float = 10.0) -> None:
        """Wait until connected, in the room, and caught up."""
        async with asyncio.timeout(patience):
            while self.talk is None:
                await asyncio.sleep(0.01)
            await self.talk.caught_up()

    async def all_acknowledged(self, patience: float = 30.0) -> None:
        """Wait until the outbox is empty."""
        async with asyncio.timeout(patience):
            while len(self.acknowledged) < len(self.attempted):
                await asyncio.sleep(0.02)

    async def showing(self, count: int, patience: float = 10.0) -> None:
        """Wait until that many messages are shown."""
        async with asyncio.timeout(patience):
            while len(self.shown) < count:
                await asyncio.sleep(0.02)

    async def all_read(self, patience: float = 10.0) -> None:
        """Wait until it is acknowledged that all that was shown of the other person is read."""
        async with asyncio.timeout(patience):
            while self.theirs and self.marked < self.theirs[-1]:
                await asyncio.sleep(0.02)
