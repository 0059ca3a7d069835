"""Who is in which room: in memory for one process; through Redis, as a hint, for several.

Redis may be slow, away or forgetful at any time. So nobody waits for it: what is published goes into a bounded queue, a task of
its own sends it with a short time-out and stops trying for a while when that fails. What Redis loses, the tail reads from the
database (actions/tail.py).
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import orjson
import redis.asyncio
import socketio
import structlog
from redis.exceptions import RedisError

import figures
from stack.socketio_rooms import IndexedRooms

log = structlog.get_logger("escale.redis")

QUEUED = 10_000  # hints that may wait; the oldest goes first
TOGETHER = 256 * 1024  # bytes of hints published at once: a publication costs Redis and both ends far more than what is in it
APART = 0.01  # seconds between publications, so that what comes thick and fast goes together
TIMEOUT = 1.0  # seconds that Redis may take
PAUSE, LONGEST_PAUSE = 0.5, 4.0  # seconds without trying, after failures
INBOX, TYPING = "conversation_updated", "user_typing"
# Seconds after which somebody who typed on another process has stopped: it would have said so by then (actions/typing.SILENCE),
# unless it was killed, or Redis lost it.
UNTOLD = 9.5

OnMessage = Callable[[Any, int, Any], Awaitable[None]]
OnPerson = Callable[[int], None]
IsNews = Callable[[str, Any], bool]
IsHeard = Callable[..., bool]


def channel(url: str, installation: str) -> str:
    """Redis keeps apart the keys of numbered databases, but not what is published, nor installations: the name must."""
    return f"escale:{installation}:{redis.asyncio.connection.parse_url(url).get('db', 0)}"


class LocalManager(IndexedRooms):
    """One process: nobody else is to be told."""

    async def hint_message(self, payload: Any, previous_id: int, inboxes: Any) -> None:
        """Nothing to do."""

    async def hint_person(self, person: int) -> None:
        """Nothing to do."""

    async def close(self) -> None:
        """Nothing to end."""


class RedisManager(socketio.AsyncRedisManager, IndexedRooms):  # type: ignore[misc]
    """Several processes. `on_message` is called for each message that another one committed and that is heard here: `is_heard`
    says so of a conversation and people; `is_news` says of an inbox's room whether a row of it from another process is newer than
    what it was told. `on_person` is called with who was changed through another process.

    A publication is a line each for who says it, whom each hint concerns (null: python-socketio's own, for all; nobody: the id of
    a person, for all), and each hint: of several processes most have nobody who hears a message, and need not read it to know.
    """

    def __init__(
        self, url: str, installation: str, on_message: OnMessage, on_person: OnPerson, is_heard: IsHeard, is_news: IsNews
    ) -> None:
        super().__init__(url, channel=channel(url, installation))
        self.on_message, self.on_person, self.is_heard, self.is_news = on_message, on_person, is_heard, is_news
        self.outgoing: deque[tuple[list[int] | None, bytes]] = deque(maxlen=QUEUED)
        self.wake = asyncio.Event()
        self.publisher: asyncio.Task[None] | None = None
        self.deaf = True  # until subscribed
        self.failing = False
        self.typing_elsewhere: dict[tuple[str, int], asyncio.TimerHandle] = {}  # (room, person) -> when it is over
        self.ending: set[asyncio.Task[None]] = set()

    async def hint_message(self, payload: Any, previous_id: int, inboxes: Any) -> None:
        """Let the other processes know of a committed message, and of what it changes in two inboxes."""
        concerned = [payload["conversation_id"], payload["user_id"]]  # who wrote it may be typing elsewhere
        if inboxes is not None:
            concerned += inboxes["conversation"]["voyager_id"], inboxes["conversation"]["local_id"]
        self._hint(concerned, [payload, previous_id, inboxes])

    async def hint_person(self, person: int) -> None:
        """Let the other processes know that this person has another name, or is gone."""
        self._hint([], person)

    async def _publish(self, data: dict[str, Any]) -> None:
        self._hint(None, data)

    def _hint(self, concerned: list[int] | None, hint: Any) -> None:
        self.outgoing.append((concerned, orjson.dumps(hint)))
        self.wake.set()
        if self.publisher is None or self.publisher.done():
            self.publisher = asyncio.create_task(self._send_hints(), name="redis publisher")

    async def _send_hints(self) -> None:
        client = redis.asyncio.Redis.from_url(self.redis_url, socket_connect_timeout=TIMEOUT)
        try:
            await self._send_with(client)
        finally:
            await client.aclose()

    async def _send_with(self, client: Any) -> None:
        pause = PAUSE
        while True:
            while not self.outgoing:
                self.wake.clear()
                await self.wake.wait()
            try:
                async with asyncio.timeout(TIMEOUT):  # `wait_for` of Python 3.11 may lose a cancellation, and the end with it
                    await client.publish(self.channel, self._take_together())
            except (RedisError, OSError, TimeoutError) as broken:
                self._note(True, broken)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                self.outgoing.clear()  # hints of that time are old news; the tail has them
            else:
                self._note(False)
                pause = PAUSE
                await asyncio.sleep(APART)

    def _take_together(self) -> bytes:
        """What waits, as one publication."""
        taken, size = [], 0
        while self.outgoing and size < TOGETHER:
            taken.append(self.outgoing.popleft())
            size += len(taken[-1][1])
        concerned = orjson.dumps([about for about, _ in taken])
        return b"\n".join((str(self.host_id).encode(), concerned, *(hint for _, hint in taken)))

    async def _handle_emit(self, message: dict[str, Any]) -> None:
        from_elsewhere = message.get("host_id") != self.host_id
        if from_elsewhere and message["event"] == INBOX and not self.is_news(message["room"], message["data"][0]):
            return
        if from_elsewhere and message["event"] == TYPING:
            self._see_to_its_end(message)
        await super()._handle_emit(message)

    def _see_to_its_end(self, message: dict[str, Any]) -> None:
        payload = message["data"][0]
        whose = (message["room"], payload["user_id"])
        if timer := self.typing_elsewhere.pop(whose, None):
            timer.cancel()
        if payload["isTyping"]:
            ended = {**message, "data": [{**payload, "isTyping": False}]}
            self.typing_elsewhere[whose] = asyncio.get_running_loop().call_later(UNTOLD, self._end_typing, ended)

    def _end_typing(self, ended: dict[str, Any]) -> None:
        task = asyncio.get_running_loop().create_task(self._handle_emit(ended))
        self.ending.add(task)  # the loop itself keeps tasks only weakly
        task.add_done_callback(self.ending.discard)

    async def _redis_listen_with_retries(self) -> AsyncIterator[Any]:
        pause = PAUSE
        while True:
            client = redis.asyncio.Redis.from_url(self.redis_url, socket_connect_timeout=TIMEOUT, socket_keepalive=True)
            try:
                async with client.pubsub(ignore_subscribe_messages=True) as pubsub:
                    async with asyncio.timeout(TIMEOUT):
                        await pubsub.subscribe(self.channel)
                    self.deaf, pause = False, PAUSE
                    async for message in pubsub.listen():
                        yield message
            except (RedisError, OSError, TimeoutError) as broken:
                self._note(True, broken)
            finally:
                self.deaf = True
                with contextlib.suppress(RedisError, OSError):
                    await client.aclose()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _listen(self) -> AsyncIterator[Any]:
        own = str(self.host_id).encode()
        async for heard in super()._listen():
            try:
                sender, concerned, *hints = heard.split(b"\n")
                if sender == own:  # Redis tells us too what we said
                    continue
                for about, hint in zip(orjson.loads(concerned), hints, strict=True):
                    if about is None:
                        yield orjson.loads(hint)
                    elif not about:
                        self.on_person(orjson.loads(hint))
                    elif self.is_heard(*about):
                        await self.on_message(*orjson.loads(hint))
            except (ValueError, KeyError, AttributeError, TypeError) as junk:
                log.warning("hint not understood", error=junk)

    def _note(self, failing: bool, why: BaseException | None = None) -> None:
        """One line when Redis goes, one when it is back."""
        if failing and not self.failing:
            log.warning("redis is away; the database tells what it would have", error=why)
        elif self.failing and not failing:
            figures.totals["redis_returns"] += 1
            log.info("redis is back")
        self.failing = failing

    async def close(self) -> None:
        """End the two tasks, and what waits."""
        for timer in self.typing_elsewhere.values():
            timer.cancel()
        tasks = [task for task in (self.publisher, getattr(self, "thread", None)) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
