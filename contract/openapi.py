"""The JSON API as OpenAPI 3.1."""

from functools import cache
from http import HTTPStatus
from typing import Any

from contract.api import OPERATIONS, REFUSED_TO_ALL, Operation
from contract.schemas import components, ref
from wire import shapes
from wire.requests import LARGEST_ID


@cache
def document() -> dict[str, Any]:
    """The whole document, ready to be written as JSON."""
    types: list[Any] = [shapes.ApiError, shapes.MessageCreated]
    paths: dict[str, dict[str, Any]] = {}
    for (method, path), operation in OPERATIONS.items():
        types += [shape for shape in (operation.body, *operation.answers.values()) if shape is not None]
        paths.setdefault(path.replace("<", "{").replace(">", "}"), {})[method.lower()] = described(method, path, operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Escale", "version": "1", "license": {"name": "MIT", "identifier": "MIT"}},
        "paths": paths,
        "webhooks": {"message.created": {"post": message_created()}},
        "components": {
            "schemas": components(types),
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
    answers |= {str(status): answer(status, shapes.ApiError) for status in sorted({*operation.refusals, *REFUSED_TO_ALL})}
    return {
        "operationId": f"{method.lower()}{path.replace('/api', '').replace('/', '_').replace('<', '').replace('>', '')}",
        "summary": operation.summary,
        **({"parameters": parameters} if parameters else {}),
        **(
            {"requestBody": {"required": True, "content": {"application/json": {"schema": ref(operation.body)}}}}
            if operation.body
            else {}
        ),
        "responses": answers,
        **({"security": []} if operation.public else {}),
    }


def answer(status: int, shape: Any) -> dict[str, Any]:
    """A status, and the shape that it comes with; None for an empty one."""
    content = {"content": {"application/json": {"schema": ref(shape)}}} if shape is not None else {}
    return {"description": HTTPStatus(status).phrase, **content}


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
        "requestBody": {"required": True, "content": {"application/json": {"schema": ref(shapes.MessageCreated)}}},
        "responses": {"2XX": {"description": "Taken. Anything else, or nothing within ten seconds: it comes again."}},
        "security": [],
    }
