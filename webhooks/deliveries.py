"""What is posted when: read from the database, so that nothing that was committed is lost and no sender waits.

One process at a time does it. Conversations go side by side, each in its order; one whose message was not taken falls behind, and
is tried again by itself, later and later, while the others go on.
"""

import asyncio
import contextlib
import random
from collections.abc import Sequence
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
BATCH = 200  # messages read at once
LEASE, RENEWED = 6.0, 2.0  # seconds for which a process has the work, and after which it asks for more
BEHIND = 100  # conversations; with more, what is new waits too
PROBES = 4  # of those, tried at a time while the receiver is away
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
        self.after_id = 0
        self.behind: dict[int, int] = {}
        self.later: dict[int, Later] = {}

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
        return True

    async def deliver(self) -> None:
        """For as long as it is ours.

        Raises: NotOurs.
        """
        self.later = {}
        renewing = asyncio.create_task(self.renew())
        try:
            while asyncio.get_running_loop().time() < self.held_until:
                more = await self.new_ones()
                await self.late_ones()
                if not more:
                    await asyncio.sleep(EVERY)
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def renew(self) -> None:
        """Until it was not renewed in time: another process may have had it meanwhile, so all is to be read anew."""
        loop = asyncio.get_running_loop()
        while (asked := loop.time()) < self.held_until:
            with contextlib.suppress(Exception):  # the next time, perhaps
                held = await WebhookState.take(self.holder, LEASE)
                self.held_until = asked + LEASE if held else 0.0
            await asyncio.sleep(RENEWED)

    async def new_ones(self) -> bool:
        """Post what was written since; whether there is more at once.

        Raises: NotOurs.
        """
        if len(self.behind) >= BEHIND:
            return False
        newest = await settled.newest()
        rows = await Message.between(self.after_id, newest, BATCH)
        lanes: dict[int, list[Message]] = {}
        for row in rows:
            if row.conversation_id not in self.behind:
                lanes.setdefault(row.conversation_id, []).append(row)
        first_missed = await asyncio.gather(*(self.post_in_order(lane, unless_away=True) for lane in lanes.values()))
        for conversation_id, missed in zip(lanes, first_missed, strict=True):
            if missed is not None:
                self.fall_behind(conversation_id, missed)
        more = len(rows) == BATCH
        reached = rows[-1].id if more else max(newest, self.after_id)
        if reached > self.after_id:
            self.after_id = reached
            await self.keep()
        return more

    async def late_ones(self) -> None:
        """Post what conversations that are behind, and due, still wait for.

        Raises: NotOurs.
        """
        now, was_away = asyncio.get_running_loop().time(), self.receiver.away
        due = [id_ for id_ in self.behind if self.later.setdefault(id_, Later(0, FIRST_PAUSE)).at <= now]
        await asyncio.gather(*(self.catch_up(id_) for id_ in (due[:PROBES] if was_away else due)))
        if was_away and not self.receiver.away:
            self.later.clear()  # none has to wait for its time any more

    async def catch_up(self, conversation_id: int) -> None:
        """Post what that conversation waits for, until it is all there or one is not taken.

        Raises: NotOurs.
        """
        while True:
            first = self.behind[conversation_id]
            rows = await Message.between(first - 1, self.after_id, BATCH, conversation_id)
            missed = await self.post_in_order(rows)
            if missed is not None:
                self.fall_behind(conversation_id, missed)
            elif len(rows) < BATCH:
                del self.behind[conversation_id], self.later[conversation_id]
            else:
                self.behind[conversation_id] = rows[-1].id + 1
            if self.behind.get(conversation_id) != first:
                await self.keep()
            if missed is not None or conversation_id not in self.behind:
                return

    def fall_behind(self, conversation_id: int, first: int) -> None:
        """It is tried again from that message on, after a while."""
        self.behind[conversation_id] = first
        later = self.later.setdefault(conversation_id, Later(0, FIRST_PAUSE))
        # By chance: those that failed together are not tried together for ever.
        later.at = asyncio.get_running_loop().time() + later.pause * random.uniform(0.5, 1)  # noqa: S311
        later.pause = min(later.pause * 2, LONGEST_PAUSE)

    async def post_in_order(self, rows: Sequence[Message], *, unless_away: bool = False) -> int | None:
        """The first of them that was not taken; None when all were."""
        for row in rows:
            if (unless_away and self.receiver.away) or asyncio.get_running_loop().time() >= self.held_until:
                return int(row.id)
            if not await self.receiver.post(f"msg_{row.id}", body(row), row.conversation_id):
                if datetime.now(UTC) - row.created_at < GIVEN_UP:
                    return int(row.id)
                log.warning("webhook given up", message_id=row.id)
        return None

    async def keep(self) -> None:
        """Write down how far it has come.

        Raises: NotOurs.
        """
        if not await WebhookState.keep(self.holder, self.after_id, self.behind):
            raise NotOurs


def body(row: Message) -> bytes:
    """The same at each attempt: as `new_message` announced it, when nobody had read it."""
    event: MessageCreated = {
        "type": "message.created",
        "timestamp": payloads.moment(row.created_at),
        "data": {**payloads.message(row), "read": False},
    }
    return msgspec.json.encode(event)
