from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0005_events_of_a_person")]

    initial = False

    operations = [
        ops.CreateModel(
            name="WebhookState",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("after_id", fields.BigIntField()),
                ("behind", fields.TextField(default="{}", unique=False)),
                ("holder", fields.CharField(default="", max_length=32)),
                ("held_until", fields.FloatField(default=0)),
            ],
            options={"table": "webhook_state", "app": "models", "pk_attr": "id"},
            bases=["Model"],
        ),
    ]
