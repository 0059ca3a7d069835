"""How many statements something took."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

logger = logging.getLogger("tortoise.db_client")
ENDS = ("BEGIN", "COMMIT", "ROLLBACK")
BACKGROUND = {"watch", "sweep", "follow", "keep_writing"}  # coroutines that ask in their own time


class Statements(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.all: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        sql = " ".join(str(record.args[0] if isinstance(record.args, tuple) and record.args else record.msg).split())
        task = asyncio.current_task()
        coroutine = getattr(task.get_coro() if task else None, "__qualname__", "")
        if not sql.upper().startswith(ENDS) and coroutine not in BACKGROUND:
            self.all.append(sql)

    def __len__(self) -> int:
        return len(self.all)


@contextmanager
def counted() -> Iterator[Statements]:
    """Every statement that Tortoise sends inside the block, transactions' own beginnings and ends aside."""
    statements, level = Statements(), logger.level
    logger.addHandler(statements)
    logger.setLevel(logging.DEBUG)
    propagates, logger.propagate = logger.propagate, False
    try:
        yield statements
    finally:
        logger.propagate = propagates
        logger.setLevel(level)
        logger.removeHandler(statements)
