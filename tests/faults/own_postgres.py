"""A PostgreSQL cluster of our own, to be stopped and stalled; the machine's is not touched."""

import asyncio
import os
import pwd
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.faults.machine import Lacking, program, run
from tests.ports import free_port


class OwnPostgres:
    def __init__(self, folder: Path, binaries: Path) -> None:
        self.folder, self.binaries, self.port = folder, binaries, free_port()

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["OwnPostgres"]:
        initdb = newest_initdb()
        folder = Path(tempfile.mkdtemp(prefix="escale-postgres-"))
        own = cls(folder / "data", Path(initdb).parent)
        try:
            if os.geteuid() == 0:
                shutil.chown(folder, "postgres", "postgres")
            await own.do(initdb, "-D", str(own.folder), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-sync")
            await own.start()
            try:
                yield own
            finally:
                own.resume()
                await own.stop_now()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    async def do(self, *command: str) -> str:
        """As the postgres user: PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return await run(*command)
        try:
            user = pwd.getpwnam("postgres")
        except KeyError:
            raise Lacking("there is no user `postgres` to run a database cluster as") from None
        setpriv = program("setpriv", package="util-linux")
        return await run(setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *command)

    async def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder.parent}"
        log = str(self.folder.parent / "log")  # inherited pipes would keep us waiting for as long as the database runs
        await self.do(str(self.binaries / "pg_ctl"), "-D", str(self.folder), "-o", options, "-l", log, "-w", "start")

    async def stop_now(self) -> None:
        """As a crash: nothing is finished, nobody is told."""
        await self.do(str(self.binaries / "pg_ctl"), "-D", str(self.folder), "-m", "immediate", "-w", "stop")

    async def stall(self) -> int:
        """Every process of the cluster stands still; how many."""
        stopped: set[int] = set()
        while new := set(self.processes()) - stopped:  # the first is the one that would make others
            for pid in new:
                os.kill(pid, signal.SIGSTOP)
            stopped |= new
            await asyncio.sleep(0.01)
        return len(stopped)

    def resume(self) -> None:
        for pid in self.processes():
            os.kill(pid, signal.SIGCONT)

    def processes(self) -> list[int]:
        try:
            first = int((self.folder / "postmaster.pid").read_text().split()[0])
        except FileNotFoundError:
            return []
        return [first, *(int(pid) for pid in Path(f"/proc/{first}/task/{first}/children").read_text().split())]


def newest_initdb() -> str:
    """Where Debian keeps it, or wherever PATH leads."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    return str(found[-1]) if found else program("initdb", package="postgresql")
