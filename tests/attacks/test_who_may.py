"""Who may: what no other test holds. Each table was seen to fail with the check that it names taken out."""

from typing import Any

import msgspec
import pytest

from events import HANDLERS
from models import Attachment, Conversation, Message, SecurityEvent, Session, User
from tests.live import Live
from tests.people import PASSWORD, Cast, stranger
from tests.routes.test_access import address, routes
from wire import requests

FORBIDDEN: dict[str, Any] = {
    "id": 1,
    "user_id": 1,
    "voyager_id": 1,
    "read": True,
    "createdAt": "2001-01-01T00:00:00.000Z",
    "created_at": "2001-01-01T00:00:00.000Z",
    "email": "other@exemple.fr",
    "password_hash": "x",
    "disabled_at": None,
    "Sender": {"id": 1, "name": "x"},
    "expires_at": "2099-01-01T00:00:00.000Z",
}


async def everything() -> dict[str, list[Any]]:
    """All rows, but for what is noted of the doors and when somebody was last seen."""
    tables = (User, Conversation, Message, Attachment, Session)
    return {
        table.__name__: [
            {name: value for name, value in row.items() if name != "last_seen_at"}
            for row in await table.all().order_by("id").values()
        ]
        for table in tables
    }


async def test_fields_that_a_client_may_not_set_are_overlooked_by_the_api(cast: Cast, live: Live) -> None:
    """Fails when wire.requests shapes are replaced by the JSON itself (tried with Profile: `User.update_from_dict`)."""
    async with cast.camille.program() as api, stranger(live) as nobody:
        before = await User.get(id=cast.camille.id)
        assert (await api.patch("/api/users/me", json={**FORBIDDEN, "city": "Nice"})).json()["id"] == cast.camille.id
        after = await User.get(id=cast.camille.id)
        assert (after.email, after.password_hash, after.created_at) == (before.email, before.password_hash, before.created_at)
        sent = await api.post(f"/api/conversations/{cast.room}/messages", json={**FORBIDDEN, "content": "x"})
        message = sent.json()["message"]
        assert (message["user_id"], message["read"]) == (cast.camille.id, False)
        assert message["createdAt"] > "2020"
        opened = await api.post("/api/conversations", json={**FORBIDDEN, "local_id": cast.zoe.id})
        assert opened.json()["conversation"]["voyager_id"] == cast.camille.id
        asked = {**FORBIDDEN, "name": "X", "email": f"x{cast.room}@exemple.fr", "password": PASSWORD}
        made = (await nobody.post("/api/auth/signup", json=asked)).json()["user"]
        assert made["id"] not in (1, None)
        assert (await User.get(id=made["id"])).password_hash.startswith("$argon2id$")


async def test_fields_that_a_client_may_not_set_are_overlooked_by_every_event(cast: Cast) -> None:
    """A key that nobody knows is no fault, for a client may be newer than its server; it has no effect (wire/requests.py). Fails
    with MessageRead.up_to read from `read`."""
    asked, read = (await cast.jean.say(cast.room, "Vous venez ?"))[0], (await cast.jean.say(cast.room, "Demain ?"))[0]
    payloads: dict[str, dict[str, Any]] = {
        "join_conversation": {},
        "typing": {"isTyping": True},
        "send_message": {"content": "Oui"},
        "message_read": {"message_id": read["id"]},
        "leave_conversation": {},
    }
    assert payloads.keys() == HANDLERS.keys()
    before = await User.all().order_by("id").values("id", "email", "password_hash", "created_at", "disabled_at")
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        for event, payload in payloads.items():
            answer = await camille.ask(event, {**FORBIDDEN, **payload, "conversation_id": cast.room})
            assert (event, answer["ok"], set(answer) - {"message"}) == (event, True, {"ok"})
        await jean.silence()
    told = {name: payload for name, payload in jean.heard if name != "conversation_updated"}
    about = {"conversation_id": cast.room, "message_id": read["id"], "read_by": cast.camille.id}
    assert told["message_read_update"] == about
    assert {told[name]["user_id"] for name in ("user_typing", "new_message")} == {cast.camille.id}
    rows = await Message.filter(conversation_id=cast.room).order_by("id").values_list("user_id", "content", "read")
    assert rows == [
        (cast.jean.id, asked["content"], False),
        (cast.jean.id, read["content"], True),
        (cast.camille.id, "Oui", False),
    ]
    assert before == await User.all().order_by("id").values("id", "email", "password_hash", "created_at", "disabled_at")


