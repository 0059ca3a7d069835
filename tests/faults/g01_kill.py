"""G1: kill -9 in mid-traffic, at a random moment; started again, clients reconnect and retry."""

import asyncio
import math
import random

from tests.faults.checker import Result, check, stored
from tests.faults.conversation import busy, settle, talking
from tests.faults.servers import one_server, url_of

TITLE = "kill -9 in mid-traffic"
DATABASES = ("sqlite", "postgres")
FIGURE, BOUND = "seconds from the start to the first acknowledgement", 5.0


async def rounds(kind: str, count: int) -> list[Result]:
    """As many rounds on one server and its growing database, each in a conversation of its own."""
    results = []
    async with one_server(kind) as server:
        for _ in range(count):
            async with talking(server.url) as talkers:
                async with busy(talkers, every=0.004):  # whenever the kill comes, both are writing
                    for talker in talkers:
                        await talker.connected()
                    await asyncio.sleep(random.uniform(0.0, 0.3))
                    await server.kill()
                    await server.start(wait=False)
                    began = asyncio.get_running_loop().time()  # what was still on its way to us has arrived by now
                    await server.answering()
                await settle(talkers)
                result = check(await stored(url_of(server), talkers[0].room), talkers, server.errors())
                since = [moment - began for talker in talkers for moment in talker.acknowledged_at if moment > began]
                result.figures[FIGURE] = min(since, default=math.inf)
                results.append(result)
    return results
