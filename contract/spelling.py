"""JSON Schemas as types of a language."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contract.schemas import Schema


@dataclass(frozen=True)
class Spelling:
    """How a language writes plain types, what may be anything, a list of a type, and one of some strings."""

    plain: dict[str, str]
    anything: str
    list_of: Callable[[str], str]
    one_of: Callable[[Sequence[str]], str]

    def typed(self, schema: Schema) -> str:
        """That schema's type."""
        if "$ref" in schema:
            return str(schema["$ref"]).rpartition("/")[2]
        if "anyOf" in schema:
            return " | ".join(self.typed(one) for one in schema["anyOf"])
        if "enum" in schema:
            return self.one_of([json.dumps(one) for one in schema["enum"]])
        if schema.get("type") == "array":
            return self.list_of(self.typed(schema["items"]))
        return self.plain.get(schema.get("type", ""), self.anything)
