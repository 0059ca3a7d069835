"""What an address in a setting may look like: of the web, of a database, of Redis, of a store, and where to listen."""

import os
import re
import ssl
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlsplit

HOST = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)
NUMERIC = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)\.?", re.IGNORECASE)  # whose last part is a number is taken for an address
PLACE = re.compile(r"(\[[^]]*\]|[^:[\]]*)(:\d+)?")  # host and port
# What a store may call a bucket, the names of old included; and the letters that need no escape in the names of what it holds.
STORE = re.compile(r"s3://[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9](/(?!\.{1,2}(/|$))[A-Za-z0-9!_.*'()-]+)*/?")

# A host as it stands on the wire: of other letters than these it has a form of these (xn--).
ORIGIN = re.compile(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[1-9]\d*)?")


def split(url: str) -> SplitResult | None:
    """The parts of that address; None where its brackets match nothing, or its port is no number that a port can have."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- looking is what raises
    except ValueError:
        return None
    return parts


def is_host(name: str | None) -> bool:
    """Whether that is an address, or a name that can be looked up, in whichever letters."""
    try:
        ip_address(name or "")
    except ValueError:
        try:
            spelt = (name or "").encode("idna").decode()
        except UnicodeError:
            return False
        return HOST.fullmatch(spelt) is not None and not NUMERIC.fullmatch(spelt)
    return True


def is_web_address(url: str) -> bool:
    """Whether something may be asked there over HTTP. What is no character of an address is left out in silence by one library,
    and refused by another once it asks."""
    parts = split(url)
    if parts is None or parts.scheme not in ("http", "https") or not url.isprintable() or re.search(r"[\s\\]", url):
        return False
    return is_host(parts.hostname) and parts.port != 0 and PLACE.fullmatch(parts.netloc.rpartition("@")[2]) is not None


def is_host_and_port(text: str) -> bool:
    """Such as `127.0.0.1:9100`, and nothing else."""
    parts = split(f"//{text}")
    return parts is not None and bool(parts.port) and is_host(parts.hostname) and parts.netloc == text and "@" not in text


def is_origin(text: str) -> bool:
    """Scheme, host and perhaps a port, and nothing else: what browsers send as `Origin` (where a usual port is left out)."""
    parts = split(text)
    if parts is None or not ORIGIN.fullmatch(text):
        return False
    usual = (parts.scheme, parts.port) in (("http", 80), ("https", 443))
    return is_host(parts.hostname) and not usual


def is_postable(url: str) -> bool:
    """Whether the library that posts takes that address, too: of names in other letters it knows newer rules."""
    import httpx  # for those alone who want webhooks

    try:
        return is_web_address(url) and bool(httpx.URL(url).host)
    except httpx.InvalidURL:
        return False


NUMBER, SECONDS, PRAGMA = r"[1-9]\d{0,5}", r"\d{1,6}(\.\d+)?", r"-?\w+"
# What may stand behind a database's address; of SQLite any other pragma may, too.
SQLITE_OPTIONS = {
    "busy_timeout": r"\d{1,9}",
    "journal_mode": "delete|truncate|persist|memory|wal|off",
    "synchronous": "off|normal|full|extra|[0-3]",
    "foreign_keys": "on|off|[01]",
}
POSTGRES_OPTIONS = {
    "minsize": NUMBER,
    "maxsize": NUMBER,
    "command_timeout": SECONDS,
    "timeout": SECONDS,
    "sslmode": "disable|allow|prefer|require|verify-ca|verify-full",
    **dict.fromkeys(("sslrootcert", "sslcert", "sslkey", "application_name"), ".+"),
}
SWITCH = "true|false|yes|no|[01]"
# The same of Redis; those of TLS behind `rediss://` alone.
REDIS_OPTIONS = {
    "db": r"\d{1,5}",
    "protocol": "[23]",
    "retry_on_timeout": SWITCH,
    **dict.fromkeys(("health_check_interval", "max_connections"), NUMBER),
    **dict.fromkeys(("socket_timeout", "socket_connect_timeout"), SECONDS),
    **dict.fromkeys(("username", "password", "client_name"), ".+"),
}
REDIS_TLS = {
    "ssl_cert_reqs": "(?-i:none|optional|required)",
    "ssl_check_hostname": SWITCH,
    **dict.fromkeys(("ssl_ca_certs", "ssl_certfile", "ssl_keyfile"), ".+"),
}
AUTHORITIES, FILES = ("sslrootcert", "ssl_ca_certs"), ("sslcert", "sslkey", "ssl_certfile", "ssl_keyfile")


def check_option(name: str, value: str, known: Mapping[str, str]) -> None:
    """Raises: ValueError, for a value that would fail later, or a file that can't be read."""
    if not re.fullmatch(known[name], value, re.IGNORECASE):
        raise ValueError(f"has no valid {name}: {value!r}")
    try:
        if name in AUTHORITIES:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(value)
        elif name in FILES:
            Path(value).open("rb").close()
    except ssl.SSLError:
        raise ValueError(f"{name} holds no certificate: {value}") from None
    except OSError as wrong:
        raise ValueError(f"{name} can't be read ({wrong.strerror}): {value}") from None


