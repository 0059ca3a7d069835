"""PostgreSQL for a run: a cluster of our own where initdb is at hand, else the local server; on the other core in either case."""

import asyncio
import contextlib
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from benchmarks.machine import OTHER_CORE, Lacking, free_port, program, run
from benchmarks.processes import family


@dataclass(frozen=True, slots=True)
class Postgres:
    url: str  # of a database in which others can be made
    pid: int  # the process that all others of it come from
    ours: bool
    folder: Path = Path()
    binaries: Path = Path()

    def database(self, name: str) -> str:
        """The address of that database in this server."""
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()


@contextlib.contextmanager
def running() -> Iterator[Postgres]:
    """A server with PostgreSQL's own settings (an acknowledged commit is on the disk).

    Raises: Lacking.
    """
    initdb = newest("initdb")
    with own(initdb) if initdb else local() as postgres:
        yield postgres


def newest(name: str) -> str | None:
    """Where Debian keeps it, or wherever PATH leads."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    return str(found[-1]) if found else shutil.which(name)


@contextlib.contextmanager
def own(initdb: str) -> Iterator[Postgres]:
    """A cluster of our own, gone with the block."""
    folder, port = Path(tempfile.mkdtemp(prefix="escale-bench-")), free_port()
    data, binaries = folder / "data", Path(initdb).parent
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        do(initdb, "-D", str(data), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-sync")
        with started(data, binaries, port) as postgres:
            yield postgres
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def started(data: Path, binaries: Path, port: int) -> Iterator[Postgres]:
    """That cluster, running; also a copy of one (benchmarks/steps/replica.py)."""
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={data.parent} -c max_connections=200"
    control = (str(binaries / "pg_ctl"), "-D", str(data))
    do(*control, "-o", options, "-l", f"{data}.log", "-w", "start")
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        yield Postgres(f"postgres://postgres@127.0.0.1:{port}/postgres", pid, True, data, binaries)
    finally:
        do(*control, "-m", "immediate", "-w", "stop")


def do(*command: str) -> str:
    """As the postgres user on the other core: PostgreSQL refuses to run as root."""
    pinned = (program("taskset"), "-c", str(OTHER_CORE))
    if os.geteuid() != 0:
        return run(*pinned, *command)
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        raise Lacking("there is no user `postgres` to run a database cluster as") from None
    setpriv = program("setpriv", "util-linux")
    return run(*pinned, setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *command)


@contextlib.contextmanager
def local() -> Iterator[Postgres]:
    """The machine's server, its processes on the other core until the block ends."""
    url = os.environ.get("TEST_DATABASE_URL", f"postgres://{pwd.getpwuid(os.getuid()).pw_name}@127.0.0.1:5432/test")
    try:
        root = asyncio.run(parent_of_backend(url))
    except (OSError, asyncpg.PostgresError) as away:
        raise Lacking(f"neither initdb nor a PostgreSQL at TEST_DATABASE_URL is here: {away}") from None
    before = {pid: os.sched_getaffinity(pid) for pid in family(root)}
    try:
        for pid in before:
            os.sched_setaffinity(pid, {OTHER_CORE})
        yield Postgres(url, root, False)
    except PermissionError:
        raise Lacking("the local PostgreSQL can't be put on a core of its own: run as its user or as root") from None
    finally:
        with contextlib.suppress(OSError):
            for pid in family(root):
                os.sched_setaffinity(pid, before.get(pid, before[root]))


async def parent_of_backend(url: str) -> int:
    """The process from which all others of that server come."""
    connection = await asyncpg.connect(url)
    try:
        backend = await connection.fetchval("SELECT pg_backend_pid()")
        return parent_of(backend)
    finally:
        await connection.close()


def parent_of(pid: int) -> int:
    """Of that process."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def execute(url: str, *statements: str) -> list[Any]:
    """Each statement by itself, however long it takes; the rows of the last."""
    return asyncio.run(executed(url, statements))


async def executed(url: str, statements: Sequence[str]) -> list[Any]:
    """Each statement by itself, in one connection; the rows of the last."""
    connection = await asyncpg.connect(url)
    try:
        found: list[Any] = []
        for statement in statements:
            found = await connection.fetch(statement, timeout=None)
        return found
    finally:
        await connection.close()


def fresh(postgres: Postgres, name: str) -> str:
    """The address of an empty database of that name."""
    execute(postgres.url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    return postgres.database(name)
