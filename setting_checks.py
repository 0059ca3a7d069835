"""What a setting may look like (for addresses, in addresses.py), how a wrong one is refused, and the secret of an installation
that was given none."""

import contextlib
import errno
import os
import re
import secrets
import tempfile
from base64 import b64decode
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ValidationError

from addresses import host_and_port, known_database, known_redis, known_store, service_address

SHORTEST_SECRET = 32

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
