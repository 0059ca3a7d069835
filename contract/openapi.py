"""The JSON API as OpenAPI 3.1."""

from functools import cache
from http import HTTPStatus
from typing import Any

from contract import examples, refusals
from contract.api import OPERATIONS, Operation
from contract.schemas import Schema, components, one_of_codes, ref, with_codes
from wire import shapes
from wire.requests import LARGEST_ID


@cache
def document(public_url: str = "") -> dict[str, Any]:
    """The whole document, ready to be written as JSON, of the installation with that `PUBLIC_URL`."""
    types: list[Any] = [shapes.ApiError, shapes.MessageCreated]
    paths: dict[str, dict[str, Any]] = {}
    for (method, path), operation in OPERATIONS.items():
        types += [shape for shape in (operation.body, *operation.answers.values()) if shape is not None]
        paths.setdefault(path.replace("<", "{").replace(">", "}"), {})[method.lower()] = described(method, path, operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Escale",
            "version": "1",
            "description": "A log-in, people, conversations, messages; what is new comes over Socket.IO (`/asyncapi.json`). "
            "A path answers any method that it has not with 405, as `MethodNotAllowed` under `components.responses` has it.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        # Without a `PUBLIC_URL`: where this document was found.
        "servers": [{"url": public_url or "/", "description": "This installation."}],
        "paths": paths,
        "webhooks": {"message.created": {"post": message_created()}},
        "components": {
            "schemas": with_codes(components(types), shapes.ApiError, codes()),
            "responses": {"MethodNotAllowed": not_this_method()},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "description": "The `token` of a log-in."}},
        },
        "security": [{"bearer": []}],
    }


def described(method: str, path: str, operation: Operation) -> dict[str, Any]:
    """One method of one path."""
    parameters = [
        {"name": name, "in": "query", "required": False, "schema": schema, "description": meaning}
        for name, schema, meaning in operation.query
    ]
    if "<conversation_id>" in path:
        id_ = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
        parameters.insert(0, {"name": "conversation_id", "in": "path", "required": True, "schema": id_, "description": "Its id."})
    answers = {str(status): answer(status, shape) for status, shape in operation.answers.items()}
    answers |= {str(status): refused(status, codes) for status, codes in operation.refused().items()}
    return {
        "operationId": f"{method.lower()}{path.replace('/api', '').replace('/', '_').replace('<', '').replace('>', '')}",
        "summary": operation.summary,
        **({"parameters": parameters} if parameters else {}),
        **(
            {"requestBody": {"required": True, "content": json(ref(operation.body), examples.of(operation.body))}}
            if operation.body
            else {}
        ),
        "responses": answers,
        **({"security": []} if operation.public else {}),
    }


def answer(status: int, shape: Any) -> dict[str, Any]:
    """A status, and the shape that it comes with; None for an empty one."""
    content = {"content": json(ref(shape), examples.of(shape, status))} if shape is not None else {}
    return {"description": HTTPStatus(status).phrase, **content}


def refused(status: int, codes: tuple[str, ...]) -> dict[str, Any]:
    """A status of an error, with the codes that it may come with, and an example of each."""
    content = {
        "schema": {"allOf": [ref(shapes.ApiError), one_of_codes(codes)]},
        "examples": {code: {"value": refusals.example(code)} for code in codes},
    }
    return {"description": HTTPStatus(status).phrase, "content": {"application/json": content}}


def not_this_method() -> dict[str, Any]:
    """What answers a method that a path has not."""
    allow = {"required": True, "schema": {"type": "string"}, "description": "The methods that the path has."}
    return {**refused(405, refusals.USUAL[405]), "headers": {"Allow": allow}}


def codes() -> list[str]:
    """Every code that the API may refuse with."""
    named = [code for operation in OPERATIONS.values() for codes in operation.refused().values() for code in codes]
    return sorted({*named, *refusals.USUAL[405], *refusals.ELSEWHERE})


def json(schema: Schema, example: Any) -> dict[str, Any]:
    """Content of that schema, with an example."""
    return {"application/json": {"schema": schema, "example": example}}


SIGNATURE = {
    "webhook-id": "The same at each attempt: what came once may come again.",
    "webhook-timestamp": "Seconds since 1970, of this attempt.",
    "webhook-signature": "`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; with a space between, perhaps several.",
}


def message_created() -> dict[str, Any]:
    """What the server posts to WEBHOOK_URL, where an operator has set it."""
    return {
        "operationId": "message_created",
        "summary": "A message was stored. Signed as Standard Webhooks has it, and sent again until it is taken.",
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": meaning}
            for name, meaning in SIGNATURE.items()
        ],
        "requestBody": {"required": True, "content": json(ref(shapes.MessageCreated), examples.of(shapes.MessageCreated))},
        "responses": {"2XX": {"description": "Taken. Anything else, or nothing within ten seconds: it comes again."}},
        "security": [],
    }
