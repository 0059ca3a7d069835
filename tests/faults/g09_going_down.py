"""G9: two processes behind one address are ended (SIGTERM) and started again, one after the other, while people write."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from tempfile import TemporaryDirectory

from tests.faults.checker import Result, check, stored
from tests.faults.conversation import busy, settle, talking
from tests.faults.machine import program
from tests.faults.poster import Poster
from tests.faults.servers import database, url_of
from tests.nginx import one_address
from tests.processes import REDIS, ServerProcess, running

TITLE = "SIGTERM under load, rolling restart of two processes"
DATABASES = ("postgres",)
FIGURE, BOUND = "seconds from SIGTERM to the exit", 15.0
SHORT = {"REPLACED": 1}
REPLACED = 2  # of the two
SECOND = 0.3  # seconds after the first SIGTERM

Servers = tuple[ServerProcess, ServerProcess]


async def rounds(kind: str, count: int) -> list[Result]:
    results = []
    program("nginx", package="nginx-light")  # or what it takes is said
    async with named_servers() as servers, one_address(one=servers[0].port, two=servers[1].port) as url:
        for _ in range(count):
            async with talking(url, jean_is=Poster) as talkers:
                for talker in talkers:
                    await talker.connected()
                violations, longest = [], 0.0
                async with busy(talkers, every=0.01):
                    for server in servers[:REPLACED]:
                        await asyncio.sleep(0.3)
                        status, took = await replaced(server)
                        longest = max(longest, took)
                        if status != 0:
                            violations.append(f"exit status {status}")
                await settle(talkers)
                log = [line for server in servers for line in server.errors()]
                result = check(await stored(url_of(servers[0]), talkers[0].room), talkers, log)
            result.figures[FIGURE] = longest
            result.figures["reconnections"] = reconnections = sum(talker.reconnections for talker in talkers)
            result.violations += violations
            if not reconnections:
                result.violations.append("nobody had to reconnect: the round proves nothing")
            results.append(result)
    return results


@asynccontextmanager
async def named_servers() -> AsyncIterator[Servers]:
    """Two processes whose sockets a proxy can tell apart."""
    async with AsyncExitStack() as stack:
        shared = {
            "DATABASE_URL": await stack.enter_async_context(database("postgres")),
            "MEDIA_DIR": stack.enter_context(TemporaryDirectory(prefix="escale-media-")),
            "REDIS_URL": f"{REDIS}/0",
            "RATE_LIMITS": "off",
            "TRUSTED_PROXIES": "127.0.0.1",
        }
        one, two = ServerProcess(shared | {"INSTANCE": "one"}), ServerProcess(shared | {"INSTANCE": "two"})
        await stack.enter_async_context(running(one))
        await stack.enter_async_context(running(two))
        yield one, two


async def replaced(server: ServerProcess) -> tuple[int, float]:
    """End it as an operator does who is impatient; its exit status and how long it took. Then start it again."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    server.signal(signal.SIGTERM)
    await asyncio.sleep(SECOND)
    server.signal(signal.SIGTERM)
    status = await server.ended()
    took = loop.time() - began
    await server.start()
    return status, took
