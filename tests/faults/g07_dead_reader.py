"""G7: two who joined a busy conversation and then read nothing, one of them still answering pings, are cut and cost little."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from tests.faults.checker import Result, check, stored
from tests.faults.conversation import Pair, settle, talking
from tests.faults.figures import p99
from tests.faults.machine import resident
from tests.faults.raw_reader import DeadReader
from tests.faults.servers import one_server, url_of
from tests.processes import ServerProcess

TITLE = "a reader that stops reading (silent; answering pings only)"
DATABASES = ("sqlite", "postgres")
FIGURE, BOUND = "seconds until both were cut", 45.0
SHORT = {"BEFORE": 1.0, "DATABASES": ("sqlite",)}
BEFORE = 8.0  # seconds of talk without the dead, to compare with
EVERY = 0.02
LARGE = "\N{WATER WAVE}" * 1900
GROWS = 50 * 2**20
SLOWER = 1.2  # a fifth is the promise


@dataclass(slots=True)
class Answers:
    """In how many seconds one of those who talk got each of their acknowledgements."""

    without: list[float] = field(default_factory=list)
    within: list[float] = field(default_factory=list)


async def rounds(kind: str, count: int) -> list[Result]:
    results, answers = [], Answers()
    async with one_server(kind) as server:
        for _ in range(count):
            async with talking(server.url) as talkers:
                for talker in talkers:
                    await talker.connected()
                figures = await with_the_dead(server, talkers, answers)
                await settle(talkers)
                log = server.errors()
                result = check(await stored(url_of(server), talkers[0].room), talkers, log)
            result.figures = figures
            if figures["memory (MiB)"] * 2**20 > GROWS:
                result.violations.append(f"memory grew by {figures['memory (MiB)']:.0f} MiB")
            results.append(result)
    # Of all rounds together: a round alone has too few answers for a p99 that a fifth could be told from.
    before, beside = p99(answers.without), p99(answers.within)
    results[-1].figures |= {"p99 without (s)": before, "p99 with them (s)": beside}
    if beside > before * SLOWER:
        results[-1].late.append(f"the others' p99 was {beside:.3g} s with the dead, {before:.3g} s without")
    return results


async def with_the_dead(server: ServerProcess, talkers: Pair, answers: Answers) -> dict[str, float]:
    assert server.process
    loop = asyncio.get_running_loop()
    talking_on = asyncio.create_task(talk(talkers))
    try:
        await asyncio.sleep(BEFORE)
        without = answered_so_far(talkers)
        answers.without += without
        memory = resident(server.process.pid)
        most = memory
        async with AsyncExitStack() as stack:
            person, room = talkers[0].person, talkers[0].room
            dead = [
                await stack.enter_async_context(DeadReader.joined(server.url, person, room, pongs=pongs))
                for pongs in (False, True)
            ]
            began = loop.time()
            async with asyncio.timeout(90):
                while not all(reader.is_cut for reader in dead):
                    await asyncio.sleep(0.02)
                    most = max(most, resident(server.process.pid))
            cut = loop.time() - began
        await asyncio.sleep(0.5)
        answers.within += answered_so_far(talkers)[len(without) :]
    finally:
        talking_on.cancel()
    return {FIGURE: cut, "memory (MiB)": (most - memory) / 2**20}


async def talk(talkers: Pair) -> None:
    n = 0
    while True:
        for talker in talkers:
            if talker.unsent.qsize() < 3:
                talker.write(f"{talker.person.name} {n} {LARGE}")
        n += 1
        await asyncio.sleep(EVERY)


def answered_so_far(talkers: Pair) -> list[float]:
    """Of one of the two, so that what came later is what follows."""
    return list(talkers[1].answered_in)