def known_database(url: str) -> str:
    """A database that we speak."""
    of_sqlite = url.startswith("sqlite://")
    if not of_sqlite and not url.startswith("postgres://"):
        raise ValueError("must begin with sqlite:// or postgres://")
    parts = split(url)
    if of_sqlite and not (parts and (parts.netloc + parts.path).strip("/")):
        raise ValueError("names no file: sqlite://PATH")
    if parts is None or (not of_sqlite and not (parts.hostname and parts.path.strip("/"))):
        raise ValueError("must be like postgres://USER:PASSWORD@HOST:PORT/NAME")
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        known = {name: PRAGMA} | SQLITE_OPTIONS if of_sqlite else POSTGRES_OPTIONS
        if name not in known or (of_sqlite and (name in POSTGRES_OPTIONS or not re.fullmatch(PRAGMA, name))):
            raise ValueError(f"has an option that is not known: {name}")
        check_option(name, value, known)
    if of_sqlite and os.path.exists(file := sqlite_file(url)) and not os.path.isfile(file):
        raise ValueError(f"names something else than a file: {file}")
    return url


def sqlite_file(database_url: str) -> Path:
    """The file of a `sqlite://` address; three or four slashes begin an absolute path."""
    parts = urlsplit(database_url)
    path = parts.netloc + parts.path
    return Path(f"/{path.lstrip('/')}" if path.startswith("/") else path)


def known_store(url: str) -> str:
    """A bucket, and perhaps a prefix in it."""
    if url and not STORE.fullmatch(url):
        raise ValueError("must be like s3://BUCKET or s3://BUCKET/PREFIX")
    return url


def service_address(url: str) -> str:
    """An address of HTTP, which may be told: libraries write into the log whom they did not reach."""
    if not url:
        return url
    if not is_web_address(url):
        raise ValueError("must be an address such as https://service.example")
    if "@" in urlsplit(url).netloc:
        raise ValueError("must hold no name and no password, for it may be written into a log")
    if "?" in url or "#" in url:
        raise ValueError("must end with a host or a path")
    return url


def host_and_port(address: str) -> str:
    """Where to listen."""
    if address and not is_host_and_port(address):
        raise ValueError("must be HOST:PORT such as 127.0.0.1:9100")
    return address


def known_redis(url: str) -> str:
    """A Redis, over TCP, TLS or a socket's file."""
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    parts = split(url)
    at_file = parts and parts.scheme == "unix" and parts.path.strip("/")
    if url and not (parts and (at_file or (is_host(parts.hostname) and re.fullmatch(r"(/\d*)?", parts.path)))):
        raise ValueError("must be like redis://HOST:PORT/N or unix:///FOLDER/FILE")
    known = REDIS_OPTIONS | (REDIS_TLS if url.startswith("rediss://") else {})
    for name, value in parse_qsl(parts.query if parts else "", keep_blank_values=True):
        if name not in known:
            raise ValueError(f"has an option that is not known{' without TLS' if name in REDIS_TLS else ''}: {name}")
        check_option(name, value, known)
    return url
