"""The stream that pages without scripts receive, as a program reads it."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from actions import messages, sessions
from models import Conversation
from routes import live as route
from tests.people import Cast, Person
from tests.remote import Stream
from wire import broadcast, streams

FRAMED = {"Sec-Fetch-Dest": "iframe"}
PATIENCE = 10.0


@asynccontextmanager
async def reading(person: Person, room: int, after: int = 0, mode: str = "navigate", **asked: int) -> AsyncIterator[Stream]:
    async with (
        person.browser() as client,
        client.stream(
            "GET",
            f"/conversations/{room}/live/stream",
            params={"after": after, **asked},
            headers={**FRAMED, "Sec-Fetch-Mode": mode},
        ) as answer,
    ):
        reader = Stream(answer)
        await reader.until('role="log"')
        yield reader


def of(person: Person) -> list[streams.Stream]:
    return [stream for stream in streams.every() if stream.user_id == person.id]


async def gone(person: Person | None = None) -> None:
    """Once that person's streams have ended, or everybody's."""
    async with asyncio.timeout(PATIENCE):
        while of(person) if person else streams.every():
            await asyncio.sleep(0.01)


async def test_it_begins_after_what_the_page_has_and_goes_on(cast: Cast) -> None:
    _, shown, *_ = await cast.fill(cast.jean, "Un", "Deux", "Trois", "<i>Quatre</i>")
    async with reading(cast.camille, cast.room, shown) as stream:
        assert "frame-ancestors 'self'" in stream.answer.headers["Content-Security-Policy"]
        assert stream.answer.headers["X-Accel-Buffering"] == "no"
        await stream.until("&lt;i&gt;Quatre")
        await cast.jean.say(cast.room, "Cinq")
        await cast.camille.say(cast.room, "Six")
        await stream.until("Six")
        assert stream.text.count("<article") == 4
        assert "Deux" not in stream.text
        assert stream.text.count('class="day"') == 0
        assert stream.text.index("Trois") < stream.text.index("Quatre") < stream.text.index("Cinq")
    await gone(cast.camille)
    assert cast.room not in streams.listening
    assert broadcast.sequence.last(cast.room) is None


@pytest.mark.parametrize(
    ("since", "mode", "unread"),
    [(None, "navigate", 0), (60 - route.WATCHED, "navigate", 0), (-route.WATCHED, "navigate", 2), (None, "cors", 2)],
)
async def test_what_it_was_sent_is_read_while_somebody_watches(cast: Cast, since: int | None, mode: str, unread: int) -> None:
    asked = {} if since is None else {"since": int(time.time()) + since}
    (missed,) = await cast.jean.say(cast.room, "Un")
    async with cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        async with reading(cast.camille, cast.room, mode=mode, **asked) as stream:
            (sent,) = await cast.jean.say(cast.room, "Deux")
            await cast.camille.say(cast.room, "Trois")
            await stream.until("Trois")  # by when it has seen to what went before
        assert (await Conversation.get(id=cast.room)).voyager_unread == unread
        if not unread:
            told = await jean.next("message_read_update", 2)
            assert [update["message_id"] for update in told] == [missed["id"], sent["id"]]


@pytest.mark.parametrize("left_out", [0, 1])
async def test_all_that_was_missed_is_found_or_its_lack_is_said(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, left_out: int
) -> None:
    """It showed the last fifty of any number without a word, and marked those before them read."""
    monkeypatch.setattr(route, "FEW", 2)
    monkeypatch.setattr(route, "MOST", 4)
    before, *missed = await cast.fill(cast.jean, "Avant", *"abcd", *"e" * left_out)
    await messages.mark(cast.camille.id, before, up_to=True)
    async with reading(cast.camille, cast.room, before) as stream:
        await cast.jean.say(cast.room, "Enfin")
        await cast.camille.say(cast.room, "Merci")
        await stream.until("Merci")
        ids = [int(found) for found in re.findall('data-message-id="([0-9]+)"', stream.text)]
        assert ids[:4] == missed[-4:]
        assert ("Rouvrir la conversation" in stream.text, 'class="day"' in stream.text) == (bool(left_out), bool(left_out))
        assert (f'href="/conversations/{cast.room}?after={before}#new"' in stream.text) == bool(left_out)
        assert (await Conversation.get(id=cast.room)).voyager_unread == (6 if left_out else 0)
    if left_out:  # read meanwhile, as by another window: what comes is read as it is shown
        await messages.mark(cast.camille.id, missed[-1], up_to=True)
        async with reading(cast.camille, cast.room, before) as stream:
            await cast.camille.say(cast.room, "Encore")
            await stream.until("Encore")
            assert "Rouvrir la conversation" in stream.text
            assert (await Conversation.get(id=cast.room)).voyager_unread == 0


async def test_what_could_not_be_marked_is_marked_with_the_next(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "BEAT", 0.05)
    async with reading(cast.camille, cast.room) as stream:
        with monkeypatch.context() as away:
            away.setattr(messages, "mark_in", database_away)
            await cast.jean.say(cast.room, "Un")
            await stream.until("Un")
            await cast.camille.say(cast.room, "Deux")
            await stream.until("Deux")
        async with asyncio.timeout(PATIENCE):
            while (await Conversation.get(id=cast.room)).voyager_unread:
                await asyncio.sleep(0.01)


async def database_away(*_: object, **__: object) -> int:
    raise OSError("away")


async def test_what_nobody_announced_comes_too(cast: Cast) -> None:
    """Committed by another process, while Redis is away: the tail finds it."""
    async with reading(cast.camille, cast.room) as stream:
        await cast.fill(cast.jean, "Sans un mot")
        await stream.until("Sans un mot")


async def test_a_socket_that_leaves_does_not_silence_a_stream_nor_the_other_way_round(cast: Cast) -> None:
    async with cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        async with reading(cast.camille, cast.room) as stream:
            await jean.ask("leave_conversation", cast.room)
            await cast.jean.say(cast.room, "Un")
            await stream.until("Un")
            await jean.ask("join_conversation", cast.room)
        await gone(cast.camille)
        await cast.camille.say(cast.room, "Deux")
        assert (await jean.next("new_message"))[-1]["content"] == "Deux"


async def test_a_person_has_few_and_those_beyond_are_told_so(cast: Cast) -> None:
    async with reading(cast.camille, cast.room), reading(cast.camille, cast.room), reading(cast.camille, cast.room):
        assert len(of(cast.camille)) == streams.PER_PERSON
        await cast.fill(cast.jean, "Bonjour")
        async with reading(cast.camille, cast.room) as refused, reading(cast.jean, cast.room) as other:
            rest = refused.text + await refused.rest()
            assert (refused.answer.status_code, refused.answer.headers["Retry-After"]) == (429, "15")
            assert "Bonjour" in rest
            assert "Trop de pages" in rest
            assert 'http-equiv="refresh"' in rest
            await cast.camille.say(cast.room, "Salut")
            await other.until("Salut")
    await gone(cast.camille)


async def test_a_process_has_few(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    await gone()  # those of the tests before
    monkeypatch.setattr(streams, "PER_PROCESS", 1)
    async with reading(cast.camille, cast.room), reading(cast.jean, cast.room) as refused:
        assert refused.answer.status_code == 503
        assert "Trop de pages" in refused.text + await refused.rest()


async def test_its_time_is_bounded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "LONGEST", 0.3)
    async with reading(cast.camille, cast.room) as stream:
        assert "La réception s’est interrompue" in await stream.rest()
    await gone(cast.camille)


async def test_a_reader_who_lags_too_far_behind_is_let_go(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HELD", 0)
    async with reading(cast.camille, cast.room) as stream:
        await cast.jean.say(cast.room, "Trop vite")
        assert "La réception s’est interrompue" in await stream.rest()
    await gone(cast.camille)
    async with reading(cast.camille, cast.room) as stream:
        await stream.until("Trop vite")


async def ended_elsewhere(person: Person) -> None:
    await person.cookie_session.delete()


async def logged_out(person: Person) -> None:
    await sessions.end_all(person.id)


@pytest.mark.parametrize("end", [logged_out, ended_elsewhere])
async def test_a_session_that_ends_ends_it(cast: Cast, end: object) -> None:
    async with reading(cast.camille, cast.room) as stream, reading(cast.jean, cast.room) as other:
        await end(cast.camille)  # type: ignore[operator]
        assert "Vous avez été déconnecté" in await stream.rest()
        await cast.fill(cast.jean, "Toujours là")
        await other.until("Toujours là")
    async with cast.camille.browser() as camille:
        note = await camille.get(f"/conversations/{cast.room}/live/stream", headers=FRAMED)
        assert (note.status_code, "Se reconnecter" in note.text, "refresh" in note.text) == (401, True, False)
        assert "frame-ancestors 'self'" in note.headers["Content-Security-Policy"]


async def test_it_is_for_the_two_alone(cast: Cast) -> None:
    async with cast.zoe.browser() as zoe:
        for room in (cast.room, 987654321):
            for path in ("live", "live/stream"):
                note = await zoe.get(f"/conversations/{room}/{path}", headers=FRAMED)
                assert (note.status_code, "Actualiser" in note.text) == (404, True)
    assert of(cast.zoe) == []


async def test_only_the_page_of_a_conversation_frames_and_only_the_stream_is_framed(cast: Cast) -> None:
    async with cast.camille.browser() as camille:
        for path, frames in ((f"/conversations/{cast.room}", "'self'"), ("/conversations", "'none'"), ("/account", "'none'")):
            policy = (await camille.get(path)).headers["Content-Security-Policy"]
            assert f"frame-src {frames};" in policy
            assert policy.endswith("frame-ancestors 'none'")
        outer = (await camille.get(f"/conversations/{cast.room}/live")).headers["Content-Security-Policy"]
        assert "frame-src 'self';" in outer
        assert outer.endswith("frame-ancestors 'self'")
        assert (await camille.head(f"/conversations/{cast.room}/live/stream")).status_code == 200
        assert of(cast.camille) == []