def test_no_shape_has_room_for_what_it_does_not_name() -> None:
    """Whatever an edge reads goes through these, so that nothing else of a request can reach a row."""
    shapes = [one for one in vars(requests).values() if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    assert len(shapes) >= 10
    needed = {"conversation_id": 5, "message_id": 7, "local_id": 12, "isTyping": True, "name": "x", "email": "x", "password": "x"}
    for shape in shapes:
        names = {one.encode_name for one in msgspec.structs.fields(shape)}
        more = {name: value for name, value in FORBIDDEN.items() if name not in names}
        known = {name: value for name, value in needed.items() if name in names}
        assert requests.read({**more, **known}, shape) == requests.read(known, shape)


async def test_fields_that_a_client_may_not_set_are_overlooked_by_forms(cast: Cast) -> None:
    before = await User.get(id=cast.camille.id)
    extra = {name: str(value) for name, value in FORBIDDEN.items()}
    async with cast.camille.visitor() as camille:
        page = await camille.get("/account")
        assert (await camille.submit(page.form("/account/profile"), **{**extra, "city": "Nice"})).status == 200
        page = await camille.get(f"/conversations/{cast.room}")
        await camille.submit(page.composer, **{**extra, "content": "x"})
    after, message = await User.get(id=cast.camille.id), await Message.filter(conversation_id=cast.room).get()
    assert (after.email, after.password_hash, after.city) == (before.email, before.password_hash, "Nice")
    assert (message.user_id, message.read, message.created_at.year > 2020) == (cast.camille.id, False, True)


@pytest.mark.parametrize("which", ["another's", "unknown", "beyond"])
async def test_a_form_to_a_conversation_that_is_not_ones_own_leaves_nothing(cast: Cast, which: str) -> None:
    """The same page for another's and for none; fails when conversations.opened asks for no participation."""
    number = {"another's": cast.room, "unknown": 987_654_321, "beyond": 2**63}[which]
    async with cast.zoe.visitor() as zoe:
        page = await zoe.get("/account")
        proof = page.forms[0].fields["csrf_token"]
        before = await everything()
        answer = await zoe.client.post(f"/conversations/{number}/messages", data={"csrf_token": proof, "content": "Coucou"})
        unknown = await zoe.client.get("/conversations/987654320")
    assert (answer.status_code, unknown.status_code) == (404, 404)
    assert answer.text.count("Coucou") == 1  # given back to the one who wrote it
    assert "Revenir à la conversation" not in answer.text
    assert await everything() == before


async def test_no_get_and_no_head_changes_a_row(cast: Cast, live: Live) -> None:
    """Walked from the route table, so that a link or an image on another site changes nothing (a page that a person opens marks
    as read what it shows, and says so in its Sec-Fetch headers; these here are an image's). HEAD asks for no proof against
    forgery either; it fails where a view takes for a form whatever is no GET: then a HEAD deleted the account."""
    await cast.jean.say(cast.room, "Bonjour")
    before = await everything()
    headers = {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image", "Sec-Fetch-Site": "cross-site"}
    async with cast.camille.browser() as browser, cast.camille.program() as program:
        for method, rule, _policy in routes(live.app):
            if method != "GET" or "live" in rule:  # a stream without end, for which tests/routes/test_live.py stands
                continue
            client = program if rule.startswith("/api/") else browser
            for path in {
                address(rule, conversation_id=cast.room),
                address(rule, conversation_id=cast.room) + "?logout=1&_method=POST",
            }:
                got = await client.get(path, headers=headers)
                head = await client.request("HEAD", path, headers=headers, data={"email": "x", "password": "y"})
                assert (rule, got.status_code < 500, head.status_code) == (rule, True, got.status_code)
    assert await everything() == before


async def test_what_is_noted_of_the_doors_is_shown_on_no_page(cast: Cast, live: Live) -> None:
    await SecurityEvent.create(at=cast.camille.user.created_at, kind="log_in", user_id=cast.camille.id, address="192.0.2.99")
    async with cast.camille.browser() as browser:
        for path in ("/account", "/conversations"):
            assert "192.0.2.99" not in (await browser.get(path)).text
