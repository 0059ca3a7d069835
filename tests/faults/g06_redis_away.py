"""G6: Redis is killed and comes back, stands still for a minute, and drops its listeners; no message is held up by it.

Two write through both processes: what one of these commits shows it what it missed of the other's. So there are two more, of
whom one only writes and the other, on the other process, only reads: while Redis is away the database alone tells that process
(actions/tail.py; tried without it: not seen while Redis was away, in each round).
"""

import asyncio
from collections.abc import Awaitable, Callable

from tests.faults.checker import Result, check, stored
from tests.faults.conversation import Pair, busy, settle, talking
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
GIVEN_UP = 15.0  # after which nobody waits for it any more
BY_THE_DATABASE = "seconds until one who only reads saw it without Redis"

Meanwhile = Callable[[], Awaitable[None]]
Fault = Callable[[OwnRedis, Meanwhile], Awaitable[None]]


async def rounds(kind: str, count: int) -> list[Result]:
    results = []
    async with OwnRedis.running() as redis, two_servers(REDIS_URL=redis.url) as servers:
        for _ in range(count):
            for fault in (killed, stalled, cut):
                results.append(await one_round(servers, redis, fault))
    return results


async def one_round(servers: tuple[ServerProcess, ServerProcess], redis: OwnRedis, fault: Fault) -> Result:
    urls = servers[0].url, servers[1].url
    without_redis: list[float] = []
    async with talking(*urls) as talkers, talking(*urls) as quiet:
        for talker in (*talkers, *quiet):
            await talker.connected()
        await listening(redis)

        async def meanwhile() -> None:
            for n in range(2):
                without_redis.append(await seen_after(quiet, f"Sans Redis {n}"))

        async with busy(talkers, every=0.02):
            await asyncio.sleep(0.3)
            await fault(redis, meanwhile)
            await asyncio.sleep(0.5)
        await settle(talkers)
        await settle(quiet)
        log = [line for server in servers for line in server.errors()]
        result = check(await stored(url_of(servers[0]), talkers[0].room), talkers, log)
        also = check(await stored(url_of(servers[0]), quiet[0].room), quiet)
    result.acknowledged += also.acknowledged
    result.violations += also.violations
    camille, jean = talkers
    result.figures[FIGURE] = p99(answers(talkers))
    result.figures["seconds until the other process's reader saw it"] = late = max(
        slowest_arrival(camille, jean), slowest_arrival(jean, camille)
    )
    if without_redis:
        result.figures[BY_THE_DATABASE] = max(without_redis)
        late = max(late, *without_redis)
    if max(without_redis, default=0) > GIVEN_UP:
        result.violations.append("one who only reads saw nothing while Redis was away")
    if late > SEEN:
        result.late.append(f"a message was seen {late:.1f} s after its acknowledgement")
    result.violations += [f"refused as {code}" for talker in (*talkers, *quiet) for code in talker.refusals]
    return result


async def seen_after(pair: Pair, content: str) -> float:
    """One of them says that; how many seconds after its acknowledgement the other saw it, or more than anybody waits for."""
    writer, reader = pair
    writer.write(content)
    await writer.all_acknowledged(GIVEN_UP)
    try:
        await reader.showing(len(writer.attempted), GIVEN_UP)
    except TimeoutError:
        return GIVEN_UP + 1
    return slowest_arrival(writer, reader)


async def killed(redis: OwnRedis, meanwhile: Meanwhile) -> None:
    await redis.kill()
    assert not await redis.answers()
    await meanwhile()
    await asyncio.sleep(AWAY)
    await redis.start()


async def stalled(redis: OwnRedis, meanwhile: Meanwhile) -> None:
    redis.stall()
    try:
        assert not await redis.answers()
        await meanwhile()
        await asyncio.sleep(STALL)
    finally:
        redis.resume()


async def cut(redis: OwnRedis, _: Meanwhile) -> None:
    assert await redis.do("CLIENT", "KILL", "TYPE", "pubsub") == 2, "both servers were to lose their listener"


async def listening(redis: OwnRedis) -> None:
    """Wait until both servers hear Redis again."""
    async with asyncio.timeout(15):
        while await redis.listeners() < 2:
            await asyncio.sleep(0.05)
