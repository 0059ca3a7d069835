"""A program in Node that says what happens to it, a JSON object a line."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.leaving_out import leave_out
from tests.processes import PATIENCE, ROOT

FOLDER = Path(__file__).parent


def node() -> str:
    """Where Node is; without it the test is left out."""
    found = shutil.which("node")
    if not found or not (ROOT / "node_modules" / "socket.io-client").is_dir():
        leave_out("node and socket.io-client are needed: make install-dev")
    return found


class Program:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[dict[str, Any]] = []

    @classmethod
    @asynccontextmanager
    async def running(cls, module: Path, url: str, token: str) -> AsyncIterator["Program"]:
        """That module against the server at `url`; its input ends with the block, and then so does it."""
        process = await asyncio.create_subprocess_exec(
            *(node(), str(module)),
            env={**os.environ, "ESCALE_URL": url, "ESCALE_TOKEN": token},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdin
        try:
            yield cls(process)
            process.stdin.close()
            async with asyncio.timeout(PATIENCE):
                assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def tell(self, order: dict[str, Any]) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        await self.process.stdin.drain()

    async def until(self, wanted: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The first line, of those said so far and those to come, that is wanted."""
        for line in self.said:
            if wanted(line):
                return line
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE):
            while text := await self.process.stdout.readline():
                self.said.append(json.loads(text))
                if wanted(self.said[-1]):
                    return self.said[-1]
        raise AssertionError(f"ended without saying it: {self.said}")

    async def ask(self, event: str, payload: Any) -> dict[str, Any]:
        """Let it emit that, and return the acknowledgement."""
        count = sum("acknowledged" in line for line in self.said)
        await self.tell({"emit": event, "with": payload})
        await self.until(lambda _: sum("acknowledged" in line for line in self.said) > count)
        answers: list[dict[str, Any]] = [line["acknowledged"] for line in self.said if "acknowledged" in line]
        return answers[-1]
