"""What one person wrote to the other. Ids rise in the order of commits within a conversation."""

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import database

if TYPE_CHECKING:
    from models.attachment import Attachment
    from models.conversation import Conversation
    from models.user import User

CONTENT_LIMIT = 2000  # Unicode code points: contract, `content`


class Message(Model):
    id = fields.BigIntField(primary_key=True)
    conversation: fields.ForeignKeyRelation["Conversation"] = fields.ForeignKeyField(
        "models.Conversation", related_name="messages", on_delete=fields.RESTRICT
    )
    conversation_id: int
    user: fields.ForeignKeyRelation["User"] = fields.ForeignKeyField(
        "models.User", related_name="messages", on_delete=fields.RESTRICT
    )
    user_id: int
    content = fields.TextField()
    attachment: fields.OneToOneNullableRelation["Attachment"] = fields.OneToOneField(
        "models.Attachment", related_name="message", null=True, on_delete=fields.RESTRICT
    )
    attachment_id: int | None
    read = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()
    client_id = fields.UUIDField()

    class Meta:
        table = "messages"
        unique_together = (("user_id", "conversation_id", "client_id"),)
        # The unread of a conversation are a partial index, in the first migration.
        indexes = (("conversation_id", "id"),)

    @classmethod
    async def between(cls, after: int, up_to: int, limit: int, conversation_id: int | None = None) -> list["Message"]:
        """Up to `limit` messages of all conversations, or of one, in the order of ids."""
        found = cls.filter(id__gt=after, id__lte=up_to).select_related("user", "attachment").order_by("id").limit(limit)
        return await (found.filter(conversation_id=conversation_id) if conversation_id is not None else found)

    @classmethod
    async def sent_as(cls, user_id: int, conversation_id: int, client_id: UUID) -> "Message | None":
        """What this person already sent there under that `client_id`."""
        return (
            await cls.filter(user_id=user_id, conversation_id=conversation_id, client_id=client_id)
            .select_related("user", "attachment")
            .first()
        )

    @classmethod
    async def first_unread(cls, conversation_id: int, writer_id: int) -> int | None:
        """The oldest message of that writer which the other person has not read."""
        # `NOT "read"` to the letter: SQLite takes the partial index for no other spelling.
        rows = await database.connection().execute_query_dict(
            f"""SELECT id FROM messages WHERE conversation_id = {int(conversation_id)} AND user_id = {int(writer_id)}
                AND (NOT "read") ORDER BY id LIMIT 1"""  # noqa: S608 -- two integers
        )
        return rows[0]["id"] if rows else None
