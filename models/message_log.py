"""The hot path's SQL: many messages committed at once, ids rising in the order of commits within each conversation.

Every conversation's row is locked before its ids are drawn (PostgreSQL), or the whole database is (SQLite), so that no
process commits a lower id after a higher one, and a reader that goes on `after` an id skips none.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models import database
from models.conversation import Conversation, Membership

LOCK_POSTGRES = "SELECT id, last_message_id FROM conversations WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE"

LOCK_SQLITE = "SELECT id, last_message_id FROM conversations WHERE id IN (SELECT value FROM json_each(?))"

INSERT_POSTGRES = """
INSERT INTO messages (conversation_id, user_id, content, attachment_id, client_id, read, created_at)
SELECT c, u, t, a, k, false, $6 FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::uuid[])
WITH ORDINALITY AS r (c, u, t, a, k, n) ORDER BY n
ON CONFLICT (user_id, conversation_id, client_id) DO NOTHING
RETURNING id, user_id, conversation_id, client_id"""

INSERT_SQLITE = """
INSERT INTO messages (conversation_id, user_id, content, attachment_id, client_id, read, created_at)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, 0, ? FROM json_each(?) WHERE true ORDER BY key
ON CONFLICT (user_id, conversation_id, client_id) DO NOTHING
RETURNING id, user_id, conversation_id, client_id"""

UPDATE_POSTGRES = """
UPDATE conversations AS c SET last_message_id = s.last, updated_at = $5,
  voyager_unread = c.voyager_unread + s.by_local, local_unread = c.local_unread + s.by_voyager
FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::int[]) AS s (id, last, by_voyager, by_local)
WHERE c.id = s.id RETURNING c.id, c.voyager_unread, c.local_unread"""

UPDATE_SQLITE = """
UPDATE conversations SET last_message_id = s.value ->> 1, updated_at = ?,
  voyager_unread = voyager_unread + (s.value ->> 3), local_unread = local_unread + (s.value ->> 2)
FROM json_each(?) AS s WHERE conversations.id = s.value ->> 0
RETURNING conversations.id, voyager_unread, local_unread"""

MARK_READ = """
UPDATE messages SET "read" = {true} WHERE conversation_id = {conversation} AND user_id = {writer} AND (NOT "read")
AND id {compare} {message} RETURNING id"""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A row to be written by one of the two of `conversation`."""

    conversation: Membership
    user_id: int
    content: str
    attachment_id: int | None
    client_id: UUID

    @property
    def key(self) -> tuple[int, int, str]:
        return self.user_id, self.conversation.id, str(self.client_id)


@dataclass(frozen=True, slots=True)
class Written:
    """A committed row's id (None when it was there before), the id before it in its conversation (0 for the first), the
    conversation's unread counts as of that commit, and whether it is the newest of its conversation in that commit."""

    id: int | None
    previous_id: int
    created_at: datetime
    voyager_unread: int = 0
    local_unread: int = 0
    newest: bool = True


async def append(rows: Sequence[NewMessage], created_at: datetime) -> list[Written]:
    """Commit these messages in one transaction, in this order.

    Raises: what the driver says; then none is committed.
    """
    on_postgres = database.dialect() == "postgres"
    async with database.transaction() as connection:
        run = connection.execute_query_dict
        involved = sorted({row.conversation.id for row in rows})
        locked = await run(LOCK_POSTGRES, [involved]) if on_postgres else await run(LOCK_SQLITE, [json.dumps(involved)])
        inserted = await (_insert_postgres if on_postgres else _insert_sqlite)(run, rows, created_at)
        ids = {(r["user_id"], r["conversation_id"], str(r["client_id"])): r["id"] for r in inserted}
        tally = _tally(rows, ids)
        newest = {conversation_id: last for conversation_id, last, *_ in tally}
        unread = {}
        if tally:
            updated = await (_update_postgres if on_postgres else _update_sqlite)(run, tally, created_at)
            unread = {r["id"]: (r["voyager_unread"], r["local_unread"]) for r in updated}
    previous = {r["id"]: r["last_message_id"] or 0 for r in locked}
    written = []
    for row in rows:
        # A client_id twice in one batch is one row: the first takes the id, the second finds it there.
        id_, here = ids.pop(row.key, None), row.conversation.id
        counts = unread.get(here, (0, 0))
        written.append(Written(id_, previous.get(here, 0), created_at, *counts, newest=id_ == newest.get(here)))
        if id_ is not None:
            previous[here] = id_
    return written


async def mark_read(conversation: Conversation, reader_id: int, message_id: int, *, up_to: bool) -> list[int]:
    """Mark that message of the other person (with `up_to`, every earlier one too) and lower the reader's unread count.

    Returns the ids that were unread until now, lowest first; `conversation` takes the new count.
    """
    on_postgres = database.dialect() == "postgres"
    column = "voyager_unread" if conversation.voyager_id == reader_id else "local_unread"
    sql = MARK_READ.format(
        true="true" if on_postgres else "1",
        conversation=int(conversation.id),
        writer=int(conversation.other(reader_id).id),
        compare="<=" if up_to else "=",
        message=int(message_id),
    )
    async with database.transaction() as connection:
        run = connection.execute_query_dict
        if on_postgres:
            await run(LOCK_POSTGRES, [[conversation.id]])
        marked = sorted(row["id"] for row in await run(sql))
        if marked:
            counted = await run(
                f"UPDATE conversations SET {column} = {column} - {len(marked)} "  # noqa: S608 -- our own column, integers
                f"WHERE id = {int(conversation.id)} RETURNING {column}"
            )
            setattr(conversation, column, counted[0][column])
    return marked


def _tally(rows: Sequence[NewMessage], ids: dict[tuple[int, int, str], int]) -> list[tuple[int, ...]]:
    """For each conversation that grew: its id, its last message, how many the voyageur wrote, how many the local."""
    last: dict[int, int] = {}
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    voyagers = {row.conversation.id: row.conversation.voyager_id for row in rows}
    for (user_id, conversation_id, _), id_ in ids.items():
        last[conversation_id] = max(id_, last.get(conversation_id, 0))
        counts[conversation_id][0 if voyagers[conversation_id] == user_id else 1] += 1
    return [(conversation_id, last[conversation_id], *counts[conversation_id]) for conversation_id in sorted(last)]


async def _insert_postgres(run: Any, rows: Sequence[NewMessage], created_at: datetime) -> list[dict[str, Any]]:
    columns = zip(*((r.conversation.id, r.user_id, r.content, r.attachment_id, r.client_id) for r in rows), strict=True)
    found: list[dict[str, Any]] = await run(INSERT_POSTGRES, [*map(list, columns), created_at])
    return found


async def _insert_sqlite(run: Any, rows: Sequence[NewMessage], created_at: datetime) -> list[dict[str, Any]]:
    values = [[r.conversation.id, r.user_id, r.content, r.attachment_id, str(r.client_id)] for r in rows]
    found: list[dict[str, Any]] = await run(INSERT_SQLITE, [created_at.isoformat(" "), json.dumps(values)])
    return found


async def _update_postgres(run: Any, tally: list[tuple[int, ...]], updated_at: datetime) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await run(UPDATE_POSTGRES, [*map(list, zip(*tally, strict=True)), updated_at])
    return found


async def _update_sqlite(run: Any, tally: list[tuple[int, ...]], updated_at: datetime) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await run(UPDATE_SQLITE, [updated_at.isoformat(" "), json.dumps(tally)])
    return found
