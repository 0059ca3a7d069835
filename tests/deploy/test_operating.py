"""The commands of docs/operating.md, typed as they stand there: from nothing to two processes behind nginx, and to systemd."""

import asyncio
import getpass
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from secrets import randbelow
from tempfile import TemporaryDirectory

import pytest

from tests import postgres
from tests.deploy.across import talk_across
from tests.house import every_file
from tests.pictures import data_url, picture
from tests.ports import free_port
from tests.processes import REDIS, ROOT, ServerProcess, running
from tests.remote import Remote, pair

HEADING = "### From nothing to two processes behind nginx"
PATIENCE = 60.0


def blocks() -> list[str]:
    """Its blocks of `sh`: the values of one's own, what is typed then, and how to end it; and the same of the move to systemd."""
    section = (ROOT / "docs" / "operating.md").read_text().split(HEADING)[1].split("\n#")[0]
    return re.findall(r"^```sh\n(.*?)^```", section, re.DOTALL | re.MULTILINE)


@asynccontextmanager
async def source_folder() -> AsyncIterator[Path]:
    """As a fresh clone is once `make install` has run; what that installs is this folder's."""
    with TemporaryDirectory(prefix="escale-operator-") as name:
        folder = Path(name)
        for path in (*every_file(), Path("static/vendor/socket.io.esm.min.js")):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, folder / path)
        for installed in (".venv", "node_modules"):
            (folder / installed).symlink_to(ROOT / installed)
        yield folder


class Shell:
    """Somebody types into bash."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process, self.said = process, b""

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path) -> AsyncIterator["Shell"]:
        ours = {"DATABASE_URL", "SECRET_KEY"}  # the tests' own, which an operator does not have
        process = await asyncio.create_subprocess_exec(
            *("bash", "-e"),
            cwd=folder,
            env={name: value for name, value in os.environ.items() if name not in ours},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield cls(process)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def type(self, commands: str) -> None:
        """Type that, and wait until all of it has succeeded."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{commands}echo done\n".encode())
        async with asyncio.timeout(PATIENCE):
            while (line := await self.process.stdout.readline()) != b"done\n":
                self.said += line
                assert line, self.said.decode()


async def somebody_with_a_photo(url: str) -> tuple[Remote, str]:
    """Who sent one, and its address."""
    camille, _jean, room = await pair(url)
    async with camille.program(url) as client:
        photo = {"content": "Voyez", "attachment": data_url(picture())}
        answer = await client.post(f"/api/conversations/{room}/messages", json=photo)
    return camille, answer.json()["message"]["attachment"]


@pytest.mark.only_on("postgres")
@pytest.mark.timeout(150)  # five starts from nothing, on a busy machine
async def test_an_operator_gets_from_nothing_to_two_processes_behind_nginx() -> None:
    """And from there to systemd with all that was written: seen to fail with the photos left in `var`, and with a new secret."""
    values, typed, ending, places, moving = blocks()
    async with postgres.fresh_database() as database, source_folder() as folder:
        port, one, two = free_port(), free_port(), free_port()
        own = {
            "PORT": port,
            "ONE": one,
            "TWO": two,
            "DATABASE": database,
            "REDIS": f"{REDIS}/{1 + randbelow(15)}",
        }
        assert set(re.findall(r"\b([A-Z]+)=", values)) == own.keys()
        async with Shell.opened(folder) as shell:
            await shell.type("".join(f"{name}={value}\n" for name, value in own.items()))
            await shell.type(typed)
            await talk_across(url := f"http://127.0.0.1:{port}", "one", "two")
            camille, photo = await somebody_with_a_photo(url)
            await shell.type(ending)

            unit = {"ENVIRONMENT": f"{folder}/escale.env", "STATE": f"{folder}/state", "OWNER": getpass.getuser()}
            assert set(re.findall(r"\b([A-Z]+)=", places)) == unit.keys()
            await shell.type("".join(f"{name}={value}\n" for name, value in unit.items()))
            await shell.type(moving)
        given = dict(line.split("=", 1) for line in (folder / "escale.env").read_text().splitlines())
        given |= {"MEDIA_DIR": f"{folder}/state/media", "INSTANCE": "5001"}  # as the unit says
        async with running(ServerProcess(given, port=port)), camille.program(url) as client:
            assert [(await client.get(address)).status_code for address in ("/api/users/me", photo)] == [200, 200]
        assert '"level": "error"' not in (folder / "var" / "one.log").read_text() + (folder / "var" / "two.log").read_text()
