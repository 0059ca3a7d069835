"""What a run finds on this machine: programs, cores, versions."""

import os
import platform
import shutil
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from settings import ROOT

WORK = ROOT / "var" / "bench"  # what is built; nothing in it is worth keeping
SERVER_CORE, OTHER_CORE = 0, 1
PACKAGES = ("quart", "python-socketio", "hypercorn", "uvloop", "tortoise-orm", "asyncpg")


class Lacking(Exception):
    """This machine can't do that; the words say what it takes."""


def program(name: str, package: str = "") -> str:
    """Where that program is.

    Raises: Lacking.
    """
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/bin")
    if found is None:
        raise Lacking(f"{name} is not here" + (f" (Debian: {package})" if package else ""))
    return found


def run(*command: str, cwd: Path | None = None, **environment: str) -> str:
    """Run to the end; what it printed.

    Raises: RuntimeError with what it said when it failed.
    """
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)[:200]}: {(done.stderr or done.stdout).strip()[-2000:]}")
    return done.stdout


def free_port() -> int:
    """One that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def step_aside() -> None:
    """This process, and what it starts, on the core that the servers don't have.

    Raises: Lacking.
    """
    program("taskset", "util-linux")
    if len(os.sched_getaffinity(0)) < 2:
        raise Lacking("a measurement takes two cores: one for the server, one for everything else")
    os.sched_setaffinity(0, {OTHER_CORE})


def described() -> dict[str, str]:
    """The machine and the versions, for the head of the report."""
    return {
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "SQLite": __import__("sqlite3").sqlite_version,
        **{name: found for name, command in OTHERS.items() if (found := said(*command))},
        "revision": said("git", "-C", str(ROOT), "describe", "--always", "--dirty") or "unknown",
    }


OTHERS = {"Node": ("node", "--version"), "PostgreSQL": ("psql", "--version"), "Redis": ("redis-server", "--version")}


def said(*command: str) -> str:
    """The first line that a program says of itself, or nothing when it is not here."""
    try:
        return run(*command).splitlines()[0].strip()
    except (OSError, RuntimeError, IndexError):
        return ""


def processor() -> str:
    """What it calls itself."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def note(words: str) -> None:
    """A line of progress, beside the table."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()
