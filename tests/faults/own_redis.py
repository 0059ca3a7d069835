"""A Redis of our own, to be killed and stalled; the machine's is not touched."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory

import redis.asyncio
from redis.exceptions import RedisError

from tests.faults.machine import program
from tests.ports import free_port


class OwnRedis:
    def __init__(self, folder: str) -> None:
        self.folder, self.port = folder, free_port()
        self.process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["OwnRedis"]:
        with TemporaryDirectory(prefix="escale-redis-") as folder:
            own = cls(folder)
            await own.start()
            try:
                yield own
            finally:
                await own.kill()

    async def start(self) -> None:
        server = program("redis-server", package="redis-server")
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder, "--save", "", "--appendonly", "no"]
        self.process = await asyncio.create_subprocess_exec(server, *options, stdout=asyncio.subprocess.DEVNULL)
        async with asyncio.timeout(10):
            while not await self.answers():
                await asyncio.sleep(0.02)

    async def answers(self) -> bool:
        try:
            await self.do("PING")
        except (RedisError, OSError):
            return False
        return True

    async def do(self, *command: str) -> object:
        client = redis.asyncio.Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=2)
        try:
            return await client.execute_command(*command)  # type: ignore[no-untyped-call]
        finally:
            await client.aclose()

    async def listeners(self) -> int:
        """How many are subscribed to the channel of our servers, which are the only ones here."""
        channels: list[bytes] = await self.do("PUBSUB", "CHANNELS", "escale:*")  # type: ignore[assignment]
        answer = await self.do("PUBSUB", "NUMSUB", *(channel.decode() for channel in channels))
        return sum(answer[1::2])  # type: ignore[index]

    async def kill(self) -> None:
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def stall(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)
