from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0001_first")]

    initial = False

    operations = [
        ops.CreateModel(
            name="SecurityEvent",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("kind", fields.CharField(max_length=30)),
                ("user_id", fields.BigIntField(null=True)),
                ("address", fields.CharField(default="", max_length=64)),
                ("detail", fields.CharField(default="", max_length=200)),
            ],
            options={"table": "security_events", "app": "models", "indexes": [Index(fields=["at"])], "pk_attr": "id"},
            bases=["Model"],
        ),
        # How much somebody keeps is asked with each image that they send.
        ops.AddIndex(model_name="Attachment", index=Index(fields=["user_id"])),
    ]
