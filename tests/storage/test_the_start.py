"""What an operator is told of a store that will have nothing of ours, or is away: of the demo, and at the start."""

import asyncio
from pathlib import Path

import pytest

import storage
from storage import bucket
from tests.commands.conftest import How
from tests.commands.programs import WAYS, refused, started, typed
from tests.faults.tables import rows
from tests.models.databases import execute
from tests.processes import server_process
from tests.remote import pair
from tests.storage.conftest import Store
from tests.storage.test_leading_elsewhere import answering, whole

# The last words of the demo's talk may not be written.
REFUSED_ROWS = {
    "sqlite": """CREATE TRIGGER no_last BEFORE INSERT ON messages WHEN NEW.content LIKE 'Alors%'
        BEGIN SELECT RAISE(ABORT, 'no'); END""",
    "postgres": "ALTER TABLE messages ADD CONSTRAINT no_last CHECK (content NOT LIKE 'Alors%')",
}


NO_PLACE = {
    "no such bucket": ({"MEDIA_URL": "s3://never-made/x"}, "the store answers 404 NoSuchBucket"),
    "away": ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "All connection attempts failed"),
}
COUNTED = """SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM conversations) AS conversations,
    (SELECT count(*) FROM attachments) AS attachments, (SELECT count(*) FROM messages) AS messages"""


async def counts(how: How) -> list[int]:
    return list((await rows(how["DATABASE_URL"], COUNTED))[0])


@pytest.mark.parametrize("command", [("seed",), ("serve", "--demo", "--port", "0")], ids=" ".join)
@pytest.mark.parametrize("case", NO_PLACE)
async def test_a_demo_whose_pictures_cannot_be_kept_is_one_line_and_nothing(
    command: tuple[str, ...], how: How, store: Store, case: str
) -> None:
    """Seen to fail with a traceback of fifty lines, and people without a conversation, after whom nothing could be planted."""
    wrong, words = NO_PLACE[case]
    done = await typed(*command, **how | store.settings("x") | wrong)
    assert refused(done, "Error: MEDIA_URL: the demo's pictures can't be kept: ", f"{words}; nothing was added"), done
    assert await counts(how) == [0, 0, 0, 0]
    assert (await typed("seed", **how)).status == 0


async def test_a_demo_is_planted_whole_or_not_at_all(request: pytest.FixtureRequest, how: How) -> None:
    """Seen to fail with people, and most of what they said."""
    assert (await typed("migrate", **how)).status == 0
    kind = request.config.getoption("--database")
    await execute(how["DATABASE_URL"], [REFUSED_ROWS[kind]], kind)
    assert (await typed("seed", **how)).status == 1
    assert await counts(how) == [0, 0, 0, 0]
    assert list(Path(how["MEDIA_DIR"]).iterdir()) == []


@pytest.mark.parametrize("way", WAYS)
async def test_a_bucket_that_will_have_nothing_of_ours_stops_every_start_with_one_line(way: str, how: How, store: Store) -> None:
    """Seen to fail: served, with a warning that nothing was swept."""
    never_made = how | store.settings("x") | {"MEDIA_URL": "s3://never-made/x"}
    done = await started(way, **never_made)
    assert done.status == 1
    assert done.err == "escale: MEDIA_URL: the bucket can't be used: the store answers 404 NoSuchBucket\n"


async def test_a_store_that_is_away_or_does_not_answer_is_warned_of_and_text_goes_on(
    how: How, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = how | store.settings("x") | {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    async with server_process(**nobody) as server:
        camille, _jean, room = await pair(server.url)
        async with camille.escale(server.url) as escale, escale.conversation(room) as talk:
            await talk.send("Un", patience=0)
        assert server.log.decode().count("image store is away") == 1

    async def silent(_writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    monkeypatch.setattr(bucket, "LOOKING", 0.2)
    async with answering(silent) as here:
        with pytest.raises(OSError, match="no answer") as away:
            await storage.of(store.place("x", AWS_ENDPOINT_URL=here.url)).look()
    assert not isinstance(away.value, storage.Refused)


ANSWERS = {
    ("404 Not Found", "NoSuchKey"): None,
    ("200 OK", ""): None,
    ("403 Forbidden", "InvalidAccessKeyId"): storage.Refused,
    ("403 Forbidden", "AccessDenied"): storage.Refused,
    ("404 Not Found", "NoSuchBucket"): storage.Refused,
    ("301 Moved Permanently", "PermanentRedirect"): storage.Refused,
    ("400 Bad Request", "AuthorizationQueryParametersError"): storage.Refused,
    ("404 Not Found", ""): OSError,
    ("307 Temporary Redirect", "TemporaryRedirect"): OSError,
    ("503 Service Unavailable", "SlowDown"): OSError,
    ("429 Too Many Requests", ""): OSError,
}


@pytest.mark.parametrize(("status", "code"), ANSWERS)
async def test_what_is_a_refusal_and_what_may_pass(status: str, code: str, store: Store) -> None:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(whole(status, f"<Error><Code>{code}</Code></Error>".encode()))

    async with answering(answer) as here:
        place = storage.of(store.place("x", AWS_ENDPOINT_URL=here.url))
        if (wanted := ANSWERS[status, code]) is None:
            await place.look()
            return
        with pytest.raises(OSError, match=f"^the store answers {status[:3]}") as said:
            await place.look()
    assert type(said.value) is wanted
    assert here.heads[0].startswith("get /images/x/.escale?")
