"""What a receiver gets, whatever it answers; delivered by the code that the server runs, from the suite's own database."""

import asyncio
import json
import re
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError
from standardwebhooks import Webhook

from contract import openapi
from models import WebhookState
from settings import ROOT, Settings
from tests.live import Live
from tests.people import Cast
from tests.pictures import data_url, picture
from tests.processes import server_process
from tests.remote import pair
from tests.webhooks.delivering import another_room, delivering, ended
from tests.webhooks.receivers import SECRET, Receiver, listening
from webhooks import deliveries, signing

OTHER_SECRET = "whsec_" + "A" * 32


@pytest.mark.usefixtures("impatient")
async def test_each_message_is_posted_signed_as_it_was_announced(cast: Cast) -> None:
    async with listening() as receiver, delivering(receiver.url, OTHER_SECRET, SECRET), cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        [first] = await cast.camille.say(cast.room, "Un « mot » 🦊")
        image = {"conversation_id": cast.room, "content": "Voyez", "attachment": data_url(picture())}
        second = (await jean.ask("send_message", image))["message"]
        await receiver.until(lambda: len(receiver.taken) == 2)
        assert [event["data"] for event in receiver.taken] == [first, second] == await jean.next("new_message", 2)
    assert [(event["type"], event["timestamp"]) for event in receiver.taken] == [
        ("message.created", message["createdAt"]) for message in (first, second)
    ]
    assert [id_ for id_, _ in receiver.attempts] == [f"msg_{first['id']}", f"msg_{second['id']}"]
    schemas = openapi.document()["components"]["schemas"]
    described = Draft202012Validator({"$ref": "#/components/schemas/MessageCreated", "components": {"schemas": schemas}})
    for event in [*receiver.taken, documented()]:
        described.validate(event)


def documented() -> Any:
    """The event of docs/webhooks.md."""
    found = re.search(r"^\{\"type\".*?\}\}\}$", (ROOT / "docs" / "webhooks.md").read_text(), re.DOTALL | re.MULTILINE)
    assert found
    return json.loads(found[0])


@pytest.mark.usefixtures("impatient")
async def test_what_is_not_taken_comes_again_in_order_and_no_redirect_is_followed(cast: Cast) -> None:
    answers = [500, 307, 302, 404, None, 429]
    async with listening() as receiver, delivering(receiver.url):
        receiver.answer = lambda _event: answers.pop(0) if answers else 200
        sent = await cast.camille.say(cast.room, "Un", "Deux", "Trois")
        await receiver.until(lambda: len(receiver.taken) == 3)
    assert receiver.ids() == [message["id"] for message in sent]
    assert [id_ for id_, _ in receiver.attempts[:7]] == [f"msg_{sent[0]['id']}"] * 7
    assert receiver.led_astray == 0


@pytest.mark.usefixtures("impatient")
async def test_a_receiver_that_was_away_gets_everything_and_the_log_one_line_each(cast: Cast, log_lines: list[Any]) -> None:
    zoe, other = await another_room(cast)
    receiver = Receiver()
    async with delivering(receiver.url):
        sent = await cast.camille.say(cast.room, *(f"{n}" for n in range(20)))
        sent += await zoe.say(other, *(f"{n}" for n in range(20)))
        async with asyncio.timeout(10):
            while not [line for line in log_lines if line["event"].startswith("webhook receiver is away")]:
                await asyncio.sleep(0.02)
        await receiver.start()
        await receiver.until(lambda: len(receiver.taken) == 40)
        await receiver.stop()
    for room in (cast.room, other):
        assert receiver.ids(room) == [message["id"] for message in sent if message["conversation_id"] == room]
    said = [line["event"].partition(";")[0] for line in log_lines if "webhook" in line["event"]]
    assert said == ["webhook receiver is away", "webhook receiver is back"]
    assert not any("from=" in str(line) for line in log_lines)


