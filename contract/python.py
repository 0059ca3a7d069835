"""The types of the Python client: TypedDicts of all that is sent, answered and pushed."""

import json
import re

from contract import asyncapi, openapi
from contract.schemas import Schema

HEAD = '''"""The contract's types. Written by `quart contract python`; docs/contract says what they mean."""

from typing import {names}
'''
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def text() -> str:
    """The whole module, as Python."""
    schemas = asyncapi.document()["components"]["schemas"] | openapi.document()["components"]["schemas"]
    types = "\n\n".join(typed_dict(name, schemas[name]) for name in ordered(schemas))
    names = ", ".join(name for name in ("Literal", "NotRequired", "TypedDict") if name in types)
    return f"{HEAD.format(names=names)}\n\n{types}"


def ordered(schemas: dict[str, Schema]) -> list[str]:
    """Whoever is named comes before whoever names."""
    done: list[str] = []

    def add(name: str) -> None:
        if name not in done:
            for other in named(schemas[name]):
                add(other)
            done.append(name)

    for name in sorted(schemas):
        add(name)
    return done


def named(schema: Schema) -> list[str]:
    """The other types that it refers to."""
    return sorted(set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(schema))))


def typed_dict(name: str, schema: Schema) -> str:
    """An object's type; the description goes with it."""
    required = schema.get("required", [])
    lines = [f'    """{schema["description"]}"""\n\n'] if schema.get("description") else []
    for key, value in sorted(schema.get("properties", {}).items()):
        type_ = typed(value)
        lines.append(f"    {key}: {type_ if key in required else f'NotRequired[{type_}]'}\n")
    return f"class {name}(TypedDict):\n{''.join(lines)}"


def typed(schema: Schema) -> str:
    """The Python type of that JSON Schema."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(typed(one) for one in schema["anyOf"])
    if "enum" in schema:
        return f"Literal[{', '.join(json.dumps(one) for one in schema['enum'])}]"
    if schema.get("type") == "array":
        return f"list[{typed(schema['items'])}]"
    return PLAIN.get(schema.get("type", ""), "object")
