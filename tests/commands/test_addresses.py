"""What an address, and a secret, in a setting may look like: whatever would fail once it is used is refused at the start."""

from base64 import b64encode

import certifi
import pytest
import redis.asyncio
from pydantic import ValidationError

from settings import Settings, WrongSettings, load

AUTHORITIES = certifi.where()
UNUSABLE_ADDRESSES = ("mysql://x", "sqlite://", "postgres://", "postgres://host", "postgres://u:p@host:port/x")

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
