"""What leaks: tests/routes/test_headers.py holds the headers; here is what the log says, and what it does not."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

import logs
from actions import audit
from tests.live import Live
from tests.people import PASSWORD, Cast, stranger
from tests.pictures import data_url, picture
from tests.raw import PATH, Polling
from tests.stack.harness import connection

FORGERY = 'x\r\n{"event": "log_in"}\x1b[2J\x9b\u2028\u202e'


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What this process would write to its log, at the most talkative level, as an operator's file has it."""
    before, handlers = structlog.get_config(), list(logging.getLogger().handlers)
    stream = io.StringIO()
    logs.configure("debug", stream)
    yield stream
    structlog.configure(**before)
    logging.getLogger().handlers = handlers


async def test_nothing_that_anybody_wrote_nor_any_secret_is_in_the_log(
    cast: Cast, live: Live, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when any of these is added to a line (tried with the content in events/edge.py, the path in routes/trace.py)."""
    monkeypatch.setattr(live.settings, "log_level", "debug")
    words = "des mots qui ne regardent personne"
    async with cast.camille.socket() as camille, cast.camille.program() as api, stranger(live) as nobody:
        await camille.ask("join_conversation", cast.room)
        photo = {"conversation_id": cast.room, "content": words, "attachment": data_url(picture())}
        sent = (await camille.ask("send_message", photo))["message"]
        await camille.ask("send_message", {"conversation_id": cast.room, "content": words * 100})
        await camille.ask("no such event", words)
        await api.get("/api/locals", params={"q": words})
        await api.post(f"/api/conversations/{cast.room}/messages", json={"content": words})
        await nobody.get(sent["attachment"])
        await nobody.get("/api/users/me", params={"token": cast.camille.token})
        await nobody.get(f"/{words}", headers={"Authorization": f"Bearer {cast.camille.token}"})
        for password in (PASSWORD, "un mot de passe faux et long"):
            await nobody.post("/api/auth/login", json={"email": cast.jean.user.email, "password": password})
    said = written.getvalue()
    lines = [json.loads(line) for line in said.splitlines()]
    assert {"request", "event", "event refused"} <= {line["event"] for line in lines}
    secrets = [words, PASSWORD, "un mot de passe faux", cast.camille.token, cast.camille.bearer_session.key, "signature="]
    secrets += [cast.camille.user.email, cast.jean.user.email, "$argon2id$", "base64", live.settings.secret_key]
    assert [secret for secret in secrets if secret in said] == []


async def test_a_line_for_each_request_with_an_id_of_our_own(cast: Cast, live: Live, written: io.StringIO) -> None:
    async with cast.camille.program() as api:
        answers = [
            await api.get(f"/api/conversations/{cast.room}", headers={"X-Request-Id": "chosen-by-a-stranger"}),
            await api.get("/api/conversations/0"),
            await api.get("/nowhere"),
        ]
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    told = [line for line in lines if line["event"] == "request"]
    rule = "/api/conversations/<conversation_id>"
    assert [(line["route"], line["status"], line["user_id"]) for line in told] == [
        (rule, 200, cast.camille.id),
        (rule, 404, cast.camille.id),
        (None, 404, None),
    ]
    assert [line["request_id"] for line in told] == [answer.headers["X-Request-Id"] for answer in answers]
    assert len({line["request_id"] for line in told}) == 3
    assert "chosen" not in written.getvalue()


async def test_a_line_for_each_event_but_a_message_at_the_default_level(cast: Cast, written: io.StringIO) -> None:
    """A message over a socket has none: the line would cost a quarter of what the message does."""
    logs.configure("info", written)
    async with cast.camille.socket() as camille:
        assert (await camille.ask("join_conversation", cast.room))["ok"]
        assert (await camille.ask("send_message", {"conversation_id": cast.room, "content": "Bonjour"}))["ok"]
    (line,) = [json.loads(line) for line in written.getvalue().splitlines()]
    assert (line["event"], line["event_name"], line["user_id"]) == ("event", "join_conversation", cast.camille.id)


async def test_a_line_for_what_is_answered_around_the_pages(cast: Cast, live: Live, written: io.StringIO) -> None:
    """Polls, bodies too large, and what Hypercorn answers by itself: seen to fail without routes/trace.py's Around,
    and with no line in stack/hypercorn_http1.py."""
    logs.configure("info", written)
    async with stranger(live) as nobody:
        polling = await Polling.opened(nobody)
        assert polling
        await polling.connect({"token": cast.camille.token})
        await polling.send("3")
        await nobody.post("/api/auth/login", content=b"a" * 300_000)
        await nobody.request("BREW", f"{PATH}polling")
    for head in (b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nCookie: %s\r\n\r\n" % (b"x" * 20_000)):
        async with connection(int(live.url.rpartition(":")[2])) as (reader, writer):
            writer.write(head)
            await reader.read()
    told = [line for line in map(json.loads, written.getvalue().splitlines()) if line["event"] == "request"]
    sockets, mine = "/socket.io/", cast.camille.id
    assert [(line["method"], line["route"], line["status"], line["user_id"]) for line in told] == [
        ("GET", sockets, 200, None),
        ("POST", sockets, 200, mine),  # it has shown who it is
        ("GET", sockets, 200, mine),
        ("POST", sockets, 200, mine),
        ("POST", None, 413, None),
        ("?", sockets, 405, None),
        (None, None, 400, None),
        (None, None, 431, None),
    ]


async def test_no_line_for_what_is_asked_every_second_at_the_default_level(live: Live, written: io.StringIO) -> None:
    """As deploy/Caddyfile asks. Seen to fail for `/ready`, which had a line each time."""
    logs.configure("info", written)
    async with stranger(live) as nobody:
        for path in ("/health", "/ready"):
            assert (await nobody.get(path)).status_code == 200
    assert written.getvalue() == ""


async def test_no_line_is_forged(cast: Cast, live: Live, written: io.StringIO) -> None:
    """Fails for Engine.IO's own handler, which writes an unknown session id as it came."""
    log, library = structlog.get_logger("escale"), logging.getLogger("engineio.server")
    log.info(FORGERY, said=FORGERY)
    library.error("Invalid session %s", FORGERY)
    async with stranger(live) as nobody:
        await nobody.get(f"{PATH}polling", params={"sid": FORGERY})
        await nobody.get("/%0d%0aFORGED", headers={"User-Agent": b"\x1b[31m".decode("latin-1").replace("\x1b", "?")})
    lines = written.getvalue().split("\n")
    assert lines.pop() == ""
    parsed = [json.loads(line) for line in lines]
    assert not [line for line in parsed if line["event"] == "log_in"]
    assert not [character for line in lines for character in line if not character.isprintable()]


def test_on_a_terminal_neither(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "isatty", lambda: True)
    logs.configure("info", written)
    structlog.get_logger("escale").info("request", said=FORGERY)
    logging.getLogger("engineio.server").error("Invalid session %s", FORGERY)
    said = written.getvalue()
    assert said.count("\n") == 2
    assert not set(said) & {"\r", "\x9b", "\u2028", "\u202e"}
    assert "\x1b[2J" not in said


async def test_notes_of_the_doors_forge_nothing_either(live: Live) -> None:
    audit.note("log_in_refused", address=FORGERY)
    noted: Any = audit._waiting[-1]
    assert noted.address.isprintable()
