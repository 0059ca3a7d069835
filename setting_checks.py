"""What a setting may look like, how a wrong one is refused, and the secret of an installation that was given none."""

import contextlib
import errno
import os
import re
import secrets
import tempfile
from base64 import b64decode
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, parse_qsl, urlsplit

from pydantic import AfterValidator, BeforeValidator, ValidationError

SHORTEST_SECRET = 32
HOST = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)
BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")  # what a store may call one, the names of old included

# A host as it stands on the wire: of other letters than these it has a form of these (xn--).
ORIGIN = re.compile(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[1-9]\d*)?")

# In place of pydantic's words, which are for whoever programs.
WORDS = {
    "bool_parsing": "must be on or off",
    "literal_error": "must be {expected}",
    "int_parsing": "must be a whole number",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
}


def refusal(wrong: ValidationError) -> str:
    """The first setting that is wrong, and why, in one line."""
    first = wrong.errors()[0]
    name = str(first["loc"][0]).upper() if first["loc"] else "SECRET_KEY"
    said = WORDS[first["type"]].format(**first.get("ctx", {})) if first["type"] in WORDS else first["msg"]
    return f"{name}: {said.removeprefix('Value error, ')}"


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
            return HOST.fullmatch((name or "").encode("idna").decode()) is not None
        except UnicodeError:
            return False
    return True


def is_web_address(url: str) -> bool:
    """Whether something may be asked there over HTTP."""
    parts = split(url)
    return parts is not None and parts.scheme in ("http", "https") and is_host(parts.hostname)


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
    return parts.port != 0 and not usual


def kept_secret(file: Path) -> str:
    """The installation's own secret: made on the first start, readable by its owner alone."""
    try:
        if not file.exists():
            make_secret(file)
        secret = file.read_text().strip()
    except OSError as wrong:
        raise ValueError(f"{file} can't be made or read ({wrong.strerror}): set SECRET_KEY") from None
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"{file} holds no secret of {SHORTEST_SECRET} characters: remove it, or set SECRET_KEY")
    return secret


def make_secret(file: Path) -> None:
    """Several processes may start together: whoever links first wins, and nobody reads half a secret."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=".secret-")
    with os.fdopen(descriptor, "w") as new:
        new.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(draft, file)
    os.unlink(draft)


def long_enough(key: str) -> str:
    try:
        key.encode()
    except UnicodeEncodeError:  # what the environment holds is bytes
        raise ValueError("must be text in UTF-8") from None
    if key and len(key.strip()) < SHORTEST_SECRET:
        raise ValueError(f"must have at least {SHORTEST_SECRET} characters")
    return key


def is_webhook_secret(text: str) -> bool:
    """`whsec_` and 24 to 64 bytes in base64, as Standard Webhooks has it."""
    try:
        return text.startswith("whsec_") and 24 <= len(b64decode(text.removeprefix("whsec_"), validate=True)) <= 64
    except ValueError:
        return False


def instance_name(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]{0,20}", name):
        raise ValueError("must be at most 20 characters, each of them a-z, 0-9 or -")
    return name


NUMBER, SECONDS = r"[1-9]\d{0,5}", r"\d{1,6}(\.\d+)?"
# What may stand behind a database's address; of SQLite any pragma may.
OPTIONS = {
    "minsize": NUMBER,
    "maxsize": NUMBER,
    "command_timeout": SECONDS,
    "timeout": SECONDS,
    "busy_timeout": r"\d{1,9}",
    "journal_mode": "delete|truncate|persist|memory|wal|off",
    "synchronous": "off|normal|full|extra|[0-3]",
    "foreign_keys": "on|off|[01]",
    "sslmode": "disable|allow|prefer|require|verify-ca|verify-full",
    **dict.fromkeys(("sslrootcert", "sslcert", "sslkey", "application_name"), ".+"),
}


def known_database(url: str) -> str:
    """A database that we speak."""
    if not url.startswith(("sqlite://", "postgres://")):
        raise ValueError("must begin with sqlite:// or postgres://")
    parts = split(url)
    if url.startswith("sqlite://") and not (parts and (parts.netloc + parts.path).strip("/")):
        raise ValueError("names no file: sqlite://PATH")
    if parts is None or (url.startswith("postgres://") and not (parts.hostname and parts.path.strip("/"))):
        raise ValueError("must be like postgres://USER:PASSWORD@HOST:PORT/NAME")
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if parts.scheme == "postgres" and name not in OPTIONS:
            raise ValueError(f"has an option that is not known: {name}")
        if name in OPTIONS and not re.fullmatch(OPTIONS[name], value, re.IGNORECASE):
            raise ValueError(f"has no valid {name}: {value!r}")
    return url


def known_store(url: str) -> str:
    """A bucket, and perhaps a prefix in it."""
    parts = split(url)
    if url and not (parts and parts.scheme == "s3" and BUCKET.fullmatch(parts.netloc) and not parts.query):
        raise ValueError("must be like s3://BUCKET or s3://BUCKET/PREFIX")
    return url


def service_address(url: str) -> str:
    """An address of HTTP."""
    if url and not is_web_address(url):
        raise ValueError("must be an address such as https://service.example")
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
    if parts and parts.scheme == "unix" and parts.path.strip("/"):
        return url
    if url and not (parts and is_host(parts.hostname) and re.fullmatch(r"(/\d*)?", parts.path)):
        raise ValueError("must be like redis://HOST:PORT/N or unix:///FOLDER/FILE")
    return url


def some_folder(path: object) -> object:
    if path == "":  # which would be the folder in which the command is run
        raise ValueError("names no folder")
    return path


def usable_folder(path: Path) -> Path:
    """A folder that is there and can be written to, made if need be."""
    try:  # by doing it: what a file system allows can't be told from its permissions
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=path).close()
    except OSError as wrong:
        if wrong.errno not in (errno.ENOSPC, errno.EDQUOT):  # a full disk keeps nobody from reading
            raise ValueError(f"{path} is no folder that can be written to") from None
    return path


DatabaseAddress = Annotated[str, AfterValidator(known_database)]
StoreAddress = Annotated[str, AfterValidator(known_store)]
ServiceAddress = Annotated[str, AfterValidator(service_address)]
HostAndPort = Annotated[str, AfterValidator(host_and_port)]
Folder = Annotated[Path, BeforeValidator(some_folder), AfterValidator(usable_folder)]
RedisAddress = Annotated[str, AfterValidator(known_redis)]
Secret = Annotated[str, AfterValidator(long_enough)]
InstanceName = Annotated[str, AfterValidator(instance_name)]
