"""The life of one worker process, which never outlives the wait for it."""

import asyncio
import math
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Final

from imaging.errors import ImagingUnavailable
from imaging.reports import Job, Report, understood

_ROOT: Final = Path(__file__).resolve().parent.parent
_PIECE: Final = 256 * 1024
_REPORT_BYTES: Final = 4096
# A worker that computes for 8 of its 10 seconds is at fault; one that waits for a slow disk or a
# busy machine is not, and only the wall clock ends it.
_COMPUTING_SHARE: Final = 0.8
# Held here because the event loop itself holds its tasks weakly.
_ENDINGS: Final[set[asyncio.Task[None]]] = set()


async def run(job: Job, patience: float) -> Report:
    """Return the worker's report of success; after anything else the process and files are gone."""
    process: Process | None = None
    try:
        async with asyncio.timeout(patience):
            process = await _started(job, patience)
            line = await _answer(process, job.data)
            code = await process.wait()
        return understood(line, code)
    except BaseException as error:
        await _undo(process, job)
        if isinstance(error, TimeoutError):
            raise ImagingUnavailable(f"no answer within {patience:g} s") from None
        if isinstance(error, OSError):
            raise ImagingUnavailable(f"no worker: {error.strerror}") from error
        raise


async def _started(job: Job, patience: float) -> Process:
    # No environment: the server's holds its secrets. Own process group: a signal meant for the server
    # must not cut off a picture that it is still waiting for. Not an own session: Linux gives each session
    # a fair share of a core (autogroup), and the worker's niceness would say nothing to the server's.
    environment = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-E", "-s", "-X", "utf8", "-m", "imaging.worker"),
        *(job.image_format, str(len(job.data)), str(job.full), str(job.small)),
        *(str(max(1, int(patience * _COMPUTING_SHARE))), str(math.ceil(patience) + 1)),
        cwd=_ROOT,
        env=environment,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        limit=_REPORT_BYTES,
        process_group=0,
    )


async def _answer(process: Process, data: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    # A worker that died early says so by its exit code.
    with suppress(ConnectionError):
        for start in range(0, len(data), _PIECE):
            process.stdin.write(memoryview(data)[start : start + _PIECE])
            await process.stdin.drain()
        process.stdin.close()
    try:
        return await process.stdout.readline()
    except ValueError:
        raise ImagingUnavailable("the worker talks too much") from None


async def _undo(process: Process | None, job: Job) -> None:
    if process is not None and process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    # In a task of its own: a second cancellation must not leave it half done.
    ending = asyncio.create_task(_swept(process, job))
    _ENDINGS.add(ending)
    ending.add_done_callback(_ENDINGS.discard)
    await asyncio.shield(ending)


async def _swept(process: Process | None, job: Job) -> None:
    try:
        if process is not None:
            await process.wait()
    finally:
        for path in (job.full, job.small):
            with suppress(OSError):
                path.unlink(missing_ok=True)
