"""The processes that work on pictures, as the system tells of them."""

import asyncio
import os
from pathlib import Path

import pytest


def workers() -> list[int]:
    """The worker processes that this one has started and that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == os.getpid() and b"imaging.worker" in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except (OSError, IndexError):
                continue
    return found


def left(folder: Path) -> list[Path]:
    """The files in a folder."""
    return list(folder.iterdir())


def told(pid: int, what: str) -> str:
    """What the system says of a process."""
    return Path(f"/proc/{pid}/{what}").read_text()


async def appearance() -> int:
    """The first worker to show up."""
    for _ in range(2000):
        if running := workers():
            return running[0]
        await asyncio.sleep(0.002)
    pytest.fail("no worker came")
