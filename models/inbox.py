"""One page of somebody's inbox in one query: every page with a conversation on it shows one."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import database
from models.conversation import Membership
from models.thread import StoredMessage, moment, stored
from models.user import fold

WORDS = 5  # of a search

SELECT = """
SELECT c.id AS conversation_id, c.voyager_id, v.name AS voyager_name, c.local_id, l.name AS local_name,
  c.created_at AS opened_at, c.updated_at,
  CASE WHEN c.voyager_id = $1 THEN c.voyager_unread ELSE c.local_unread END AS unread,
  (SELECT SUM(CASE WHEN voyager_id = $1 THEN voyager_unread ELSE local_unread END)
   FROM conversations WHERE voyager_id = $1 OR local_id = $1) AS unread_total,
  m.id, m.user_id, m.content, m."read", m.created_at, a.key, a.width, a.height, a.alt
FROM conversations c JOIN users v ON v.id = c.voyager_id JOIN users l ON l.id = c.local_id
LEFT JOIN messages m ON m.id = c.last_message_id LEFT JOIN attachments a ON a.id = m.attachment_id
WHERE (c.voyager_id = $1 OR c.local_id = $1) {conditions}
ORDER BY c.updated_at DESC, c.id DESC LIMIT {limit}"""


UNREAD = "CASE WHEN c.voyager_id = $1 THEN c.voyager_unread ELSE c.local_unread END > 0"
NAMED = "CASE WHEN c.voyager_id = $1 THEN l.search_text ELSE v.search_text END LIKE {place} ESCAPE '!'"
SINCE = "c.updated_at >= {place}"
BEFORE = "(c.updated_at, c.id) < ({place}, {id})"


@dataclass(frozen=True, slots=True)
class InboxRow:
    members: Membership
    updated_at: datetime
    unread: int
    unread_total: int  # of all of this person's conversations
    last: StoredMessage | None


async def page(
    user_id: int,
    *,
    before: tuple[datetime, int] | None = None,
    since: datetime | None = None,
    search: str = "",
    unread: bool = False,
    limit: int,
) -> list[InboxRow]:
    """This person's conversations with both people and the last message, the latest activity first.

    `before` begins after that place in it, `since` keeps those that changed at that moment or later, `search` those whose other
    person's name and city contain its words, `unread` those that wait to be read.
    """
    conditions, values = list[str](), list[Any]([user_id])

    def place(value: Any) -> str:
        values.append(value)
        return f"${len(values)}"

    if unread:
        conditions.append(UNREAD)
    for word in fold(search).split()[:WORDS]:
        escaped = re.sub("([!%_])", r"!\1", word)
        conditions.append(NAMED.format(place=place(f"%{escaped}%")))
    if since is not None:
        conditions.append(SINCE.format(place=place(since)))
    if before is not None:
        conditions.append(BEFORE.format(place=place(before[0]), id=place(before[1])))
    sql = SELECT.format(limit=int(limit), conditions="".join(f" AND {one}" for one in conditions))
    return [_row(found) for found in await database.rows(sql, *values)]


def _row(found: dict[str, Any]) -> InboxRow:
    members = Membership(
        found["conversation_id"],
        found["voyager_id"],
        found["voyager_name"],
        found["local_id"],
        found["local_name"],
        moment(found["opened_at"]),
    )
    last = stored(found, members.id) if found["id"] else None
    return InboxRow(members, moment(found["updated_at"]), found["unread"], int(found["unread_total"]), last)
