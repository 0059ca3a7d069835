import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from actions import conversations
from models import Conversation, Message
from models.message_log import NewMessage, append
from tests.people import Cast

CONVERSATION = {"id", "voyager_id", "local_id", "Voyager", "Local", "createdAt", "updatedAt", "last_message", "unread"}
NOT_ALLOWED = {"error": "Non autorisé", "code": "not_allowed"}


async def test_a_conversation_is_opened_once_whoever_opens_it(cast: Cast) -> None:
    async with cast.camille.program() as camille, cast.zoe.program() as zoe:
        answers = await asyncio.gather(*(camille.post("/api/conversations", json={"local_id": cast.zoe.id}) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
        shown = answers[0].json()["conversation"]
        assert set(shown) == CONVERSATION
        assert (shown["voyager_id"], shown["local_id"]) == (cast.camille.id, cast.zoe.id)
        assert (shown["Voyager"], shown["Local"]["name"]) == ({"id": cast.camille.id, "name": "Camille"}, "Zoé")
        assert (shown["last_message"], shown["unread"]) == (None, 0)
        assert all(answer.json()["conversation"] == shown for answer in answers)
        assert [answer.json()["existed"] for answer in answers].count(False) == 1
        back = await zoe.post("/api/conversations", json={"local_id": cast.camille.id})
        assert (back.status_code, back.json()["conversation"]["id"]) == (200, shown["id"])
    assert await Conversation.filter(voyager_id=cast.camille.id, local_id=cast.zoe.id).count() == 1


async def test_two_locals_who_open_at_once_share_one_conversation(cast: Cast) -> None:
    async with cast.jean.program() as jean, cast.zoe.program() as zoe:
        one, other = await asyncio.gather(
            jean.post("/api/conversations", json={"local_id": cast.zoe.id}),
            zoe.post("/api/conversations", json={"local_id": cast.jean.id}),
        )
    assert one.json()["conversation"]["id"] == other.json()["conversation"]["id"]
    assert sorted([one.status_code, other.status_code]) == [200, 201]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "invalid_payload"),
        ("{", 400, "invalid_payload"),
        ("null", 400, "invalid_payload"),
        ("[]", 400, "invalid_payload"),
        ("5", 400, "invalid_payload"),
        ("{}", 400, "invalid_payload"),
        ('{"local_id": null}', 400, "invalid_payload"),
        ('{"local_id": "5"}', 400, "invalid_payload"),
        ('{"local_id": 1.0}', 400, "invalid_payload"),
        ('{"local_id": true}', 400, "invalid_payload"),
        ('{"local_id": [5]}', 400, "invalid_payload"),
        ('{"local_id": 0}', 400, "invalid_payload"),
        ('{"local_id": -1}', 400, "invalid_payload"),
        ('{"local_id": 9223372036854775808}', 400, "invalid_payload"),
        ('{"local_id": ' + "9" * 5000 + "}", 400, "invalid_payload"),
        ('{"local_id": NaN}', 400, "invalid_payload"),
        ("[" * 100_000, 400, "invalid_payload"),
        ('{"a":' * 50_000, 400, "invalid_payload"),
        ("\ufeff{}", 400, "invalid_payload"),
        ('{"local_id": 987654321}', 404, "not_allowed"),
        ('{"local_id": 9223372036854775807}', 404, "not_allowed"),
        ('{"local_id": MYSELF}', 404, "not_allowed"),
        ('{"local_id": TRAVELLER}', 404, "not_allowed"),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_what_opens_no_conversation(cast: Cast, body: str, status: int, code: str) -> None:
    body = body.replace("MYSELF", str(cast.zoe.id)).replace("TRAVELLER", str(cast.camille.id))
    async with cast.zoe.program() as zoe:
        answer = await zoe.post("/api/conversations", content=body.encode())
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/json"
    assert not await Conversation.of(cast.zoe.id).exists()


async def test_bytes_that_are_no_text_are_no_json(cast: Cast) -> None:
    async with cast.zoe.program() as zoe:
        for body in (b"\xff\xfe", b'{"local_id": "\xed\xa0\x80"}', b"\0", b"\x1f\x8b\x08\0"):
            answer = await zoe.post("/api/conversations", content=body)
            assert (answer.status_code, answer.json()["code"]) == (400, "invalid_payload")


async def test_a_person_who_was_disabled_takes_no_new_conversation(cast: Cast) -> None:
    cast.zoe.user.disabled_at = cast.zoe.user.created_at
    await cast.zoe.user.save()
    async with cast.camille.program() as camille:
        answer = await camille.post("/api/conversations", json={"local_id": cast.zoe.id})
    assert (answer.status_code, answer.json()) == (404, NOT_ALLOWED)


async def test_one_and_all_as_each_sees_them(cast: Cast) -> None:
    (message,) = await cast.camille.say(cast.room, "Bonjour")
    async with cast.camille.program() as camille, cast.jean.program() as jean, cast.zoe.program() as zoe:
        for api, unread in [(camille, 0), (jean, 1)]:
            listed = (await api.get("/api/conversations")).json()
            assert set(listed) == {"conversations", "next"}
            (shown,) = listed["conversations"]
            assert set(shown) == CONVERSATION
            assert (shown["unread"], shown["last_message"], listed["next"]) == (unread, message, None)
            assert (await api.get(f"/api/conversations/{cast.room}")).json() == {"conversation": shown}
        assert (await zoe.get("/api/conversations")).json() == {"conversations": [], "next": None}
        answer = await zoe.get(f"/api/conversations/{cast.room}")
        assert (answer.status_code, answer.json()) == (404, NOT_ALLOWED)


async def test_of_one_millisecond_too_the_latest_stands_first(cast: Cast) -> None:
    """Seen to fail with an inbox's order kept no more exactly than the wire shows it."""
    other, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    when = datetime(2026, 5, 4, 12, tzinfo=UTC)
    for conversation, micro in ((other, 100), (cast.conversation, 900)):
        members = (await conversations.opened(cast.camille.id, conversation.id)).membership
        said = NewMessage(members, cast.camille.id, "Bonjour", None, uuid4())
        (written,) = await append([said], when.replace(microsecond=micro))
        assert written.created_at == when
    async with cast.camille.program() as api:
        shown = (await api.get("/api/conversations")).json()["conversations"]
    assert [row["id"] for row in shown] == [cast.room, other.id]
    assert (
        {row["updatedAt"] for row in shown} == {row["last_message"]["createdAt"] for row in shown} == {"2026-05-04T12:00:00.000Z"}
    )


async def test_messages_are_paged_in_both_directions(cast: Cast) -> None:
    ids = await cast.fill(cast.jean, *(f"n° {n}" for n in range(230)))
    async with cast.camille.program() as api:

        async def page(**query: int | str) -> tuple[list[int], bool]:
            answer = await api.get(f"/api/conversations/{cast.room}/messages", params=query)
            assert answer.status_code == 200
            assert set(answer.json()) == {"messages", "has_more"}
            return [message["id"] for message in answer.json()["messages"]], answer.json()["has_more"]

        assert await page() == (ids[-50:], True)
        assert await page(limit=3) == (ids[-3:], True)
        assert await page(limit=1) == (ids[-1:], True)
        assert await page(limit=200) == (ids[-200:], True)
        assert await page(limit=100_000) == (ids[-200:], True)
        assert await page(before=ids[10]) == (ids[:10], False)
        assert await page(before=ids[10], limit=4) == (ids[6:10], True)
        assert await page(before=ids[0]) == ([], False)
        assert await page(after=0, limit=3) == (ids[:3], True)
        assert await page(after=ids[-4]) == (ids[-3:], False)
        assert await page(after=ids[-1]) == ([], False)
        assert await page(after=2**63 - 1) == ([], False)
        assert await page(after=ids[4], before=ids[7]) == (ids[5:7], False)
        assert await page(after=ids[4], before=ids[9], limit=2) == (ids[5:7], True)
        assert await page(after=ids[9], before=ids[4]) == ([], False)
        assert await page(before="", after="", limit="") == (ids[-50:], True)
        walked, after = [], 0
        while True:
            found, more = await page(after=after, limit=60)
            walked += found
            after = walked[-1]
            if not more:
                break
        assert walked == ids
        for name, values in {
            "before": ["x", "-1", "1.0", "²", str(2**63), "9" * 5000, "true", " 1"],
            "after": ["x", "-1", "1.0", str(2**63)],
            "limit": ["x", "-1", "0", "1.0", "9" * 30],
        }.items():
            for value in values:
                answer = await api.get(f"/api/conversations/{cast.room}/messages", params={name: value})
                assert (name, value[:9], answer.status_code, answer.json()["code"]) == (name, value[:9], 400, "invalid_payload")


async def test_an_inbox_is_caught_up_after_the_latest_change_it_has(cast: Cast) -> None:
    async with cast.camille.program() as api:
        opened = await api.post("/api/conversations", json={"local_id": cast.zoe.id})
        other = opened.json()["conversation"]["id"]
        start = datetime(2026, 1, 31, 12, tzinfo=UTC)
        for conversation_id, moment in ((cast.room, start), (other, start + timedelta(hours=1))):
            await Conversation.filter(id=conversation_id).update(updated_at=moment)

        async def changed(**query: str) -> list[int]:
            answer = await api.get("/api/conversations", params=query)
            return [conversation["id"] for conversation in answer.json()["conversations"]]

        latest = (await api.get("/api/conversations")).json()["conversations"][0]["updatedAt"]
        assert await changed() == await changed(after="") == [other, cast.room]
        assert await changed(after=latest) == [other]  # again, with what may have been committed late
        assert await changed(after="2026-01-31T12:00:10Z") == [other, cast.room]
        assert await changed(after="2026-01-31T13:00:10+01:00") == [other, cast.room]
        assert await changed(after="2026-01-31T12:00:10.001Z") == [other]
        assert await changed(after="9999-12-31T23:59:59Z") == []
        assert await changed(after="0001-01-01T00:00:00Z") == [other, cast.room]
        await cast.jean.say(cast.room, "Écrit depuis")
        assert await changed(after="2026-01-31T13:00:10.001Z") == [cast.room]
        for value in (
            "x",
            "5",
            "2026-01-31",
            "2026-01-31T12:00:00",
            "0001-01-01T00:00:00+14:00",
            "2026-13-31T12:00:00Z",
            "\N{ARABIC-INDIC DIGIT FOUR}" * 10,
        ):
            answer = await api.get("/api/conversations", params={"after": value})
            assert (value, answer.status_code, answer.json()["code"]) == (value, 400, "invalid_payload")


async def test_reading_by_the_api_marks_nothing_read(cast: Cast) -> None:
    await cast.jean.say(cast.room, "un")
    async with cast.camille.program() as api:
        for path in ("", "/messages"):
            await api.get(f"/api/conversations/{cast.room}{path}")
    assert (await Conversation.get(id=cast.room)).voyager_unread == 1


async def test_a_message_is_sent_once_and_pushed(cast: Cast) -> None:
    async with cast.camille.program() as api, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        asked = {"content": "Bonjour", "client_id": str(uuid4()), "user_id": cast.jean.id, "conversation_id": 987_654_321}
        first = await api.post(f"/api/conversations/{cast.room}/messages", json=asked)
        again = await api.post(f"/api/conversations/{cast.room}/messages", json=asked)
        assert (first.status_code, again.status_code) == (201, 200)
        assert list(first.json()) == ["message"]
        assert first.json() == again.json()
        assert first.json()["message"]["user_id"] == cast.camille.id
        await jean.silence()
        assert jean.all("new_message") == [first.json()["message"]]


async def test_a_stranger_can_send_nothing(cast: Cast) -> None:
    async with cast.zoe.program() as api:
        for content in ("Bonjour", "", None):
            answer = await api.post(f"/api/conversations/{cast.room}/messages", json={"content": content})
            assert (answer.status_code, answer.json()) == (404, NOT_ALLOWED)
    assert not await Message.exists(conversation_id=cast.room)
