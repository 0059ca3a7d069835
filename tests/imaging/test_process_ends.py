"""What is left of a picture's process that is too slow, cancelled, killed, or broken: nothing.

Seen to fail without the time-out, and without the bound of memory.
"""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from errno import ENOSPC
from pathlib import Path

import pytest

from imaging.errors import BadImage, ImagingUnavailable
from imaging.reports import understood
from imaging.worker import _outcome
from imaging.workshop import process
from tests.imaging import image_makers as make
from tests.imaging.workers import appearance, left, workers
from tests.processes import ROOT


@pytest.mark.parametrize("patience", [0.001, 0.05, 0.3])
async def test_too_slow_is_killed(heavy: bytes, tmp_path: Path, patience: float) -> None:
    with pytest.raises(ImagingUnavailable):
        await process(heavy, "jpeg", tmp_path, patience=patience)
    assert not workers()
    assert not left(tmp_path)


async def test_what_stands_still_is_killed(heavy: bytes, tmp_path: Path) -> None:
    """It would never end by itself: seen to fail without the kill, for which the others only wait a little longer."""
    work = asyncio.create_task(process(heavy, "jpeg", tmp_path, patience=2.0))
    pid = await appearance()
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(ImagingUnavailable):
            async with asyncio.timeout(20):
                await work
        assert not workers()
        assert not left(tmp_path)
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("twice", [False, True])
@pytest.mark.parametrize("delay", [0, 0.01, 0.2, 0.5])
async def test_cancelled_leaves_nothing(heavy: bytes, tmp_path: Path, delay: float, twice: bool) -> None:
    work = asyncio.create_task(process(heavy, "jpeg", tmp_path))
    await asyncio.sleep(delay)
    work.cancel()
    if twice:
        await asyncio.sleep(0)
        work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    for _ in range(200 if twice else 0):
        if not workers() and not left(tmp_path):
            break
        await asyncio.sleep(0.01)
    assert not workers()
    assert not left(tmp_path)


async def test_cancelled_at_the_very_end(tmp_path: Path) -> None:
    data = make.saved(make.drawing(), "PNG")
    work = asyncio.create_task(process(data, "png", tmp_path))
    while len(left(tmp_path)) < 2:
        await asyncio.sleep(0.001)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert not left(tmp_path)


async def test_waiting_in_line_can_be_cancelled(tmp_path: Path) -> None:
    data = make.saved(make.drawing(), "PNG")
    works = [asyncio.create_task(process(data, "png", tmp_path)) for _ in range(4)]
    await asyncio.sleep(0.01)
    works[3].cancel()
    await asyncio.gather(*works, return_exceptions=True)
    assert [work.cancelled() for work in works] == [False, False, False, True]
    assert len(left(tmp_path)) == 6


async def test_a_killed_worker_is_not_the_pictures_fault(heavy: bytes, tmp_path: Path) -> None:
    work = asyncio.create_task(process(heavy, "jpeg", tmp_path))
    os.kill(await appearance(), signal.SIGKILL)
    with pytest.raises(ImagingUnavailable):
        await work
    assert not left(tmp_path)


@pytest.mark.parametrize("executable", ["/bin/false", "/bin/true", "/nowhere/python"])
async def test_a_worker_that_does_not_work(executable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", executable)
    with pytest.raises(ImagingUnavailable):
        await process(make.saved(make.drawing(), "PNG"), "png", tmp_path)


async def test_no_folder_is_not_the_pictures_fault(tmp_path: Path) -> None:
    with pytest.raises(ImagingUnavailable):
        await process(make.saved(make.drawing(), "PNG"), "png", tmp_path / "missing")


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full, small = tmp_path / "full.png", tmp_path / "small.png"
    written = []

    def sync(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == 2:
            raise OSError(ENOSPC, os.strerror(ENOSPC))

    monkeypatch.setattr(os, "fsync", sync)
    outcome = _outcome(make.saved(make.drawing(), "PNG"), "png", full, small)
    assert outcome == {"failure": "OSError: No space left on device"}
    assert not left(tmp_path)


def confined(code: str) -> subprocess.CompletedProcess[bytes]:
    """Bound to a second of the processor's time, which may take a busy machine long."""
    code = f"from imaging.confinement import confine; confine(1, 50)\n{code}"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True)  # noqa: S603


def test_endless_computing_and_hunger_are_stopped() -> None:
    spin = confined("while True: pass")
    assert spin.returncode == -signal.SIGXCPU
    with pytest.raises(BadImage, match="trop longue à traiter"):
        understood(b"", spin.returncode)
    assert b"MemoryError" in confined("bytearray(2**30)").stderr


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"{}", b'{"width": 1}', b"null", b"\xff", b'{"code": 1}'])
def test_answers_without_sense(line: bytes) -> None:
    with pytest.raises(ImagingUnavailable):
        understood(line, 0)
