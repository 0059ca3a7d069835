"""Up to where webhooks have been delivered, and which process delivers: one row for the installation.

Every message up to `after_id` has been delivered, but for those of the conversations `behind`: from that id on, each.
"""

import json
from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from models import database
from models.message import Message

ROW = 1

BEGIN = """
INSERT INTO webhook_state (id, after_id, behind, holder, held_until)
SELECT {row}, COALESCE(MAX(id), 0), '{{}}', '', 0 FROM messages WHERE true
ON CONFLICT (id) DO NOTHING"""

TAKE = """
UPDATE webhook_state SET holder = '{holder}', held_until = {clock} + {seconds}
WHERE id = {row} AND ({by_force} OR holder = '{holder}' OR held_until < {clock}) RETURNING after_id, behind"""

SAVE = "UPDATE webhook_state SET after_id = {after_id}, behind = '{behind}' WHERE id = {row} AND holder = '{holder}' RETURNING id"

# `pairs` are the conversations behind, and from which message on.
COUNT = """
WITH behind (conversation_id, first_id) AS (VALUES {pairs})
SELECT COUNT(*) AS waiting FROM (
    SELECT id FROM messages WHERE id > {after_id}
    UNION ALL
    SELECT messages.id FROM behind JOIN messages ON messages.conversation_id = behind.conversation_id
    WHERE messages.id BETWEEN behind.first_id AND {after_id}
    LIMIT {most}) AS found"""

OLDEST = """
WITH behind (conversation_id, first_id) AS (VALUES {pairs})
SELECT MIN(id) AS id FROM (
    SELECT MIN(id) AS id FROM messages WHERE id > {after_id}
    UNION ALL
    SELECT (SELECT MIN(id) FROM messages WHERE conversation_id = behind.conversation_id AND id >= behind.first_id)
    FROM behind) AS firsts"""

NOBODY = "(0, 0)"  # no conversation: there must be a pair
COUNTED = 10_000  # messages; beyond that nobody needs to know how many

# The database's own: the clocks of several machines differ.
CLOCK = {
    "postgres": "EXTRACT(EPOCH FROM clock_timestamp())",
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
}

Behind = dict[int, int]


class WebhookState(Model):
    id = fields.BigIntField(primary_key=True)
    after_id = fields.BigIntField()
    behind = fields.TextField(default="{}")  # JSON: conversation -> its first message that has not been delivered
    holder = fields.CharField(max_length=32, default="")  # names a process, in hexadecimal digits
    held_until = fields.FloatField(default=0)  # seconds since 1970

    class Meta:
        table = "webhook_state"

    @classmethod
    async def begin(cls) -> None:
        """From now on everything is to be delivered; what was written before this was called for the first time is not."""
        await database.connection().execute_query_dict(BEGIN.format(row=ROW))

    @classmethod
    async def take(cls, holder: str, seconds: float, *, by_force: bool = False) -> tuple[int, Behind] | None:
        """Hold it for so long from now on; None while another process does, unless `by_force`."""
        forced, clock = "1 = 1" if by_force else "1 = 0", CLOCK[database.dialect()]
        said = TAKE.format(row=ROW, holder=holder, seconds=float(seconds), clock=clock, by_force=forced)
        run = database.connection().execute_query_dict
        rows = await run(said)
        if not rows and not await cls.exists(id=ROW):
            await cls.begin()
            rows = await run(said)
        if not rows:
            return None
        behind = json.loads(rows[0]["behind"])
        return rows[0]["after_id"], {int(conversation_id): int(first) for conversation_id, first in behind.items()}

    @classmethod
    async def keep(cls, holder: str, after_id: int, behind: Behind) -> bool:
        """Write down how far it has come; False when it is another process's by now, which then delivers this again."""
        said = SAVE.format(row=ROW, holder=holder, after_id=int(after_id), behind=json.dumps(behind))
        return bool(await database.connection().execute_query_dict(said))

    @classmethod
    async def give_up(cls, holder: str) -> None:
        """Let another process have it at once."""
        await cls.filter(id=ROW, holder=holder).update(held_until=0)

    @classmethod
    async def backlog(cls) -> tuple[int, datetime | None]:
        """How many messages wait to be delivered (`COUNTED` at most), and when the oldest of them was written."""
        state = await cls.get_or_none(id=ROW)
        if state is None:
            return 0, None
        behind = {int(conversation_id): int(first_id) for conversation_id, first_id in json.loads(state.behind).items()}
        pairs = ", ".join(str(pair) for pair in behind.items()) or NOBODY
        run = database.connection().execute_query_dict
        [counted] = await run(COUNT.format(pairs=pairs, after_id=int(state.after_id), most=COUNTED))
        [oldest] = await run(OLDEST.format(pairs=pairs, after_id=int(state.after_id)))
        first = await Message.get_or_none(id=oldest["id"]) if oldest["id"] else None
        return counted["waiting"], first.created_at if first else None
