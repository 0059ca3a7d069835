"""A stored image: two files (storage/), the full one and the small one, named by an unguessable key."""

from datetime import datetime
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.functions import Count, Sum
from tortoise.models import Model

ALT_LIMIT = 300  # Unicode code points

if TYPE_CHECKING:
    from models.user import User


class Attachment(Model):
    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)
    user: fields.ForeignKeyRelation["User"] = fields.ForeignKeyField("models.User", related_name="attachments")
    user_id: int
    content_type = fields.CharField(max_length=20)
    extension = fields.CharField(max_length=5)
    width = fields.IntField()
    height = fields.IntField()
    size = fields.IntField()  # bytes of the full file
    small_size = fields.IntField()
    alt = fields.CharField(max_length=ALT_LIMIT, default="", db_default="")  # what it shows, for whoever does not see it
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "attachments"
        indexes = (("created_at",), ("user_id",))

    @property
    def full_name(self) -> str:
        """The full image's file."""
        return f"{self.key}.{self.extension}"

    @property
    def small_name(self) -> str:
        """The small one's."""
        return f"{self.key}.small.{self.extension}"

    @classmethod
    async def kept_for(cls, user_id: int) -> tuple[int, int]:
        """How many images of this person are kept, and their bytes."""
        sums = cls.filter(user_id=user_id).annotate(images=Count("id"), full=Sum("size"), small=Sum("small_size"))
        row = (await sums.values("images", "full", "small"))[0]
        return int(row["images"]), int(row["full"] or 0) + int(row["small"] or 0)

    @classmethod
    async def unused_since(cls, moment: datetime) -> list["Attachment"]:
        """Stored before `moment`, and no message names them: their sender went away between the two steps."""
        return await cls.filter(created_at__lt=moment, message__id__isnull=True).limit(1000)
