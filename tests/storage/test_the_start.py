"""What an operator is told of a store that will have nothing of ours, or is away: of the demo, and at the start."""

from pathlib import Path

import pytest

from tests.commands.conftest import How
from tests.commands.programs import refused, typed
from tests.faults.tables import rows
from tests.models.databases import execute
from tests.storage.conftest import Store

# The last words of the demo's talk may not be written.
REFUSED_ROWS = {
    "sqlite": """CREATE TRIGGER no_last BEFORE INSERT ON messages WHEN NEW.content LIKE 'Alors%'
        BEGIN SELECT RAISE(ABORT, 'no'); END""",
    "postgres": "ALTER TABLE messages ADD CONSTRAINT no_last CHECK (content NOT LIKE 'Alors%')",
}


COUNTED = """SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM conversations), (SELECT count(*) FROM attachments),
    (SELECT count(*) FROM messages)"""


async def counts(how: How) -> list[int]:
    return list((await rows(how["DATABASE_URL"], COUNTED))[0])


@pytest.mark.parametrize("command", [("seed",), ("serve", "--demo", "--port", "0")], ids=" ".join)
async def test_a_demo_whose_pictures_cannot_be_kept_is_one_line_and_nothing(
    command: tuple[str, ...], how: How, store: Store
) -> None:
    """Seen to fail with a traceback of fifty lines, and people without a conversation, after whom nothing could be planted."""
    nowhere = how | store.settings("x") | {"MEDIA_URL": "s3://never-made/x"}
    done = await typed(*command, **nowhere)
    assert refused(done, "Error: MEDIA_URL: the demo's pictures can't be kept: ", "404 NoSuchBucket; nothing was added"), done
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
