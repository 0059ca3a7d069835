"""One picture, one process: what comes of it, and what the server feels of it.

Seen to fail without MAX_BYTES, a look at the first bytes or at what they are declared to be, the bounds of WORKERS_AT_ONCE and
MAX_WAITING, an environment of its own, and each bound of imaging/confinement.py that is looked at.
"""

import asyncio
import itertools
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from imaging.errors import BadImage, ImagingUnavailable
from imaging.limits import MAX_BYTES
from imaging.workshop import process
from tests.imaging import image_makers as make
from tests.imaging.workers import appearance, left, told, workers
from tests.processes import ROOT


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif"])
async def test_what_comes_back(kind: str, tmp_path: Path) -> None:
    data = make.saved(make.drawing(1000, 500), kind.upper())
    image = await process(data, kind, tmp_path)
    assert image.content_type == f"image/{kind}"
    assert image.extension == {"jpeg": "jpg"}.get(kind, kind)
    assert (image.width, image.height) == (1000, 500) == make.opened(image.full.read_bytes()).size
    assert make.opened(image.small.read_bytes()).size == (800, 400)
    assert image.full.suffix == image.small.suffix == f".{image.extension}"
    assert image.size == image.full.stat().st_size
    assert image.small_size == image.small.stat().st_size
    assert {image.full, image.small} == set(left(tmp_path))


def test_a_worker_loads_nothing_of_what_only_the_server_needs() -> None:
    """A quarter of what a small picture cost the processor, when it did: Babel, asyncio and our own waiting."""
    code = "import sys, imaging.worker; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603
    assert "PIL" in loaded
    assert {"asyncio", "babel", "concurrent", "ssl"}.isdisjoint(loaded)


async def test_media_types_and_jpg_are_understood(tmp_path: Path) -> None:
    data = make.saved(make.drawing(), "JPEG")
    for declared in ("jpg", "image/jpg", "image/jpeg"):
        assert (await process(data, declared, tmp_path)).content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("declared", "data", "code", "message"),
    [
        ("png", make.saved(make.drawing(), "JPEG"), "invalid_attachment", "type d’image annoncé"),
        ("gif", make.saved(make.drawing(), "WEBP"), "invalid_attachment", "type d’image annoncé"),
        ("png", make.saved(make.drawing(), "BMP"), "invalid_attachment", "n’est pas une image"),
        ("png", make.saved(make.drawing(), "TIFF"), "invalid_attachment", "n’est pas une image"),
        ("webp", b"\0\0\0\x1cftypavif" + bytes(90), "invalid_attachment", "n’est pas une image"),
        ("gif", b"<svg onload='alert(1)'/>", "invalid_attachment", "n’est pas une image"),
        ("jpeg", b"<!doctype html><script>", "invalid_attachment", "n’est pas une image"),
        ("gif", b"", "invalid_attachment", "n’est pas une image"),
        ("svg+xml", b"<svg/>", "invalid_attachment", "Seules les images"),
        ("PNG", make.saved(make.drawing(), "PNG"), "invalid_attachment", "Seules les images"),
        ("", make.saved(make.drawing(), "PNG"), "invalid_attachment", "Seules les images"),
        ("png", make.saved(make.drawing(), "PNG") + bytes(MAX_BYTES), "attachment_too_large", "trop lourde"),
        ("gif", b"GIF89a = 'alert(1)'//", "invalid_attachment", "illisible"),
        ("png", make.png(30_000, 30_000, 1, 0, b""), "attachment_too_large", "40 mégapixels"),
    ],
    ids=itertools.count(),
)
async def test_refusals(declared: str, data: bytes, code: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(BadImage, match=message) as refused:
        await process(data, declared, tmp_path)
    assert refused.value.code == code
    assert not left(tmp_path)
    assert not workers()


async def test_the_server_hardly_notices_ten_mebibytes(heavy: bytes, tmp_path: Path) -> None:
    def held() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

    before, most, longest, ticks = held(), 0, 0.0, 0
    cost = time.thread_time()
    work = asyncio.create_task(process(heavy, "jpeg", tmp_path))
    while not work.done():
        start = time.thread_time()
        await asyncio.sleep(0.005)
        longest = max(longest, time.thread_time() - start)
        most = max(most, held())
        ticks += 1
    cost = time.thread_time() - cost
    # Processor time of this thread, not the clock's: a busy machine may pause anybody.
    assert longest < 0.1
    assert cost < 0.5
    assert ticks > 20
    assert most - before < 24 * 1024 * 1024
    assert (await work).width == 4096


async def test_one_byte_too_many(heavy: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadImage) as refused:
        await process(heavy + b"\0", "jpeg", tmp_path)
    assert refused.value.code == "attachment_too_large"


async def test_at_most_two_at_once(tmp_path: Path) -> None:
    data = make.saved(make.drawing(900, 700), "PNG")
    works = [asyncio.create_task(process(data, "png", tmp_path)) for _ in range(6)]
    most = 0
    while not all(work.done() for work in works):
        most = max(most, len(workers()))
        await asyncio.sleep(0.02)
    assert most == 2
    assert len({(await work).full for work in works}) == 6
    assert len(left(tmp_path)) == 12


async def test_a_long_queue_is_not_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imaging.places.MAX_WAITING", 1)
    data = make.saved(make.drawing(), "PNG")
    results = await asyncio.gather(*(process(data, "png", tmp_path) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(result, ImagingUnavailable) for result in results) == 2
    assert (await process(data, "png", tmp_path)).width == 64


@pytest.fixture
def core_files() -> Iterator[None]:
    """As a machine has it that keeps them: what we may not, a worker does not either."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


async def test_the_worker_knows_no_secrets_and_is_bounded(
    heavy: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shipped_niceness: None, core_files: None
) -> None:
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    work = asyncio.create_task(process(heavy, "jpeg", tmp_path))
    pid = await appearance()
    while f"Max address space         {1024**3}" not in (limits := told(pid, "limits")):  # the last of them that it sets
        await asyncio.sleep(0.002)
    assert "do not tell" not in told(pid, "environ")
    assert "Max cpu time              8 " in limits
    assert "Max core file size        0 " in limits
    assert os.getpgid(pid) == pid
    assert os.getsid(pid) == os.getsid(0)  # fails with a session of its own: no niceness reaches past a session
    assert os.getpriority(os.PRIO_PROCESS, pid) >= 10
    await work


async def test_any_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    image = await process(make.saved(make.drawing(), "PNG"), "png", Path("photos"))
    assert image.full.parent == tmp_path / "photos"
    assert image.full.exists()
