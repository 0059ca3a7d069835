"""What is posted when: read from the database, so that nothing that was committed is lost and no sender waits.

One process at a time does it. Each conversation goes in a lane of its own, in its order: one that waits for an answer delays no
other, and one whose message was not taken falls behind and is tried again, later and later, while the others go on.
"""

import asyncio
import contextlib
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex

import msgspec
import structlog

from models import Message, WebhookState, settled
from webhooks.receiver import Receiver
from wire import payloads
from wire.shapes import MessageCreated

log = structlog.get_logger("escale.webhooks")

EVERY = 0.5  # seconds between two looks at what is new
BATCH, READERS = 200, 2  # messages read at once, and lanes that read: senders need the database's connections
LANES = 64  # conversations in hand; with more, what is new waits
LEASE, RENEWED = 6.0, 2.0  # seconds for which a process has the work, and after which it asks for more
BEHIND = 100  # conversations; with more, what is new waits too
AGAIN, PROBES = 8, 4  # of those, tried at a time: half of the receiver's places, and fewer while it is away
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0  # seconds before a conversation that is behind is tried again
GIVEN_UP = timedelta(days=3)  # after it was written


class NotOurs(Exception):
    """Another process has the work by now."""


@dataclass(slots=True)
class Later:
    """When a conversation that is behind is tried again, and how long it waits should that fail."""

    at: float
    pause: float


