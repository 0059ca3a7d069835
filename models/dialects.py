"""SQL that the two databases spell differently, for migrations: Tortoise's own operations have no CHECK and no partial index."""

from typing import Any

from tortoise.migrations.operations import RunSQL


class RunSQLOn(RunSQL):
    """Run `sql` on that dialect (`"sqlite"` or `"postgres"`) alone."""

    def __init__(self, dialect: str, sql: str) -> None:
        super().__init__(sql)
        self.dialect = dialect

    async def database_forward(self, app_label: str, old_state: Any, new_state: Any, state_editor: Any = None) -> None:
        if state_editor is None or state_editor.client.capabilities.dialect != self.dialect:
            return
        if state_editor.collect_sql:
            state_editor.collected_sql.append(self.sql)
        else:
            # Not through the editor: on SQLite it cuts statements at every semicolon, a trigger's too.
            await state_editor.client.execute_query(self.sql)
