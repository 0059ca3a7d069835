"""What was committed and not announced, read from the database every second.

That is what another process committed and Redis did not carry; and what was committed although its commit was reported as failed
(the database went away before it answered). Only conversations that changed lately are looked at, and of those only what somebody
of this process listens to.
"""

import asyncio
from datetime import UTC, datetime

import structlog

from actions import conversations
from models import Conversation
from wire import broadcast, connections

log = structlog.get_logger("escale.tail")

EVERY = 1.0  # seconds


async def follow() -> None:
    """For ever: repair what this process was not told."""
    since, seen = datetime.now(UTC), dict[int, int]()
    while True:
        await asyncio.sleep(EVERY)
        began = datetime.now(UTC)
        try:
            seen = await repair(since - conversations.OVERLAP, seen)
        except Exception as broken:
            log.warning("tail not read", error=broken)
        else:
            since = began


async def repair(since: datetime, seen: dict[int, int]) -> dict[int, int]:
    """Tell rooms and inboxes of this process what they missed of the conversations that changed after `since`.

    `seen` is what the look before returned, the last message of each: what came since then may still be on its way.
    """
    followed, people = broadcast.sequence.followed(), {connection.user_id for connection in connections.every()}
    if not people and not followed:
        return {}
    changed = await Conversation.changed_since(since)
    for id_, _, voyager_id, local_id in changed:
        overdue = seen.get(id_, 0)
        if id_ in followed and overdue > followed[id_]:
            await broadcast.fill_gap(id_)
        here = [person for person in (voyager_id, local_id) if person in people]
        missed = [person for person in here if not broadcast.told_inboxes.reached(broadcast.user_room(person), id_, overdue)]
        if missed:
            await tell_inboxes(id_, missed)
    return {id_: last for id_, last, _, _ in changed}


async def tell_inboxes(conversation_id: int, people: list[int]) -> None:
    """Tell these people's sockets here of the conversation as the database has it."""
    conversation = await Conversation.get(id=conversation_id).select_related("voyager", "local")
    for person in people:
        await broadcast.conversation_updated(person, await conversations.seen(person, conversation), here_only=True)
