"""The life of one worker process, which never outlives the wait for it.

It is started and fed in a thread, by `subprocess`: that has the kernel start a process without a copy of this one's page tables
(vfork), for which uvloop's own way holds the loop up by 20 ms in a server of 150 MB.
"""

import asyncio
import math
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final

from imaging.errors import ImagingUnavailable
from imaging.limits import WORKERS_AT_ONCE
from imaging.reports import Job, Report, understood

_ROOT: Final = Path(__file__).resolve().parent.parent
_REPORT_BYTES: Final = 4096
# A worker that computes for 8 of its 10 seconds is at fault; one that waits for a slow disk or a
# busy machine is not, and only the wall clock ends it.
_COMPUTING_SHARE: Final = 0.8
_NICE: Final = shutil.which("nice") or "nice"  # POSIX has it
_NICENESS: Final = 10
_THREADS: Final = ThreadPoolExecutor(WORKERS_AT_ONCE, "imaging")
# Held here because the event loop itself holds its tasks weakly.
_ENDINGS: Final[set[asyncio.Task[None]]] = set()


async def run(job: Job, patience: float) -> Report:
    """Return the worker's report of success; after anything else the process and files are gone."""
    worker = _Worker(job, patience)
    working = asyncio.get_running_loop().run_in_executor(_THREADS, worker.work)
    try:
        async with asyncio.timeout(patience):
            line, code = await asyncio.shield(working)
        return understood(line, code)
    except BaseException as error:
        worker.stop()
        await _undo(working, job)
        if isinstance(error, TimeoutError):
            raise ImagingUnavailable(f"no answer within {patience:g} s") from None
        if isinstance(error, OSError):
            raise ImagingUnavailable(f"no worker: {error.strerror}") from error
        raise


class _Worker:
    def __init__(self, job: Job, patience: float) -> None:
        self._job, self._patience = job, patience
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def stop(self) -> None:
        self._stopped = True
        if self._process is not None:
            self._process.kill()

    def work(self) -> tuple[bytes, int]:
        """In a thread: the worker's one line and its exit code."""
        if self._stopped:
            return b"", 1
        with self._started() as process:
            self._process = process
            if self._stopped:  # meanwhile, by somebody who did not see it yet
                process.kill()
            assert process.stdin is not None
            assert process.stdout is not None
            # A worker that died early says so by its exit code.
            with suppress(ConnectionError):
                process.stdin.write(self._job.data)
            with suppress(ConnectionError):
                process.stdin.close()
            line = process.stdout.readline(_REPORT_BYTES)
            if len(line) == _REPORT_BYTES:
                process.kill()
                raise ImagingUnavailable("the worker talks too much")
            return line, process.wait()

    def _started(self) -> "subprocess.Popen[bytes]":
        # No environment: the server's holds its secrets. Own process group: a signal meant for the server must not cut
        # off a picture that it is still waiting for. Not an own session: Linux gives each session a fair share of a core
        # (autogroup), where the worker's niceness would say nothing to the server. Nice from the first instruction on,
        # since loading its libraries is a good part of its work.
        job, patience = self._job, self._patience
        return subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            [
                *(_NICE, "-n", str(_NICENESS), sys.executable, "-E", "-s", "-X", "utf8", "-m", "imaging.worker"),
                *(job.image_format, str(len(job.data)), str(job.full), str(job.small)),
                *(str(max(1, int(patience * _COMPUTING_SHARE))), str(math.ceil(patience) + 1)),
            ],
            cwd=_ROOT,
            env={name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )


async def _undo(working: "asyncio.Future[tuple[bytes, int]]", job: Job) -> None:
    # In a task of its own: a second cancellation must not leave it half done.
    ending = asyncio.create_task(_swept(working, job))
    _ENDINGS.add(ending)
    ending.add_done_callback(_ENDINGS.discard)
    await asyncio.shield(ending)


async def _swept(working: "asyncio.Future[tuple[bytes, int]]", job: Job) -> None:
    try:
        await asyncio.gather(working, return_exceptions=True)
    finally:
        for path in (job.full, job.small):
            with suppress(OSError):
                path.unlink(missing_ok=True)
