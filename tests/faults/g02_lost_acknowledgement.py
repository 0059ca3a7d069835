"""G2: the answer to a committed message is lost on the way; the retry finds the original."""

import asyncio

from tests.faults.checker import Result, check, stored
from tests.faults.conversation import settle, talking
from tests.faults.proxy import Proxy
from tests.faults.servers import one_server, url_of

TITLE = "lost acknowledgement"
DATABASES = ("sqlite", "postgres")
FIGURE, BOUND = "answers that were lost", None


async def rounds(kind: str, count: int) -> list[Result]:
    results = []
    async with one_server(kind) as server, Proxy.to(server.port) as proxy:
        for _ in range(count):
            async with talking(server.url) as talkers:
                camille = talkers[0]
                await camille.connected()
                camille.url = proxy.url
                await camille.hang_up()
                await camille.connected()
                lost = 0
                for n in range(5):
                    proxy.swallow_answers = True
                    client_id = camille.write(f"Camille {n}")
                    await until_stored(url_of(server), camille.room, client_id)
                    await proxy.cut()
                    lost += client_id not in camille.acknowledged
                    proxy.swallow_answers = False
                    await camille.all_acknowledged()
                await settle(talkers)
                result = check(await stored(url_of(server), camille.room), talkers, server.errors())
                result.figures[FIGURE] = lost
                if not lost:
                    result.violations.append("no answer was lost: the round proves nothing")
                results.append(result)
    return results


async def until_stored(database_url: str, room: int, client_id: str) -> None:
    async with asyncio.timeout(10):
        while client_id not in {row[3] for row in await stored(database_url, room)}:
            await asyncio.sleep(0.01)
