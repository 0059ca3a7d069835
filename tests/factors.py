"""People who have set up a second factor, and log in."""

import time
from datetime import UTC, datetime

from actions import second_factor, totp
from models import TotpKey
from tests.live import Live
from tests.pages import Page, Visitor
from tests.people import PASSWORD, Person, stranger


async def with_app(person: Person) -> tuple[str, list[str]]:
    """Give this person an app, past the pages; its secret, and their codes on paper."""
    secret = totp.new_secret()
    await TotpKey.create(user=person.user, secret=secret, created_at=datetime.now(UTC))
    return secret, await second_factor.make_codes(person.id)


def code_of(secret: str, drift: int = 0) -> str:
    """What the app shows now, or shows when its clock is so many steps off."""
    return totp.code_at(secret, int(time.time()) // totp.STEP + drift)


async def with_password(visitor: Visitor, person: Person, path: str = "/login") -> Page:
    """The page after the right password."""
    form = (await visitor.get(path)).form("/login")
    return await visitor.submit(form, email=person.user.email, password=PASSWORD)


def at_localhost(live: Live) -> Visitor:
    """A stranger who calls the server by a name, without which there are no passkeys."""
    client = stranger(live)
    client.base_url = live.url.replace("127.0.0.1", "localhost")
    return Visitor(client)
