"""deploy/Caddyfile in front of two processes, with the real Caddy. Run by `make test-caddy`: not every machine has it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import randbelow

from tests import http, postgres
from tests.deploy.across import talk_across
from tests.nginx import answering
from tests.processes import REDIS, ROOT, free_port, server_process
from tests.raw import Polling
from tests.remote import Remote

NAMES = ("5001", "5002")


@asynccontextmanager
async def caddy(folder: Path, **processes: int) -> AsyncIterator[str]:
    url = f"http://127.0.0.1:{free_port()}"
    leads_to = {f"PROCESS_{name}": f"127.0.0.1:{port}" for name, port in processes.items()}
    admin = {"CADDY_ADMIN": f"unix/{folder}/admin", "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    process = await asyncio.create_subprocess_exec(
        *("caddy", "run", "--adapter", "caddyfile", "--config", str(ROOT / "deploy" / "Caddyfile")),
        env={**os.environ, "ADDRESS": url, **leads_to, **admin},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await answering(url)
        yield url
    finally:
        process.terminate()
        await process.wait()


async def test_people_talk_across_two_processes_behind_caddy_also_while_one_goes_down(tmp_path: Path) -> None:
    async with postgres.fresh_database() as database:
        how = {
            "DATABASE_URL": database,
            "REDIS_URL": f"{REDIS}/{1 + randbelow(15)}",
            "MEDIA_DIR": str(tmp_path / "media"),
            "TRUSTED_PROXIES": "127.0.0.1",
            "RATE_LIMITS": "off",
        }
        async with (
            server_process(**how, INSTANCE="5001") as one,
            server_process(**how, INSTANCE="5002") as two,
            caddy(tmp_path, **{"5001": one.port, "5002": two.port}) as url,
        ):
            await talk_across(url, *NAMES)
            camille = await Remote.sign_up(url, "Camille")
            for _ in range(6):  # each request of theirs must reach the process that has them
                async with http.client(url, timeout=20) as client:
                    polling = await Polling.opened(client)
                    assert polling
                    assert (await polling.connect({"token": camille.token})).startswith("40{")

            ending = asyncio.create_task(two.stop())
            newcomers = 0
            while not ending.done() or newcomers < 3:
                async with camille.program(url) as client:
                    assert (await client.get("/api/users/me")).status_code == 200
                newcomers += 1
                await asyncio.sleep(0.05)
            assert await ending == 0
            async with camille.socket(url) as socket:
                assert (await socket.ask("join_conversation", 999))["error"]["code"] == "not_allowed"
        assert one.errors() == two.errors() == []
