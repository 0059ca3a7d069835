"""JSON Schemas of wire's types, under `#/components/schemas/`."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from wire.requests import WANTED

REF = "#/components/schemas/{name}"

Schema = dict[str, Any]


def components(types: Iterable[Any]) -> dict[str, Schema]:
    """The schema of each of these types, and of those that they name, by name."""
    _, found = msgspec.json.schema_components(list(dict.fromkeys(types)), ref_template=REF)
    return {name: tidy(schema) for name, schema in sorted(found.items())}


def tidy(schema: Schema) -> Schema:
    """Without `null` as the default of what may be left out (whoever leaves it out means nothing by it), and with what is wanted
    although its shape is judged elsewhere (requests.WANTED)."""
    properties = schema.get("properties", {})
    dropped = (("default", None), (WANTED, True))
    kept = {name: {k: v for k, v in one.items() if (k, v) not in dropped} for name, one in properties.items()}
    required = sorted({*schema.get("required", []), *(name for name, one in properties.items() if one.get(WANTED))})
    rest = {k: v for k, v in schema.items() if k not in ("required", "properties")}
    return {**rest, **({"properties": kept} if kept else {}), **({"required": required} if required else {})}


def with_codes(schemas: dict[str, Schema], shape: type, codes: Sequence[str]) -> dict[str, Schema]:
    """These, where the `code` of `shape` is one of those; they have a name of their own, by which programs may call them."""
    name = f"{shape.__name__}Code"
    named = {"type": "string", "description": f"Every `code` of {shape.__name__}.", "enum": list(codes)}
    error = schemas[shape.__name__]
    coded = {**error, "properties": {**error["properties"], "code": {"$ref": REF.format(name=name)}}}
    return dict(sorted({**schemas, shape.__name__: coded, name: named}.items()))


def one_of_codes(codes: Sequence[str]) -> Schema:
    """What stands beside an error's schema where only some may come."""
    return {"type": "object", "properties": {"code": {"enum": list(codes)}}}


def ref(type_: Any) -> Schema:
    """A reference to that type's schema."""
    return {"$ref": REF.format(name=type_.__name__)}
