"""The hot path's SQL: many messages committed at once, ids rising in the order of commits within each conversation.

Every conversation's row is locked before its ids are drawn (PostgreSQL), or the whole database is (SQLite), so that no
process commits a lower id after a higher one, and a reader that goes on `after` an id skips none.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import database
from models.conversation import Conversation, Membership
from stack.tortoise_sqlite import transaction_in_one_step

# One statement, so that one answer of the server is all that anybody waits for. What is inserted is joined with what was locked:
# an id is drawn once its conversation's row is ours. The arrays stand in subqueries, which hide their lengths from the planner:
# knowing these, it would make a plan for each commit, in more time than the commit takes.
APPEND_POSTGRES = """
WITH locked AS MATERIALIZED (
  SELECT id, voyager_id, last_message_id FROM conversations WHERE id = ANY((SELECT $7::bigint[])::bigint[]) ORDER BY id FOR UPDATE
), inserted AS (
  INSERT INTO messages (conversation_id, user_id, content, attachment_id, client_id, read, created_at)
  SELECT c, u, t, a, k, false, $6 FROM unnest((SELECT $1::bigint[]), (SELECT $2::bigint[]), (SELECT $3::text[]),
    (SELECT $4::bigint[]), (SELECT $5::uuid[]))
  WITH ORDINALITY AS r (c, u, t, a, k, n) JOIN locked ON locked.id = c ORDER BY n
  ON CONFLICT (user_id, conversation_id, client_id) DO NOTHING
  RETURNING id, user_id, conversation_id, client_id
), grown AS (
  SELECT conversation_id AS id, max(i.id) AS last, count(*) FILTER (WHERE user_id = voyager_id) AS by_voyager,
    count(*) FILTER (WHERE user_id <> voyager_id) AS by_local
  FROM inserted i JOIN locked ON locked.id = conversation_id GROUP BY conversation_id
), updated AS (
  UPDATE conversations AS c SET last_message_id = g.last, updated_at = $8,
    voyager_unread = c.voyager_unread + g.by_local, local_unread = c.local_unread + g.by_voyager
  FROM grown g WHERE c.id = g.id RETURNING c.id, c.last_message_id, c.voyager_unread, c.local_unread
)
SELECT i.id, i.user_id, i.conversation_id, i.client_id, COALESCE(l.last_message_id, 0), u.last_message_id, u.voyager_unread,
  u.local_unread
FROM inserted i JOIN locked l ON l.id = i.conversation_id JOIN updated u ON u.id = i.conversation_id"""

LOCK_POSTGRES = "SELECT id FROM conversations WHERE id = $1 FOR UPDATE"

LAST_SQLITE = "SELECT id, last_message_id FROM conversations WHERE id IN (SELECT value FROM json_each(?))"

INSERT_SQLITE = """
INSERT INTO messages (conversation_id, user_id, content, attachment_id, client_id, read, created_at)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, 0, ? FROM json_each(?) WHERE true ORDER BY key
ON CONFLICT (user_id, conversation_id, client_id) DO NOTHING
RETURNING id, user_id, conversation_id, client_id"""

UPDATE_SQLITE = """
UPDATE conversations SET last_message_id = s.value ->> 1, updated_at = ?,
  voyager_unread = voyager_unread + (s.value ->> 3), local_unread = local_unread + (s.value ->> 2)
FROM json_each(?) AS s WHERE conversations.id = s.value ->> 0
RETURNING conversations.id, last_message_id, voyager_unread, local_unread"""

MARK_READ = """
UPDATE messages SET "read" = {true} WHERE conversation_id = {conversation} AND user_id = {writer} AND (NOT "read")
AND id {compare} {message} RETURNING id"""


Key = tuple[int, int, UUID]


@dataclass(slots=True)  # frozen ones take three times as long to make
class NewMessage:
    """A row to be written by one of the two of `conversation`."""

    conversation: Membership
    user_id: int
    content: str
    attachment_id: int | None
    client_id: UUID

    @property
    def key(self) -> "Key":
        """What makes a message the same message (contract, "Sending twice")."""
        return self.user_id, self.conversation.id, self.client_id


@dataclass(slots=True)
class Written:
    """A committed row's id (None when it was there before), the id before it in its conversation (0 for the first), the
    conversation's unread counts as of that commit, and whether it is the newest of its conversation in that commit."""

    id: int | None
    previous_id: int
    created_at: datetime
    voyager_unread: int = 0
    local_unread: int = 0
    newest: bool = True


@dataclass(slots=True)
class _Grown:
    """What a commit made of a conversation: its last message before and after it, and its unread counts after it."""

    before: int
    after: int
    voyager_unread: int
    local_unread: int


