"""Guessing one account's password from many addresses, bounded over all of them, and nobody locked out by it.

Whoever has been in the account before, by the browser or the network address that they come from, is counted apart from those
who never were: a stranger's guesses keep the owner out of nothing but a new device, for an hour, and a passkey opens that too.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from actions import limits, tickets
from actions.errors import TooMany
from models import SecurityEvent, User

MARK_LASTS = 400 * 86_400  # seconds: longer, no browser keeps a cookie


@asynccontextmanager
async def failed(account: str, user: User | None, address: str, mark: str) -> AsyncIterator[None]:
    """Count one try at that account, of which `account` is the pseudonym, whether or not there is one, unless it succeeds.

    `mark` is what the browser was given when somebody logged in with it.
    Raises: TooMany.
    """
    browser = ""
    try:
        await limits.spend("log_in_stranger", account, of=user)
    except TooMany:
        browser = marked(user, mark) if user else ""
        if user is None or not (browser or await was_at(user, address)):
            raise
    if browser:
        await limits.spend("log_in_marked", browser, of=user)
    yield
    await limits.give_back("log_in_stranger", account)
    if browser:
        await limits.give_back("log_in_marked", browser)


def marked(user: User, mark: str) -> str:
    """The browser that shows this mark, where this person has logged in with it; it is good for a few tries."""
    said = tickets.opened("been here", mark, lasts=MARK_LASTS)
    return str(said["browser"]) if said and said["user_id"] == user.id else ""


async def was_at(user: User, address: str) -> bool:
    """Whether this person has logged in from there in the last 90 days; tries from there are bounded on their own."""
    return await SecurityEvent.exists(user_id=user.id, kind="log_in", address=address)


def new_mark(user_id: int) -> str:
    """What a browser is given once this person has logged in with it."""
    return tickets.seal("been here", user_id=user_id, browser=secrets.token_urlsafe(12))
