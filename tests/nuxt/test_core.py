"""The package's core, without a framework, over connections that break: nothing twice, nothing lost, ordered by id."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from actions.conversations import PAGE
from models import Conversation, database
from tests.faults.proxy import Proxy
from tests.javascript.node import Program
from tests.live import Live
from tests.nuxt.apps import PACKAGE, run
from tests.people import Cast, Newcomer, Person, enter
from tests.processes import ROOT

TALKER = ROOT / "tests" / "nuxt" / "talker.mjs"
ROUNDS = 4


@asynccontextmanager
async def talker(folder: Path, person: Person, room: int, url: str) -> AsyncIterator[Program]:
    """That person in a program of their own, live in that conversation."""
    environment = {
        "ESCALE_CORE": (PACKAGE / "dist" / "runtime" / "core" / "index.js").as_uri(),
        "ESCALE_ROOM": room,
        "ESCALE_VIEWER": person.id,
    }
    module = folder / f"{person.user.name}.mjs"
    assigned = "".join(f'process.env.{name} = "{value}";\n' for name, value in environment.items())
    module.write_text(f'{assigned}await import("{TALKER.as_uri()}");\n')
    async with Program.running(module, url, person.token) as program:
        await program.until(lambda line: line["live"])
        yield program


async def test_a_command_has_its_own_time_and_leaves_nothing_running(tmp_path: Path) -> None:
    """What is installed counts against no test: one was cut off in the midst of it, under load. Seen to fail without an end."""
    with pytest.raises(TimeoutError):
        await run("sleep", "600", seconds=0.1)
    started = tmp_path / "started"
    async with asyncio.timeout(20):
        running = asyncio.create_task(run("sh", "-c", f"sleep 600 & echo $! > {started}.new; mv {started}.new {started}; wait"))
        while not started.exists():
            await asyncio.sleep(0.02)
        running.cancel()
        await asyncio.wait([running])
        while is_running(int(started.read_text())):
            await asyncio.sleep(0.02)


def is_running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


async def test_functions() -> None:
    await run("node", "--test", PACKAGE / "test")


async def test_connections_break_and_answers_are_lost(cast: Cast, live: Live, tmp_path: Path) -> None:
    port = int(live.url.rpartition(":")[2])
    said: dict[str, list[str]] = {"Camille": [], "Jean": []}
    async with (
        Proxy.to(port) as one,
        Proxy.to(port) as other,
        talker(tmp_path, cast.camille, cast.room, one.url) as camille,
        talker(tmp_path, cast.jean, cast.room, other.url) as jean,
    ):
        for turn in range(ROUNDS):
            breaking = (one, other)[turn % 2]
            for program in (camille, jean):
                await program.until(lambda line: is_whole(line, said["Camille"] + said["Jean"]))
            # What is said now is stored, and whoever said it does not learn of it; then the connection is gone.
            breaking.swallow_answers = True
            for program, name in ((camille, "Camille"), (jean, "Jean")):
                for _ in range(2):
                    said[name].append(f"{name} {len(said[name])}")
                    await program.tell({"send": said[name][-1]})
            await stored(cast, said[("Camille", "Jean")[turn % 2]][-2])
            await breaking.cut()
            breaking.swallow_answers = False
        for program in (camille, jean):
            await program.tell({"read": True})
        everything = said["Camille"] + said["Jean"]
        lasts = [await program.until(lambda line: is_whole(line, everything)) for program in (camille, jean)]
    async with cast.camille.program() as api:
        page = (await api.get(f"/api/conversations/{cast.room}/messages?limit=200")).json()["messages"]
    database = [(message["id"], message["content"]) for message in page]
    for program, last in zip((camille, jean), lasts, strict=True):
        assert [(message["id"], message["content"]) for message in last["messages"]] == database
        for line in program.said:
            ids = [message["id"] for message in line["messages"]]
            assert ids == sorted(set(ids))
    assert sorted(content for _, content in database) == sorted(everything)
    for contents in said.values():
        assert [content for _, content in database if content in contents] == contents


def is_whole(line: dict[str, Any], everything: list[str]) -> bool:
    return bool(line["live"]) and not line["outbox"] and len(line["messages"]) == len(everything)


async def stored(cast: Cast, content: str) -> None:
    async with cast.camille.program() as api, asyncio.timeout(20):
        while True:
            page = (await api.get(f"/api/conversations/{cast.room}/messages?limit=200")).json()["messages"]
            if content in [message["content"] for message in page]:
                return
            await asyncio.sleep(0.02)


async def test_what_was_read_while_one_was_away_is_told(cast: Cast, live: Live, tmp_path: Path) -> None:
    port = int(live.url.rpartition(":")[2])
    async with Proxy.to(port) as proxy, talker(tmp_path, cast.camille, cast.room, proxy.url) as camille:
        await camille.tell({"send": "Lu pendant la coupure"})
        await camille.until(lambda line: line["messages"] and not line["outbox"])
        proxy.plugged.clear()
        async with talker(tmp_path, cast.jean, cast.room, live.url) as jean:
            await jean.tell({"read": True})
            await jean.until(lambda line: line["messages"] and line["messages"][0]["read"])
        await proxy.cut()
        proxy.plugged.set()
        await camille.until(lambda line: line["messages"] and line["messages"][0]["read"])


async def test_an_inbox_misses_nothing_of_more_than_a_page_that_changed_while_one_was_away(
    cast: Cast, live: Live, tmp_path: Path
) -> None:
    locals_ = [Newcomer(f"Local {n}", is_local=True) for n in range(PAGE + 5)]
    async with database.transaction():
        people = await enter(live, *locals_)
    port = int(live.url.rpartition(":")[2])
    async with Proxy.to(port) as proxy, talker(tmp_path, cast.camille, cast.room, proxy.url) as camille:
        await camille.until(lambda line: line["inbox"] == 1)
        proxy.plugged.clear()
        now = datetime.now(UTC)
        pairs = [{"voyager_id": cast.camille.id, "local_id": local.id} for local in people]
        await Conversation.bulk_create(Conversation(**pair, created_at=now, updated_at=now) for pair in pairs)
        await proxy.cut()
        proxy.plugged.set()
        await camille.until(lambda line: line["inbox"] == 1 + len(people))
