"""Models that are made of rows of our own SQL are those that Tortoise would have read."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tortoise.models import Model

import auth
from models import Conversation, Session, User
from tests.people import Cast


def columns(row: Model) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row._meta.db_fields}


async def test_a_log_in_is_as_tortoise_reads_it(cast: Cast) -> None:
    key = cast.camille.cookie_session.key
    found, told = await Session.current(key, auth.COOKIE), await Session.get(key=key).select_related("user")
    assert found
    assert columns(found) == columns(told)
    assert columns(found.user) == columns(told.user)
    found.device = "another"
    await found.save()  # which writes to the row that there is
    assert (await Session.get(id=told.id)).device == "another"


async def test_only_what_lives_is_a_log_in(cast: Cast) -> None:
    session = cast.camille.cookie_session
    assert await Session.current(session.key, auth.COOKIE)
    assert await Session.current(session.key, auth.BEARER) is None
    assert await Session.current(session.key[:-1], auth.COOKIE) is None
    await User.filter(id=cast.camille.id).update(disabled_at=datetime.now(UTC))
    assert await Session.current(session.key, auth.COOKIE) is None
    await User.filter(id=cast.camille.id).update(disabled_at=None)
    await Session.filter(id=session.id).update(expires_at=datetime.now(UTC) - timedelta(milliseconds=1))
    assert await Session.current(session.key, auth.COOKIE) is None


async def test_a_conversation_is_as_tortoise_reads_it(cast: Cast) -> None:
    await cast.jean.say(cast.room, "Bonjour")
    told = await Conversation.get(id=cast.room).select_related("voyager", "local")
    for person in (cast.camille, cast.jean):
        found = await Conversation.open_to(person.id, cast.room)
        assert found
        assert columns(found) == columns(told)
        assert columns(found.voyager) == columns(told.voyager)
        assert columns(found.local) == columns(told.local)
    assert await Conversation.open_to(cast.zoe.id, cast.room) is None
