from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from models.dialects import RunSQLOn


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="User",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", fields.CharField(max_length=80)),
                ("email", fields.CharField(unique=True, max_length=254)),
                ("password_hash", fields.CharField(max_length=255)),
                ("is_local", fields.BooleanField(default=False)),
                ("city", fields.CharField(default="", max_length=80)),
                ("bio", fields.TextField(default="", unique=False)),
                ("search_text", fields.CharField(default="", max_length=400)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("disabled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "users", "app": "models", "indexes": [Index(fields=["is_local", "id"])], "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Attachment",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("key", fields.CharField(unique=True, max_length=64)),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="attachments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("content_type", fields.CharField(max_length=20)),
                ("extension", fields.CharField(max_length=5)),
                ("width", fields.IntField()),
                ("height", fields.IntField()),
                ("size", fields.IntField()),
                ("small_size", fields.IntField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "attachments",
                "app": "models",
                "indexes": [Index(fields=["created_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Conversation",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "voyager",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="voyager_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="journeys",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "local",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="local_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="visits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("last_message_id", fields.BigIntField(null=True)),
                ("voyager_unread", fields.IntField(default=0)),
                ("local_unread", fields.IntField(default=0)),
            ],
            options={
                "table": "conversations",
                "app": "models",
                "indexes": [
                    Index(fields=["voyager_id", "updated_at", "id"]),
                    Index(fields=["local_id", "updated_at", "id"]),
                    Index(fields=["updated_at"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Message",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "conversation",
                    fields.ForeignKeyField(
                        "models.Conversation",
                        source_field="conversation_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="messages",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="messages",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("content", fields.TextField(unique=False)),
                (
                    "attachment",
                    fields.OneToOneField(
                        "models.Attachment",
                        source_field="attachment_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="message",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("read", fields.BooleanField(default=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("client_id", fields.UUIDField()),
            ],
            options={
                "table": "messages",
                "app": "models",
                "unique_together": (("user_id", "conversation_id", "client_id"),),
                "indexes": [Index(fields=["conversation_id", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("key", fields.CharField(unique=True, max_length=64)),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=10)),
                ("device", fields.CharField(default="", max_length=200)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("last_seen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "sessions", "app": "models", "indexes": [Index(fields=["expires_at"])], "pk_attr": "id"},
            bases=["Model"],
        ),
        # One conversation a pair, whoever opened it.
        ops.RunSQL(
            """CREATE UNIQUE INDEX "uid_conversations_pair" ON "conversations" (
                (CASE WHEN "voyager_id" < "local_id" THEN "voyager_id" ELSE "local_id" END),
                (CASE WHEN "voyager_id" < "local_id" THEN "local_id" ELSE "voyager_id" END))"""
        ),
        ops.RunSQL(
            """CREATE INDEX "idx_messages_unread" ON "messages" ("conversation_id", "user_id", "id") WHERE (NOT "read")"""
        ),
        # Nobody writes to themselves. SQLite takes no CHECK on a table that exists.
        RunSQLOn(
            "postgres",
            'ALTER TABLE "conversations" ADD CONSTRAINT "chk_conversations_two" CHECK ("voyager_id" <> "local_id")',
        ),
        RunSQLOn(
            "sqlite",
            """CREATE TRIGGER "chk_conversations_two" BEFORE INSERT ON "conversations"
               WHEN NEW."voyager_id" = NEW."local_id"
               BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: chk_conversations_two'); END""",
        ),
    ]
