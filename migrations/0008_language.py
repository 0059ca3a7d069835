from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0007_attachment_alt")]

    initial = False

    operations = [
        ops.AddField(model_name="User", name="language", field=fields.CharField(default="", db_default="", max_length=8)),
    ]
