"""What only reads is counted as well: a person's over all they are logged in with, a stranger's by address.

No more than that: a page takes a millisecond of everybody's, a count five thousandths of one.
"""

from quart import Quart, request

import auth
from actions import limits
from models import Session


def init_app(app: Quart) -> None:
    """Count those too who ask for what is not there."""
    app.before_request(by_nobody_in_particular)


async def by_nobody_in_particular() -> None:
    if request.url_rule is None:
        await by_nobody()


async def by_nobody() -> None:
    """Somebody who has shown nothing that we know, whatever they asked for."""
    await limits.spend("visit", auth.address())


async def by_address() -> None:
    """Anybody, where no one is asked who they are."""
    if name := spent():
        await limits.spend(name, auth.address())


async def by_person(session: Session) -> None:
    """Whoever is logged in."""
    if name := spent():
        await limits.spend(name, session.user_id)


def spent() -> str | None:
    """What this request spends here; what changes something, or searches, is counted where that is done."""
    if request.method not in ("GET", "HEAD") or request.url_rule is None:
        return None
    name = limits.ROUTES["GET", request.url_rule.rule]
    return name if name in limits.READS else None
