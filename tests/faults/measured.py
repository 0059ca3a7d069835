"""`python -m tests.faults.measured serve ...`: `quart`, with a watch on its event loop.

How late the loop comes to a timer is how long it was blocked, or how long the machine let the whole process wait. A thread that
sleeps as long tells the two apart: it is late with the process, and on time while the loop alone is held.
"""

import asyncio
import importlib
import time
from threading import Thread
from typing import Any

import click
from quart.cli import cli

serve: Any = importlib.import_module("commands.serve")

TICK = 0.01
WORTH_TELLING = 0.02
TOLD = "loop blocked for "


class Watch:
    def __init__(self) -> None:
        self.thread_late: list[tuple[float, float]] = []  # when it woke, and how late

    def sleep(self) -> None:
        while True:
            before = time.monotonic()
            time.sleep(TICK)
            after = time.monotonic()
            if (late := after - before - TICK) > TICK:
                self.thread_late.append((after, late))

    async def tick(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(TICK)
            after = time.monotonic()
            late = after - before - TICK
            if late > WORTH_TELLING:
                await asyncio.sleep(TICK)  # the thread is told of the same moment
                excused = sum(seconds for moment, seconds in self.thread_late if before <= moment <= after + TICK)
                click.echo(f"{TOLD}{max(0.0, late - excused):.3f}")
            self.thread_late = [one for one in self.thread_late if one[0] > after]


def main() -> None:
    served = serve.served

    async def watched(*arguments: Any) -> None:
        watch = Watch()
        Thread(target=watch.sleep, daemon=True).start()
        ticking = asyncio.create_task(watch.tick())
        await served(*arguments)
        ticking.cancel()

    serve.served = watched
    cli()


if __name__ == "__main__":
    main()
