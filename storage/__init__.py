"""Where images are kept, by name: a folder, or a bucket of an S3-compatible store, as the settings say."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import settings as settings_module
from settings import Settings
from storage.folder import Folder

PIECE = 1024 * 1024  # bytes read at once: a slow reader holds no more of an image than that


class Refused(OSError):
    """The place is there and will have nothing of ours: it does not exist for us, or our key does not."""


class Storage(Protocol):
    """All raise FileNotFoundError for a file that is not there, and OSError when the place is out of reach or full."""

    def workplace(self) -> Path:
        """A folder on this machine in which files are made before they are kept."""

    async def look(self) -> None:
        """Whether it would have us, asked within seconds at the start; Refused when it says that it won't."""

    async def keep(self, files: Mapping[str, Path]) -> None:
        """Take these files under their names. Once this returns, no power cut takes them."""

    async def piece(self, name: str, start: int, length: int) -> bytes:
        """That part of a file, all of it."""

    async def remove(self, names: Iterable[str]) -> None:
        """Those that are there."""

    def older(self, limit: datetime) -> AsyncIterator[list[str]]:
        """The names of what was there before `limit`, some at a time."""


def of(settings: Settings) -> Storage:
    """The place that these settings name."""
    return _place(
        settings.media_url,
        settings.media_dir,
        settings.aws_endpoint_url,
        settings.aws_region,
        settings.aws_access_key_id,
        settings.aws_secret_access_key,
    )


def current() -> Storage:
    """The place that the settings of this process name."""
    return of(settings_module.current())


@lru_cache(maxsize=8)  # a bucket's connections are kept open
def _place(url: str, folder: Path, endpoint: str, region: str, key: str, secret: str) -> Storage:
    if not url:
        return Folder(folder)
    from storage.bucket import Bucket  # what most installations never use costs them nothing

    return Bucket(url, endpoint=endpoint, region=region, key=key, secret=secret)


async def read(storage: Storage, name: str, size: int) -> AsyncIterator[bytes]:
    """A file of that many bytes in pieces, as they are asked for. Its first piece is here when this returns.

    Raises: FileNotFoundError, OSError.
    """
    first = await storage.piece(name, 0, min(size, PIECE))

    async def pieces() -> AsyncIterator[bytes]:
        yield first
        for start in range(PIECE, size, PIECE):
            yield await storage.piece(name, start, min(size - start, PIECE))

    return pieces()
