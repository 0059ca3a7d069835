"""The one edge of all events: who is it, one payload, one answer, whatever goes wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import structlog

import figures
import settings
from actions import audit, limits
from actions.errors import Internal, InvalidPayload, Refused, TooMany, Unauthorized, Unavailable, UnknownEvent
from models import database
from wire import broadcast, connections, payloads
from wire.connections import Connection

log = structlog.get_logger("escale.events")

TOLERATED = 100  # packets that are no event of the contract, before the socket is cut

_cutting: set[asyncio.Task[None]] = set()

Handler = Callable[[Connection, Any], Awaitable[dict[str, Any] | None]]
Answer = dict[str, Any]


def answered(name: str, handler: Handler) -> Callable[..., Awaitable[Answer]]:
    """The handler as python-socketio calls it. Its acknowledgement goes to who asks for one."""

    async def on_event(sid: str, *args: Any) -> Answer:
        viewer = connections.get(sid)
        try:
            if viewer is None:
                raise Unauthorized
            if len(args) != 1:
                raise InvalidPayload
            if name in limits.LIMITS and name != "send_message":
                await limits.spend(name, viewer.user_id)
            answer = {"ok": True, **(await handler(viewer, args[0]) or {})}
            figures.events[name] += 1
            if name != "send_message":
                log.info("event", event_name=name, user_id=viewer.user_id)
            elif settings.current().log_level == "debug":  # a line takes a quarter of what a message does
                log.debug("event", event_name=name, user_id=viewer.user_id)
            return answer
        except Exception as wrong:
            return await turned_down(name, sid, viewer, wrong)

    return on_event


async def turned_down(name: str, sid: str, viewer: Connection | None, wrong: Exception) -> Answer:
    """Say what came of it. Not where it was caught: a failure that a variable there names has that variable in its traceback, and
    all that was sent beside it, a photograph of 14 MB for one, until the collector comes by."""
    refusal = mapped(name, wrong)
    answer = await told(sid, name, refusal)
    if viewer is not None and not isinstance(refusal, Unavailable | Internal):
        await counted(viewer)
    return answer


async def counted(viewer: Connection) -> None:
    """Whoever sends what comes to nothing without end is cut: each costs a line in the log."""
    try:
        await limits.spend("refused", viewer.user_id)
    except TooMany:
        cut(viewer, "too many events refused")


def cut(viewer: Connection, refusals: int | str) -> None:
    """End that socket, once it has the answer that it is owed."""
    log.warning("socket cut", user_id=viewer.user_id, refusals=refusals)
    audit.note("socket_cut", user_id=viewer.user_id)
    cutting = asyncio.create_task(broadcast.cut(viewer.sid), name="cut")
    _cutting.add(cutting)
    cutting.add_done_callback(_cutting.discard)


def mapped(name: str, wrong: Exception) -> Refused:
    """Any failure as something to say. What is our own fault is logged, and told without internals."""
    match wrong:
        case Refused():
            return wrong
        case msgspec.ValidationError():
            return InvalidPayload()
        case _ if isinstance(wrong, database.AWAY):
            log.error("database failed", event_name=name, error=wrong)
            return Unavailable()
        case _:
            log.error("event failed", event_name=name, exc_info=wrong)
            return Internal()


async def told(sid: str, name: str, wrong: Refused) -> Answer:
    """Say it to that socket as the contract does, and return the negative acknowledgement."""
    figures.refusals["socket", wrong.code] += 1
    log.info("event refused", event_name=name, code=wrong.code)
    await broadcast.error(sid, wrong.message)
    return payloads.error(wrong.code, wrong.message, wrong.retry_after)


async def unknown(_event: str, sid: str, *_args: Any) -> Answer:
    """An event that the contract does not know."""
    return await tolerated(sid, "unknown", UnknownEvent())


async def refused(sid: str, _reason: str = "") -> Answer:
    """A packet that is no event at all: broken JSON, a reserved name, binary, too deep."""
    return await tolerated(sid, "malformed", InvalidPayload())


async def tolerated(sid: str, name: str, wrong: Refused) -> Answer:
    """Refuse what is no event of the contract, and end a socket that sends too much of it."""
    answer = await told(sid, name, wrong)
    viewer = connections.get(sid)
    if viewer is not None:
        viewer.refusals += 1
        if viewer.refusals > TOLERATED:
            cut(viewer, viewer.refusals)
    return answer
