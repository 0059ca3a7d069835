"""A part of a conversation in one query, without a model for each row: what every page and every catch-up reads."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from models import database
from models.attachment import Attachment
from models.conversation import Conversation

SELECT = """
SELECT m.id, m.user_id, m.content, m."read", m.created_at, a.key, a.width, a.height, a.alt
FROM messages m LEFT JOIN attachments a ON a.id = m.attachment_id
WHERE m.conversation_id = $1{bounds} ORDER BY m.id {order} LIMIT {limit}"""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as it is read; its writer is one of the two whom the conversation's membership names."""

    id: int
    user_id: int
    conversation_id: int
    content: str
    read: bool
    created_at: datetime
    attachment: Attachment | None  # with what its address needs


async def page(
    conversation_id: int, *, before: int | None = None, after: int | None = None, limit: int
) -> tuple[list[StoredMessage], bool]:
    """Up to `limit` messages, oldest first, and whether more follow in that direction.

    `after` goes forward from an id, as far as `before` where both are given; `before` alone goes back from one; with
    neither, the newest.
    """
    forward = after is not None
    given = [(compare, bound) for compare, bound in (("<", before), (">", after)) if bound is not None]
    bounds = "".join(f" AND m.id {compare} ${place}" for place, (compare, _) in enumerate(given, 2))
    sql = SELECT.format(bounds=bounds, order="ASC" if forward else "DESC", limit=limit + 1)
    rows = await database.rows(sql, conversation_id, *(bound for _, bound in given))
    found = [stored(row, conversation_id) for row in rows]
    return found[:limit] if forward else found[:limit][::-1], len(found) > limit


async def last(conversation: Conversation) -> StoredMessage | None:
    """Its newest message as of when it was looked up, for its counts know of none that came since; None where there is none."""
    if conversation.last_message_id is None:
        return None
    (found,), _more = await page(conversation.id, before=conversation.last_message_id + 1, limit=1)
    return found


def stored(row: dict[str, Any], conversation_id: int) -> StoredMessage:
    """That row; its image too, when it has one."""
    image = None
    if row["key"] is not None:
        image = Attachment(key=row["key"], width=row["width"], height=row["height"], alt=row["alt"])
    return StoredMessage(
        row["id"], row["user_id"], conversation_id, row["content"], bool(row["read"]), moment(row["created_at"]), image
    )


def moment(value: datetime | str) -> datetime:
    """SQLite keeps moments as text."""
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    return when if when.tzinfo else when.replace(tzinfo=UTC)
