"""What an operator types besides `quart serve`."""

import asyncio

import pytest
from pydantic import ValidationError

from actions import passwords
from settings import Settings
from tests.commands.conftest import How
from tests.commands.programs import Done, python, quart
from tests.faults.tables import column, rows

ADD = ("people", "add", "--name", "Maëlle", "--email", "Maelle@Exemple.FR", "--city", "Brest", "--local")
PASSWORD = "une marée d’équinoxe en mars"

HELP = {
    "serve": "Serve Escale with Hypercorn on uvloop.",
    "migrate": "Bring the database up to date.",
    "seed": "Put demo people and a conversation into an empty database.",
    "people": "The people of this installation.",
    "backup": "Write everything (rows and images) into FILE",
    "restore": "Put everything of FILE into an empty database",
    "run": "Run a development server.",
}

UNUSABLE_ADDRESSES = ("mysql://x", "sqlite://", "postgres://", "postgres://host", "postgres://u:p@host:port/x")

WRONG = {
    "MEDIA_DIR": "/dev/null",
    "TRUSTED_PROXIES": "foo",
    "SECRET_KEY": "short",
    "ALLOWED_ORIGINS": "*",
    "PUBLIC_URL": "foo",
    "TIME_ZONE": "Mars",
    "RATE_LIMITS": "maybe",
    "REDIS_URL": "x",
    "SESSION_DAYS": "0",
}

UNREACHABLE = ("postgres://127.0.0.1:1/nothing", "sqlite:///dev/null/escale.sqlite3")


def refused(done: Done, *words: str) -> bool:
    """It failed with one line that has these words."""
    one_line = done.err.count("\n") == 1 and done.err.endswith("\n")
    return done.status != 0 and one_line and all(word in done.err for word in words) and not done.out


async def test_help_lists_the_commands_and_what_they_do() -> None:
    done, *each = await asyncio.gather(quart("--help"), *(quart(name, "--help") for name in ("serve", "people")))
    listed = {line.split()[0]: line for line in done.out.partition("Commands:")[2].splitlines() if line.strip()}
    for name, text in HELP.items():
        assert text in " ".join(listed[name].split())
    assert done.status == 0
    serve, people = each
    assert "--host TEXT" in serve.out
    assert "--port INTEGER" in serve.out
    assert "Add someone who can log in." in people.out


async def test_people_are_added_to_a_database_that_was_not_there(how: How) -> None:
    done = await quart(*ADD, "--password", PASSWORD, **how)
    assert (done.status, done.out) == (0, "Added Maëlle <maelle@exemple.fr>.\n")
    [row] = await rows(how["DATABASE_URL"], "SELECT name, email, city, is_local, password_hash FROM users")
    assert row[:3] == ("Maëlle", "maelle@exemple.fr", "Brest")
    assert row[3] in (True, 1)
    assert await passwords.verify(PASSWORD, row[4])

    again, short = await asyncio.gather(quart(*ADD, "--password", PASSWORD, **how), quart(*ADD, "--password", "court", **how))
    assert refused(again, "Error: ")
    assert refused(short, "Error: ", "15 caractères")
    assert await column(how["DATABASE_URL"], "SELECT count(*) FROM users") == [1]


async def test_migrate_makes_the_tables_and_nobody(how: How) -> None:
    assert await quart("migrate", **how) == Done(0, "The database is up to date.\n", "")
    assert await column(how["DATABASE_URL"], "SELECT count(*) FROM users") == [0]


async def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(how: How) -> None:
    """Each of them where every command reads it, before all else."""
    load = ("-c", "import settings; settings.load()")
    results = await asyncio.gather(*(python(*load, **(how | {name: wrong})) for name, wrong in WRONG.items()))
    said = dict(zip(WRONG, results, strict=True))
    assert {name: done for name, done in said.items() if not refused(done, f"escale: {name}: ")} == {}


@pytest.mark.parametrize("url", UNUSABLE_ADDRESSES)
def test_an_address_that_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="database_url"):
        Settings(database_url=url)


async def test_every_way_to_start_says_it_in_that_one_line(how: How) -> None:
    ways = [("-m", "quart", "serve"), ("-m", "quart", "run"), ("-m", "quart", "migrate")]
    results = await asyncio.gather(*(python(*way, **(how | {"SESSION_DAYS": "0"})) for way in ways))
    said = dict(zip(ways, results, strict=True))
    assert {way: done for way, done in said.items() if not refused(done, "escale: SESSION_DAYS: ")} == {}


@pytest.mark.parametrize("url", UNREACHABLE, ids=["postgres", "sqlite"])
async def test_a_database_that_cannot_be_reached_is_one_line(url: str, how: How) -> None:
    commands = [("migrate",), ("serve", "--port", "0")]
    results = await asyncio.gather(*(quart(*command, **(how | {"DATABASE_URL": url})) for command in commands))
    said = dict(zip(commands, results, strict=True))
    assert {name: done for name, done in said.items() if not refused(done, "Error: ", "DATABASE_URL")} == {}
