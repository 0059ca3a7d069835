"""What a fault needs of the machine, beyond our own processes."""

import asyncio
import os
from pathlib import Path


class Lacking(Exception):
    """This machine can't do that fault; the words say what it takes."""


def needs_root(why: str) -> None:
    if os.geteuid() != 0:
        raise Lacking(f"{why} needs root")


def program(*places: str, package: str) -> str:
    """The first of these files that is here; names are looked up in PATH and in /usr/sbin."""
    folders = [*os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin"]
    for place in places:
        for path in [Path(place)] if place.startswith("/") else [Path(folder, place) for folder in folders]:
            if os.access(path, os.X_OK):
                return str(path)
    raise Lacking(f"{places[0]} is not on this machine (Debian: apt-get install {package})")


async def run(*command: str) -> str:
    """What it says; an error when it fails."""
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: {said.decode(errors='replace')}")
    return said.decode()


def resident(pid: int) -> int:
    """The process's memory in bytes (RSS)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)
