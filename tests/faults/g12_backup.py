"""G12: a backup while people write, restored into an empty database of either kind."""

import asyncio
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import asyncpg

from tests import postgres
from tests.commands.programs import quart, typed
from tests.faults import tables
from tests.faults.checker import Result, check, stored
from tests.faults.conversation import busy, settle, talking
from tests.faults.servers import database, one_server, url_of
from tests.pictures import data_url, picture
from tests.processes import PATIENCE, ServerProcess

TITLE = "backup while people write, restored into both kinds"
DATABASES = ("sqlite", "postgres")
FIGURE, BOUND = "seconds that the backup took", None
SHORT = {"BEFORE": 0.5, "DATABASES": ("sqlite",)}  # it is restored into both
BEFORE = 2.0
KINDS = ("sqlite", "postgres")
TABLES = ("users", "sessions", "attachments", "conversations", "messages")


async def rounds(kind: str, count: int) -> list[Result]:
    results = []
    async with one_server(kind) as server:
        for _ in range(count):
            with TemporaryDirectory(prefix="escale-backup-") as folder:
                results.append(await one_round(server, Path(folder)))
    return results


async def one_round(server: ServerProcess, folder: Path) -> Result:
    loop = asyncio.get_running_loop()
    async with talking(server.url) as talkers:
        talkers[0].picture = data_url(picture())
        for talker in talkers:
            await talker.connected()
        async with busy(talkers, every=0.02):
            await asyncio.sleep(BEFORE)
            async with asyncio.timeout(PATIENCE):
                while not talkers[0].acknowledged:  # the first photo of a process takes the longest
                    await asyncio.sleep(0.02)
            before = {message["id"] for talker in talkers for message in talker.acknowledged.values()}
            began = loop.time()
            await back_up(server, folder / "busy.tar")
            took = loop.time() - began
            after = {message["id"] for talker in talkers for message in talker.acknowledged.values()}
        await settle(talkers)
        result = check(await stored(url_of(server), talkers[0].room), talkers, server.errors())
    result.figures[FIGURE] = took
    result.figures["messages acknowledged meanwhile"] = len(after - before)
    if not after - before:
        result.violations.append("nobody wrote during the backup: the round proves nothing")
    await back_up(server, folder / "quiet.tar")
    source = await Contents.of(url_of(server), Path(server.environment["MEDIA_DIR"]))
    for kind in await kinds_here():
        copy = await restored(kind, folder / "busy.tar", folder / f"busy-{kind}")
        kept = {row["id"]: row for row in copy.rows["messages"]}
        result.violations += [f"acknowledged before the backup, not in it ({kind}): {id_}" for id_ in before - kept.keys()]
        theirs = {row["id"]: row for row in source.rows["messages"]}
        result.violations += [
            f"restored otherwise ({kind}): {row}" for id_, row in kept.items() if not became(row, theirs.get(id_))
        ]
        result.violations += copy.torn(kind)
        result.violations += differences(await restored(kind, folder / "quiet.tar", folder / f"quiet-{kind}"), source, kind)
    return result


@dataclass
class Contents:
    """Every row of every table as a backup writes it, and the images."""

    rows: dict[str, list[dict[str, Any]]]
    images: dict[str, bytes]

    @classmethod
    async def of(cls, database_url: str, media: Path) -> "Contents":
        rows = {
            table: [{column: plain(column, value) for column, value in record.items()} for record in records]
            for table, records in (await tables.all_of(database_url, TABLES)).items()
        }
        return cls(rows, await asyncio.to_thread(files, media))

    def torn(self, kind: str) -> list[str]:
        """Images that messages name and that are not there."""
        named = {row["attachment_id"] for row in self.rows["messages"] if row["attachment_id"]}
        keys = {row["key"] for row in self.rows["attachments"] if row["id"] in named}
        there = {file.partition(".")[0] for file in self.images}
        problems = [f"a message without its image ({kind}): {key}" for key in keys - there]
        if not keys:
            problems.append("no image was in the backup: the round proves nothing")
        return problems


def became(kept: dict[str, Any], later: dict[str, Any] | None) -> bool:
    """Whether that message is the one of the backup; it may have been read since, and never the other way round."""
    return later is not None and {**kept, "read": later["read"]} == later and kept["read"] <= later["read"]


def plain(column: str, value: Any) -> Any:
    """A value as either database has it."""
    if value is None:
        return None
    if column.endswith("_at"):
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, UUID) else int(value) if isinstance(value, bool) else value


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def differences(copy: Contents, source: Contents, kind: str) -> list[str]:
    found = [f"{table} differ after the restore ({kind})" for table in source.rows if copy.rows[table] != source.rows[table]]
    if copy.images != source.images:
        found.append(f"images differ after the restore ({kind}): {sorted(copy.images.keys() ^ source.images.keys())[:3]}")
    return found


async def kinds_here() -> tuple[str, ...]:
    """Both, unless this machine has no PostgreSQL; then scripts/test says so."""
    try:
        await postgres.execute("SELECT 1")
    except (OSError, asyncpg.PostgresError):
        return KINDS[:1]
    return KINDS


async def restored(kind: str, file: Path, media: Path) -> Contents:
    async with database(kind) as url:
        done = await typed("restore", str(file), DATABASE_URL=url, MEDIA_DIR=media)
        assert done.status == 0, done.err
        return await Contents.of(url, media)


async def back_up(server: ServerProcess, file: Path) -> None:
    command = typed if "PYTEST_VERSION" in os.environ else quart  # `make faults` measures how long its start takes too
    done = await command("backup", str(file), **server.environment)
    assert done.status == 0, done.err
