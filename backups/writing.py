"""Writing a backup while people write: one snapshot of all rows first, then the images that it names.

An image is in its place before its row is committed and stays as long as a message names it, so what the snapshot names is there.
"""

import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import asyncpg

import storage
from addresses import sqlite_file
from backups.tables import FORMAT, MANIFEST, MEDIA, TABLES, columns, name, written
from models import Attachment, database
from settings import Settings
from storage import Storage

Row = dict[str, Any]


async def back_up(settings: Settings, file: Path) -> dict[str, int]:
    """Write everything into `file`, which appears whole or not at all.

    Returns the rows a table, and the images. Raises: OSError, or what the driver says.
    """
    counts: dict[str, int] = {}
    part = file.with_name(f".{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder, tarfile.open(part, "w") as archive:
            async with snapshot(settings) as rows_of:
                migration = await latest_migration(rows_of)
                for table in TABLES:
                    path = Path(folder) / f"{name(table)}.jsonl"
                    with path.open("w") as lines:
                        counts[name(table)] = await write_rows(rows_of, table, lines)
                    archive.add(path, path.name)
            rows = Path(folder) / f"{name(Attachment)}.jsonl"
            counts["images"] = await add_images(archive, rows, storage.of(settings))
            add_manifest(archive, {"format": FORMAT, "migration": migration, "made_at": now(), "rows": counts})
        with part.open("rb") as done:
            os.fsync(done.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return counts


@asynccontextmanager
async def snapshot(settings: Settings) -> AsyncIterator[Any]:
    """`rows_of(sql)`: the rows of one moment, however long it takes to read them."""
    if settings.is_sqlite:
        connection = sqlite3.connect(f"file:{sqlite_file(settings.database_url)}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")

        async def from_sqlite(sql: str) -> AsyncIterator[Row]:
            for row in connection.execute(sql):
                yield dict(row)

        try:
            yield from_sqlite
        finally:
            connection.close()
        return
    pg = await asyncpg.connect(database.without_pool(settings.database_url))
    try:
        async with pg.transaction(isolation="repeatable_read", readonly=True):

            async def from_postgres(sql: str) -> AsyncIterator[Row]:
                async for row in pg.cursor(sql, prefetch=500):
                    yield dict(row)

            yield from_postgres
    finally:
        await pg.close()


async def latest_migration(rows_of: Any) -> str:
    """The last migration that this database went through."""
    names = [row["name"] async for row in rows_of("SELECT name FROM tortoise_migrations ORDER BY name")]
    return str(names[-1])


async def write_rows(rows_of: Any, table: Any, lines: IO[str]) -> int:
    """Write the table's rows into that file, and return how many there were."""
    kinds, count = columns(table), 0
    async for row in rows_of(f'SELECT * FROM "{name(table)}" ORDER BY id'):  # noqa: S608 -- our own table
        lines.write(json.dumps({column: written(row[column], field) for column, field in kinds.items()}) + "\n")
        count += 1
    return count


async def add_images(archive: tarfile.TarFile, rows: Path, place: Storage) -> int:
    """Both files of every image that the snapshot names and a message may show."""
    count = 0
    for image in images(rows):
        for file, size in ((image.full_name, image.size), (image.small_name, image.small_size)):
            with suppress(FileNotFoundError):  # swept meanwhile: no message named it
                add(archive, f"{MEDIA}/{file}", await place.piece(file, 0, size))
        count += 1
    return count


def images(rows: Path) -> Iterator[Attachment]:
    """Every image of a table's file, as far as naming its files takes."""
    with rows.open() as lines:
        for line in lines:
            row = json.loads(line)
            yield Attachment(**{name: row[name] for name in ("key", "extension", "size", "small_size")})


def add_manifest(archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    """Last: an archive without it is torn."""
    add(archive, MANIFEST, json.dumps(manifest, indent=2).encode())


def add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    """A file of these bytes."""
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def now() -> str:
    """When the backup was made."""
    return datetime.now(UTC).isoformat(timespec="seconds")
