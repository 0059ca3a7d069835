"""Log-ins: begun, looked up, ended everywhere, live sockets included."""

import asyncio
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import structlog

import settings
from actions import audit, conversations
from actions.errors import WrongCredentials
from models import Session, User, database
from wire import broadcast, connections, streams

log = structlog.get_logger("escale.sessions")

CHECKED = 2.0  # seconds between two looks at whether the sockets' sessions still live
SEEN = timedelta(minutes=5)  # how exactly "last seen" is kept
CHUNK = 500


async def begin(user: User, kind: str, device: str = "") -> Session:
    """A new log-in with a key of its own, whose person has just shown that it is them. `kind` is `"cookie"` or `"bearer"`.

    `user` is as they were when they showed it. Whoever changes a password or shuts an account writes that first and then ends
    the log-ins (end_all): what was begun before the change is among these, and what comes after it is refused here.
    Raises: WrongCredentials where the password was changed since, or the account was disabled or deleted.
    """
    now = datetime.now(UTC)
    async with database.transaction():
        if not await User.unchanged(user):
            raise WrongCredentials
        return await Session.create(
            key=secrets.token_urlsafe(32),
            user=user,
            kind=kind,
            device=device[:200],
            created_at=now,
            last_seen_at=now,
            confirmed_at=now,
            expires_at=now + timedelta(days=settings.current().session_days),
        )


async def current(key: str | None, kind: str) -> Session | None:
    """The living log-in of that key with its person, its "last seen" brought up to date now and then."""
    session = await Session.current(key, kind) if key else None
    if session and datetime.now(UTC) - session.last_seen_at > SEEN:
        session.last_seen_at = datetime.now(UTC)
        await Session.filter(id=session.id).update(last_seen_at=session.last_seen_at)
    return session


async def end(session_id: int, user_id: int) -> bool:
    """End one of this person's log-ins; False when they have none of that id."""
    ended = await Session.filter(id=session_id, user_id=user_id).delete()
    if ended:
        audit.note("session_ended", user_id=user_id)
        await cut({session_id})
    return bool(ended)


async def end_all(user_id: int, *, besides: int | None = None) -> int:
    """End every log-in of this person, but perhaps the present one; returns how many."""
    ids = set(await Session.filter(user_id=user_id).exclude(id=besides or 0).values_list("id", flat=True))
    await Session.filter(id__in=list(ids)).delete()
    await cut(ids)  # type: ignore[arg-type]
    if ids:
        audit.note("session_ended", user_id=user_id, detail=f"{len(ids)} at once")
    return len(ids)


async def cut(session_ids: Iterable[int]) -> None:
    """Cut these sessions' sockets and streams in this process; the others see it within seconds (see watch)."""
    ended = set(session_ids)
    for connection in connections.every():
        if connection.session_id in ended:
            await broadcast.cut(connection.sid)
    end_streams(ended)


def end_streams(session_ids: set[int]) -> None:
    """End the streams of these sessions in this process."""
    for stream in streams.every():
        if stream.session_id in session_ids:
            stream.end(streams.NO_SESSION)


async def watch() -> None:
    """For ever: cut the sockets whose session ended, expired or was disabled, wherever that was done.

    The database is asked, not a message waited for: so it holds across processes and while Redis is down.
    """
    while True:
        await asyncio.sleep(CHECKED)
        try:
            await check_once()
        except Exception as broken:
            log.warning("sessions not checked", error=broken)


async def check_once() -> None:
    """Cut what has no living session any more, and learn the names of who has; one look, in few queries."""
    sockets, pages = connections.every(), streams.every()
    ids = sorted({socket.session_id for socket in sockets} | {page.session_id for page in pages})
    living: dict[int, str] = {}
    for i in range(0, len(ids), CHUNK):
        living |= await Session.living_among(ids[i : i + CHUNK])
    checked = set(ids)
    for connection in connections.every():
        if connection.session_id in living:
            if connection.name != living[connection.session_id]:  # changed, perhaps by another process
                connection.name = living[connection.session_id]
                conversations.forget_memberships(connection.user_id)
        elif connection.session_id in checked:  # one that came meanwhile is looked at next time
            await broadcast.cut(connection.sid)
    end_streams(checked - living.keys())


async def forget_expired() -> int:
    """Remove the rows of log-ins that ran out."""
    return await Session.filter(expires_at__lte=datetime.now(UTC)).delete()
