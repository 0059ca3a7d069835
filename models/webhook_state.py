"""Up to where webhooks have been delivered, and which process delivers: one row for the installation.

Every message up to `after_id` has been delivered, but for those of the conversations `behind`: from that id on, each.
"""

import json

from tortoise import fields
from tortoise.models import Model

from models import database

ROW = 1

BEGIN = """
INSERT INTO webhook_state (id, after_id, behind, holder, held_until)
SELECT {row}, COALESCE(MAX(id), 0), '{{}}', '', 0 FROM messages WHERE true
ON CONFLICT (id) DO NOTHING"""

TAKE = """
UPDATE webhook_state SET holder = '{holder}', held_until = {clock} + {seconds}
WHERE id = {row} AND ({by_force} OR holder = '{holder}' OR held_until < {clock}) RETURNING after_id, behind"""

SAVE = "UPDATE webhook_state SET after_id = {after_id}, behind = '{behind}' WHERE id = {row} AND holder = '{holder}' RETURNING id"

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
    async def take(cls, holder: str, seconds: float, *, by_force: bool = False) -> tuple[int, Behind] | None:
        """Hold it for so long from now on; None while another process does, unless `by_force`. What was written before it was
        held for the first time is not to be delivered."""
        forced, clock = "1 = 1" if by_force else "1 = 0", CLOCK[database.dialect()]
        said = TAKE.format(row=ROW, holder=holder, seconds=float(seconds), clock=clock, by_force=forced)
        run = database.connection().execute_query_dict
        rows = await run(said)
        if not rows and not await cls.exists(id=ROW):
            await run(BEGIN.format(row=ROW))
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
