from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """What models.user.fold takes for the same since, in the rows that were folded before."""

    dependencies = [("models", "0008_language")]

    initial = False

    operations = [
        ops.RunSQL(
            """UPDATE "users" SET "search_text" = SUBSTR(REPLACE(REPLACE(REPLACE(REPLACE("search_text",
                '’', ''''), 'œ', 'oe'), 'æ', 'ae'), 'ø', 'o'), 1, 400)
            WHERE "search_text" LIKE '%’%' OR "search_text" LIKE '%œ%' OR "search_text" LIKE '%æ%' OR "search_text" LIKE '%ø%'"""
        ),
    ]
