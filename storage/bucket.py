"""A bucket of an S3-compatible store. Every request is bounded in time, for somebody waits for its answer, and leads nowhere
else (storage/asking.py) but for the list of names, which is obstore's own: a store that answers with a redirect has that one
request made elsewhere, without our keys, and of what comes back only names count, which are looked for in our bucket."""

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import httpx
import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from storage import Refused
from storage.asking import ANSWERING, CONNECTING, Asking

if TYPE_CHECKING:
    from obstore.store import S3Config

SIGNED_FOR = timedelta(minutes=15)  # so far may our clock be behind the store's
TOGETHER = 500  # names listed at once
AT_ONCE = 8  # requests
LOOKING = 4.0  # seconds that a start waits for the store
NOBODYS = ".escale"  # a name that is asked for at the start, and under which nothing is ever kept
REFUSALS = (301, 400, 401, 403)  # of another region, or for the key; to any name whatever
CODE = re.compile(rb"<Code>([A-Za-z]{1,50})</Code>")  # in a refusal


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
                "connect_timeout": timedelta(seconds=CONNECTING),
                "timeout": timedelta(seconds=ANSWERING),
                "allow_http": urlsplit(endpoint).scheme == "http",
            },
            retry_config={"max_retries": 1, "retry_timeout": timedelta(seconds=3)},
        )
        self.asking = Asking()

    def workplace(self) -> Path:
        return Path(tempfile.gettempdir())

    async def look(self) -> None:
        with in_words():
            try:
                async with asyncio.timeout(LOOKING):
                    address = await obstore.sign_async(self.store, "GET", NOBODYS, SIGNED_FOR)
                    status, body = await self.asking.ask("GET", address)
            except TimeoutError:
                raise OSError(f"no answer within {LOOKING:.0f} seconds") from None
        why = reason(body)
        if status == 404 and why == "NoSuchKey":
            return
        if status >= 300:
            kind = Refused if status in REFUSALS or why == "NoSuchBucket" else OSError
            raise kind(f"the store answers {status} {why}".strip())

    async def keep(self, files: Mapping[str, Path]) -> None:
        # One request each, not several parts: those of an upload that is broken off would stay, and no listing shows them.
        await all_of(files, lambda name: self._ask("PUT", name, (200, 201), file=files[name]))

    async def piece(self, name: str, start: int, length: int) -> bytes:
        part = {"Range": f"bytes={start}-{start + length - 1}"}
        data = await self._ask("GET", name, (206,), headers=part, most=length)
        if len(data) != length:
            raise OSError(f"{name} is not as long as it was")
        return data

    async def remove(self, names: Iterable[str]) -> None:
        await all_of(names, lambda name: self._ask("DELETE", name, (200, 204, 404)))

    async def _ask(self, method: Literal["GET", "PUT", "DELETE"], name: str, wanted: tuple[int, ...], **how: Any) -> bytes:
        """The answer to that, if it is one of those that are wanted; a redirect never is."""
        with in_words():
            address = await obstore.sign_async(self.store, method, name, SIGNED_FOR)
            status, body = await self.asking.ask(method, address, **how)
        if status not in wanted:
            kind = FileNotFoundError if status == 404 else OSError
            raise kind(f"{name}: the store answers {status} {reason(body)}".strip())
        return body

    async def older(self, limit: datetime) -> AsyncIterator[list[str]]:
        with in_words():
            async for listed in obstore.list(self.store, chunk_size=TOGETHER):
                yield [entry["path"] for entry in listed if entry["last_modified"] < limit]


def reason(refusal: bytes) -> str:
    """Why, in the store's word for it, if it says."""
    why = CODE.search(refusal)
    return why[1].decode() if why else ""


async def all_of(names: Iterable[str], request: Callable[[str], Awaitable[object]]) -> None:
    """A few at a time; the first failure is raised once none is under way any more."""
    waiting = list(names)
    while waiting:
        now, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        done = await asyncio.gather(*(request(name) for name in now), return_exceptions=True)
        failure = next((one for one in done if isinstance(one, BaseException)), None)
        try:
            if failure is not None:
                raise failure
        finally:
            del done, failure  # else its traceback would name it, and keep all that we were called for


@contextmanager
def in_words() -> Iterator[None]:
    """What the libraries say of a store that refuses or is away, as the OSError that a disk would raise, in one line."""
    try:
        yield
    except (BaseError, httpx.HTTPError, FileNotFoundError, TimeoutError) as wrong:
        kind = FileNotFoundError if isinstance(wrong, FileNotFoundError) else OSError
        said = f"{type(wrong).__name__}: {wrong}".partition("Debug source")[0]
        raise kind(" ".join(said.split())[:250]) from None
