"""How much anybody may do: one table, an entry an event, a route, or what is dear. `RATE_LIMITS=off` lifts the thresholds."""

import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import blake2b
from typing import Any

from limits import RateLimitItem, parse

import figures
import settings
from actions import audit
from actions.counts import Counts
from actions.errors import TooMany
from models import User

# An event's limit has its name. All are a person's, over all their sockets and processes, unless it says otherwise.
LIMITS: dict[str, RateLimitItem] = {
    name: parse(limit)
    for name, limit in {
        "join_conversation": "120/minute",
        "leave_conversation": "120/minute",
        "send_message": "60/minute",
        "send_image": "20/minute",
        "typing": "120/minute",
        "message_read": "300/minute",
        "refused": "300/minute",  # events that came to nothing; then the socket is cut
        "open_conversation": "30/hour",
        "search": "120/minute",
        "enter": "100/5minute",  # an address, whether or not it gets in: each costs a slow hash
        "log_in": "20/5minute",  # an address; this one and the next three count what comes to nothing (failed)
        "log_in_account": "10/5minute",  # an account from an address: nobody can lock someone else out
        "log_in_stranger": "100/hour",  # an account, from wherever: see actions/been_here.py for those who get in all the same
        "log_in_marked": "20/hour",  # a browser that has been in the account before
        "sign_up": "60/hour",  # an address: a class or a hostel begins on one evening
        "change_account": "30/hour",
        "change_email": "10/hour",
        "confirm": "10/5minute",  # a log-in: whoever holds a stolen one keeps nobody from showing that they are the owner
        "second_factor": "10/30minute",  # an account, from wherever: only who knows its password comes so far
        "change_factors": "60/hour",
        "end_session": "120/hour",
        "choose": "240/hour",  # an address: how pages look and speak in a browser
        "read": "1200/minute",  # pages, and what the JSON API tells
        "visit": "3000/minute",  # an address: pages that ask nobody who they are, or find out that it is nobody
        "file": "6000/minute",  # an address: images, styles and scripts
    }.items()
}

# Each process counts these in its own memory: asking Redis would cost as much as what they bound. Many people may share an
# address, a school's for one, so what is counted by it is wide; whoever is logged in is not among them.
READS = {"read", "visit", "file"}

ONCE = parse("1/minute")  # meeting a bound is noted; going on against it is not

