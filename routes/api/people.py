"""`/api/locals`."""

from typing import Any

from quart import request

from actions import people
from routes.access import viewer
from routes.api.body import number


async def locals() -> Any:
    """200 `{locals: [{id, name, city, bio}], next}`."""
    found, following = await people.locals(viewer().id, request.args.get("q", ""), number("before"))
    return {"locals": found, "next": following}
