"""Nuxt apps, as they are built and then served by Node."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests import http
from tests.javascript.node import node
from tests.processes import PATIENCE, ROOT

PACKAGE = ROOT / "clients" / "nuxt"
BUILD_TIME = 300  # seconds of one command, also where the machine has much else to do: a build takes 40 where it has not
# Of a test that runs two of them, and looks at what they made. What its fixtures run has each its own time.
building = pytest.mark.timeout(3 * BUILD_TIME, func_only=True)


async def run(*command: str | Path, folder: Path = PACKAGE, seconds: float = BUILD_TIME) -> None:
    """That, in the package's folder or another. Nothing of it is left running.

    Raises: AssertionError with what it said when it fails; TimeoutError after so many seconds.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, "NUXT_TELEMETRY_DISABLED": "1", "NO_COLOR": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)  # what it started itself too
            await process.wait()
    assert process.returncode == 0, said.decode()


@asynccontextmanager
async def developed(app: Path, port: int, escale: str) -> AsyncIterator[str]:
    """The app as `nuxt dev` serves it, from its sources."""
    command = (app / "node_modules" / ".bin" / "nuxt", "dev", app, "--host", "127.0.0.1", "--port", str(port), "--no-fork")
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=app,
        env={**os.environ, "NUXT_TELEMETRY_DISABLED": "1", "NUXT_PUBLIC_ESCALE_URL": escale},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await answering(f"http://127.0.0.1:{port}", process, BUILD_TIME)
        yield origin(port)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)  # what it started itself too
        await process.wait()


@asynccontextmanager
async def served(app: Path, port: int, escale: str) -> AsyncIterator[str]:
    """The built app on that port, with Escale at that address; where it is."""
    process = await asyncio.create_subprocess_exec(
        *(node(), app / ".output" / "server" / "index.mjs"),
        env={**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "NUXT_PUBLIC_ESCALE_URL": escale},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await answering(f"http://127.0.0.1:{port}", process)
        yield origin(port)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def origin(port: int) -> str:
    """By a name of its own: to a browser it is another site than Escale, which is at 127.0.0.1."""
    return f"http://localhost:{port}"


async def answering(url: str, process: asyncio.subprocess.Process, patience: float = PATIENCE) -> None:
    async with asyncio.timeout(patience), http.client(url) as client:
        while True:
            assert process.returncode is None
            try:
                if (await client.get("/")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.02)