class Deliveries:
    """The work of one process; `run` does it, or waits for its turn. Where there is but one process, it is `alone`: whoever had
    the work before is dead."""

    def __init__(self, receiver: Receiver, *, alone: bool = False) -> None:
        self.receiver, self.alone = receiver, alone
        self.holder = token_hex(8)
        self.held_until = 0.0  # by this process's clock
        self.after_id = 0  # up to there all is delivered, but for what `behind` names
        self.behind: dict[int, int] = {}  # conversation -> its first message that was not delivered yet
        self.kept: tuple[int, dict[int, int]] = (0, {})  # both, as they are written down
        self.lanes: dict[int, asyncio.Task[None]] = {}  # of those behind, whoever is in hand
        self.later: dict[int, Later] = {}  # and whoever had a message that was not taken
        self.unread: set[int] = set()  # in hand, and more of them was written meanwhile
        self.room, self.was_away = asyncio.Event(), False
        self.reading = asyncio.Semaphore(READERS)

    async def run(self) -> None:
        """For ever."""
        failing = False
        try:
            while True:
                try:
                    await self.receiver.open()
                    if await self.take():
                        await self.deliver()
                    failing = False
                except NotOurs:
                    pass
                except Exception as broken:
                    if not failing:
                        log.warning("webhooks not delivered", error=broken)
                    failing = True
                await asyncio.sleep(RENEWED)
        finally:
            with contextlib.suppress(Exception):  # the database may be away: then another process waits until the lease is over
                await WebhookState.give_up(self.holder)
            await self.receiver.close()

    async def take(self) -> bool:
        """Whether the work is ours; then all that is to be known is read."""
        asked = asyncio.get_running_loop().time()
        state = await WebhookState.take(self.holder, LEASE, by_force=self.alone)
        self.alone = False
        if state is None:
            return False
        self.held_until = asked + LEASE
        self.after_id, self.behind = state
        self.kept = (self.after_id, dict(self.behind))
        return True

    async def deliver(self) -> None:
        """For as long as it is ours.

        Raises: NotOurs.
        """
        loop, due = asyncio.get_running_loop(), 0.0
        self.later, self.unread, self.was_away = {}, set(), False
        renewing = asyncio.create_task(self.renew())
        try:
            while loop.time() < self.held_until:
                self.late_ones()
                more = await self.new_ones()
                if loop.time() >= due:
                    await self.keep()
                    due = loop.time() + EVERY
                await self.rest(more)
        finally:
            self.held_until = 0.0  # no lane begins any more
            for task in (ending := [renewing, *self.lanes.values()]):
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)
            self.lanes.clear()
            with contextlib.suppress(Exception):  # then some of it comes again
                async with asyncio.timeout(RENEWED):
                    await self.keep()

    async def renew(self) -> None:
        """Until it was not renewed in time: another process may have had it meanwhile, so all is to be read anew."""
        loop = asyncio.get_running_loop()
        while (asked := loop.time()) < self.held_until:
            with contextlib.suppress(Exception):  # the next time, perhaps
                held = await WebhookState.take(self.holder, LEASE)
                self.held_until = asked + LEASE if held else 0.0
            await asyncio.sleep(RENEWED)

    async def new_ones(self) -> bool:
        """Begin a lane for each conversation in which something was written since; whether there may be more at once."""
        if len(self.later) >= BEHIND:
            return False
        if len(self.lanes) >= LANES:
            return True
        newest = await settled.newest()
        rows = await Message.between(self.after_id, newest, BATCH)
        more = len(rows) == BATCH
        self.after_id = rows[-1].id if more else max(newest, self.after_id)
        fresh: dict[int, list[Message]] = {}
        for row in rows:
            if row.conversation_id in self.behind:
                self.unread.add(row.conversation_id)
            else:
                fresh.setdefault(row.conversation_id, []).append(row)
        for conversation_id, lane in fresh.items():
            self.behind[conversation_id] = lane[0].id
            self.begin(conversation_id, lane)
        return more

    async def rest(self, more: bool) -> None:
        """For a while; where there is more, until there is room for it."""
        if not more:
            await asyncio.sleep(EVERY)
        elif len(self.lanes) >= LANES:
            self.room.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self.room.wait()

    def late_ones(self) -> None:
        """Try conversations again that are due, a few at a time: should they all wait for an answer, there is room for others."""
        now, away = asyncio.get_running_loop().time(), self.receiver.away
        if now >= self.held_until:
            return
        if self.was_away and not away:
            self.later = {id_: Later(0, FIRST_PAUSE) for id_ in self.later}  # none has to wait for its time any more
        self.was_away = away
        waiting = {id_: self.later.setdefault(id_, Later(0, FIRST_PAUSE)).at for id_ in self.behind if id_ not in self.lanes}
        room = (PROBES if away else AGAIN) - sum(id_ in self.later for id_ in self.lanes)
        for id_ in sorted(waiting, key=waiting.__getitem__)[: max(0, room)]:
            if waiting[id_] <= now:
                self.begin(id_, [])

    def begin(self, conversation_id: int, rows: list[Message]) -> None:
        """Let that conversation go by itself."""
        self.lanes[conversation_id] = asyncio.create_task(self.lane(conversation_id, rows))

    async def lane(self, conversation_id: int, rows: list[Message]) -> None:
        """From its first message that was not delivered, which `rows` begin with where they are at hand."""
        try:
            await self.catch_up(conversation_id, rows)
        except Exception as broken:
            log.warning("webhooks not delivered", conversation_id=conversation_id, error=broken)
            self.fall_behind(conversation_id)
        finally:
            self.lanes.pop(conversation_id, None)
            if len(self.lanes) < LANES:
                self.room.set()
            self.late_ones()

    async def catch_up(self, conversation_id: int, rows: list[Message]) -> None:
        """Post what that conversation waits for, until it is all there or one is not taken."""
        fresh = conversation_id not in self.later
        while True:
            if not rows:
                async with self.reading:
                    self.unread.discard(conversation_id)
                    rows = await Message.between(self.behind[conversation_id] - 1, self.after_id, BATCH, conversation_id)
            for row in rows:
                if not await self.is_done_with(row, unless_away=fresh):
                    self.fall_behind(conversation_id)
                    return
                self.behind[conversation_id] = row.id + 1
            if len(rows) < BATCH and conversation_id not in self.unread:
                del self.behind[conversation_id]
                self.later.pop(conversation_id, None)
                return
            rows = []

    def fall_behind(self, conversation_id: int) -> None:
        """It is tried again after a while."""
        later = self.later.setdefault(conversation_id, Later(0, FIRST_PAUSE))
        # By chance: those that failed together are not tried together for ever.
        later.at = asyncio.get_running_loop().time() + later.pause * random.uniform(0.5, 1)  # noqa: S311
        later.pause = min(later.pause * 2, LONGEST_PAUSE)

    async def is_done_with(self, row: Message, *, unless_away: bool) -> bool:
        """Whether the next one of its conversation may be posted: this one was taken, or is given up."""
        if (unless_away and self.receiver.away) or asyncio.get_running_loop().time() >= self.held_until:
            return False
        if await self.receiver.post(row.id, body(row), row.conversation_id):
            return True
        if datetime.now(UTC) - row.created_at < GIVEN_UP:
            return False
        log.warning("webhook given up", message_id=row.id)
        return True

    async def keep(self) -> None:
        """Write down how far it has come.

        Raises: NotOurs.
        """
        reached = (self.after_id, dict(self.behind))
        if reached != self.kept:
            if not await WebhookState.keep(self.holder, *reached):
                raise NotOurs
            self.kept = reached


def body(row: Message) -> bytes:
    """The same at each attempt: as `new_message` announced it, when nobody had read it."""
    event: MessageCreated = {
        "type": "message.created",
        "timestamp": payloads.moment(row.created_at),
        "data": {**payloads.message(row), "read": False},
    }
    return msgspec.json.encode(event)
