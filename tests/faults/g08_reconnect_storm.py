"""G8: thousands of sockets are lost at once and come back within a second, into a conversation that goes on."""

import asyncio

import aiohttp

from tests.faults.checker import Result, check, stored
from tests.faults.conversation import busy, settle, talking
from tests.faults.crowd import Crowd
from tests.faults.figures import answers, p99
from tests.faults.servers import one_server, url_of
from tests.processes import ServerProcess
from tests.remote import Remote, pair

TITLE = "2,000 sockets drop and come back within 1 s"
DATABASES = ("sqlite", "postgres")
FIGURE, BOUND = "seconds until all are back", 30.0
SHORT = {"SOCKETS": 200, "DATABASES": ("sqlite",)}
SOCKETS = 2000
A_PERSON = 25  # sockets
WITHIN = 1.0


async def rounds(kind: str, count: int) -> list[Result]:
    results = []
    connector = aiohttp.TCPConnector(limit=0)
    async with one_server(kind) as server, aiohttp.ClientSession(connector=connector) as session:
        crowd = Crowd(session)
        try:
            for _ in range(SOCKETS // A_PERSON // 2):
                camille, jean, room = await pair(server.url)
                await people_come(crowd, server, camille, jean, room)
            for _ in range(count):
                results.append(await one_round(server, crowd))
        finally:
            await crowd.leave()
    return results


async def people_come(crowd: Crowd, server: ServerProcess, camille: Remote, jean: Remote, room: int) -> None:
    for person in (camille, jean):
        for _ in range(A_PERSON):
            crowd.enter(server.url, person, room)
    await crowd.all_here(30)


async def one_round(server: ServerProcess, crowd: Crowd) -> Result:
    loop = asyncio.get_running_loop()
    crowd.troubles.clear()
    async with talking(server.url) as talkers:
        for talker in talkers:
            await talker.connected()
        async with busy(talkers):
            await asyncio.sleep(0.2)
            assert crowd.here == len(crowd.sockets)
            began = loop.time()
            crowd.scatter(WITHIN)
            dropped = len(crowd.sockets) - crowd.here
            await crowd.all_here(60)
            took = loop.time() - began
        await settle(talkers)
        result = check(await stored(url_of(server), talkers[0].room), talkers, server.errors())
    result.figures[FIGURE] = took
    result.figures["p99 of acknowledgements meanwhile (s)"] = p99(answers(talkers))
    result.figures["attempts that failed"] = crowd.troubles.total()
    if crowd.troubles:
        print(f"    attempts that failed, and were repeated: {dict(crowd.troubles)}")
    if dropped < len(crowd.sockets):
        result.violations.append(f"only {dropped} were dropped")
    return result
