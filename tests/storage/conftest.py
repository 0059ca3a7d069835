import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from settings import Settings
from tests import http
from tests.commands.conftest import how
from tests.ports import free_port

__all__ = ["how"]


@dataclass
class Store:
    """moto's S3 server, in a process of its own: it keeps its buckets in memory."""

    port: int
    process: asyncio.subprocess.Process | None = None
    bucket: str = "images"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self, prefix: str) -> dict[str, str]:
        """What leads to it, as an operator would set it."""
        return {
            "MEDIA_URL": f"s3://{self.bucket}/{prefix}",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "a key",
            "AWS_SECRET_ACCESS_KEY": "its secret",
        }

    def place(self, prefix: str, **other: str) -> Settings:
        return Settings(**{name.lower(): value for name, value in {**self.settings(prefix), **other}.items()})  # type: ignore[arg-type]

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(20), http.client(self.url) as client:
            while True:
                try:
                    assert (await client.put(f"/{self.bucket}")).status_code == 200
                except httpx.TransportError:
                    assert self.process.returncode is None
                    await asyncio.sleep(0.05)
                else:
                    return

    async def stop(self) -> None:
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@pytest.fixture(scope="session")
async def store() -> AsyncIterator[Store]:
    store = Store(free_port())
    await store.start()
    yield store
    await store.stop()


@pytest.fixture(params=["folder", "bucket"])
def where(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> Settings:
    """Each kind of place, empty."""
    return store.place(tmp_path.name) if request.param == "bucket" else Settings(media_dir=tmp_path / "media")
