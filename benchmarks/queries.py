"""How many queries a page takes, counted inside of the app with a history behind it; and the tokens of the people in that.

Usage: python -m benchmarks.queries LOG_INS (with the settings of the server that is to be measured). Prints JSON.
"""

import asyncio
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

import auth
from app import app
from models import database
from settings import current

ENDS = ("BEGIN", "COMMIT", "ROLLBACK")


class Counter(logging.Handler):
    """Counts what Tortoise sends, the beginnings and ends of transactions aside."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        said = record.args[0] if isinstance(record.args, tuple) and record.args else record.msg
        self.count += not str(said).strip().upper().startswith(ENDS)


@contextmanager
def counted() -> Iterator[Counter]:
    """Count what is sent to the database inside of the block."""
    logger, counter = logging.getLogger("tortoise.db_client"), Counter()
    logger.addHandler(counter)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield counter
    finally:
        logger.removeHandler(counter)


async def count(log_ins: int) -> dict[str, Any]:
    """Queries of the conversation page (with nothing unread, and with something), and of the inbox."""
    tokens = {
        kind: [made.dump_token(f"{kind}-{n}", app) for n in range(1, log_ins + 1)]
        for kind, made in ((auth.BEARER, auth.tokens), (auth.COOKIE, auth.cookies))
    }
    await database.connect(current())  # and nothing else of what a server does in its own time
    client = app.test_client()
    client.set_cookie("localhost", str(auth.cookies.cookie_name), tokens[auth.COOKIE][0])

    async def queries(path: str) -> int:
        with counted() as counter:
            answer = await client.get(path)
            assert answer.status_code == 200, answer.status
        return counter.count

    found = {"conversation": await queries("/conversations/1"), "inbox": await queries("/conversations")}
    last = "(SELECT last_message_id FROM conversations WHERE id = 1)"
    await database.connection().execute_script(
        f"UPDATE messages SET read = false WHERE id = {last}; UPDATE conversations SET voyager_unread = 1 WHERE id = 1"
    )
    found["conversation_with_unread"] = await queries("/conversations/1")
    await database.disconnect()
    return found | {"tokens": tokens}


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(asyncio.run(count(int(sys.argv[1])))))
