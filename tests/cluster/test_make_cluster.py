"""scripts/cluster, which is `make cluster`."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests import http, postgres
from tests.ports import free_ports
from tests.processes import PATIENCE, REDIS, ROOT, environment

pytestmark = pytest.mark.only_on("postgres")  # several processes share it


@asynccontextmanager
async def cluster(**settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    script = await asyncio.create_subprocess_exec(
        str(ROOT / "scripts" / "cluster"),
        env=environment(**settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield script
    finally:
        if script.returncode is None:
            script.terminate()
            await script.communicate()


async def until_said(script: asyncio.subprocess.Process, wanted: str) -> str:
    """What it says up to that."""
    assert script.stdout
    said = ""
    async with asyncio.timeout(3 * PATIENCE):
        while wanted not in said:
            line = await script.stdout.readline()
            assert line, said
            said += line.decode()
    return said


def instance(script: asyncio.subprocess.Process, name: str) -> int:
    """The process of that name."""
    named = f"INSTANCE={name}".encode()
    return next(pid for pid in below(script.pid) if named in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"))


def below(pid: int) -> list[int]:
    """The processes that this one started, and those that they started."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [lower for child in children for lower in below(child)]


@pytest.mark.timeout(150)  # four starts from nothing, most of them one after the other, on a busy machine
async def test_a_process_that_dies_is_started_again_and_the_other_one_serves_meanwhile() -> None:
    port = free_ports(3)
    address, one, two = (f"http://127.0.0.1:{at}/health" for at in (port, port + 1, port + 2))
    async with (
        postgres.fresh_database() as url,
        cluster(PORT=str(port), DATABASE_URL=url, REDIS_URL=f"{REDIS}/0", RATE_LIMITS="off") as script,
        http.client() as client,
    ):
        await until_said(script, f"behind one address: http://127.0.0.1:{port}")
        assert [(await client.get(each)).status_code for each in (address, one, two)] == [200] * 3

        died = instance(script, "one")
        os.kill(died, signal.SIGKILL)
        assert "process one ended (137): it is started again" in await until_said(script, "process one ended")
        with pytest.raises(httpx.TransportError):
            await client.get(one)
        async with asyncio.timeout(PATIENCE):
            while not await answers(client, one):
                assert (await client.get(address)).status_code == 200
        assert instance(script, "one") != died

        started = below(script.pid)
        script.terminate()
        await script.communicate()
        assert script.returncode == 0
        assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]


async def answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == 200
    except httpx.TransportError:
        return False


async def test_what_cannot_start_is_not_announced() -> None:
    async with cluster(PORT=str(free_ports(3)), DATABASE_URL="postgres://nobody@127.0.0.1:1/none") as script:
        said, _ = await script.communicate()
        assert script.returncode
        assert b"behind one address" not in said
