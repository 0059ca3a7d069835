"""What ends with a log-in. Seen to fail without sessions.watch, without what `cut` cuts here, and with the expired living on."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from actions import sessions
from models import Session, User
from tests.people import PASSWORD, Cast
from tests.raw import Polling, RawSocket

BY_THE_SERVER = "server disconnect"


async def test_logging_out_cuts_that_log_ins_sockets_and_no_other(cast: Cast) -> None:
    async with (
        cast.camille.tab() as tab,
        cast.camille.tab() as other_tab,
        cast.camille.socket() as phone,
        cast.jean.socket() as jean,
        cast.camille.visitor() as camille,
    ):
        page = await camille.get("/conversations")
        page = await camille.submit(page.form("/logout"))
        assert page.path == "/login"
        assert [await tab.ended(), await other_tab.ended()] == [BY_THE_SERVER] * 2
        for socket in (phone, jean):
            await socket.silence()
            assert not socket.closed.is_set()


async def test_the_apis_log_out_cuts_the_tokens_sockets(cast: Cast) -> None:
    async with cast.camille.socket() as phone, cast.camille.program() as api:
        assert (await api.post("/api/auth/logout")).status_code == 204
        assert await phone.ended() == BY_THE_SERVER
        assert (await api.get("/api/users/me")).status_code == 401


async def test_a_polling_socket_is_cut_as_well(cast: Cast) -> None:
    async with cast.camille.socket(transports=["polling"]) as phone, cast.camille.program() as api:
        await api.post("/api/auth/logout")
        assert await phone.ended() == BY_THE_SERVER


async def test_whoever_is_cut_can_send_nothing_more(cast: Cast) -> None:
    async with cast.camille.raw() as rude, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        await sessions.end(cast.camille.bearer_session.id, cast.camille.id)
        assert await rude.receive() == "41"
        assert await rude.receive() in (None, "1")
        await rude.send(f'421["send_message", {{"conversation_id": {cast.room}, "content": "Encore moi"}}]')
        assert await rude.receive() is None
        await jean.silence()
        assert jean.heard == []


async def test_a_new_password_cuts_every_other_log_in(cast: Cast) -> None:
    async with (
        cast.camille.tab() as tab,
        cast.camille.socket() as phone,
        cast.camille.visitor() as camille,
    ):
        page = await camille.get("/account")
        page = await camille.submit(
            page.form("/account/password"), current_password=PASSWORD, new_password="une autre phrase, bien plus longue"
        )
        assert page.path == "/account?saved=password"
        assert await phone.ended() == BY_THE_SERVER
        await tab.silence()
        assert not tab.closed.is_set()
    assert await Session.filter(user_id=cast.camille.id).count() == 1


async def test_ended_one_by_one_and_everywhere_else(cast: Cast) -> None:
    async with cast.camille.socket() as phone, cast.camille.visitor() as camille:
        page = await camille.get("/account")
        await camille.submit(page.form(f"/account/sessions/{cast.camille.bearer_session.id}/end"))
        assert await phone.ended() == BY_THE_SERVER
    async with cast.jean.socket() as phone, cast.jean.visitor() as jean:
        page = await jean.get("/account")
        await jean.submit(page.form("/account/sessions/end"))
        assert await phone.ended() == BY_THE_SERVER
    assert await Session.filter(user_id=cast.jean.id).count() == 1


async def test_what_another_process_ends_is_cut_here_within_five_seconds(cast: Cast) -> None:
    """Disabled, expired, deleted: the database says so, whoever did it; nothing was announced."""
    async with cast.camille.socket() as camille, cast.jean.socket() as jean, cast.zoe.socket() as zoe:
        fourth = await sessions.begin(cast.zoe.user, "bearer")
        await Session.filter(id=cast.camille.bearer_session.id).delete()
        await Session.filter(id=cast.jean.bearer_session.id).update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
        await User.filter(id=cast.zoe.id).update(disabled_at=datetime.now(UTC))
        assert await asyncio.gather(*(socket.ended(5.0) for socket in (camille, jean, zoe))) == [BY_THE_SERVER] * 3
        await fourth.delete()


async def test_a_session_that_runs_out_ends_the_requests_too(cast: Cast) -> None:
    async with cast.camille.program() as api, cast.jean.browser() as browser:
        assert (await api.get("/api/users/me")).status_code == 200
        assert (await browser.get("/conversations")).status_code == 200
        for session in (cast.camille.bearer_session, cast.jean.cookie_session):
            await Session.filter(id=session.id).update(expires_at=datetime.now(UTC))
        assert (await api.get("/api/users/me")).status_code == 401
        assert (await browser.get("/conversations")).headers["Location"] == "/login?next=/conversations"


async def test_the_watch_goes_on_when_the_database_stumbles(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    stumbled = asyncio.Event()

    async def broken(_ids: list[int]) -> dict[int, str]:
        stumbled.set()
        raise OSError("gone")

    monkeypatch.setattr(sessions, "CHECKED", 0.01)
    watch = asyncio.create_task(sessions.watch())
    try:
        async with cast.camille.socket() as camille:
            with monkeypatch.context() as patched:
                patched.setattr(Session, "living_among", broken)
                async with asyncio.timeout(5):
                    await stumbled.wait()
                assert not camille.closed.is_set()
            await Session.filter(id=cast.camille.bearer_session.id).delete()
            await camille.ended()
    finally:
        watch.cancel()


async def test_many_sessions_are_looked_at_in_one_go(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "CHUNK", 2)
    async with cast.camille.socket() as camille, cast.jean.socket() as jean, cast.zoe.socket() as zoe:
        await Session.filter(id=cast.jean.bearer_session.id).delete()
        await sessions.check_once()
        assert await jean.ended() == BY_THE_SERVER
        for socket in (camille, zoe):
            await socket.silence()


@pytest.mark.one_process
async def test_an_ended_polling_session_is_unknown_to_the_engine(cast: Cast) -> None:
    async with cast.camille.program() as client:
        polling = await Polling.opened(client)
        assert polling
        assert (await polling.connect({"token": cast.camille.token})).startswith("40{")
        await sessions.end(cast.camille.bearer_session.id, cast.camille.id)
        assert (await polling.send(f'421["join_conversation",{cast.room}]')).status_code == 400


async def test_a_new_handshake_after_the_end_is_refused(cast: Cast) -> None:
    await sessions.end(cast.camille.bearer_session.id, cast.camille.id)
    async with RawSocket.opened(cast.camille.live.url) as socket:
        assert (await socket.connect({"token": cast.camille.token})).startswith("44")
