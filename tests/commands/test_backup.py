"""`quart seed`, and `quart backup` and `quart restore`: from one kind of database into the other, whole or not at all."""

import asyncio
import io
import json
import sqlite3
import sys
import tarfile
from pathlib import Path

import pytest

from backups.reading import scratch
from models import database
from models.database import file_lock
from seeds import demo
from settings import Settings
from tests import processes
from tests.commands.conftest import How
from tests.commands.programs import Done, typed
from tests.faults.g12_backup import Contents
from tests.faults.tables import column
from tests.models.databases import execute

BEFORE_ANYBODY_CAME = [
    "INSERT INTO webhook_state (id, after_id, behind, holder, held_until) VALUES (1, 0, '{}', '', 0)",
    "INSERT INTO security_events (id, at, kind, address, detail) VALUES (1, {now}, 'log_in_refused', '127.0.0.1', '')",
]


async def contents(how: How) -> Contents:
    return await Contents.of(how["DATABASE_URL"], Path(how["MEDIA_DIR"]))


async def test_the_demo_is_planted_once(planted: How) -> None:
    before = await contents(planted)
    assert len(before.rows["messages"]) == len(demo.TALK)
    early = "SELECT count(*) FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.created_at < c.created_at"
    assert await column(planted["DATABASE_URL"], early) == [0]  # nothing was said before the conversation began
    assert await typed("seed", **planted) == Done(0, "There are people already: nothing was added.\n", "")
    assert await contents(planted) == before


async def test_a_backup_moves_everything_into_the_other_kind_of_database(planted: How, other_how: How, tmp_path: Path) -> None:
    file, torn = tmp_path / "escale.tar", tmp_path / "torn.tar"
    made = await typed("backup", str(file), **planted)
    assert (made.status, made.err) == (0, "")
    assert made.out.startswith(f"{file}: 5 users, ")

    # Half of it is refused, and the database stays empty.
    torn.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    refused = await typed("restore", str(torn), **other_how)
    assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert refused.err == f"Error: {torn} is no backup of Escale, or only a part of one\n"

    # A server that was started there for webhooks, and turned somebody away, leaves nothing. Seen to fail: all that came back
    # was posted as if it were new, or what came back had the same id.
    assert (await typed("migrate", **other_how)).status == 0
    await execute(there := other_how["DATABASE_URL"], BEFORE_ANYBODY_CAME, there.partition(":")[0])

    restored = await typed("restore", str(file), **other_how)
    assert (restored.status, restored.err) == (0, "")
    for table in ("webhook_state", "security_events"):
        count = f"SELECT COUNT(*) FROM {table}"  # noqa: S608
        assert await column(other_how["DATABASE_URL"], count) == await column(planted["DATABASE_URL"], count)
    assert restored.out.startswith("Restored 5 users, ")
    source, copy = await contents(planted), await contents(other_how)
    assert len(source.images) == 4  # two photos, each in two sizes
    assert copy == source

    # Whoever comes next has an id of their own.
    person = ("--name", "Maëlle", "--email", "m@exemple.fr", "--password", "une marée d’équinoxe en mars")
    assert (await typed("people", "add", *person, **other_how)).status == 0
    ids = await column(other_how["DATABASE_URL"], "SELECT id FROM users ORDER BY id")
    assert ids == [*(row["id"] for row in source.rows["users"]), source.rows["users"][-1]["id"] + 1]

    again = await typed("restore", str(file), **planted)
    assert again == Done(1, "", "Error: there are people in this database: restore into an empty one\n")
    assert await contents(planted) == source


@pytest.mark.parametrize("migrated", [False, True], ids=["into nothing", "into empty tables"])
async def test_a_backup_of_the_first_version_is_brought_up_to_date(
    planted: How, how: How, tmp_path: Path, migrated: bool
) -> None:
    """It has fewer tables, and fewer columns in them. Seen to fail for either, and where a server had been started."""
    file, older = tmp_path / "escale.tar", tmp_path / "older.tar"
    assert (await typed("backup", str(file), **planted)).status == 0
    await database.migrate(Settings(database_url=f"sqlite://{tmp_path}/first.sqlite3", media_dir=tmp_path), "0001_first")
    with sqlite3.connect(tmp_path / "first.sqlite3") as first:
        names = "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
        had: dict[str, set[str]] = {}
        for table, named in first.execute(names):
            had.setdefault(table, set()).add(named)
    assert "language" not in had["users"]
    assert "webhook_state" not in had
    with tarfile.open(file) as whole, tarfile.open(older, "w") as archive:
        for entry in whole:
            data = whole.extractfile(entry).read()  # type: ignore[union-attr]
            table = entry.name.removesuffix(".jsonl")
            if entry.name == "manifest.json":
                said = json.loads(data)
                kept = {name: count for name, count in said["rows"].items() if name in had or name == "images"}
                data = json.dumps({**said, "migration": "0001_first", "rows": kept}).encode()
            elif entry.name != table:
                if table not in had:
                    continue
                rows = [{key: row[key] for key in row if key in had[table]} for row in map(json.loads, data.splitlines())]
                data = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))

    if migrated:
        assert (await typed("migrate", **how)).status == 0
    restored = await typed("restore", str(older), **how)
    assert (restored.status, restored.err) == (0, "")
    assert restored.out.startswith("Restored 5 users, ")
    source, copy = await contents(planted), await contents(how)
    assert copy.images == source.images
    assert copy.rows["messages"] == source.rows["messages"]
    assert [person["email"] for person in copy.rows["users"]] == [person["email"] for person in source.rows["users"]]


