"""What happened at the doors: log-ins, refusals, ends of sessions. Never what anybody wrote, nor their e-mail address."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model


class SecurityEvent(Model):
    id = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField()
    kind = fields.CharField(max_length=30)
    user_id = fields.BigIntField(null=True)  # no reference: it outlives the person
    address = fields.CharField(max_length=64, default="")
    detail = fields.CharField(max_length=200, default="")

    class Meta:
        table = "security_events"
        indexes = (("at",), ("user_id", "kind", "address"))

    @classmethod
    async def newest(
        cls, limit: int, *, kind: str | None = None, user_id: int | None = None, since: datetime | None = None
    ) -> list["SecurityEvent"]:
        """The last ones, newest first, of that kind and person where these are given."""
        wanted = {"kind": kind, "user_id": user_id, "at__gte": since}
        chosen = cls.filter(**{name: value for name, value in wanted.items() if value is not None})
        return await chosen.order_by("-id").limit(limit)
