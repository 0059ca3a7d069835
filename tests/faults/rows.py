"""The table of docs/faults.md."""

from typing import Any, Protocol

from tests.faults import (
    g01_kill,
    g02_lost_acknowledgement,
    g03_commit_order,
    g04_postgres_away,
    g05_sqlite_locked,
    g06_redis_away,
    g07_dead_reader,
    g08_reconnect_storm,
    g09_going_down,
    g10_disk_full,
    g11_half_open,
    g12_backup,
    g13_form_and_socket,
)
from tests.faults.checker import Result


class Row(Protocol):
    """A module of this folder. It may also have SHORT: constants of its own as the suite's short round has them."""

    @property
    def __name__(self) -> str: ...
    @property
    def TITLE(self) -> str: ...
    @property
    def DATABASES(self) -> tuple[str, ...]: ...
    @property
    def FIGURE(self) -> str:
        """What is measured."""

    @property
    def BOUND(self) -> float | None:
        """And may not exceed."""

    async def rounds(self, kind: str, count: int) -> list[Result]: ...


def short(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = getattr(row, "SHORT", {})
    return found


ALL: list[Row] = [
    g01_kill,
    g02_lost_acknowledgement,
    g03_commit_order,
    g04_postgres_away,
    g05_sqlite_locked,
    g06_redis_away,
    g07_dead_reader,
    g08_reconnect_storm,
    g09_going_down,
    g10_disk_full,
    g11_half_open,
    g12_backup,
    g13_form_and_socket,
]
