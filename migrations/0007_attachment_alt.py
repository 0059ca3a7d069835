from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0006_webhook_state")]

    initial = False

    operations = [
        ops.AddField(model_name="Attachment", name="alt", field=fields.CharField(default="", db_default="", max_length=300)),
    ]
