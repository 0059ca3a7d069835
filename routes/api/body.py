"""Reading JSON requests."""

from typing import Any, TypeVar

from quart import request

from actions.errors import InvalidPayload, NotAllowed
from stack import bounded_json
from wire import requests

Shape = TypeVar("Shape")


async def body(shape: type[Shape]) -> Shape:
    """The request's JSON as that shape.

    Raises: InvalidPayload for what is no JSON, msgspec.ValidationError for another shape.
    """
    data: Any = await request.get_data()
    try:
        given = bounded_json.parse(data.decode())
    except ValueError:
        raise InvalidPayload from None
    return requests.read(given, shape)


def row_id(text: str) -> int:
    """An id of an address; what is no id is answered like one that does not exist.

    Raises: NotAllowed.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) < 2**63):
        raise NotAllowed
    return int(text)


def number(name: str, *, least: int = 0, most: int = 2**63 - 1) -> int | None:
    """A whole number of the query string.

    Raises: InvalidPayload when it is something else.
    """
    text = request.args.get(name)
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        raise InvalidPayload(field=name)
    return int(text)
