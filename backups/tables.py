"""Which tables a backup holds, and how their values are written."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import Attachment, Conversation, Message, Passkey, RecoveryCode, SecurityEvent, Session, TotpKey, User, WebhookState

FORMAT = 1
MANIFEST = "manifest.json"
MEDIA = "media"

# Whoever is named comes before whoever names.
TABLES: list[type[Model]] = [
    User,
    Session,
    TotpKey,
    RecoveryCode,
    Passkey,
    Attachment,
    Conversation,
    Message,
    SecurityEvent,
    WebhookState,
]


def name(table: type[Model]) -> str:
    """As the database calls it."""
    return str(table._meta.db_table)


def columns(table: type[Model]) -> dict[str, fields.Field[Any]]:
    """The table's columns, with what Tortoise knows of them."""
    meta = table._meta
    return {str(meta.fields_db_projection[field]): meta.fields_map[field] for field in meta.fields_db_projection}


def written(value: Any, field: "fields.Field[Any]") -> Any:
    """A value as JSON keeps it, the same from either database."""
    if value is None:
        return None
    if isinstance(field, fields.DatetimeField):
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC).isoformat()
    if isinstance(field, fields.BooleanField):
        return bool(value)
    return str(value) if isinstance(field, fields.UUIDField) else value


def read(value: Any, field: "fields.Field[Any]", dialect: str) -> Any:
    """The value as that database's driver takes it."""
    if value is None:
        return None
    if isinstance(field, fields.DatetimeField):
        moment = datetime.fromisoformat(value)
        return moment if dialect == "postgres" else moment.isoformat(" ")
    if dialect == "sqlite":
        return value
    return UUID(value) if isinstance(field, fields.UUIDField) else value
