"""What a message may be. Seen to fail with is_blank asking for nothing but length, and with is_readable answering True."""

import json

import pytest
from limits import parse

from actions import attachments, limits, messages
from models import Message
from tests.events.tables import INVALID_CONTENT, NOT_STORED, STORED
from tests.live import Live
from tests.people import Cast

STORED_AS = list(STORED.values())


async def stored(room: int) -> list[str]:
    return [str(text) for text in await Message.filter(conversation_id=room).order_by("id").values_list("content", flat=True)]


async def test_what_a_socket_sends_is_stored_and_pushed_to_the_letter(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        for text in STORED:
            answer = await camille.ask("send_message", {"conversation_id": cast.room, "content": text})
            assert answer["message"]["content"] == STORED[text]
        assert [message["content"] for message in await jean.next("new_message", len(STORED))] == STORED_AS
    assert await stored(cast.room) == STORED_AS


async def test_what_the_api_sends_is_stored_to_the_letter(cast: Cast) -> None:
    async with cast.camille.program() as api:
        for text in STORED:
            answer = await api.post(f"/api/conversations/{cast.room}/messages", json={"content": text})
            assert (answer.status_code, answer.json()["message"]["content"]) == (201, STORED[text])
    assert await stored(cast.room) == STORED_AS


async def test_what_a_form_sends_is_stored_to_the_letter(cast: Cast) -> None:
    async with cast.camille.visitor() as camille:
        page = await camille.get(f"/conversations/{cast.room}")
        for text in STORED:
            page = await camille.submit(page.composer, content=text)
            assert (page.status, page.errors) == (200, [])
        assert page.written == [text.replace("\r\n", "\n").replace("\r", "\n") for text in STORED_AS]
    assert await stored(cast.room) == STORED_AS


@pytest.mark.one_process
async def test_what_is_too_long_is_not_walked_through_and_refusals_are_counted(
    cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fourteen million blanks took half a second of everybody's, as often as anybody liked. Seen to fail with either text looked
    at before its length, and with what the API refuses left uncounted."""

    def short(text: str) -> bool:
        assert len(text) <= 3000
        return not text.strip()

    monkeypatch.setattr(messages, "is_blank", short)
    monkeypatch.setattr(attachments, "is_blank", short)
    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setitem(limits.LIMITS, "refused", parse("2/hour"))
    limits.use("")
    long = " " * 500_000
    async with cast.camille.program() as api:
        sent = ({"content": long}, {"content": "Voici", "attachment": "x", "attachment_alt": long}, {"content": long})
        answers = [await api.post(f"/api/conversations/{cast.room}/messages", json=body) for body in sent]
    assert [answer.json()["code"] for answer in answers] == ["invalid_content", "invalid_attachment_alt", "too_many"]
    limits.use("")


async def test_what_is_no_message_is_refused_by_a_socket(cast: Cast) -> None:
    async with cast.camille.raw() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        asked = [f'["send_message", {{"conversation_id": {cast.room}, "content": {text}}}]' for text in NOT_STORED]
        asked.append(f'["send_message", {{"conversation_id": {cast.room}}}]')
        assert {text: await camille.ask(text) for text in asked} == dict.fromkeys(asked, INVALID_CONTENT)
        assert camille.heard == [("error", {"message": "Message invalide"})] * len(asked)
        await jean.silence()
        assert jean.heard == []
    assert await stored(cast.room) == []


async def test_what_is_no_message_is_refused_by_the_api(cast: Cast) -> None:
    refused = {"error": "Message invalide", "code": "invalid_content", "field": "content"}
    async with cast.camille.program() as api:
        for text in [*NOT_STORED, "missing"]:
            body = "{}" if text == "missing" else f'{{"content": {text}}}'
            answer = await api.post(f"/api/conversations/{cast.room}/messages", content=body)
            assert (text, answer.status_code, answer.json()) == (text, 422, refused)
    assert await stored(cast.room) == []


async def test_what_is_no_message_is_refused_by_the_form_beside_the_field(cast: Cast) -> None:
    texts = [value for value in map(json.loads, NOT_STORED) if isinstance(value, str)]
    async with cast.camille.visitor() as camille:
        page = await camille.get(f"/conversations/{cast.room}")
        for text in texts:
            if any("\ud800" <= c <= "\udfff" for c in text):
                continue  # no form can carry it
            page = await camille.submit(page.composer, content=text)
            assert (text, page.status, len(page.errors)) == (text, 422, 1)
            assert page.dom.one("textarea", name="content").attributes["aria-invalid"] == "true"
            if "\0" not in text:
                assert page.composer.fields["content"] == text.replace("\r\n", "\n").replace("\r", "\n")
    assert await stored(cast.room) == []


async def test_markup_is_text_wherever_it_shows(cast: Cast) -> None:
    markup = "<img src=x onerror=alert(1)>"
    cast.camille.user.name = markup
    await cast.camille.user.save()
    await cast.camille.say(cast.room, markup)
    async with cast.jean.visitor() as jean:
        for path in ("/conversations", f"/conversations/{cast.room}"):
            page = await jean.get(path)
            assert markup not in page.html
            assert markup in page.dom.text
            assert list(page.dom.all("img", onerror="alert(1)")) == []
