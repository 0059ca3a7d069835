"""What the server says in the suite is held against the contract: every event it emits, every answer of its API, every
acknowledgement."""

import re
from typing import Any

import httpx
from jsonschema_rs import Draft202012Validator

from contract import asyncapi, openapi
from contract.catalogue import CLIENT_EVENTS

UNKNOWN_EVENT = {
    "properties": {"ok": {"const": False}, "error": {"$ref": "#/components/schemas/Refusal"}},
    "required": ["ok", "error"],
}

NO_METHOD = {"responses": {"405": openapi.document()["components"]["responses"]["MethodNotAllowed"]}}


def event(name: str, payload: Any) -> None:
    """Raises: jsonschema_rs.ValidationError when the contract has no such event, or another payload."""
    _strict(asyncapi.document(), f"event {name}", asyncapi.document()["components"]["messages"][name]["payload"]).validate(
        payload
    )


def acknowledgement(name: str, payload: Any) -> None:
    """Raises: jsonschema_rs.ValidationError for another answer than the contract has; to an event that it has not, a refusal."""
    document = asyncapi.document()
    event = CLIENT_EVENTS.get(name)
    schema = document["components"]["messages"][f"{name}.ack"]["payload"] if event else UNKNOWN_EVENT
    open_ = event.answer.__name__ if event and event.answer else ""
    _strict(document, f"acknowledgement {name}", schema, part_of_all=open_).validate(payload)


async def answer(response: httpx.Response) -> None:
    """An event hook of httpx: what the API answered is what openapi.json says of that status."""
    path = re.sub(r"/conversations/[^/]+", "/conversations/{conversation_id}", response.request.url.path)
    methods, method, status = openapi.document()["paths"].get(path, {}), response.request.method, str(response.status_code)
    operation = methods.get(method.lower(), NO_METHOD)
    unasked = not methods or (operation is NO_METHOD and status != "405")
    if unasked or response.is_redirect or "upgrade" in response.request.headers or method == "HEAD":
        return
    await response.aread()
    described = operation["responses"].get(status)
    assert described, f"{method} {path} answered {status}, which the contract does not mention"
    assert all(name in response.headers for name, one in described.get("headers", {}).items() if one["required"])
    if "content" in described:
        schema = described["content"]["application/json"]["schema"]
        _strict(openapi.document(), f"{method} {path} {status}", schema).validate(response.json())


_made: dict[str, Draft202012Validator] = {}


def _strict(document: dict[str, Any], name: str, schema: dict[str, Any], part_of_all: str = "") -> Draft202012Validator:
    """With exactly the keys that are named: the documented payloads have no other (decisions.md, Additions). `part_of_all` is a
    shape that stands beside others, which together name them all."""
    if name not in _made:
        schemas = document["components"]["schemas"]
        closed = {key: one if key == part_of_all else {**one, "additionalProperties": False} for key, one in schemas.items()}
        _made[name] = Draft202012Validator({**schema, "unevaluatedProperties": False, "components": {"schemas": closed}})
    return _made[name]
