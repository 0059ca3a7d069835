"""How many statements each action takes: a page or a message that begins to cost more says so here."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

import auth
from actions import accounts, conversations, messages, people, sessions, typing
from events import conversation as conversation_events
from models import Conversation
from tests.people import PASSWORD, Cast
from tests.pictures import data_url, picture
from tests.queries import counted
from wire.connections import Connection
from wire.requests import Profile

Action = Callable[[Cast, int], Awaitable[object]]


def send(**how: object) -> Action:
    return lambda cast, _: messages.send(cast.camille.id, cast.room, "Bonjour", **how)  # type: ignore[arg-type]


async def join(cast: Cast, message: int) -> object:
    viewer = Connection("sid", "transport", cast.camille.id, "Camille", cast.camille.cookie_session.id)
    return await conversation_events.join(viewer, {"conversation_id": cast.room, "after_id": message - 1})


# The most statements on either database, with nothing remembered from before.
ACTIONS: dict[str, tuple[Action, int]] = {
    "opened": (lambda cast, _: conversations.opened(cast.camille.id, cast.room), 1),
    "inbox": (lambda cast, _: conversations.inbox(cast.camille.id), 1),
    "inbox, searched": (lambda cast, _: conversations.inbox(cast.camille.id, search="jean saint", unread=True), 1),
    "inbox, searched in vain": (lambda cast, _: conversations.inbox(cast.camille.id, search="personne"), 2),
    "seen": (lambda cast, _: conversations.seen(cast.camille.id, cast.conversation), 1),
    "start, existing": (lambda cast, _: conversations.start(cast.camille.id, cast.jean.id), 1),
    "start, new": (lambda cast, _: conversations.start(cast.camille.id, cast.zoe.id), 4),
    "send": (send(), 4),
    "send with a client_id": (send(client_id=uuid4()), 5),
    "send with a photo": (send(attachment=data_url(picture())), 5),
    "page": (lambda cast, _: messages.page(cast.camille.id, cast.room, limit=50), 2),
    "join, and catch up": (join, 2),
    "mark": (lambda cast, message: messages.mark(cast.camille.id, message, cast.room), 6),
    "set_typing": (lambda cast, _: typing.set_typing(cast.camille.id, cast.room, False, "sid"), 1),
    "current": (lambda cast, _: sessions.current(cast.camille.cookie_session.key, auth.COOKIE), 1),
    "log_in": (lambda cast, _: accounts.log_in(cast.camille.user.email, PASSWORD, auth.COOKIE, address="x"), 4),
    "update_profile": (lambda cast, _: accounts.update_profile(cast.camille.user, Profile(city="Lyon")), 1),
    "locals": (lambda cast, _: people.locals(cast.camille.id, "Saint", None), 1),
    "unread_total": (lambda cast, _: Conversation.unread_total(cast.camille.id), 1),
}
PAGES = {
    "/conversations": 2,
    "/conversations?q=saint&unread=1": 3,
    "/conversations?q=Jean": 3,
    "/conversations/{room}": 4,
    "/locals": 4,
    "/account": 4,
    "/login": 1,
    "/health": 1,
}


@pytest.mark.parametrize("name", ACTIONS)
async def test_an_action_takes_no_more_statements_than_it_says(cast: Cast, name: str) -> None:
    action, statements = ACTIONS[name]
    (message,) = await cast.jean.say(cast.room, "Bonjour")
    with counted() as counts:
        await action(cast, message["id"])
    assert len(counts) <= statements, "\n".join(counts.all)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_takes_no_more_statements_than_it_says_however_much_it_shows(cast: Cast, path: str) -> None:
    async with cast.camille.browser() as camille:
        for more in (0, 60):
            await cast.jean.say(cast.room, *["Bonjour"] * more)
            await camille.get(f"/conversations/{cast.room}")  # nothing is unread from here on
            with counted() as counts:
                answer = await camille.get(path.format(room=cast.room))
            assert answer.status_code == 200 or path == "/login"
            assert len(counts) <= PAGES[path], "\n".join(counts.all)


async def test_reading_again_writes_nothing(cast: Cast) -> None:
    (message,) = await cast.jean.say(cast.room, "Bonjour")
    await messages.mark(cast.camille.id, message["id"])
    with counted() as counts:
        assert await messages.mark(cast.camille.id, message["id"]) == 0
    assert not [sql for sql in counts.all if sql.startswith("UPDATE conversations")]


async def test_many_messages_at_once_are_one_transaction(cast: Cast) -> None:
    with counted() as counts:
        await asyncio.gather(*(messages.send(cast.camille.id, cast.room, f"n° {n}") for n in range(50)))
    inserts = [sql for sql in counts.all if sql.startswith("INSERT INTO messages")]
    assert len(inserts) <= 5
