"""G5: another process holds SQLite's write lock; sends are retried or refused in words, reading goes on, nothing else waits."""

import asyncio
import sqlite3
import sys

from addresses import sqlite_file
from tests.faults.checker import Result, check, stored
from tests.faults.conversation import busy, reading, settle, talking
from tests.faults.figures import answers
from tests.faults.measured import TOLD
from tests.faults.servers import one_server, url_of
from tests.processes import ServerProcess

TITLE = "SQLite locked by another process for 10 s"
DATABASES = ("sqlite",)
FIGURE, BOUND = "longest block of the event loop (s)", 0.1
SHORT = {"LOCKED": 6.0}
LOCKED = 10.0
PAGE = 7.0  # seconds within which a page is there, or an apology
ANSWERED = 6.0
EXPLAINED = ("database failed", "commit failed")

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
connection.rollback()
"""


async def rounds(kind: str, count: int) -> list[Result]:
    results = []
    async with one_server(kind, program="tests.faults.measured") as server:
        for _ in range(count):
            told = len(server.log)
            async with talking(server.url) as talkers:
                for talker in talkers:
                    await talker.connected()
                async with busy(talkers), reading(talkers[0]) as pages:
                    await asyncio.sleep(0.3)
                    held = await hold(server)
                await settle(talkers)
                result = check(await stored(url_of(server), talkers[0].room), talkers, server.errors(), EXPLAINED)
            result.figures[FIGURE] = worst_block(server.log[told:])
            result.figures["seconds to the slowest answer"] = slowest = max(answers(talkers))
            result.figures["seconds to the slowest page"] = max(seconds for _, seconds in pages)
            if not held or slowest < 1:
                result.violations.append("nothing was locked: the round proves nothing")
            if slowest > ANSWERED:
                result.late.append(f"an answer took {slowest:.1f} s")
            refusals = {code for talker in talkers for code in talker.refusals}
            result.violations += [f"refused as {code}" for code in refusals - {"unavailable"}]
            result.late += [f"a page took {seconds:.1f} s" for _, seconds in pages if seconds > PAGE]
            result.violations += [f"a page was answered {status}" for status in {s for s, _ in pages} - {200, 503}]
            results.append(result)
    return results


async def hold(server: ServerProcess) -> bool:
    """Lock the database from another process; whether nobody else could write meanwhile."""
    file = str(sqlite_file(url_of(server)))
    holder = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLD, file), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdin
    assert await holder.stdout.readline() == b"locked\n"
    await asyncio.sleep(LOCKED)
    held = await asyncio.to_thread(is_locked, file)
    holder.stdin.close()
    await holder.wait()
    return held


def is_locked(file: str) -> bool:
    connection = sqlite3.connect(file, isolation_level=None, timeout=0)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.rollback()
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()
    return False


def worst_block(log: bytes) -> float:
    lines = log.decode(errors="replace").splitlines()
    return max((float(line.removeprefix(TOLD)) for line in lines if line.startswith(TOLD)), default=0.0)
