"""Processes forked from one that has loaded Escale: they do what those do that are started, for a tenth of the processor's time.

Used by what is not about how a process starts.
"""

import asyncio
import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent


class Forked:
    """As much of asyncio's Process as the tests ask of one."""

    def __init__(self, pid: int, told: asyncio.StreamReader, stdout: asyncio.StreamReader, stderr: asyncio.StreamReader) -> None:
        self.pid, self.stdout, self.stderr = pid, stdout, stderr
        self.returncode: int | None = None
        self.ending = asyncio.create_task(self.end(told))

    async def end(self, told: asyncio.StreamReader) -> int:
        self.returncode = int(await told.readline())
        await told.read()  # to its end, which closes it: what is open when a run is over fails it
        return self.returncode

    async def wait(self) -> int:
        return await asyncio.shield(self.ending)

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def communicate(self) -> tuple[bytes, bytes]:
        out, err, _status = await asyncio.gather(self.stdout.read(), self.stderr.read(), self.wait())
        return out, err

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


async def forked(module: str, *arguments: str, environment: dict[str, str], together: bool = False) -> Forked:
    """`python -m MODULE ARGUMENTS...` in that environment; `together`: what it says of errors is among the rest."""
    order = json.dumps({"module": module, "arguments": arguments, "environment": environment}).encode()
    (told, telling), (out, saying), (err, crying) = os.pipe(), os.pipe(), os.pipe()
    socket.send_fds(orders(), [order], [telling, saying, saying if together else crying])
    for given in (telling, saying, crying):
        os.close(given)
    read, stdout, stderr = [await _reader(descriptor) for descriptor in (told, out, err)]
    return Forked(int(await read.readline()), read, stdout, stderr)


async def _reader(descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", buffering=0)
    )
    return reader


@cache
def orders() -> socket.socket:
    """Where the process that forks reads what is wanted; its end ends that one."""
    from tests import processes

    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen(  # noqa: S603 -- this Python
        [sys.executable, "-m", "tests.forked", str(theirs.fileno())],
        cwd=ROOT,
        env=processes.environment(),
        stdin=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
    )
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours
