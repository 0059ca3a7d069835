"""What an operator is told before there is a database: help, and which setting is wrong."""

import asyncio

import pytest
from pydantic import ValidationError

import settings
from settings import Settings
from tests.commands.conftest import How
from tests.commands.programs import python, quart, refused, typed

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
    "WEBHOOK_URL": "file:///etc/passwd",
    "WEBHOOK_SECRET": "whsec_c2hvcnQ=",
}

UNUSABLE_SERVICES = {
    "media_url": ("images", "https://x", "s3://", "s3:///prefix", "s3://bucket?region=x"),
    "aws_endpoint_url": ("s3.example", "ftp://s3.example", "https://", "http://x:port"),
    "otel_exporter_otlp_endpoint": ("127.0.0.1:4318", "grpc://x"),
    "metrics_address": ("9100", ":9100", "127.0.0.1", "127.0.0.1:0", "x:port", "http://127.0.0.1:9100", "127.0.0.1:9100/metrics"),
}

UNREACHABLE = ("postgres://127.0.0.1:1/nothing", "sqlite:///dev/null/escale.sqlite3")


async def test_help_lists_the_commands_and_what_they_do() -> None:
    done, *each = [await quart("--help"), *[await typed(name, "--help") for name in ("serve", "people")]]
    listed = {line.split()[0]: line for line in done.out.partition("Commands:")[2].splitlines() if line.strip()}
    for name, text in HELP.items():
        assert text in " ".join(listed[name].split())
    assert done.status == 0
    serve, people = each
    assert "--host TEXT" in serve.out
    assert "--port INTEGER" in serve.out
    assert "Add someone who can log in." in people.out


@pytest.mark.parametrize(("name", "value"), [*WRONG.items(), ("MEDIA_DIR", "/proc/x")])  # a folder that holds nothing of ours
def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them where every command reads it, before all else."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=rf"\Aescale: {name}: [^\n]+\Z"):
        settings.load()


@pytest.mark.parametrize("name", UNUSABLE_SERVICES)
def test_an_address_of_another_service_must_be_one(name: str) -> None:
    for wrong in UNUSABLE_SERVICES[name]:
        with pytest.raises(ValidationError, match=name):
            Settings(**{name: wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize("url", UNUSABLE_ADDRESSES)
def test_an_address_that_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="database_url"):
        Settings(database_url=url)


async def test_every_way_to_start_says_it_in_that_one_line(how: How) -> None:
    ways = [
        *(("-m", "quart", command) for command in ("serve", "run", "migrate")),
        ("-m", "hypercorn", "-w", "0", "app:app"),  # with a child process, its parent would report success
    ]
    results = await asyncio.gather(*(python(*way, **(how | {"SESSION_DAYS": "0"})) for way in ways))
    said = dict(zip(ways, results, strict=True))
    assert {way: done for way, done in said.items() if not refused(done, "escale: SESSION_DAYS: ")} == {}


@pytest.mark.parametrize("url", UNREACHABLE, ids=["postgres", "sqlite"])
async def test_a_database_that_cannot_be_reached_is_one_line(url: str, how: How) -> None:
    commands = [("migrate",), ("serve", "--port", "0")]
    results = await asyncio.gather(*(quart(*command, **(how | {"DATABASE_URL": url})) for command in commands))
    said = dict(zip(commands, results, strict=True))
    assert {name: done for name, done in said.items() if not refused(done, "Error: ", "DATABASE_URL")} == {}
