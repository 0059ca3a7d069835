"""Reading JSON requests."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from quart import request

from actions.errors import InvalidPayload, NotAllowed
from routes.numbers import whole
from stack import bounded_json
from wire import requests

Shape = TypeVar("Shape")
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # there is nothing before it, and room to count back from it


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
    if (found := whole(text, least=1)) is None:
        raise NotAllowed
    return found


def number(name: str, *, least: int = 0) -> int | None:
    """A whole number of the query string; None where it is absent or empty.

    Raises: InvalidPayload when it is something else.
    """
    text = request.args.get(name)
    if not text:
        return None
    if (found := whole(text, least=least)) is None:
        raise InvalidPayload(field=name)
    return found


def moment(name: str) -> datetime | None:
    """A moment of the query string, with its time zone; None where it is absent or empty.

    Raises: InvalidPayload when it is something else.
    """
    text = request.args.get(name)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise InvalidPayload(field=name)
        return max(found.astimezone(UTC), EARLIEST)
    except (ValueError, OverflowError):
        raise InvalidPayload(field=name) from None
