"""The types of the Python client: TypedDicts of all that is sent, answered and pushed."""

import json
import re
from textwrap import fill

from contract import asyncapi, openapi
from contract.schemas import Schema
from contract.spelling import Spelling

HEAD = '''"""The contract's types. Written by `quart contract python`; docs/contract says what they mean."""

from typing import {names}
'''
PYTHON = Spelling(
    plain={"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"},
    anything="object",
    list_of=lambda inner: f"list[{inner}]",
    one_of=lambda values: f"Literal[{', '.join(values)}]",
)


def text() -> str:
    """The whole module, as Python."""
    schemas = asyncapi.document()["components"]["schemas"] | openapi.document()["components"]["schemas"]
    types = "\n\n".join(typed_dict(name, schemas[name]) for name in ordered(schemas))
    names = ", ".join(name for name in ("Literal", "NotRequired", "TypedDict") if name in types)
    gap = "\n\n" if types.startswith("class") else "\n"  # as the formatter has it
    return f"{HEAD.format(names=names)}{gap}{types}"


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
    """An object's type, or that of one of some words; the description goes with it."""
    if "enum" in schema:
        words = fill(", ".join(f'"{one}"' for one in schema["enum"]), 120, initial_indent="    ", subsequent_indent="    ")
        return f"# {schema['description']}\n{name} = Literal[\n{words}\n]  # fmt: skip\n"
    required = schema.get("required", [])
    lines = [f'    """{schema["description"]}"""\n\n'] if schema.get("description") else []
    for key, value in sorted(schema.get("properties", {}).items()):
        type_ = PYTHON.typed(value)
        lines.append(f"    {key}: {type_ if key in required else f'NotRequired[{type_}]'}\n")
    return f"class {name}(TypedDict):\n{''.join(lines)}"
