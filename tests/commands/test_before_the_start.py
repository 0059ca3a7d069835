"""What an operator is told before there is a database: help, and which setting is wrong."""

from pathlib import Path

import pytest

from setting_checks import kept_secret
from settings import Settings, WrongSettings, load
from tests.commands.conftest import How
from tests.commands.programs import quart, refused, started, typed

HELP = {
    "serve": "Serve Escale with Hypercorn on uvloop.",
    "migrate": "Bring the database up to date.",
    "seed": "Put demo people and a conversation into an empty database.",
    "people": "The people of this installation.",
    "backup": "Write everything (rows and images) into FILE",
    "restore": "Put everything of FILE into an empty database",
    "run": "Run a development server.",
}

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

# What is refused, and in which words; the environment around it where it takes more than one.
WORDS = {
    "DATABASE_URL": ("mysql://x", "must begin with sqlite:// or postgres://"),
    "SECRET_KEY": ("short", "must have at least 32 characters"),
    "SECRET_KEY_FALLBACKS": (f"{'x' * 32}, short", "must have at least 32 characters"),
    "MEDIA_DIR": ("", "names no folder"),
    "MEDIA_URL": ("images", "must be like s3://BUCKET or s3://BUCKET/PREFIX"),
    "AWS_ENDPOINT_URL": ("s3.example", "must be an address such as https://service.example"),
    "AWS_SECRET_ACCESS_KEY": ("secret", "goes together with AWS_ACCESS_KEY_ID: set both, or neither"),
    "PUBLIC_URL": ("https://escale.example/x", "must be an address such as https://escale.example, without a path"),
    "ALLOWED_ORIGINS": ("*", "'*' is not an origin such as https://app.example (no path, no *)"),
    "REDIS_URL": ("redis://127.0.0.1:port/0", "must be like redis://HOST:PORT/N or unix:///FOLDER/FILE"),
    "INSTANCE": ("x" * 21, "must be at most 20 characters, each of them a-z, 0-9 or -"),
    "TRUSTED_PROXIES": ("127.0.0.1, proxy", "'proxy' does not appear to be an IPv4 or IPv6 address"),
    "RATE_LIMITS": ("maybe", "must be on or off"),
    "MIGRATE_ON_START": ("maybe", "must be on or off"),
    "TIME_ZONE": ("Mars", "is not a time zone such as Europe/Paris"),
    "SESSION_DAYS": ("many", "must be a whole number"),
    "WEBHOOK_URL": ("ftp://receiver.example", "must be an address such as https://receiver.example/escale"),
    "WEBHOOK_SECRET": ("whsec_short", "must be whsec_ and 24 to 64 bytes in base64"),
    "METRICS_ADDRESS": ("9100", "must be HOST:PORT such as 127.0.0.1:9100"),
    "OTEL_EXPORTER_OTLP_ENDPOINT": ("127.0.0.1:4318", "must be an address such as https://service.example"),
    "LOG_LEVEL": ("loud", "must be 'debug', 'info', 'warning' or 'error'"),
}
AROUND = {"AWS_SECRET_ACCESS_KEY": {"MEDIA_URL": "s3://images"}}
ANYTHING = {"AWS_REGION", "AWS_ACCESS_KEY_ID"}

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
        load()


def test_every_setting_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen to fail with the patterns and types of a library in place of sentences: `String should match pattern ...`."""
    said = {}
    for name, (wrong, _) in WORDS.items():
        with monkeypatch.context() as environment:
            for setting, value in {**AROUND.get(name, {}), name: wrong}.items():
                environment.setenv(setting, value)
            with pytest.raises(WrongSettings) as stopped:
                load()
        said[name] = str(stopped.value)
    assert said == {name: f"escale: {name}: {words}" for name, (_, words) in WORDS.items()}
    assert said.keys() | ANYTHING == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("days", ["0", "366"])
def test_a_number_beyond_its_bounds_is_told_the_bound(monkeypatch: pytest.MonkeyPatch, days: str) -> None:
    monkeypatch.setenv("SESSION_DAYS", days)
    with pytest.raises(WrongSettings, match={"0": "must be 1 or more", "366": "must be 365 or less"}[days]):
        load()


@pytest.mark.parametrize("name", ["RATE_LIMITS", "MIGRATE_ON_START"])
def test_switches_take_on_and_off_or_true_and_false(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for value, meant in {"on": True, "true": True, "off": False, "false": False}.items():
        monkeypatch.setenv(name, value)
        assert getattr(load(), name.lower()) is meant


def test_what_cannot_be_read_is_one_line_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Seen to fail with a traceback of forty lines in place of either."""
    (tmp_path / ".env").write_bytes(b"SECRET_KEY=\xe9")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongSettings, match=r"^escale: \.env can't be read: "):
        load()
    (tmp_path / "file").touch()
    for place in (tmp_path / "file" / "secret_key", Path("/proc/x/secret_key")):
        with pytest.raises(ValueError, match=rf"^{place} can't be made or read .*: set SECRET_KEY$"):
            kept_secret(place)


async def test_every_way_to_start_says_it_in_that_one_line(how: How) -> None:
    wrong = how | {"SESSION_DAYS": "0"}
    said = {command: await typed(command, **wrong) for command in ("serve", "run", "migrate")}
    said["hypercorn"] = await started("hypercorn", **wrong)
    assert {way: done for way, done in said.items() if not refused(done, "escale: SESSION_DAYS: ")} == {}


@pytest.mark.parametrize("url", UNREACHABLE, ids=["postgres", "sqlite"])
async def test_a_database_that_cannot_be_reached_is_one_line(url: str, how: How) -> None:
    """Seen to fail with a traceback of a hundred lines from `quart run` and from Hypercorn."""
    there = how | {"DATABASE_URL": url}
    for done in (await typed("migrate", **there), await typed("serve", "--port", "0", **there)):
        assert refused(done, "Error: DATABASE_URL: the database can't be used: "), done
    for done in (await started("quart run", **there), await started("hypercorn", **there)):
        assert done.err.startswith("escale: DATABASE_URL: the database can't be used: "), done
        assert (done.status, done.err.count("\n")) == (1, 1), done
