"""A small disk of our own, to be filled."""

import errno
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.faults.machine import needs_root, run


class SmallDisk:
    def __init__(self, folder: Path) -> None:
        self.folder, self.ballast = folder, folder / "ballast"

    @classmethod
    @asynccontextmanager
    async def mounted(cls, megabytes: int) -> AsyncIterator["SmallDisk"]:
        needs_root("mounting a small tmpfs")
        folder = tempfile.mkdtemp(prefix="escale-disk-")
        await run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder)
        try:
            yield cls(Path(folder))
        finally:
            await run("umount", "--lazy", folder)
            os.rmdir(folder)

    def fill(self) -> None:
        """To the last byte."""
        with self.ballast.open("wb", buffering=0) as ballast:
            for size in (65_536, 4_096, 1):
                try:
                    while ballast.write(b"\0" * size):
                        pass
                except OSError as full:
                    if full.errno != errno.ENOSPC:
                        raise

    def free(self) -> None:
        self.ballast.unlink(missing_ok=True)
