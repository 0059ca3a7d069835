"""What Engine.IO refuses it says in fixed words, and a stable one for programs, as the JSON API does.

The library answers in English, with what it was sent: the session id that it does not know, the origin that it does not accept.
It logs the first mistake of each kind that some client makes as an error of ours.
"""

import json
import logging
from typing import Any

from engineio import base_server

log = logging.getLogger(__name__)


def refusal(status: str, code: str, words: str) -> dict[str, Any]:
    """As the library has its answers."""
    said = json.dumps({"error": words, "code": code}, ensure_ascii=False)
    return {"status": status, "headers": [("Content-Type", "application/json")], "response": said.encode()}


def bad_request(_server: Any, _message: object = None) -> dict[str, Any]:
    return refusal("400 BAD REQUEST", "bad_request", "Demande invalide")


def method_not_found(_server: Any) -> dict[str, Any]:
    return refusal("405 METHOD NOT ALLOWED", "method_not_allowed", "Demande sans effet ici")


def unauthorized(_server: Any, words: object = None) -> dict[str, Any]:
    """Whom our handshake turns away, in its words (wire/server.py)."""
    return refusal("401 UNAUTHORIZED", "too_many", str(words or "Trop de connexions"))


def log_refusal(_server: Any, _message: str, kind: str) -> None:
    """BaseServer._log_error_once"""
    log.info("a request for a socket is refused: %s", kind)


async def not_found(_app: Any, _receive: Any, send: Any) -> None:
    """ASGIApp.not_found"""
    said = refusal("404 NOT FOUND", "not_found", "Page introuvable")["response"]
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": said})


def install() -> None:
    """For every server of this process."""
    base_server.BaseServer._bad_request = bad_request
    base_server.BaseServer._method_not_found = method_not_found
    base_server.BaseServer._unauthorized = unauthorized
    base_server.BaseServer._log_error_once = log_refusal
