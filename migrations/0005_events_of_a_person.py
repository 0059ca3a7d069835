from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0004_second_factors")]

    initial = False

    operations = [
        # Whether somebody has logged in from there before is asked while their password is being guessed.
        ops.AddIndex(model_name="SecurityEvent", index=Index(fields=["user_id", "kind", "address"])),
    ]
