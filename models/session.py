"""A log-in. quart-auth's signed token names one of these rows, so that ending the row ends the log-in everywhere."""

from datetime import UTC, datetime

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import database
from models.user import User
from stack.tortoise_rows import columns, made

# The same as `living`, which Tortoise writes anew each time in more time than it takes to ask: every request asks this.
CURRENT = """
SELECT {s}, {u} FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.key = $1 AND s.kind = $2 AND s.expires_at > $3 AND u.disabled_at IS NULL"""


class Session(Model):
    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)  # random; what the cookie or the bearer token signs
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("models.User", related_name="sessions")
    user_id: int
    kind = fields.CharField(max_length=10)  # "cookie" or "bearer"
    device = fields.CharField(max_length=200, default="")
    created_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    confirmed_at = fields.DatetimeField(null=True)  # when its person last showed that it is them

    class Meta:
        table = "sessions"
        indexes = (("expires_at",),)

    @classmethod
    async def current(cls, key: str, kind: str) -> "Session | None":
        """The living session of that key with its person, in one query; None when it ended, expired or was disabled."""
        sql = CURRENT.format(s=columns(cls, "s"), u=columns(User, "u"))
        rows = await database.rows(sql, key, kind, datetime.now(UTC))
        if not rows:
            return None
        found = made(cls, "s", rows[0])
        found.user = made(User, "u", rows[0])
        return found

    @classmethod
    def living(cls) -> "QuerySet[Session]":
        """Those that still count: the row's own expiry is the truth, whatever the token's clock says."""
        return cls.filter(expires_at__gt=datetime.now(UTC), user__disabled_at__isnull=True)

    @classmethod
    async def living_among(cls, ids: list[int]) -> dict[int, str]:
        """Of these session ids the living ones, each with its person's present name."""
        rows = await cls.living().filter(id__in=ids).values_list("id", "user__name")
        return dict(rows)
