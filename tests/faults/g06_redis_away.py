"""G6: Redis is killed and comes back, stands still for a minute, and drops its listeners; no message is held up by it."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.faults.checker import Result, check, stored
from tests.faults.conversation import busy, settle, talking
from tests.faults.figures import answers, p99, slowest_arrival
from tests.faults.own_redis import OwnRedis
from tests.faults.servers import two_servers, url_of
from tests.processes import ServerProcess

TITLE = "Redis killed, stalled 60 s, its listeners cut"
DATABASES = ("postgres",)
FIGURE, BOUND = "p99 of acknowledgements (s)", 0.3
SHORT = {"STALL": 2.0, "AWAY": 0.3}
AWAY = 3.0  # seconds between the kill and the start
STALL = 60.0
SEEN = 5.0  # seconds within which the other process's reader sees a message

Fault = Callable[[OwnRedis], Awaitable[None]]


async def rounds(kind: str, count: int) -> list[Result]:
    results = []
    async with OwnRedis.running() as redis, two_servers(REDIS_URL=redis.url) as servers:
        for _ in range(count):
            for fault in (killed, stalled, cut):
                results.append(await one_round(servers, redis, fault))
    return results


async def one_round(servers: tuple[ServerProcess, ServerProcess], redis: OwnRedis, fault: Fault) -> Result:
    async with talking(servers[0].url, servers[1].url) as talkers:
        for talker in talkers:
            await talker.connected()
        await listening(redis)
        async with busy(talkers, every=0.02):
            await asyncio.sleep(0.3)
            await fault(redis)
            await asyncio.sleep(0.5)
        await settle(talkers)
        log = [line for server in servers for line in server.errors()]
        result = check(await stored(url_of(servers[0]), talkers[0].room), talkers, log)
    camille, jean = talkers
    result.figures[FIGURE] = p99(answers(talkers))
    result.figures["seconds until the other process's reader saw it"] = late = max(
        slowest_arrival(camille, jean), slowest_arrival(jean, camille)
    )
    if late > SEEN:
        result.late.append(f"a message was seen {late:.1f} s after its acknowledgement")
    result.violations += [f"refused as {code}" for talker in talkers for code in talker.refusals]
    return result


async def killed(redis: OwnRedis) -> None:
    await redis.kill()
    assert not await redis.answers()
    await asyncio.sleep(AWAY)
    await redis.start()


async def stalled(redis: OwnRedis) -> None:
    redis.stall()
    assert not await redis.answers()
    await asyncio.sleep(STALL)
    redis.resume()


async def cut(redis: OwnRedis) -> None:
    assert await redis.do("CLIENT", "KILL", "TYPE", "pubsub") == 2, "both servers were to lose their listener"


async def listening(redis: OwnRedis) -> None:
    """Wait until both servers hear Redis again."""
    async with asyncio.timeout(15):
        while await redis.listeners() < 2:
            await asyncio.sleep(0.05)
