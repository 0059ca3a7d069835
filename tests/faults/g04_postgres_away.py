"""G4: PostgreSQL crashes and comes back, then stands still for half a minute; the server says so, and heals by itself."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.faults.checker import Result, check, stored
from tests.faults.conversation import busy, reading, settle, talking
from tests.faults.figures import answers
from tests.faults.own_postgres import OwnPostgres
from tests.faults.servers import one_server, url_of
from tests.processes import ServerProcess

TITLE = "PostgreSQL stopped (`immediate`), then stalled 30 s"
DATABASES = ("postgres",)
FIGURE, BOUND = "seconds to the slowest answer", 5.0
SHORT = {"STALL": 4.5, "AWAY": 0.3}
AWAY = 1.0  # seconds between the stop and the start
STALL = 30.0
EXPLAINED = ("database failed", "commit failed", "handshake failed", "Failed to restore the pool connection floor")

Fault = Callable[[OwnPostgres], Awaitable[None]]


async def rounds(kind: str, count: int) -> list[Result]:
    results = []
    async with OwnPostgres.running() as postgres, one_server(kind, DATABASE_URL=postgres.url) as server:
        process = server.process
        for _ in range(count):
            for fault in (crash, stall):
                results.append(await one_round(server, postgres, fault))
        if server.process is not process or not process or process.returncode is not None:
            results[-1].violations.append("the server had to be started again")
    return results


async def one_round(server: ServerProcess, postgres: OwnPostgres, fault: Fault) -> Result:
    async with talking(server.url) as talkers:
        for talker in talkers:
            await talker.connected()
        async with busy(talkers), reading(talkers[0]) as pages:
            await asyncio.sleep(0.3)
            await fault(postgres)
        await settle(talkers, 45)
        result = check(await stored(url_of(server), talkers[0].room), talkers, server.errors(), EXPLAINED)
    refusals = [code for talker in talkers for code in talker.refusals]
    result.figures[FIGURE] = max(answers(talkers))
    result.figures["seconds to the slowest page"] = max(seconds for _, seconds in pages)
    if not refusals:
        result.violations.append("nothing was refused: the fault did not happen")
    result.violations += [f"refused as {code}" for code in set(refusals) - {"unavailable"}]
    result.violations += [f"a page was answered {status}" for status in {status for status, _ in pages} - {200, 503}]
    return result


async def crash(postgres: OwnPostgres) -> None:
    await postgres.stop_now()
    await asyncio.sleep(AWAY)
    await postgres.start()


async def stall(postgres: OwnPostgres) -> None:
    await postgres.stall()
    try:
        await asyncio.sleep(STALL)
    finally:
        postgres.resume()
