"""Restoring a backup into an empty database and folder."""

import fcntl
import json
import os
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

import storage
from backups.tables import FORMAT, MANIFEST, MEDIA, TABLES, columns, name, read
from models import SecurityEvent, User, WebhookState, database
from settings import Settings

TOGETHER = 500  # rows an INSERT
SCRATCH = ".restore-"
OURS = re.compile(rf"{re.escape(MANIFEST)}|\w+\.jsonl|{MEDIA}/[\w-][\w.-]*")


class Unreadable(Exception):
    """The file is no whole backup of ours, or the place it should go to is not empty."""


async def restore(settings: Settings, file: Path) -> dict[str, int]:
    """Put everything of `file` into this installation's empty database and folder; all rows, or none.

    Returns the rows a table, and the images. Raises: Unreadable, OSError, or what the driver says.
    """
    place = storage.of(settings)
    # Where there is room for images, also if they go on to a bucket: /tmp may be memory, and small.
    settings.media_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with scratch(settings.media_dir) as folder:
        manifest = unpack(file, folder)
        there = [table for table in TABLES if name(table) in manifest["rows"]]  # an earlier version may have had fewer
        await as_it_was(settings, manifest["migration"])  # the rows fit the tables of their time
        await database.connect(settings.model_copy(update={"migrate_on_start": False}))
        try:
            if await User.exists():
                raise Unreadable("there are people in this database: restore into an empty one")
            await place.keep({image.name: image for image in (folder / MEDIA).glob("*")})
            async with database.transaction() as connection:
                for kept in (SecurityEvent, WebhookState):  # by a server that was started here before anybody came
                    if await is_table(connection, name(kept)):
                        await kept.all().using_db(connection).delete()
                for table in there:
                    await insert(connection, table, folder / f"{name(table)}.jsonl")
        finally:
            await database.disconnect()
    await database.migrate(settings)
    counts: dict[str, int] = manifest["rows"]
    return counts


@contextmanager
def scratch(media_dir: Path) -> Iterator[Path]:
    """A folder to unpack in; those that a killed restore left there are removed before."""
    for left in media_dir.glob(f"{SCRATCH}*"):
        with suppress(OSError), held(left):  # unless another one is at work in it
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=media_dir, prefix=SCRATCH) as folder, held(Path(folder)):
        yield Path(folder)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold that folder for as long as this process is at work in it. Raises: BlockingIOError when another one does."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Unpack it, and return its manifest once everything that this names is there."""
    try:
        with tarfile.open(file) as archive:
            take_out(archive, folder)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (tarfile.TarError, zlib.error, EOFError, ValueError, FileNotFoundError):  # how the library says it helps nobody
        raise Unreadable(f"{file} is no backup of Escale, or only a part of one") from None
    if manifest.get("format") != FORMAT:
        raise Unreadable(f"{file} was made by a later version of Escale")
    for table in (table for table in TABLES if name(table) in manifest["rows"]):
        with (folder / f"{name(table)}.jsonl").open() as lines:
            if sum(1 for _ in lines) != manifest["rows"][name(table)]:
                raise Unreadable(f"{file} is torn: rows of {name(table)} are missing")
    return manifest


def take_out(archive: tarfile.TarFile, folder: Path) -> None:
    """The files that a backup has, into that folder; whatever else is in there, and wherever it would go, is left.

    `extractall` can be told to be as careful from Python 3.11.4 on; Debian 12 has 3.11.2.
    """
    (folder / MEDIA).mkdir()
    for entry in archive:
        path = entry.name.removeprefix("./")
        if entry.isfile() and OURS.fullmatch(path) and (data := archive.extractfile(entry)):
            with data, (folder / path).open("wb") as out:
                shutil.copyfileobj(data, out)


async def as_it_was(settings: Settings, migration: str) -> None:
    """Bring the database to that migration, unless it is beyond: what was added since has a value where nothing is said."""
    try:
        await database.migrate(settings, migration)
    except ValueError as wrong:
        if "Backward migrations" not in str(wrong):
            raise


async def is_table(connection: Any, named: str) -> bool:
    """Whether there is one of that name, at the migration that the rows want."""
    if database.dialect() == "postgres":
        _, found = await connection.execute_query(
            "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1", [named]
        )
    else:
        _, found = await connection.execute_query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [named])
    return bool(found)


async def insert(connection: Any, table: Any, rows: Path) -> None:
    """Put the rows of a file into their table, ids and all, and go on counting after the highest."""
    dialect, top = database.dialect(), 0
    for chunk in chunks(rows):
        # The table is as it was then, and so are its columns: all later ones have been added.
        kinds = {column: field for column, field in columns(table).items() if column in chunk[0]}
        if dialect == "postgres":
            marks = [[f"${n * len(kinds) + i + 1}" for i in range(len(kinds))] for n in range(len(chunk))]
        else:
            marks = [["?"] * len(kinds)] * len(chunk)
        listed = ", ".join(f"({', '.join(row)})" for row in marks)
        named = ", ".join(f'"{column}"' for column in kinds)
        values = [read(row[column], field, dialect) for row in chunk for column, field in kinds.items()]
        await connection.execute_query(f'INSERT INTO "{name(table)}" ({named}) VALUES {listed}', values)  # noqa: S608
        top = max(top, *(row["id"] for row in chunk)) if len(chunk) > 1 else max(top, chunk[0]["id"])
    if dialect == "postgres" and top:
        await connection.execute_query(f"SELECT setval(pg_get_serial_sequence('{name(table)}', 'id'), {top})")


def chunks(rows: Path) -> Iterator[list[dict[str, Any]]]:
    """The rows of a file, some at a time."""
    with rows.open() as lines:
        while chunk := [json.loads(line) for line in islice(lines, TOGETHER)]:
            yield chunk
