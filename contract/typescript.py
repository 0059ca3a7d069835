"""The types that socket.io-client takes: `Socket<ServerToClientEvents, ClientToServerEvents>`."""

from typing import Any

from contract import asyncapi, openapi
from contract.catalogue import CLIENT_EVENTS, SERVER_EVENTS
from contract.schemas import Schema
from contract.spelling import Spelling

HEAD = """// The contract of Escale. Written by `quart contract typescript`; docs/contract says what it means.
"""
TYPESCRIPT = Spelling(
    plain={"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"},
    anything="unknown",
    list_of=lambda inner: f"({inner})[]" if "|" in inner else f"{inner}[]",
    one_of=" | ".join,
)


def text() -> str:
    """The whole module, as TypeScript."""
    schemas = asyncapi.document()["components"]["schemas"] | openapi.document()["components"]["schemas"]
    parts = [HEAD, *(interface(name, schema) for name, schema in sorted(schemas.items())), ACKNOWLEDGEMENT]
    said = [f"{name}: (payload: {_argument(name)}, acknowledge?: {_acknowledge(name)}) => void;" for name in CLIENT_EVENTS]
    told = [f"{name}: (payload: {event.payload.__name__}) => void;" for name, event in SERVER_EVENTS.items()]
    for title, lines in (("ClientToServerEvents", said), ("ServerToClientEvents", told)):
        parts.append(f"export interface {title} {{\n" + "".join(f"  {line}\n" for line in lines) + "}\n")
    return "\n".join(parts)


ACKNOWLEDGEMENT = """export type Acknowledgement<Answer = object> = ({ ok: true } & Answer) | { ok: false; error: Refusal };
"""


def interface(name: str, schema: Schema) -> str:
    """An object's type, or that of one of some words; the description goes with it."""
    told = f"/** {schema['description']} */\n" if schema.get("description") else ""
    if "enum" in schema:
        return f"{told}export type {name} =\n" + "\n".join(f'  | "{one}"' for one in schema["enum"]) + ";\n"
    required = schema.get("required", [])
    lines = [
        f"  {key}{'' if key in required else '?'}: {TYPESCRIPT.typed(value)};\n"
        for key, value in sorted(schema.get("properties", {}).items())
    ]
    return f"{told}export interface {name} {{\n{''.join(lines)}}}\n"


def _argument(name: str) -> str:
    event = CLIENT_EVENTS[name]
    return ("number | " if event.bare else "") + event.payload.__name__


def _acknowledge(name: str) -> str:
    answer: Any = CLIENT_EVENTS[name].answer
    return f"(answer: Acknowledgement{f'<{answer.__name__}>' if answer else ''}) => void"