@pytest.mark.usefixtures("impatient")
async def test_what_was_not_taken_for_days_is_given_up(cast: Cast, log_lines: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening() as receiver, delivering(receiver.url):
        [old, new] = await cast.camille.say(cast.room, "Vieux", "Neuf")
        monkeypatch.setattr(deliveries, "GIVEN_UP", timedelta(0))
        receiver.answer = lambda event: 500 if event["data"]["id"] == old["id"] else 200
        await receiver.until(lambda: receiver.ids() == [new["id"]])
    assert [line["message_id"] for line in log_lines if line["event"] == "webhook given up"] == [old["id"]]


@pytest.mark.usefixtures("impatient")
async def test_one_at_a_time_delivers_and_another_takes_over(cast: Cast) -> None:
    async with listening() as receiver, delivering(receiver.url) as third, delivering(receiver.url), delivering(receiver.url):
        sent = await cast.camille.say(cast.room, *(f"{n}" for n in range(30)))
        await receiver.until(lambda: len(receiver.taken) >= 30)
        assert receiver.ids() == [message["id"] for message in sent]
        async with asyncio.timeout(5):
            while await WebhookState.backlog() != (0, None):
                await asyncio.sleep(0.01)
        await ended(third)
        sent += await cast.camille.say(cast.room, *(f"{n}" for n in range(30)))
        await receiver.until(lambda: len(receiver.taken) >= 60)
        assert receiver.ids() == [message["id"] for message in sent]


@pytest.mark.only_on("postgres")  # SQLite commits in the order of ids
@pytest.mark.usefixtures("impatient")
async def test_a_message_that_was_committed_late_with_a_lower_id_is_not_skipped(cast: Cast, live: Live) -> None:
    zoe, other = await another_room(cast)
    held = await asyncpg.connect(live.settings.database_url)
    try:
        async with listening() as receiver, delivering(receiver.url):
            transaction = held.transaction()
            await transaction.start()
            lower = await held.fetchval(
                """INSERT INTO messages (conversation_id, user_id, content, client_id, read, created_at)
                   VALUES ($1, $2, 'Tard', gen_random_uuid(), false, now()) RETURNING id""",
                *(cast.room, cast.camille.id),
            )
            [higher] = await zoe.say(other, "Tôt")
            assert higher["id"] > lower
            await asyncio.sleep(0.2)  # so that whoever would skip it does
            await transaction.commit()
            await receiver.until(lambda: len(receiver.taken) == 2)
            assert receiver.ids() == [lower, higher["id"]]
    finally:
        await held.close()


async def test_what_was_written_before_anything_could_be_posted_is_posted_too(how: dict[str, str]) -> None:
    """By a process that ended before its deliveries began. Seen to fail: what counted as new began with them."""
    async with listening() as receiver:
        hook = {"WEBHOOK_URL": receiver.url, "WEBHOOK_SECRET": SECRET}
        async with server_process(**how, **hook, SSL_CERT_FILE="/nowhere.pem") as server:  # without authorities it can't begin
            camille, _jean, room = await pair(server.url)
            async with camille.escale(server.url) as escale, escale.conversation(room) as talk:
                sent = await talk.send("Un", patience=0)
            await server.kill()
            assert receiver.attempts == []
        async with server_process(**how, **hook):
            await receiver.until(lambda: receiver.ids() == [sent["id"]])


async def test_a_kill_loses_nothing_and_a_receiver_that_hangs_keeps_nobody(
    request: pytest.FixtureRequest, how: dict[str, str]
) -> None:
    async with listening() as receiver:
        receiver.answer = lambda event: 200 if event["data"]["content"] in ("0", "1") else None
        async with server_process(**how, WEBHOOK_URL=receiver.url, WEBHOOK_SECRET=SECRET) as server:
            camille, _jean, room = await pair(server.url)
            async with camille.escale(server.url) as escale, escale.conversation(room) as talk:
                sent = [await talk.send(f"{n}", patience=0) for n in range(20)]
                await receiver.until(lambda: len(receiver.attempts) > 2)
                sent += [await talk.send(f"{n}", patience=0) for n in range(20, 25)]
            await server.kill()
            receiver.answer = lambda _event: 200
            await server.start()
            await receiver.until(lambda: len(set(receiver.ids())) == 25)
            assert list(dict.fromkeys(receiver.ids())) == [message["id"] for message in sent]
            assert server.errors() == []


def test_the_settings_go_together() -> None:
    with pytest.raises(ValidationError, match="webhook_secret"):
        Settings(webhook_url="https://receiver.example/")
    with pytest.raises(ValidationError, match="webhook_secret"):
        Settings(webhook_url="https://receiver.example/", webhook_secret=["whsec_short"])
    for wrong in ("ftp://receiver.example/", "receiver.example", "https://", "http://receiver:port/"):
        with pytest.raises(ValidationError, match="webhook_url"):
            Settings(webhook_url=wrong, webhook_secret=[SECRET])
    Settings(webhook_url="http://10.0.0.7:8080/hook", webhook_secret=[SECRET, OTHER_SECRET])


def test_what_was_changed_on_the_way_is_not_ours() -> None:
    body = b'{"type": "message.created"}'
    headers = signing.headers([SECRET], "msg_1", 1, body)
    with pytest.raises(Exception, match="too old"):
        Webhook(SECRET).verify(body.decode(), headers)
