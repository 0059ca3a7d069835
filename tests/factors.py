"""People who have set up a second factor, and log in."""

import time
from datetime import UTC, datetime

from actions import second_factor, totp
from models import Passkey, TotpKey
from tests.authenticator import Authenticator
from tests.live import Live
from tests.pages import Form, Page, Visitor
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


def named(live: Live) -> str:
    """The server's origin by a name: to a bare address no passkey is bound."""
    return live.url.replace("127.0.0.1", "localhost")


def at_localhost(live: Live) -> Visitor:
    """A stranger who calls the server by that name."""
    client = stranger(live)
    client.base_url = named(live)
    return Visitor(client)


def passkey_form(page: Page) -> Form:
    """The form of this page that a passkey answers."""
    return next(form for form in page.forms if "passkey" in form.fields)


def question(form: Form) -> str:
    """What such a form asks."""
    return form.element.attributes["data-question"]


async def registered(live: Live, person: Person, device: Authenticator) -> None:
    """Let this person log in with that device."""
    async with at_localhost(live) as visitor:
        await with_password(visitor, person)
        form = passkey_form(await visitor.get("/account/security"))
        page = await visitor.submit(form, passkey=device.create(question(form)))
        assert page.status == 200
    assert await Passkey.filter(user_id=person.id).count() == 1
