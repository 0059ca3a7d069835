"""What comes of anything that is wrong. Seen to fail with a second CONNECT taken, and without TOLERATED."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from tortoise.exceptions import OperationalError

from actions import conversations
from models import Conversation
from stack.websocket_shared import CRUMBS
from tests.events.tables import INVALID_PAYLOAD
from tests.people import Cast
from tests.raw import RawSocket

UNKNOWN = {"ok": False, "error": {"code": "unknown_event", "message": "Événement inconnu"}}


async def test_unknown_events_are_answered_and_the_socket_goes_on(cast: Cast) -> None:
    async with cast.camille.raw() as camille:
        for name in ("message", "new_message", "conversation_updated", "error", "Join_Conversation", "", "é", "x" * 64):
            assert (name, await camille.ask(f'["{name}", {{}}]')) == (name, UNKNOWN)
        assert await camille.ask(f'["join_conversation", {cast.room}]') == {"ok": True}


async def test_reserved_names_run_no_handler_of_ours(cast: Cast) -> None:
    async with cast.camille.raw() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        for name in ("connect", "disconnect", "connect_error", "*", "escale:refused", "x" * 65):
            for rest in ("", ", {}", f', {{"token": "{cast.zoe.token}"}}', ', "reason"'):
                assert (name, await camille.ask(f'["{name}"{rest}]')) == (name, INVALID_PAYLOAD)
        assert await camille.ask(f'["join_conversation", {cast.room}]') == {"ok": True}
        answer = await camille.ask(f'["send_message", {{"conversation_id": {cast.room}, "content": "Toujours moi"}}]')
        assert answer["message"]["user_id"] == cast.camille.id


@pytest.mark.parametrize(
    "frame",
    [
        "42",
        "42[]",
        "42{}",
        "42[5]",
        '42["join_conversation"',
        '42["join_conversation", ]',
        "42not json",
        '42[["join_conversation"], 5]',
        '451-["send_message",{"_placeholder":true,"num":0}]',
        '42/admin,["join_conversation",5]',
        "43[]",
        "4" * 100,
        b"binary",
        '42["send_message", ' + "[" * 100_000 + "]" * 100_000 + "]",
        '42["send_message", {"a":' + ",".join(["[]"] * 1) + "}" * 1 + "]",
        '42["typing", [' + ",".join(["{}"] * 20_000) + "]]",
    ],
    ids=lambda frame: repr(frame[:24]),
)
async def test_a_packet_that_is_no_event_does_no_harm(cast: Cast, frame: str | bytes) -> None:
    async with cast.camille.raw() as camille:
        await camille.send(frame)
        assert await camille.ask(f'["join_conversation", {cast.room}]') == {"ok": True}


@pytest.mark.parametrize("kind", ["5", "6"])
@pytest.mark.parametrize("attachments", [1, 3])
async def test_a_binary_event_is_answered_by_one_error(cast: Cast, kind: str, attachments: int) -> None:
    async with cast.camille.raw() as camille:
        await camille.send(f'4{kind}{attachments}-["send_message",{{"_placeholder":true,"num":0}}]')
        for _ in range(attachments):
            await camille.send(b"x" * 100)
        assert await camille.ask(f'["join_conversation", {cast.room}]') == {"ok": True}
        assert camille.heard == [("error", {"message": "Demande invalide"})]
        await camille.send(b"one that belongs to nothing")
        assert await camille.ask(f'["join_conversation", {cast.room}]') == {"ok": True}
        assert len(camille.heard) == 2


@pytest.mark.one_process
async def test_whoever_sends_nothing_else_is_cut_in_the_end(cast: Cast, log_lines: list[Any]) -> None:
    async with cast.camille.raw() as camille:
        with pytest.raises(ConnectionError):  # noqa: PT012 -- which of them is the last one is the server's choice
            for _ in range(200):
                await camille.ask('["no such event"]')
    (cut,) = [line for line in log_lines if line["event"] == "socket cut"]
    assert (cut["user_id"], cut["refusals"]) == (cast.camille.id, 101)
    assert sum(line["event"] == "event refused" for line in log_lines) <= 102


async def test_other_namespaces_are_refused(cast: Cast) -> None:
    async with cast.camille.raw() as camille:
        for namespace in ("/admin", "/escale", "/" + "x" * 60):
            await camille.send(f'40{namespace},{{"token":"{cast.camille.token}"}}')
            answer = (await camille.receive() or "").removeprefix(f"44{namespace},")
            assert json.loads(answer) == {"message": "Cet espace n’existe pas", "data": {"code": "unknown_namespace"}}
        assert await camille.ask(f'["join_conversation", {cast.room}]') == {"ok": True}


async def test_a_second_connect_changes_nothing(cast: Cast) -> None:
    async with cast.camille.raw() as camille:
        refusal = (await camille.connect({"token": cast.zoe.token})).removeprefix("44")
        assert json.loads(refusal) == {"message": "Déjà connecté", "data": {"code": "already_connected"}}
        answer = await camille.ask(f'["send_message", {{"conversation_id": {cast.room}, "content": "Toujours moi"}}]')
        assert answer["message"]["user_id"] == cast.camille.id


@pytest.mark.parametrize("crumb", ["3", "6", "40/elsewhere,", "40", "43[]", "41/elsewhere,", b"4"])
async def test_what_says_nothing_without_end_ends_the_socket(cast: Cast, crumb: str | bytes) -> None:
    """Each is parsed and some are answered: seen to fail without is_a_crumb_too_many, as long as somebody goes on."""
    async with cast.camille.raw() as camille:
        with suppress(ConnectionError):
            for _ in range(CRUMBS + 100):
                await camille.send(crumb)
        while await camille.receive() is not None:
            pass


async def test_an_event_before_the_socket_has_shown_who_it_is_does_nothing(cast: Cast) -> None:
    async with RawSocket.opened(cast.camille.live.url) as nobody:
        await nobody.send(f'421["send_message", {{"conversation_id": {cast.room}, "content": "Qui ?"}}]')
        await nobody.send(f'422["join_conversation", {cast.room}]')
        assert (await nobody.connect({"token": cast.camille.token})).startswith("40{")
        assert await nobody.ask(f'["join_conversation", {cast.room}]') == {"ok": True}
    assert (await Conversation.get(id=cast.room)).last_message_id is None


async def test_the_sockets_of_others_do_not_notice(cast: Cast) -> None:
    async with cast.zoe.raw() as zoe, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        await asyncio.gather(*(zoe.send(f'42["join_conversation", {junk}]') for junk in ("null", "[]", str(cast.room), "-1")))
        await zoe.ask('["leave_conversation", {}]')
        await jean.silence()
        assert jean.heard == []


@pytest.mark.logs_errors
@pytest.mark.parametrize(
    ("wrong", "code"),
    [(OperationalError("no such table"), "unavailable"), (OSError("gone"), "unavailable"), (RuntimeError("bug"), "internal")],
)
@pytest.mark.one_process
async def test_our_own_faults_are_answered_without_internals(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, wrong: Exception, code: str
) -> None:
    async def broken(*_: Any) -> Any:
        raise wrong

    async with cast.camille.socket() as camille:
        with monkeypatch.context() as patched:
            patched.setattr(conversations, "opened", broken)
            answer = await camille.ask("join_conversation", cast.room)
        assert answer["error"]["code"] == code
        assert str(wrong) not in str(answer)
        assert camille.all("error") == [{"message": answer["error"]["message"]}]
        assert await camille.ask("join_conversation", cast.room) == {"ok": True}