# What each route spends; a test walks the route table and meets each of these bounds. Whoever is not logged in where a person
# must be spends a "visit". Polls of Socket.IO come to no route: wire/doorway.py bounds strangers' connections,
# events/connection.py those of a person, wire/polls.py what they bring and how many wait, and each event has its own.
ROUTES: dict[tuple[str, str], str | None] = {
    # Asked every few seconds by what looks after all processes, from one address, and most of all when they have much to do:
    # who is told "too many" there restarts what is well.
    ("GET", "/health"): None,
    ("GET", "/ready"): None,
    ("GET", "/"): "visit",
    ("GET", "/login"): "visit",
    ("GET", "/signup"): "visit",
    ("GET", "/password/<ticket>"): "visit",
    ("GET", "/docs"): "visit",
    ("GET", "/asyncapi.json"): "visit",
    ("GET", "/openapi.json"): "visit",
    ("GET", "/media/<key>"): "file",
    ("GET", "/assets/<wanted>/<path:filename>"): "file",
    ("GET", "/locals"): "search",
    ("GET", "/conversations"): "read",
    ("GET", "/conversations/<int:conversation_id>"): "read",
    ("GET", "/conversations/<int:conversation_id>/live"): "read",
    ("GET", "/conversations/<int:conversation_id>/live/stream"): "read",
    ("GET", "/account"): "read",
    ("GET", "/account/confirm"): "read",
    ("GET", "/account/email"): "read",
    ("GET", "/account/delete"): "read",
    ("GET", "/account/security"): "read",
    ("GET", "/account/security/app"): "read",
    ("GET", "/api/locals"): "search",
    ("GET", "/api/users/me"): "read",
    ("GET", "/api/conversations"): "read",
    ("GET", "/api/conversations/<conversation_id>"): "read",
    ("GET", "/api/conversations/<conversation_id>/messages"): "read",
    ("POST", "/login"): "log_in",
    ("POST", "/login/code"): "log_in",
    ("POST", "/login/passkey"): "log_in",
    ("POST", "/password/<ticket>"): "log_in",
    ("POST", "/signup"): "sign_up",
    ("POST", "/logout"): "end_session",
    ("POST", "/language"): "choose",
    ("POST", "/theme"): "choose",
    ("POST", "/account/profile"): "change_account",
    ("POST", "/account/password"): "change_account",
    ("POST", "/account/confirm"): "confirm",
    ("POST", "/account/email"): "change_email",
    ("POST", "/account/delete"): "change_account",
    ("POST", "/account/security/app"): "change_factors",
    ("POST", "/account/security/app/remove"): "change_factors",
    ("POST", "/account/security/codes"): "change_factors",
    ("POST", "/account/security/passkeys"): "change_factors",
    ("POST", "/account/security/passkeys/<int:passkey_id>/remove"): "change_factors",
    ("POST", "/account/sessions/end"): "end_session",
    ("POST", "/account/sessions/<int:session_id>/end"): "end_session",
    ("POST", "/conversations"): "open_conversation",
    ("POST", "/conversations/<int:conversation_id>/messages"): "send_message",
    ("POST", "/api/auth/signup"): "sign_up",
    ("POST", "/api/auth/login"): "log_in",
    ("POST", "/api/auth/logout"): "end_session",
    ("PATCH", "/api/users/me"): "change_account",
    ("POST", "/api/conversations"): "open_conversation",
    ("POST", "/api/conversations/<conversation_id>/messages"): "send_message",
}

_counts = Counts()


def use(redis_url: str, installation: str = "") -> None:
    """Count there from here on, with what is counted so far forgotten (done once, by the composition root)."""
    global _counts  # noqa: PLW0603 -- a process counts in one place
    _counts = Counts(redis_url, installation)


async def spend(name: str, *who: object, of: User | None = None) -> None:
    """Count one `name` of that person or address; `of` says whom it is about where it is neither that is counted.

    Raises: TooMany with the seconds to wait.
    """
    if not settings.current().rate_limits:
        return
    alone = name in READS
    if ends := await _counts.hit(LIMITS[name], name, *map(str, who), alone=alone):
        if not await _counts.hit(ONCE, "noted", name, *map(str, who), alone=alone):
            audit.note("bound", **met_by((of.id,) if of else who), detail=name)
        figures.limits_met[name] += 1
        raise TooMany(max(1, math.ceil(ends - time.time())))


@asynccontextmanager
async def failed(name: str, *who: object, of: User | None = None) -> AsyncIterator[None]:
    """Count what is done meanwhile, unless it succeeds: many at once are all counted until it is known what comes of each.

    What succeeds gives back what it spent itself, and forgives nothing of what others did.
    Raises: TooMany, before anything is done.
    """
    await spend(name, *who, of=of)
    yield
    await give_back(name, *who)


@asynccontextmanager
async def log_in(address: str) -> AsyncIterator[None]:
    """One try to get in from there.

    Raises: TooMany.
    """
    await spend("enter", address)
    async with failed("log_in", address):
        yield


async def give_back(name: str, *who: object) -> None:
    if settings.current().rate_limits:
        await _counts.hit(LIMITS[name], name, *map(str, who), cost=-1)


def met_by(who: tuple[object, ...]) -> dict[str, Any]:
    """A person is counted by their id, a stranger by the network address."""
    return {"user_id": who[0]} if isinstance(who[0], int) else {"address": str(who[0])}


def pseudonym(text: str) -> str:
    """What may be counted by and kept elsewhere in place of someone's own words, however long these are."""
    return blake2b(
        text.encode("utf-8", "surrogatepass"), digest_size=16, key=settings.current().secret_key.encode()[:64]
    ).hexdigest()


async def close() -> None:
    """Let go of what the counts are kept in."""
    await _counts.close()
