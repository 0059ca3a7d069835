"""The events as AsyncAPI 3: one channel, Socket.IO over WebSocket; an event is a message `[name, payload]` by name."""

from functools import cache
from typing import Any

import msgspec

from contract.catalogue import (
    ANSWERED_TO_ALL,
    CLIENT_EVENTS,
    CONNECT_ERROR,
    SERVER_EVENTS,
    UNKNOWN_EVENT,
    ClientEvent,
    ServerEvent,
)
from contract.schemas import components, one_of_codes, ref, with_codes
from wire import shapes
from wire.requests import Id

HANDSHAKE = {
    "method": "GET",
    "query": {
        "type": "object",
        "properties": {"EIO": {"const": "4"}, "transport": {"enum": ["polling", "websocket"]}},
        "required": ["EIO", "transport"],
    },
}


HEARD = {"connect_error": CONNECT_ERROR, **SERVER_EVENTS}
ANYWHERE = {"default": "127.0.0.1:5000", "description": "Where this installation answers."}


@cache
def document(public_url: str = "") -> dict[str, Any]:
    """The whole document, ready to be written as JSON, of the installation with that `PUBLIC_URL`."""
    types = [event.payload for event in CLIENT_EVENTS.values()]
    types += [event.answer for event in CLIENT_EVENTS.values() if event.answer]
    types += [event.payload for event in HEARD.values()]
    names = [*CLIENT_EVENTS, *HEARD]
    acknowledgements = {f"{name}.ack": acknowledgement(name, event) for name, event in CLIENT_EVENTS.items()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Escale",
            "version": "1",
            "description": "Messages between a traveller and a local, over Socket.IO. The handshake's `auth` is `{token}`; "
            "a refusal reaches the client as `connect_error`. Every event is acknowledged when the client asks for it.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {"escale": server(public_url)},
        "channels": {
            "socket": {
                "address": "/socket.io/",
                "description": "The default namespace `/`.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in [*names, *acknowledgements]},
                "bindings": {"ws": HANDSHAKE},
            }
        },
        "operations": {
            **{name: operation("receive", name, reply=f"{name}.ack") for name in CLIENT_EVENTS},
            **{name: operation("send", name) for name in HEARD},
        },
        "components": {
            "messages": {
                **{name: message(name, event, argument(event)) for name, event in CLIENT_EVENTS.items()},
                **{name: message(name, event, ref(event.payload)) for name, event in HEARD.items()},
                **acknowledgements,
            },
            "schemas": with_codes(components([*types, shapes.Refusal]), shapes.Refusal, codes()),
            "securitySchemes": security_schemes(public_url),
        },
    }


def server(public_url: str) -> dict[str, Any]:
    """The installation itself; its host is a variable where no `PUBLIC_URL` says it."""
    host = public_url.partition("://")[2]
    return {
        "host": host or "{host}",
        "protocol": "wss" if public_url.startswith("https://") else "ws",
        **({} if host else {"variables": {"host": ANYWHERE}}),
        "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in security_schemes(public_url)],
    }


def security_schemes(public_url: str) -> dict[str, Any]:
    """The two ways to show a log-in: one of them is enough."""
    return {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "The `token` of a log-in, as `{token}` in the handshake's `auth`; no header carries it.",
        },
        "cookie": {
            "type": "httpApiKey",
            "in": "cookie",
            "name": "__Host-escale" if public_url.startswith("https://") else "escale",
            "description": "The cookie of the server's own pages: from their origin alone, and where no token is given.",
        },
    }


def message(name: str, event: ClientEvent | ServerEvent, payload: Any) -> dict[str, Any]:
    """What an event says, with an example."""
    return {"name": name, "summary": event.summary, "payload": payload, "examples": [{"payload": event.example}]}


def operation(action: str, name: str, *, reply: str | None = None) -> dict[str, Any]:
    """That the server sends or receives an event, and which message acknowledges it."""
    described: dict[str, Any] = {
        "action": action,
        "channel": {"$ref": "#/channels/socket"},
        "messages": [{"$ref": f"#/channels/socket/messages/{name}"}],
    }
    if reply:
        described["reply"] = {
            "channel": {"$ref": "#/channels/socket"},
            "messages": [{"$ref": f"#/channels/socket/messages/{reply}"}],
        }
    return described


def argument(event: ClientEvent) -> dict[str, Any]:
    """The shape of the one argument."""
    if not event.bare:
        return ref(event.payload)
    return {"oneOf": [msgspec.json.schema(Id), ref(event.payload)]}


def acknowledgement(name: str, event: ClientEvent) -> dict[str, Any]:
    """`{ok: true, ...}` or `{ok: false, error}`, with the codes that this event may answer."""
    yes: dict[str, Any] = {"type": "object", "properties": {"ok": {"const": True}}, "required": ["ok"]}
    no = {
        "type": "object",
        "properties": {
            "ok": {"const": False},
            "error": {"allOf": [ref(shapes.Refusal), one_of_codes([*ANSWERED_TO_ALL, *event.codes])]},
        },
        "required": ["ok", "error"],
    }
    refused = {"ok": False, "error": {"code": "not_allowed", "message": "Non autorisé"}}
    return {
        "name": f"{name}.ack",
        "summary": f"The acknowledgement of `{name}`.",
        "payload": {"oneOf": [{"allOf": [yes, ref(event.answer)]} if event.answer else yes, no]},
        "examples": [{"payload": {"ok": True, **event.answered}}, {"payload": refused}],
    }


def codes() -> list[str]:
    """Every code that an acknowledgement may refuse with."""
    return sorted({*ANSWERED_TO_ALL, UNKNOWN_EVENT, *(code for event in CLIENT_EVENTS.values() for code in event.codes)})
