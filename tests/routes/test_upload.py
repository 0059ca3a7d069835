"""The composer's form as our own script sends it, to show how far a photo has come: answered as the socket would answer."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from limits import parse

from actions import limits
from models import Message
from tests.live import Live
from tests.pages import Visitor
from tests.people import Cast, Person
from tests.pictures import picture

JSON = {"Accept": "application/json"}
PNG = ("photo", picture(), "image/png")


async def upload(browser: Visitor, person: Person, room: int, file: Any = PNG, **fields: str) -> httpx.Response:
    token = (await browser.get("/account")).forms[0].fields["csrf_token"]
    data = {"csrf_token": token, "viewer_id": str(person.id), "client_id": str(uuid4()), "content": "Le port", **fields}
    return await browser.client.post(f"/conversations/{room}/messages", data=data, files={"attachment": file}, headers=JSON)


async def test_it_is_one_message_however_often_it_comes_and_whoever_hears_it(cast: Cast) -> None:
    client_id = str(uuid4())
    async with cast.camille.visitor() as browser, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        answers = [
            (await upload(browser, cast.camille, cast.room, client_id=client_id, attachment_alt="Le quai")).json()
            for _ in range(2)
        ]
        (heard,) = await jean.next("new_message", 1)
        assert answers == [{"ok": True, "message": heard}] * 2
        assert heard["attachment"].endswith("#alt=Le%20quai")
    assert await Message.filter(conversation_id=cast.room).count() == 1


@pytest.mark.parametrize(
    ("fields", "file", "status", "code"),
    [
        ({"content": "a" * 2001}, PNG, 422, "invalid_content"),
        ({}, ("photo", b"%PDF-1.7", "image/png"), 422, "invalid_attachment"),
        ({}, ("photo", picture() + b"\0" * (10 * 2**20), "image/png"), 413, "attachment_too_large"),
        ({"attachment_alt": "a" * 301}, PNG, 422, "invalid_attachment_alt"),
        ({"viewer_id": "0"}, PNG, 401, "unauthorized"),
        ({"viewer_id": ""}, PNG, 401, "unauthorized"),
    ],
    ids=["too long", "no image", "too large", "described too much", "somebody else's page", "nobody's"],
)
async def test_a_refusal_has_its_code_and_stores_nothing(
    cast: Cast, fields: dict[str, str], file: Any, status: int, code: str
) -> None:
    async with cast.camille.visitor() as browser:
        answer = await upload(browser, cast.camille, cast.room, file, **fields)
    assert (answer.status_code, answer.json()["ok"], answer.json()["error"]["code"]) == (status, False, code)
    assert not await Message.exists(conversation_id=cast.room)


async def test_whoever_sends_too_many_is_told_how_long_to_wait(cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setitem(limits.LIMITS, "send_image", parse("1/hour"))
    limits.use("")
    async with cast.camille.visitor() as browser:
        answers = [await upload(browser, cast.camille, cast.room) for _ in range(2)]
    limits.use("")
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].headers["Retry-After"] == str(answers[1].json()["error"]["retry_after"])


async def test_a_stranger_to_the_conversation_is_told_no_more_than_that(cast: Cast) -> None:
    async with cast.zoe.visitor() as browser:
        answer = await upload(browser, cast.zoe, cast.room)
    assert (answer.status_code, answer.json()) == (
        404,
        {"ok": False, "error": {"code": "not_allowed", "message": "Non autorisé"}},
    )
