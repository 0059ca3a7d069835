"""G10: the disk is full, first the database's (SQLite), then the images'; reading goes on, and space heals it."""

import asyncio
import os
from pathlib import Path

from tests.faults.checker import Result, check, stored
from tests.faults.conversation import Pair, busy, reading, settle, talking
from tests.faults.disk import SmallDisk
from tests.faults.figures import answers
from tests.faults.servers import one_server, url_of
from tests.faults.tables import column
from tests.faults.talker import Talker
from tests.pictures import data_url, picture
from tests.processes import ServerProcess

TITLE = "disk full: the database's (SQLite), the images'"
DATABASES = ("sqlite", "postgres")
FIGURE, BOUND = "seconds to the slowest answer", 6.0
FULL = 1.5  # seconds that it stays full, from the first refusal
EXPLAINED = ("commit failed", "image not stored", "database failed")


async def rounds(kind: str, count: int) -> list[Result]:
    results = []
    async with SmallDisk.mounted(16) as rows, SmallDisk.mounted(4) as images:
        media = images.folder / "media"
        environment = {"MEDIA_DIR": str(media)}
        if kind == "sqlite":
            environment["DATABASE_URL"] = f"sqlite://{rows.folder}/escale.sqlite3"
        async with one_server(kind, **environment) as server:
            for _ in range(count):
                if kind == "sqlite":
                    results.append(await without_room_for_rows(server, rows))
                results.append(await without_room_for_images(server, images))
                results[-1].violations += await orphans(url_of(server), media)
    return results


async def without_room_for_rows(server: ServerProcess, disk: SmallDisk) -> Result:
    async with talking(server.url) as talkers:
        statuses = await written_while_full(talkers, disk, of=talkers)
        result = check(await stored(url_of(server), talkers[0].room), talkers, server.errors(), EXPLAINED)
    return judged(result, talkers, statuses)


async def without_room_for_images(server: ServerProcess, disk: SmallDisk) -> Result:
    """Camille sends pictures, Jean words only."""
    async with talking(server.url) as talkers:
        talkers[0].picture = data_url(picture("PNG", (64, 48)))
        statuses = await written_while_full(talkers, disk, of=talkers[:1])
        result = check(await stored(url_of(server), talkers[0].room), talkers, server.errors(), EXPLAINED)
    if talkers[1].refusals:
        result.violations.append("words were refused for want of room for pictures")
    return judged(result, talkers, statuses)


async def written_while_full(talkers: Pair, disk: SmallDisk, *, of: tuple[Talker, ...]) -> set[int]:
    """Both write while the disk is full, until each `of` them was refused; the statuses of what was read meanwhile."""
    for talker in talkers:
        await talker.connected()
    async with busy(talkers, every=0.02):
        await asyncio.sleep(0.3)
        async with reading(talkers[0]) as pages:
            disk.fill()
            try:
                async with asyncio.timeout(30):
                    while not all(talker.refusals for talker in of):
                        await asyncio.sleep(0.05)
                await asyncio.sleep(FULL)
            finally:
                disk.free()
    await settle(talkers)
    return {status for status, _ in pages}


def judged(result: Result, talkers: Pair, statuses: set[int]) -> Result:
    result.figures[FIGURE] = max(answers(talkers))
    refusals = {code for talker in talkers for code in talker.refusals}
    result.violations += [f"refused as {code}" for code in refusals - {"unavailable"}]
    result.violations += [f"a page was answered {status}" for status in statuses - {200}]
    return result


async def orphans(database_url: str, media: Path) -> list[str]:
    """Files that no message shows, and rows without their files. What was refused last may still be on its way out."""
    found: list[str] = []
    for _ in range(50):
        files = {name.partition(".")[0] or name for name in os.listdir(media)}
        named = set(await column(database_url, "SELECT a.key FROM attachments a JOIN messages m ON m.attachment_id = a.id"))
        rows = set(await column(database_url, "SELECT key FROM attachments"))
        found = [f"file of no message: {key}" for key in files - named]
        found += [f"message without its file: {key}" for key in named - files]
        found += [f"image of no message: {key}" for key in rows - named]
        if not found:
            return []
        await asyncio.sleep(0.1)
    return found
