"""The one writer of messages: what arrives while a commit runs goes together into the next one, in the order of arrival.

Few tasks commit, another announces what was committed, while the next commit runs. A sender's task may be cancelled at any
moment; these are not, so that a commit is never torn, and what was committed is always announced, in the order of ids.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

import structlog
from tortoise.exceptions import IntegrityError

import figures
from actions.errors import Unavailable
from models import database
from models.message_log import NewMessage, Written, append

log = structlog.get_logger("escale.messages")

BATCH = 500  # rows a commit
WAITING = 10_000  # rows that may wait; more are refused in words
LANES = 2  # commits under way: while the database is busy with one, another begins
AT_ONCE = 50  # announcements, before others have their turn
PATIENCE = 4.25  # seconds until a sender is told to try again (the row may still come: its client_id makes that harmless)


class StillWaiting(Unavailable):
    """Not committed in time, but perhaps later: what belongs to the row must stay."""


Announce = Callable[[NewMessage, Written], Awaitable[None]]


@dataclass(slots=True)
class Waiting:
    row: NewMessage
    announce: Announce
    done: "asyncio.Future[Written]"
    began: float


class MessageWriter:
    """`write` from any task of the loop in which `start` was called."""

    def __init__(self) -> None:
        self.waiting: list[Waiting] = []
        self.promised: deque[tuple[float, asyncio.Future[Written]]] = deque()  # until when each is to be answered, in that order
        self.looking = False
        self.committed: deque[tuple[Waiting, Written]] = deque()
        self.wake, self.news = asyncio.Event(), asyncio.Event()
        self.busy: set[int] = set()  # conversations that are being committed to
        self.over = False
        self.tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to commit and to announce, in this loop."""
        self.loop = asyncio.get_running_loop()
        self.wake, self.news = asyncio.Event(), asyncio.Event()
        self.over = False
        commits = LANES if database.dialect() == "postgres" else 1  # SQLite has one writer anyway
        works = [self.announce_all(), *(self.commit_all() for _ in range(commits))]
        self.tasks = [asyncio.create_task(work) for work in works]

    async def stop(self) -> None:
        """Commit and announce what waits, then end."""
        if not self.tasks:
            return
        (announcing, *committing), self.tasks = self.tasks, []
        self.wake.set()
        await asyncio.gather(*committing)
        self.over = True
        self.news.set()
        await announcing

    async def write(self, row: NewMessage, announce: Announce) -> Written:
        """Commit the row, and `announce` it unless it was there before.

        Raises: Unavailable when it could not be committed, StillWaiting when not in time.
        """
        if not self.tasks or len(self.waiting) + len(self.committed) >= WAITING:
            raise Unavailable
        loop = self.loop
        item = Waiting(row, announce, loop.create_future(), perf_counter())
        self.waiting.append(item)
        self.wake.set()
        self.promised.append((loop.time() + PATIENCE, item.done))
        if not self.looking:
            self.looking = True
            loop.call_later(PATIENCE, self.look)
        try:
            return await item.done
        finally:
            del item  # else a failure would name itself, and keep what was sent until the collector comes by

    def look(self) -> None:
        """Tell those who have waited too long. One timer for all: one for each message would cost more than writing it."""
        loop = self.loop
        while self.promised and (self.promised[0][1].done() or self.promised[0][0] <= loop.time()):
            _, late = self.promised.popleft()
            if not late.done():
                late.set_exception(StillWaiting())
        self.looking = bool(self.promised)
        if self.looking:
            loop.call_at(self.promised[0][0], self.look)

    async def commit_all(self) -> None:
        """One lane: a batch after the other, until `stop`."""
        while self.tasks or self.waiting:
            batch = self.take()
            if not batch:
                self.wake.clear()
                await self.wake.wait()
                continue
            here = {item.row.conversation.id for item in batch}
            self.busy |= here
            try:
                await self.commit(batch)
            finally:
                self.busy -= here
                self.wake.set()

    def take(self) -> list[Waiting]:
        """What is committed next: the first that wait, but for conversations that another commit has in hand (their order)."""
        batch: list[Waiting] = []
        rest: list[Waiting] = []
        for item in self.waiting:
            (rest if len(batch) >= BATCH or item.row.conversation.id in self.busy else batch).append(item)
        self.waiting = rest
        return batch

    async def commit(self, batch: list[Waiting]) -> None:
        """Write the batch, and hand on what is to be announced; where that fails its senders are told."""
        now = datetime.now(UTC)
        began = perf_counter()
        try:
            written = await append([item.row for item in batch], now)
        except IntegrityError as wrong:
            if len(batch) > 1:  # one bad row must not fail its neighbours
                for item in batch:
                    await self.commit([item])
                return
            self.fail(batch, wrong)
        except Exception as wrong:
            self.fail(batch, wrong)
        else:
            figures.commit_seconds.add(perf_counter() - began)
            figures.commit_rows.add(len(batch))
            # What one conversation has got comes together, so that each of its sockets is written to once.
            told = sorted(zip(batch, written, strict=True), key=lambda one: one[0].row.conversation.id)
            self.committed.extend(told)
            self.news.set()

    async def announce_all(self) -> None:
        """Ends with the committing task, once all is told."""
        spoken = 0
        while True:
            while self.committed:
                item, result = self.committed.popleft()
                if result.id is not None:
                    figures.totals["messages"] += 1
                    await self.announce(item, result)
                if not item.done.done():
                    item.done.set_result(result)
                    figures.acknowledgement_seconds.add(perf_counter() - item.began)
                spoken += 1
                if spoken % AT_ONCE == 0:
                    await asyncio.sleep(0)
            if self.over:
                return
            self.news.clear()
            await self.news.wait()

    async def announce(self, item: Waiting, result: Written) -> None:
        """Tell of a stored message. Whatever fails here fails nobody's message, and not the ones that wait behind it."""
        try:
            await item.announce(item.row, result)
        except asyncio.CancelledError as wrong:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            log.error("not announced", message_id=result.id, exc_info=wrong)  # something else was cancelled, not this task
        except Exception as wrong:
            log.error("not announced", message_id=result.id, exc_info=wrong)

    def fail(self, batch: list[Waiting], wrong: Exception) -> None:
        """Tell the senders that nothing was stored, and the operator why."""
        figures.totals["commits_failed"] += 1
        log.error("commit failed", rows=len(batch), error=wrong)
        for item in batch:
            if not item.done.done():
                item.done.set_exception(Unavailable())


writer = MessageWriter()
