"""What an operator is told before there is a database: help, and which setting is wrong."""

from base64 import b64encode
from pathlib import Path

import certifi
import pytest
import redis.asyncio
from pydantic import ValidationError

from setting_checks import kept_secret
from settings import Settings, WrongSettings, load
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

AUTHORITIES = certifi.where()
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

UNUSABLE_SERVICES = {
    "media_url": (
        *("images", "https://x", "s3://", "s3:///prefix", "s3://bucket?region=x", "s3://B_UPPER!!", "s3://u:p@bucket"),
        *("S3://bucket", "s3://bucket:80", "s3://bucket?", "s3://bucket#x", "s3://bucket//x", "s3://bucket/a//b"),
        *("s3://bucket/..", "s3://bucket/./a", "s3://bucket/a%2fb", "s3://bucket/a b", " s3://bucket", "s3://buc\nket"),
    ),
    "aws_endpoint_url": (
        *("s3.example", "ftp://s3.example", "https://", "http://x:port", "https://key:secret@s3.example"),
        *("https://key@s3.example", "https://@s3.example", "https://s3.example?a", "https://s3.example/#"),
        *("https://s3.example\n", " https://s3.example"),
    ),
    "otel_exporter_otlp_endpoint": ("127.0.0.1:4318", "grpc://x", "http://a b:4318", "http://[::1:4318", "http://u:p@x:4318"),
    "metrics_address": (
        "9100",
        ":9100",
        "127.0.0.1",
        "127.0.0.1:0",
        "x:port",
        "http://127.0.0.1:9100",
        "127.0.0.1:9100/metrics",
        "u:p@h:9100",
    ),
}

UNUSABLE = {
    "DATABASE_URL": (
        "postgres://u@h/x?minsize=abc",
        "postgres://u@h/x?maxsize=0",
        "sqlite://x?journal_mode=FOO",
        "postgres://u@h/x?sslmode=sometimes",
        "postgres://u@h/x?fast=very",
        "postgres://[u/x",
        "sqlite://x?busy_timeout=",
        "sqlite://x?sslmode=verify-full",
        "sqlite://x?cache_size=1;2",
        "sqlite://x?x y=1",
        "postgres://u@h/x?journal_mode=wal",
        "sqlite:///proc",
        "sqlite:///dev/null",
        "postgres://u@h/x?sslmode=verify-full&sslrootcert=/nowhere.pem",
        "postgres://u@h/x?sslrootcert=/dev/null",
        "postgres://u@h/x?sslcert=/nowhere.pem",
    ),
    "REDIS_URL": (
        "redis://",
        "redis:///0",
        "redis://h/abc",
        "redis://h:99999/0",
        "redis://a b/0",
        "unix://",
        "unix:///",
        "redis://h/0?socket_timeout=abc",
        "redis://h/0?fast=very",
        "redis://h/0?ssl_cert_reqs=none",
        "rediss://h/0?ssl_cert_reqs=NONE",
        "rediss://h/0?ssl_ca_certs=/nowhere.pem",
        "unix:///run/redis.sock?db=x",
    ),
    "SECRET_KEY": (" " * 40, "\udcff" * 32),
    "PUBLIC_URL": (
        *("https://a b", "https://é.fr", "https://a;b", "https://x,", "https://[x]", "https://x:443", "http://x:0"),
        *("https://a..b", "https://.a", "https://999.1.1.1", "https://1.2.3", "https://0x7f.1", f"https://{'a' * 64}.fr"),
    ),
    "ALLOWED_ORIGINS": ("https://a b", "null", "https://b/", "https://[::1", "https://Nuxt.example"),
    "WEBHOOK_URL": (
        *("http://xn--é/", "http://a b/", "http://[::1/", "http://[::1]x/", "http://999.1.1.1/", "http://h:0/", "http:///x"),
        *("http://a\tb/", " http://a/", "http://a/b c", "http://a/\x01", "http://a/\x7f", "http://☃.example/", "http://a\\b/"),
    ),
    "WEBHOOK_SECRET": tuple(f"whsec_{b64encode(bytes(size)).decode()}" for size in (23, 65)),
    "SECRET_KEY_FALLBACKS": ("a,b",),
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


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in UNUSABLE.items() for value in values])
def test_what_would_fail_later_is_refused_at_the_start(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen to fail with a traceback of a hundred lines, or with a start as if nothing were."""
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings, match=rf"\Aescale: {name}: [^\n]+\Z"):
        load()


@pytest.mark.parametrize(
    "url", ["http://[::1]:5000", "http://127.0.0.1:5000", "https://escale_2.exemple-a.fr", "https://xn--9ca.fr"]
)
def test_an_address_as_browsers_send_it_is_taken(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen to fail: in brackets it was refused."""
    monkeypatch.setenv("PUBLIC_URL", url)
    monkeypatch.setenv("ALLOWED_ORIGINS", url)
    assert (load().public_url, load().allowed_origins) == (url, [url])


USABLE = {
    "DATABASE_URL": (
        f"postgres://u@h/x?sslmode=verify-full&sslrootcert={AUTHORITIES}",
        "postgres://u:p@[::1]:5432/x?minsize=1",
        "sqlite:///tmp/in a folder/x?cache_size=-2000&journal_mode=wal",
    ),
    "REDIS_URL": (
        "unix:///run/redis.sock?db=1&client_name=escale",
        "redis://:p@[::1]:6379/1?socket_timeout=2.5&health_check_interval=30&protocol=3",
        f"rediss://h/?ssl_cert_reqs=required&ssl_ca_certs={AUTHORITIES}&ssl_check_hostname=true&username=u&password=p",
    ),
    "WEBHOOK_URL": ("https://café.example/x", "http://[::1]:80/", "https://u:p@h.example:8443/é?x=%20#y", "http://10.0.0.7/"),
    "WEBHOOK_SECRET": tuple(f"whsec_{b64encode(bytes(size)).decode()}" for size in (24, 64)),
    "MEDIA_URL": ("s3://images", "s3://Old_Bucket.1/prefix/more", "s3://images/.escale/..a/(it's)!/"),
    "AWS_ENDPOINT_URL": ("https://s3.example/", "http://[::1]:9000", "https://gateway.example/s3"),
    "METRICS_ADDRESS": ("[::1]:9100", "localhost:9100", "0.0.0.0:1"),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in USABLE.items() for value in values])
