"""Finding locals."""

from typing import Any

from actions import limits
from actions.words import sought
from models import User
from wire import payloads

PAGE = 20


async def locals(user_id: int, search: str, before: int | None) -> tuple[list[dict[str, Any]], int | None]:
    """One page of locals (name or city contain the words), newest first, and the `before` of the next page.

    Raises: TooMany.
    """
    await limits.spend("search", user_id)
    rows = await User.locals(sought(search), before=before, limit=PAGE + 1, besides=user_id)
    shown = rows[:PAGE]
    return [payloads.local(row) for row in shown], shown[-1].id if len(rows) > PAGE else None
