"""deploy/Caddyfile in front of two processes, with the real Caddy. Run by `make test-caddy`: not every machine has it."""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from secrets import randbelow
from urllib.parse import urlsplit

from tests import http, postgres
from tests.deploy.across import talk_across
from tests.nginx import answering
from tests.ports import free_port
from tests.processes import REDIS, ROOT, ServerProcess, server_process
from tests.raw import PATH, Polling, RawSocket
from tests.remote import PASSWORD, Remote, pair

NAMES = ("5001", "5002")
SOMEBODY = {"email": "camille@exemple.fr", "password": PASSWORD}


def caddy(folder: Path, **processes: int) -> AbstractAsyncContextManager[str]:
    """With deploy/Caddyfile; the address that leads to those processes."""
    url = f"http://127.0.0.1:{free_port()}"
    leads_to = {f"PROCESS_{name}": f"127.0.0.1:{port}" for name, port in processes.items()}
    command = ("run", "--adapter", "caddyfile", "--config", str(ROOT / "deploy" / "Caddyfile"))
    return run(folder, url, *command, ADDRESS=url, **leads_to)


@asynccontextmanager
async def run(folder: Path, url: str, *command: str, **environment: str) -> AsyncIterator[str]:
    own = {"CADDY_ADMIN": f"unix/{folder}/admin", "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    process = await asyncio.create_subprocess_exec(
        *("caddy", *command), env={**os.environ, **own, **environment}, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await answering(url)
        yield url
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def two_processes(database: str, folder: Path) -> AsyncIterator[tuple[ServerProcess, ServerProcess, str]]:
    """Both, and the address that leads to them."""
    how = {
        "DATABASE_URL": database,
        "REDIS_URL": f"{REDIS}/{1 + randbelow(15)}",
        "MEDIA_DIR": str(folder / "media"),
        "TRUSTED_PROXIES": "127.0.0.1",
        "RATE_LIMITS": "off",
    }
    async with (
        server_process(**how, INSTANCE="5001") as one,
        server_process(**how, INSTANCE="5002") as two,
        caddy(folder, **{"5001": one.port, "5002": two.port}) as url,
    ):
        yield one, two, url


async def test_people_talk_across_two_processes_behind_caddy_also_while_one_goes_down(tmp_path: Path) -> None:
    """Newcomers are answered 503 by the one that goes down: seen to fail where the other one was not asked then."""
    async with postgres.fresh_database() as database, two_processes(database, tmp_path) as (one, two, url):
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
            async with camille.program(url) as client, RawSocket.opened(url):
                assert (await client.get("/api/users/me")).status_code == 200
                assert (await client.get(f"{PATH}polling")).status_code == 200
            newcomers += 1
            await asyncio.sleep(0.05)
        assert await ending == 0
        async with camille.socket(url) as socket:
            assert (await socket.ask("join_conversation", 999))["error"]["code"] == "not_allowed"
        assert one.errors() == two.errors() == []


async def test_where_the_database_is_away_escale_says_so_and_not_caddy(tmp_path: Path) -> None:
    """Seen to fail with processes left out that were not ready: Caddy's own 503 after five seconds, without a word."""
    async with postgres.fresh_database() as database, two_processes(database, tmp_path) as (_one, _two, url):
        async with postgres.closed(database), http.client(url, timeout=20) as client:
            began = time.monotonic()
            while time.monotonic() < began + 2.5:  # which a proxy has had for a look or two of its own
                for answer in (await client.get("/health"), await client.post("/api/auth/login", json=SOMEBODY)):
                    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert "<h1" in (await client.get("/login")).text
        async with http.client(url, timeout=20) as client:
            assert (await client.get("/health")).status_code == 200


async def test_one_process_is_served_by_the_command_that_the_page_names(tmp_path: Path) -> None:
    """With all that a proxy has to let through: sockets, streams, and who asks."""
    [command] = re.findall(r"^caddy (reverse-proxy .*)$", (ROOT / "docs" / "operating.md").read_text(), re.MULTILINE)
    url = f"http://127.0.0.1:{free_port()}"
    how = {"DATABASE_URL": f"sqlite://{tmp_path}/x.sqlite3", "MEDIA_DIR": f"{tmp_path}/media"}
    async with server_process(**how, TRUSTED_PROXIES="127.0.0.1", PUBLIC_URL=url) as server:
        # Without a name it speaks plain HTTP; with one it would ask for a certificate.
        typed = command.replace("escale.example", f":{urlsplit(url).port}").replace("127.0.0.1:5000", f"127.0.0.1:{server.port}")
        async with run(tmp_path, url, *typed.split()):
            camille, jean, room = await pair(url)
            async with camille.socket(url) as socket, jean.stream(url, room) as stream:
                assert (await socket.ask("send_message", {"conversation_id": room, "content": "Bonjour"}))["ok"]
                await stream.until("Bonjour")
