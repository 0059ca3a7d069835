"""Escale's commands, as an operator types them."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from tests import processes
from tests.forking import Forked, forked
from tests.ports import free_port
from tests.processes import ROOT, ServerProcess

WAYS = {
    "quart serve": ("-m", "quart", "serve", "--port", "0"),
    "quart run": ("-m", "quart", "run", "--port", "{port}"),
    # With a child process, its parent would report success.
    "hypercorn": ("-m", "hypercorn", "-w", "0", "app:app", "--bind", "127.0.0.1:{port}"),
}
LONGEST = 50.0  # seconds for a command: several start at once on a busy machine


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


def refused(done: Done, *words: str) -> bool:
    """It failed with one line that has these words."""
    one_line = done.err.count("\n") == 1 and done.err.endswith("\n")
    return done.status != 0 and one_line and all(word in done.err for word in words) and not done.out


async def quart(*command: str, **environment: Any) -> Done:
    """`quart COMMAND...` with those settings, to its end."""
    return await python("-m", "quart", *command, **environment)


async def typed(*command: str, **environment: Any) -> Done:
    """The same, forked from a process that has loaded Escale: for what a command does, where it is not about how it starts."""
    process = await forked("quart", *command, environment=processes.environment(**environment))
    return await ended(process)


async def python(*command: str, **environment: Any) -> Done:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *command),
        cwd=ROOT,
        env=processes.environment(**environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    return await ended(process)


async def started(way: str, **environment: Any) -> Done:
    """A server that is started in one of the WAYS, and does not serve."""
    return await python(*(word.replace("{port}", str(free_port())) for word in WAYS[way]), **environment)


async def ended(process: asyncio.subprocess.Process | Forked) -> Done:
    try:
        async with asyncio.timeout(LONGEST):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return Done(process.returncode, out.decode(), err.decode())


class Program(ServerProcess):
    """A server started in another way than `quart serve`. It may have children, which end with it."""

    command: tuple[str, ...] = ()

    async def start(self, *, wait: bool = True) -> None:
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, *self.command),
            cwd=ROOT,
            env=processes.environment(**self.environment),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        self.reading = asyncio.create_task(self.read(self.process))
        if wait:
            await self.answering()

    async def kill(self) -> None:
        """It and all that it started."""
        assert self.process
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.ended()


@asynccontextmanager
async def program(*command: str, **environment: Any) -> AsyncIterator[Program]:
    """`python COMMAND...`, where `{port}` is a port of its own."""
    server = Program({name: str(value) for name, value in environment.items()})
    server.command = tuple(word.replace("{port}", str(server.port)) for word in command)
    try:
        await server.start()
        yield server
    finally:
        await server.kill()