async def append(rows: Sequence[NewMessage], now: datetime) -> list[Written]:
    """Commit these messages in one transaction, in this order.

    They are of the millisecond, which the wire shows; the moment of their conversations is exact, for inboxes are in its order.
    Raises: what the driver says; then none is committed.
    """
    created_at = now.replace(microsecond=now.microsecond // 1000 * 1000)
    ids, grown = await (_append_postgres if database.dialect() == "postgres" else _append_sqlite)(rows, created_at, now)
    previous = {conversation_id: one.before for conversation_id, one in grown.items()}
    written = []
    for row in rows:
        # A client_id twice in one batch is one row: the first takes the id, the second finds it there.
        id_, here = ids.pop(row.key, None), row.conversation.id
        if id_ is None:
            written.append(Written(None, 0, created_at))
            continue
        one = grown[here]
        written.append(Written(id_, previous[here], created_at, one.voyager_unread, one.local_unread, newest=id_ == one.after))
        previous[here] = id_
    return written


async def _append_postgres(
    rows: Sequence[NewMessage], created_at: datetime, now: datetime
) -> tuple[dict[Key, int], dict[int, _Grown]]:
    columns = zip(*((r.conversation.id, r.user_id, r.content, r.attachment_id, r.client_id) for r in rows), strict=True)
    involved = list({row.conversation.id for row in rows})
    _, found = await database.connection().execute_query(APPEND_POSTGRES, [*map(list, columns), created_at, involved, now])
    ids, grown = {}, {}
    for id_, user_id, conversation_id, client_id, before, after, voyager_unread, local_unread in found:
        ids[user_id, conversation_id, client_id] = id_
        grown[conversation_id] = _Grown(before, after, voyager_unread, local_unread)
    return ids, grown


async def _append_sqlite(
    rows: Sequence[NewMessage], created_at: datetime, now: datetime
) -> tuple[dict[Key, int], dict[int, _Grown]]:
    values = [[r.conversation.id, r.user_id, r.content, r.attachment_id, str(r.client_id)] for r in rows]
    involved = list({row.conversation.id for row in rows})
    created, updated = created_at.isoformat(" "), now.isoformat(" ", "microseconds")
    keys = {(row.user_id, row.conversation.id, str(row.client_id)): row.key for row in rows}

    def write(connection: sqlite3.Connection) -> tuple[dict[Key, int], dict[int, _Grown]]:
        before = dict(connection.execute(LAST_SQLITE, [json.dumps(involved)]).fetchall())
        inserted = connection.execute(INSERT_SQLITE, [created, json.dumps(values)]).fetchall()
        ids = {keys[user_id, conversation_id, client_id]: id_ for id_, user_id, conversation_id, client_id in inserted}
        grown = connection.execute(UPDATE_SQLITE, [updated, json.dumps(_tally(rows, ids))]).fetchall() if ids else []
        return ids, {id_: _Grown(before[id_] or 0, *now_so) for id_, *now_so in grown}

    done: tuple[dict[Key, int], dict[int, _Grown]] = await transaction_in_one_step(database.connection(), write)
    return done


async def mark_read(conversation: Conversation, reader_id: int, message_id: int, *, up_to: bool) -> list[int]:
    """Mark that message of the other person (with `up_to`, every earlier one too) and lower the reader's unread count.

    Returns the ids that were unread until now, lowest first; `conversation` takes the new count, and its last message as of then.
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
            await run(LOCK_POSTGRES, [conversation.id])
        marked = sorted(row["id"] for row in await run(sql))
        if marked:
            counted = await run(
                f"UPDATE conversations SET {column} = {column} - {len(marked)} "  # noqa: S608 -- our own column, integers
                f"WHERE id = {int(conversation.id)} RETURNING {column}, last_message_id, updated_at"
            )
            conversation.update_from_dict(counted[0])
    return marked


def _tally(rows: Sequence[NewMessage], ids: dict[Key, int]) -> list[tuple[int, ...]]:
    """For each conversation that grew: its id, its last message, how many the voyageur wrote, how many the local."""
    last: dict[int, int] = {}
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    voyagers = {row.conversation.id: row.conversation.voyager_id for row in rows}
    for (user_id, conversation_id, _), id_ in ids.items():
        last[conversation_id] = max(id_, last.get(conversation_id, 0))
        counts[conversation_id][0 if voyagers[conversation_id] == user_id else 1] += 1
    return [(conversation_id, last[conversation_id], *counts[conversation_id]) for conversation_id in sorted(last)]
