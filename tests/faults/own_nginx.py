"""nginx in front of several servers, as scripts/cluster has it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests import http
from tests.faults.machine import program, run
from tests.processes import ROOT, ServerProcess, free_port


@asynccontextmanager
async def one_address(**servers: ServerProcess) -> AsyncIterator[str]:
    """The address that leads to these servers; each name is its INSTANCE."""
    nginx, port = program("nginx", package="nginx-light"), free_port()
    with TemporaryDirectory(prefix="escale-nginx-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 -- its workers are nobody, and there is nothing secret
        places = [f"{name}={server.port}" for name, server in servers.items()]
        written = await run(sys.executable, str(ROOT / "scripts" / "nginx-conf"), "--whole", str(port), *places)
        await asyncio.to_thread(Path(folder, "nginx.conf").write_text, written)
        process = await asyncio.create_subprocess_exec(
            *(nginx, "-e", "stderr", "-p", folder, "-c", "nginx.conf", "-g", "daemon off;"), stderr=asyncio.subprocess.DEVNULL
        )
        try:
            url = f"http://127.0.0.1:{port}"
            await answering(url)
            yield url
        finally:
            process.terminate()
            await process.wait()


async def answering(url: str) -> None:
    async with asyncio.timeout(10), http.client() as client:
        while True:
            try:
                await client.get(url)
            except httpx.TransportError:
                await asyncio.sleep(0.02)
            else:
                return
