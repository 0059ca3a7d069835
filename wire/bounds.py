"""How much a request may carry, by who sends it and where."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import settings
from stack.abridged import ANSWERED
from stack.body_bound import declared_length
from stack.client_address import client_address
from wire import connections, doorway
from wire.server import LARGEST_PACKET, header

KIB, MIB = 1024, 1024 * 1024
STRANGER = 8 * KIB  # a socket's bytes before it has shown who it is
LARGEST_TEXT = 256 * KIB  # a form without a file; a JSON request without an image
# Larger than an image may be: a form with too large a photo comes back in words, with its text.
LARGEST_FORM = 32 * MIB
UNFINISHED = 16 * LARGEST_TEXT  # of an address, in bodies that are not whole: they are in memory, for as long as they may take
UNFINISHED_OF_ALL = 16 * UNFINISHED
UPLOAD, TEXT = 120.0, 30.0  # seconds for what may hold an image, and for what may not


def body(scope: Mapping[str, Any]) -> int:
    """The most bytes that this request's body may have.

    Of what a socket posts beyond LARGEST_PACKET, Engine.IO hears the beginning and the end.
    """
    path: str = scope["path"]
    if is_of_sockets(scope):
        return ANSWERED * LARGEST_PACKET if connections.is_authenticated(transport(scope)) else STRANGER
    if path.endswith("/messages"):
        if path.startswith("/api/"):
            return LARGEST_PACKET
        if header(scope, b"content-type").lower().startswith("multipart/form-data"):
            return LARGEST_FORM
    return LARGEST_TEXT


def seconds(scope: Mapping[str, Any]) -> float:
    """The longest that this request's body may take."""
    if is_of_sockets(scope):
        return UPLOAD if connections.is_authenticated(transport(scope)) else doorway.DEADLINE
    return UPLOAD if body(scope) > LARGEST_TEXT else TEXT


def may_be_large(scope: Mapping[str, Any]) -> bool:
    """Whether more may come than a text has: where an image may, of what is longer than that or does not say how long it is."""
    if body(scope) <= LARGEST_TEXT:
        return False
    named = {name for name, _ in scope["headers"]}
    undeclared = b"transfer-encoding" in named or b"content-length" not in named
    return undeclared or declared_length(scope) > LARGEST_TEXT


def sender(scope: Mapping[str, Any]) -> str | None:
    """By which network address a body is counted until it is whole; None where none is."""
    chosen = settings.current()
    return client_address(scope, chosen.trusted_proxies) if chosen.rate_limits else None


def sender_of_text(scope: Mapping[str, Any]) -> str | None:
    """The same of what is no larger than a text. Of what may be, routes/uploads.py sees who sends it; sockets are logged in."""
    return None if may_be_large(scope) else sender(scope)


def is_of_people(scope: Mapping[str, Any]) -> bool:
    """Whether a page answers this request: what it refuses it says in the reader's language."""
    return not is_of_programs(scope["path"]) and not is_of_sockets(scope)


def is_of_programs(path: str) -> bool:
    """Whether the JSON API answers there, as openapi.json describes it."""
    return path.startswith("/api/") or path in ("/health", "/ready")


def is_of_sockets(scope: Mapping[str, Any]) -> bool:
    """Whether Socket.IO answers, which never comes to Quart."""
    return bool(scope["path"].startswith("/socket.io"))


def transport(scope: Mapping[str, Any]) -> str:
    """The Engine.IO connection that this request belongs to; empty for a first one."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return str(query.get("sid", [""])[0])