async def test_what_is_no_backup_is_said_to_be_none(how: How, tmp_path: Path) -> None:
    """In one sentence: a library's words named four ways to read a file, in as many lines."""
    notes, others, cut = tmp_path / "notes.txt", tmp_path / "others.tar", tmp_path / "cut.tar.gz"
    notes.write_text("something else")
    with tarfile.open(others, "w") as archive:
        archive.add(notes, "notes.txt")
    with tarfile.open(cut, "w:gz") as archive:
        archive.add(notes, "notes.txt")
    cut.write_bytes(cut.read_bytes()[:-20])
    for file in (notes, others, cut):
        said = f"Error: {file} is no backup of Escale, or only a part of one\n"
        assert await typed("restore", str(file), **how) == Done(1, "", said)


async def test_what_else_an_archive_has_goes_nowhere(planted: How, how: How, tmp_path: Path) -> None:
    """And one that was packed anew by hand, with its folders, is as good."""
    file, packed, outside = tmp_path / "escale.tar", tmp_path / "packed.tar", tmp_path / "outside"
    assert (await typed("backup", str(file), **planted)).status == 0
    with tarfile.open(file) as ours, tarfile.open(packed, "w") as archive:
        for entry in ours:
            data, entry.name = ours.extractfile(entry), f"./{entry.name}"
            archive.addfile(entry, data)
        for name in (str(outside), "../../outside", "media/../../../outside", "media/..", "media/way/outside", "notes.txt"):
            archive.addfile(headed(name, tarfile.REGTYPE, size=1), io.BytesIO(b"x"))
        for kind in (tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE):
            archive.addfile(headed("media", kind, linkname=str(tmp_path)))
            archive.addfile(headed("media/way", kind, linkname=str(tmp_path)))
    done = await typed("restore", str(packed), **how)
    assert (done.status, done.err) == (0, "")
    media = Path(how["MEDIA_DIR"])
    found = {path.name for folder in (tmp_path, media.parent) for path in folder.rglob("*")}
    assert not found & {outside.name, "way", "notes.txt"}
    assert {path.name for path in media.iterdir()} == {path.name for path in Path(planted["MEDIA_DIR"]).iterdir()}


def headed(name: str, kind: bytes, size: int = 0, linkname: str = "") -> tarfile.TarInfo:
    """What stands before a file in an archive."""
    entry = tarfile.TarInfo(name)
    entry.type, entry.size, entry.linkname = kind, size, linkname
    return entry


async def test_nobody_else_on_the_machine_reads_what_is_kept(tmp_path: Path) -> None:
    """Under the usual umask, with which SQLite lets everybody read; and what a former version made so is closed."""
    kept = tmp_path / "kept"
    how = {"DATABASE_URL": f"sqlite://{kept}/escale.sqlite3", "MEDIA_DIR": f"{kept}/media"}
    assert (await typed("seed", **how)).status == 0
    assert readable(kept) == []
    (kept / "escale.sqlite3").chmod(0o644)
    assert (await typed("backup", f"{kept}/all.tar", **how)).status == 0
    assert len(list((kept / "media").iterdir())) > 0
    assert readable(kept) == []


def readable(folder: Path) -> list[str]:
    """What others than its owner may look at."""
    return [path.name for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


async def test_a_backup_overwrites_nothing_and_leaves_no_half(planted: How, tmp_path: Path) -> None:
    file, nowhere = tmp_path / "escale.tar", tmp_path / "nowhere" / "escale.tar"
    file.write_text("something else")
    taken, lost = await asyncio.gather(*(typed("backup", str(name), **planted) for name in (file, nowhere)))
    assert taken == Done(1, "", f"Error: {file} exists already\n")
    assert lost == Done(1, "", f"Error: {nowhere}: No such file or directory\n")
    assert file.read_text() == "something else"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("media", ["", "s3://images"], ids=["into a folder", "into a bucket"])
async def test_a_restore_unpacks_where_there_is_room_and_leaves_nothing_when_it_is_ended(
    planted: How, tmp_path: Path, media: str
) -> None:
    """Ended while another process migrates. Seen to fail with what goes to a bucket in TMPDIR, and with all of it left behind."""
    file, small, folder = tmp_path / "escale.tar", tmp_path / "small", tmp_path / "media"
    assert (await typed("backup", str(file), **planted)).status == 0
    small.mkdir()
    how = {"DATABASE_URL": f"sqlite://{tmp_path}/new.sqlite3", "MEDIA_DIR": folder, "MEDIA_URL": media, "TMPDIR": small}
    with file_lock(tmp_path / "new.sqlite3.migrating"):
        restoring = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "quart", "restore", str(file)), cwd=processes.ROOT, env=processes.environment(**how)
        )
        try:
            async with asyncio.timeout(processes.PATIENCE):
                while not list(tmp_path.glob("*/.restore-*/manifest.json")):
                    await asyncio.sleep(0.02)
            assert list(small.iterdir()) == []
            (at_work,) = folder.glob(".restore-*")
            left = folder / ".restore-killed"
            (left / "media").mkdir(parents=True)
            with scratch(folder):  # another one clears what a killed one left there, and leaves this one alone
                assert at_work.exists()
                assert not left.exists()
            restoring.terminate()
            assert await asyncio.wait_for(restoring.wait(), processes.PATIENCE) == 128 + 15
        finally:
            if restoring.returncode is None:
                restoring.kill()
                await restoring.wait()
    assert list(folder.iterdir()) == []
