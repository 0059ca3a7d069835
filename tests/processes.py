"""Escale as an operator runs it: `quart serve` in processes of its own, to be signalled, stopped and killed."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests import http
from tests.forking import Forked, forked
from tests.ports import free_port

ROOT = Path(__file__).parent.parent
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")  # where several of them meet
PATIENCE = 20.0  # seconds until a process that does not answer counts as broken

CHAINED = ("The above exception", "During handling of the above")


def environment(**settings: Any) -> dict[str, str]:
    """Of a process that runs Escale: what we have, and these settings; and no library that only developers have."""
    bare = os.pathsep.join(filter(None, [str(ROOT / "tests" / "bare"), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": bare, **{name: str(value) for name, value in settings.items()}}


@dataclass
class ServerProcess:
    """`quart serve` on a port of its own; it may be ended and started again."""

    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    host: str = "127.0.0.1"
    program: str = "quart"  # a module that takes quart's arguments
    forks: bool = True  # in the suite; `make faults` measures, and a test may be about the start
    process: asyncio.subprocess.Process | Forked | None = None
    log: bytes = b""
    reading: "asyncio.Task[None] | None" = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    async def start(self, *, wait: bool = True) -> None:
        arguments = ("serve", "--host", self.host, "--port", str(self.port))
        env = environment(**self.environment)
        if self.forks and "PYTEST_VERSION" in env and "OTEL_EXPORTER_OTLP_ENDPOINT" not in env:
            self.process = await forked(self.program, *arguments, environment=env, together=True)
        else:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", self.program, *arguments),
                cwd=ROOT,
                env=env,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
        self.reading = asyncio.create_task(self.read(self.process))
        if wait:
            await self.answering()

    async def read(self, process: asyncio.subprocess.Process | Forked) -> None:
        assert process.stdout
        async for line in process.stdout:
            self.log += line

    async def answering(self) -> None:
        """Wait until it answers, or fail with what it said."""
        async with asyncio.timeout(PATIENCE), http.client(self.url) as client:
            while True:
                assert self.process
                assert self.process.returncode is None, self.log.decode()
                try:
                    if (await client.get("/health")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.02)

    def signal(self, number: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(number)

    async def ended(self) -> int:
        """Wait for its end; returns its exit status."""
        assert self.process
        assert self.reading
        async with asyncio.timeout(PATIENCE):
            status = await self.process.wait()
            await self.reading
        return status

    async def stop(self) -> int:
        """SIGTERM, and its exit status."""
        if self.process and self.process.returncode is None:
            self.signal(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        if self.process and self.process.returncode is None:
            self.signal(signal.SIGKILL)
        await self.ended()

    def errors(self) -> list[str]:
        """The lines of its log that speak of an error; of a traceback what it was headed by, and its last line."""
        found, inside, heading = [], False, ""
        for line in self.log.decode(errors="replace").splitlines():
            if line.startswith("Traceback"):
                inside = True
            elif inside and not line.startswith(" "):
                found.append(f"{heading}: Traceback: {line}")
                inside = False
            elif "[error" in line or '"level": "error"' in line:
                found.append(line)
            elif line and not inside and not line.startswith(CHAINED):
                heading = line
        return found


@asynccontextmanager
async def server_process(**environment: Any) -> AsyncIterator[ServerProcess]:
    """A running server with those settings, killed afterwards if it still runs."""
    async with running(ServerProcess({name: str(value) for name, value in environment.items()})) as server:
        yield server


@asynccontextmanager
async def running(server: ServerProcess) -> AsyncIterator[ServerProcess]:
    """That server, started, and killed afterwards if it still runs."""
    await server.start()
    try:
        yield server
    finally:
        await server.kill()
