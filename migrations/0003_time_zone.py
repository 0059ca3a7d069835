from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0002_security_events")]

    initial = False

    operations = [
        ops.AddField(model_name="User", name="time_zone", field=fields.CharField(default="", db_default="", max_length=64)),
    ]
