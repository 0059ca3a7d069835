"""Two people: the voyageur who opened the conversation, and the local. One conversation a pair."""

from dataclasses import dataclass
from datetime import datetime

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import database
from models.user import User
from stack.tortoise_rows import columns, made

OPEN_TO = """
SELECT {c}, {v}, {l} FROM conversations c JOIN users v ON v.id = c.voyager_id JOIN users l ON l.id = c.local_id
WHERE c.id = $1 AND (c.voyager_id = $2 OR c.local_id = $2)"""


@dataclass(frozen=True, slots=True)
class Membership:
    """Who is in a conversation. It hardly ever changes, so it may be remembered."""

    id: int
    voyager_id: int
    voyager_name: str
    local_id: int
    local_name: str
    created_at: datetime
    closed: bool = False  # one of the two has deleted their account

    @property
    def people(self) -> tuple[int, int]:
        """Both ids."""
        return self.voyager_id, self.local_id

    def name_of(self, user_id: int) -> str:
        """The name of one of the two."""
        return self.voyager_name if user_id == self.voyager_id else self.local_name


class Conversation(Model):
    id = fields.BigIntField(primary_key=True)
    voyager: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="journeys", on_delete=fields.RESTRICT
    )
    voyager_id: int
    local: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="visits", on_delete=fields.RESTRICT
    )
    local_id: int
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    last_message_id = fields.BigIntField(null=True)  # no foreign key: two tables that name each other can't be created
    # Counted with the rows, in their transaction, so that no page ever has to count.
    voyager_unread = fields.IntField(default=0)
    local_unread = fields.IntField(default=0)

    class Meta:
        table = "conversations"
        # The unordered pair is unique too: an index on an expression, in the first migration.
        indexes = (("voyager_id", "updated_at", "id"), ("local_id", "updated_at", "id"), ("updated_at",))

    @classmethod
    def of(cls, user_id: int) -> "QuerySet[Conversation]":
        """Those that this person takes part in."""
        return cls.filter(Q(voyager_id=user_id) | Q(local_id=user_id))

    @classmethod
    async def open_to(cls, user_id: int, conversation_id: int) -> "Conversation | None":
        """That conversation with both people, when this person takes part in it; None as well when there is none."""
        sql = OPEN_TO.format(c=columns(cls, "c"), v=columns(User, "v"), l=columns(User, "l"))
        rows = await database.rows(sql, conversation_id, user_id)
        if not rows:
            return None
        found = made(cls, "c", rows[0])
        found.voyager, found.local = made(User, "v", rows[0]), made(User, "l", rows[0])
        return found

    @classmethod
    async def between(cls, one: int, other: int) -> "Conversation | None":
        """The conversation of these two, whoever opened it."""
        return (
            await cls.filter(Q(voyager_id=one, local_id=other) | Q(voyager_id=other, local_id=one))
            .select_related("voyager", "local")
            .first()
        )

    @classmethod
    async def with_each(cls, user_id: int, others: list[int]) -> dict[int, int]:
        """The conversations of this person with others, by their ids, as far as there are any."""
        either = Q(voyager_id__in=others) | Q(local_id__in=others)
        rows = await cls.of(user_id).filter(either).values_list("id", "voyager_id", "local_id") if others else []
        return {local_id if voyager_id == user_id else voyager_id: id_ for id_, voyager_id, local_id in rows}

    @classmethod
    async def changed_since(cls, moment: datetime) -> list[tuple[int, int, int, int]]:
        """Id, last message (0 for none), voyageur and local of each conversation with a message after `moment`."""
        rows = await cls.filter(updated_at__gt=moment).values_list("id", "last_message_id", "voyager_id", "local_id")
        return [(id_, last or 0, voyager_id, local_id) for id_, last, voyager_id, local_id in rows]

    @classmethod
    async def unread_total(cls, user_id: int) -> int:
        """How many messages wait for this person in all."""
        id_ = int(user_id)
        rows = await database.connection().execute_query_dict(
            f"""SELECT COALESCE(SUM(CASE WHEN voyager_id = {id_} THEN voyager_unread ELSE local_unread END), 0) AS total
                FROM conversations WHERE voyager_id = {id_} OR local_id = {id_}"""  # noqa: S608 -- an integer
        )
        return int(rows[0]["total"])

    @property
    def membership(self) -> Membership:
        """Who is in it; both people must be loaded."""
        voyager, local = self.voyager, self.local
        closed = bool(voyager.deleted_at or local.deleted_at)
        return Membership(self.id, voyager.id, voyager.name, local.id, local.name, self.created_at, closed)

    def other(self, user_id: int) -> User:
        """The person across."""
        return self.local if self.voyager_id == user_id else self.voyager

    def unread_of(self, user_id: int) -> int:
        """How many messages this participant has not read."""
        return self.voyager_unread if self.voyager_id == user_id else self.local_unread
