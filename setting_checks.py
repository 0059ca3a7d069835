"""What an address in a setting may look like, and the secret of an installation that was given none."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

SHORTEST_SECRET = 32


def has_valid_port(url: str) -> bool:
    """Whether the port, where there is one, is a number that a port can have."""
    try:
        urlsplit(url).port  # noqa: B018 -- looking is what raises
    except ValueError:
        return False
    return True


def is_host_and_port(text: str) -> bool:
    """Such as `127.0.0.1:9100`, and nothing else."""
    parts = urlsplit(f"//{text}")
    return has_valid_port(f"//{text}") and bool(parts.port and parts.hostname) and parts.netloc == text


def is_origin(text: str) -> bool:
    """Scheme, host and perhaps a port, and nothing else: what browsers send as `Origin` (where a usual port is left out)."""
    parts = urlsplit(text)
    if not has_valid_port(text):
        return False
    port = parts.port
    host = f"{parts.hostname}:{port}" if port else parts.hostname
    usual = (parts.scheme, port) in (("http", 80), ("https", 443))
    return parts.scheme in ("http", "https") and bool(host) and not usual and text == f"{parts.scheme}://{host}"


def kept_secret(file: Path) -> str:
    """The installation's own secret: made on the first start, readable by its owner alone."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        # Several processes may start together: whoever links first wins, and nobody reads half a secret.
        descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=".secret-")
        with os.fdopen(descriptor, "w") as new:
            new.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        os.unlink(draft)
    secret = file.read_text().strip()
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"{file} holds no secret of {SHORTEST_SECRET} characters: remove it, or set SECRET_KEY")
    return secret
