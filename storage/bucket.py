"""A bucket of an S3-compatible store, asked by obstore. Every request is bounded in time: somebody waits for its answer."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

if TYPE_CHECKING:
    from obstore.store import S3Config

CONNECTING, ANSWERING = timedelta(seconds=2), timedelta(seconds=10)
TOGETHER = 500  # names listed at once
AT_ONCE = 8  # requests


class Bucket:
    """`url` is `s3://BUCKET` or `s3://BUCKET/PREFIX`. Without keys, those of the machine's own role are asked for."""

    def __init__(self, url: str, *, endpoint: str, region: str, key: str, secret: str) -> None:
        for name in [name for name, value in os.environ.items() if name.startswith("AWS_") and not value]:
            del os.environ[name]  # set to nothing, as compose files do, means not set; the library takes it for a value
        parts = urlsplit(url)
        config: S3Config = {"region": region}
        if endpoint:
            config["endpoint"] = endpoint
        if key:
            config |= {"access_key_id": key, "secret_access_key": secret}
        self.store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            config=config,
            client_options={
                "connect_timeout": CONNECTING,
                "timeout": ANSWERING,
                "allow_http": endpoint.startswith("http://"),
            },
            retry_config={"max_retries": 1, "retry_timeout": timedelta(seconds=3)},
        )

    def workplace(self) -> Path:
        return Path(tempfile.gettempdir())

    async def keep(self, files: Mapping[str, Path]) -> None:
        # One request each, not several parts: those of an upload that is broken off would stay, and no listing shows them.
        await all_of(files, lambda name: obstore.put_async(self.store, name, files[name], use_multipart=False))

    async def piece(self, name: str, start: int, length: int) -> bytes:
        with in_words():
            data = bytes(await obstore.get_range_async(self.store, name, start=start, length=length))
        if len(data) != length:
            raise OSError(f"{name} is shorter than it was")
        return data

    async def remove(self, names: Iterable[str]) -> None:
        await all_of(names, lambda name: obstore.delete_async(self.store, name))

    async def older(self, limit: datetime) -> AsyncIterator[list[str]]:
        with in_words():
            async for listed in obstore.list(self.store, chunk_size=TOGETHER):
                yield [entry["path"] for entry in listed if entry["last_modified"] < limit]


async def all_of(names: Iterable[str], request: Callable[[str], Awaitable[object]]) -> None:
    """A few at a time; the first failure is raised once none is under way any more."""
    waiting = list(names)
    while waiting:
        now, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        done = await asyncio.gather(*(request(name) for name in now), return_exceptions=True)
        with in_words():
            for failure in done:
                if isinstance(failure, BaseException):
                    raise failure


@contextmanager
def in_words() -> Iterator[None]:
    """What the library says of a store that refuses or is away, as the OSError that a disk would raise, in one line."""
    try:
        yield
    except (BaseError, FileNotFoundError) as wrong:
        kind = FileNotFoundError if isinstance(wrong, FileNotFoundError) else OSError
        raise kind(" ".join(str(wrong).partition("Debug source")[0].split())[:250]) from None
