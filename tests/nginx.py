"""nginx in front of several servers, as scripts/cluster has it."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests import http
from tests.ports import free_port
from tests.processes import ROOT

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


@asynccontextmanager
async def one_address(**ports: int) -> AsyncIterator[str]:
    """The address that leads to these ports; each name is the INSTANCE of the server there."""
    if not Path(NGINX).exists():
        raise RuntimeError("nginx is missing (Debian: apt-get install nginx-light)")
    port = free_port()
    with TemporaryDirectory(prefix="escale-nginx-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 -- its workers are nobody, and there is nothing secret
        places = [f"{name}={at}" for name, at in ports.items()]
        written = await asyncio.create_subprocess_exec(
            *(sys.executable, str(ROOT / "scripts" / "nginx-conf"), "--whole", str(port), *places), stdout=asyncio.subprocess.PIPE
        )
        configuration, _ = await written.communicate()
        await asyncio.to_thread(Path(folder, "nginx.conf").write_bytes, configuration)
        process = await asyncio.create_subprocess_exec(
            *(NGINX, "-e", "stderr", "-p", folder, "-c", "nginx.conf", "-g", "daemon off;"), stderr=asyncio.subprocess.DEVNULL
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
