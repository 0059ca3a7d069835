"""A log-in. quart-auth's signed token names one of these rows, so that ending the row ends the log-in everywhere."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

if TYPE_CHECKING:
    from models.user import User


class Session(Model):
    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)  # random; what the cookie or the bearer token signs
    user: fields.ForeignKeyRelation["User"] = fields.ForeignKeyField("models.User", related_name="sessions")
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
        found: Session | None = await cls.living().filter(key=key, kind=kind).select_related("user").first()
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
