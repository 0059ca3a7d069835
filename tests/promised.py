"""What the server says in the suite is held against the contract: every event it emits, every answer of its API, every
acknowledgement."""

import re
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator

from contract import asyncapi, openapi


def event(name: str, payload: Any) -> None:
    """Raises: jsonschema.ValidationError when the contract has no such event, or another payload."""
    _strict(asyncapi.document(), f"event {name}", asyncapi.document()["components"]["messages"][name]["payload"]).validate(
        payload
    )


def acknowledgement(name: str, payload: Any) -> None:
    messages = asyncapi.document()["components"]["messages"]
    if f"{name}.ack" in messages:
        _validator("asyncapi", name).validate(payload)


async def answer(response: httpx.Response) -> None:
    """An event hook of httpx: what the API answered is what openapi.json says of that status."""
    path = re.sub(r"/conversations/[^/]+", "/conversations/{conversation_id}", response.request.url.path)
    operation = openapi.document()["paths"].get(path, {}).get(response.request.method.lower())
    if operation is None or response.is_redirect or "upgrade" in response.request.headers:
        return
    await response.aread()
    described = operation["responses"].get(str(response.status_code))
    assert described, f"{response.request.method} {path} answered {response.status_code}, which the contract does not mention"
    if "content" in described:
        schema = described["content"]["application/json"]["schema"]
        _strict(openapi.document(), schema["$ref"], schema).validate(response.json())


_made: dict[str, Draft202012Validator] = {}


@cache
def _validator(_document: str, name: str) -> Draft202012Validator:
    document = asyncapi.document()
    payload = document["components"]["messages"][f"{name}.ack"]["payload"]
    return Draft202012Validator({**payload, "components": document["components"]})


def _strict(document: dict[str, Any], name: str, schema: dict[str, Any]) -> Draft202012Validator:
    """With exactly the keys that are named: the documented payloads have no other (decisions.md, Additions)."""
    if name not in _made:
        schemas = document["components"]["schemas"]
        closed = {key: {**one, "additionalProperties": False} for key, one in schemas.items()}
        _made[name] = Draft202012Validator({**schema, "components": {"schemas": closed}})
    return _made[name]