def test_what_is_right_is_let_pass(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", f"whsec_{b64encode(bytes(32)).decode()}")  # which a WEBHOOK_URL wants
    monkeypatch.setenv(name, value)
    load()


@pytest.mark.parametrize("url", USABLE["REDIS_URL"])
def test_what_is_let_pass_makes_a_connection(url: str) -> None:
    """As the library does once it is asked for one: it looks at no option before."""
    redis.asyncio.Redis.from_url(url).connection_pool.make_connection()  # type: ignore[no-untyped-call]


def test_a_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen to fail with `the database can't be used: [Errno 2] No such file or directory`, of whichever file."""
    monkeypatch.setenv("DATABASE_URL", "postgres://u@h/x?sslrootcert=/nowhere.pem")
    with pytest.raises(WrongSettings) as stopped:
        load()
    assert str(stopped.value) == "escale: DATABASE_URL: sslrootcert can't be read (No such file or directory): /nowhere.pem"


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


@pytest.mark.parametrize("name", UNUSABLE_SERVICES)
def test_an_address_of_another_service_must_be_one(name: str) -> None:
    for wrong in UNUSABLE_SERVICES[name]:
        with pytest.raises(ValidationError, match=name):
            Settings(**{name: wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "OTEL_EXPORTER_OTLP_ENDPOINT"])
def test_what_may_be_logged_holds_no_password_and_the_refusal_does_not_tell_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "https://key:a-secret@service.example")
    with pytest.raises(WrongSettings) as stopped:
        load()
    assert str(stopped.value) == f"escale: {name}: must hold no name and no password, for it may be written into a log"


@pytest.mark.parametrize("url", UNUSABLE_ADDRESSES)
def test_an_address_that_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="database_url"):
        Settings(database_url=url)


async def test_every_way_to_start_says_it_in_that_one_line(how: How) -> None:
    wrong = how | {"SESSION_DAYS": "0"}
    said = {command: await typed(command, **wrong) for command in ("serve", "run", "migrate")}
    # With a child process, its parent would report success.
    said["hypercorn"] = await python("-m", "hypercorn", "-w", "0", "app:app", **wrong)
    assert {way: done for way, done in said.items() if not refused(done, "escale: SESSION_DAYS: ")} == {}


@pytest.mark.parametrize("url", UNREACHABLE, ids=["postgres", "sqlite"])
async def test_a_database_that_cannot_be_reached_is_one_line(url: str, how: How) -> None:
    there = how | {"DATABASE_URL": url}
    for done in (await typed("migrate", **there), await typed("serve", "--port", "0", **there)):
        assert refused(done, "Error: ", "DATABASE_URL"), done
