"""G11: the network between a client and the server is gone for two minutes, and nobody is told.

The ping time is Engine.IO's own, 25 + 20 s, which no setting shortens. The suite's short round has a server of 2 + 4 s, and a
link that is down for 10.
"""

import asyncio
from contextlib import nullcontext

from tests.faults.checker import Result, check, stored
from tests.faults.conversation import Pair, busy, chat, settle, talking
from tests.faults.link import Link, connections_from
from tests.faults.servers import one_server, url_of
from tests.processes import ServerProcess

TITLE = "half-open connection: the link is down for 2 min"
DATABASES = ("sqlite",)  # the database has no part in it
FIGURE, BOUND = "seconds until both ends noticed", 47.0  # the ping time and a look
DOWN = 120.0
PROGRAM = "quart"
SHORT = {"DOWN": 10.0, "PROGRAM": "tests.faults.hasty"}


async def rounds(kind: str, count: int) -> list[Result]:
    results = []
    async with Link.up() as link, one_server(kind, program=PROGRAM, host="0.0.0.0") as server:  # noqa: S104 -- both ends of the link
        server.host = "127.0.0.1"
        for n in range(count):
            async with talking(server.url) as talkers:
                # By turns: unanswered messages tell sooner than unanswered pings.
                results.append(await one_round(server, link, talkers, quiet=n % 2 == 0))
    return results


async def one_round(server: ServerProcess, link: Link, talkers: Pair, *, quiet: bool) -> Result:
    far, near = talkers
    await near.connected()
    far.url, far.transport = f"http://{link.here}:{server.port}", link.session
    await far.hang_up()
    await far.connected(30)
    await chat(talkers, 10)
    loop = asyncio.get_running_loop()
    there = link.here.rpartition(".")[0] + ".2"
    connected = connections_from(there, server.port)
    gone = far.gone
    await link.down()
    began = loop.time()
    async with nullcontext() if quiet else busy(talkers, every=0.5):
        noticing = asyncio.gather(noticed_there(gone), noticed_here(there, server.port))
        try:
            async with asyncio.timeout(DOWN):
                await noticing
            noticed = loop.time() - began
        except TimeoutError:
            noticed = DOWN
        silent = not any(moment > began + 1 for moment in far.acknowledged_at)
        await asyncio.sleep(DOWN - (loop.time() - began))
        before = far.connections  # by then it may be back already
        await link.restore()
        await far.connected(40)
    await chat(talkers, 10)
    await settle(talkers)
    result = check(await stored(url_of(server), far.room), talkers, server.errors())
    result.figures[FIGURE] = noticed
    if noticed == DOWN:
        result.violations.append("an end took the link for whole while it was down")
    if connected != 1 or not silent:
        heard = "silence" if silent else "answers"
        result.violations.append(f"the link was not cut ({connected} connections, {heard} after it): the round proves nothing")
    if connections_from(there, server.port) != 1:
        result.violations.append(f"{connections_from(there, server.port)} connections after the reconnect")
    if far.connections != before + 1:
        result.violations.append(f"{far.connections - before} reconnects after the link was back")
    return result


async def noticed_there(gone: asyncio.Event) -> None:
    await gone.wait()


async def noticed_here(there: str, port: int) -> None:
    while connections_from(there, port):
        await asyncio.sleep(0.1)
