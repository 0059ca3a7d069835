"""A folder on a disk."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from pathlib import Path

TOGETHER = 500


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def workplace(self) -> Path:
        self.path.mkdir(parents=True, exist_ok=True)
        return self.path

    async def look(self) -> None:
        """It was looked at with the settings."""

    async def keep(self, files: Mapping[str, Path]) -> None:
        await asyncio.to_thread(self._settle, files)

    def _settle(self, files: Mapping[str, Path]) -> None:
        for name, file in files.items():
            os.utime(file)  # what came out of a backup is here since now, for whoever looks for what is old
            os.replace(file, self.path / name)
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    async def piece(self, name: str, start: int, length: int) -> bytes:
        return await asyncio.to_thread(self._read, name, start, length)

    def _read(self, name: str, start: int, length: int) -> bytes:
        with (self.path / name).open("rb") as file:
            file.seek(start)
            data = file.read(length)
        if len(data) != length:
            raise OSError(f"{name} is shorter than it was")
        return data

    async def remove(self, names: Iterable[str]) -> None:
        await asyncio.to_thread(self._remove, list(names))

    def _remove(self, names: list[str]) -> None:
        for path in (self.path / name for name in names):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    async def older(self, limit: datetime) -> AsyncIterator[list[str]]:
        names = await asyncio.to_thread(self._older, limit.timestamp())
        for start in range(0, len(names), TOGETHER):
            yield names[start : start + TOGETHER]

    def _older(self, limit: float) -> list[str]:
        with os.scandir(self.workplace()) as entries:
            return [entry.name for entry in entries if entry.stat(follow_symlinks=False).st_mtime < limit]
